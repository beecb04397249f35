# SPDX-License-Identifier: Apache-2.0
"""What the tests of native webhooks share: who owns them, what happens in the centre, and what must be true of all that was
delivered."""

import uuid
from contextlib import ExitStack, contextmanager

from avaya import eventually
from cordboard_client import Cordboard
from own_server import CONFIG, OwnServer, free_port
from webhook_receiver import Receiver

#: Another account, one of whose programs may have webhooks too.
OTHERS = """
  OTHERS:
    name: Another contact centre
    realm: others
    clients:
      integration: {name: Integration, scopes: [events, configuration, conversations], secret: demo}
"""

#: Programs that see everything or configure, and not both.
HALVES = """
      reader: {name: Reader, scopes: [events], secret: demo}
      configurer: {name: Configurer, scopes: [configuration], secret: demo}
"""


def configuration(folder):
    text = CONFIG.read_text()
    place = "      # The telephone system."
    assert place in text
    path = folder / "webhooks.yaml"
    path.write_text(text.replace(place, HALVES.lstrip("\n") + place).rstrip() + OTHERS)
    return path


@contextmanager
def centre_of(folder, port=None, **settings):
    """A server of one's own, and who owns its webhooks."""
    names = {f"CORDBOARD_WEBHOOKS_{name}": value for name, value in settings.items()}
    server = OwnServer(folder, port or free_port(), config=configuration(folder), **names).wait_until_ready()
    server.data = folder
    try:
        yield Hooks(server)
    except BaseException:
        server.kill()
        raise
    # Some tests kill it.
    if server.process.returncode is None:
        server.stop()


class Owner(Cordboard):
    """Somebody with a token, who may ask for webhooks."""


class Hooks:
    """The webhooks of one server."""

    def __init__(self, server):
        self.server = server
        self.owner = Owner(server.url).log_in_client("integration", "demo")
        self.stack = ExitStack()

    def receiver(self, *arguments, **more):
        return self.stack.enter_context(Receiver(*arguments, **more))

    def clear(self):
        for webhook in self.owner.get("/webhooks")["webhooks"]:
            self.owner.delete(f"/webhooks/{webhook['id']}")
        self.stack.close()

    # Webhooks

    def make(self, receiver, **more):
        url = receiver if isinstance(receiver, str) else receiver.url
        return self.owner.post("/webhooks", {"url": url, **more})["webhook"]

    def show(self, webhook):
        return self.owner.get(f"/webhooks/{webhook['id']}")["webhook"]

    def attempts(self, webhook):
        """The newest last."""
        return self.owner.get(f"/webhooks/{webhook['id']}/attempts")["attempts"][::-1]

    def letters(self, webhook, **query):
        return self.owner.get(f"/webhooks/{webhook['id']}/dead-letters", **query)["deadLetters"]

    def do(self, webhook, what, body=None):
        return self.owner.post(f"/webhooks/{webhook['id']}/{what}", body)

    def hurry(self, webhook):
        """What waits for another attempt goes at once."""
        return self.do(webhook, "enable")

    def finish(self, webhook, receiver, count):
        """Waits until so many messages were taken, and lets none of them wait for its next attempt."""

        def is_done():
            done = len({request.id for request in receiver.taken}) >= count
            if not done:
                self.hurry(webhook)
            return done

        eventually(f"{count} messages are taken", is_done)
        return receiver.taken

    def is_idle(self, webhook):
        delivery = self.show(webhook)["delivery"]
        return delivery["behind"] == delivery["waiting"] == delivery["inFlight"] == 0

    def stands(self, webhook, **expected):
        """Whether its deliveries stand so."""
        delivery = self.show(webhook)["delivery"]
        return delivery | expected == delivery

    def settled(self, webhook):
        eventually("all is delivered", lambda: self.is_idle(webhook))

    # What happens

    def position(self):
        return self.owner.get("/webhooks")["position"]

    def start(self, **more):
        body = {"channel": "web", "customer": {"identifier": f"customer-{uuid.uuid4()}"}, **more}
        return self.owner.post("/conversations", body)["conversation"]["id"]

    def say(self, conversation, *texts):
        for text in texts:
            self.owner.post(f"/conversations/{conversation}/messages", {"as": "customer", "body": {"text": text}})

    def facts(self, after):
        """What the native API tells of everything since a position. Other tests hold it to its description."""
        events = []
        path, headers = f"/api/v1/accounts/{self.owner.account}/events", {"Authorization": f"Bearer {self.owner.token}"}
        while True:
            query = {"topics": "account,audit", "after": after, "limit": 1000}
            page = self.owner.http.get(path, params=query, headers=headers).raise_for_status().json()
            events += page["events"]
            if not page["events"]:
                return events
            after = page["events"][-1]["position"]


#: Facts of one conversation only: nothing else in the centre makes any of these.
SAID = {"events": ["messagePosted"]}


def texts(requests):
    """What was said in messages, each once."""
    known = {request.id: request.json["data"]["message"]["body"]["text"] for request in requests}
    return list(known.values())


def by_lane(requests):
    lanes = {}
    for request in requests:
        event = request.json
        lane = event["subject"] if "conversationsequence" in event or "agentsequence" in event else "account"
        lanes.setdefault(lane, []).append(request)
    return lanes


def hold(receiver, facts, is_killed=False):
    """All that was delivered is as it must be: every fact came, in order in its lane, nothing but it, and what came again is
    the same. Without a kill nothing was sent while an earlier message of its lane was not taken, nor again once it was."""
    # What becomes of webhooks themselves is told to those that were there before: not what is held here.
    facts = [fact for fact in facts if fact["type"] != "cordboard.webhookChanged"]
    delivered = [request for request in receiver.requests if request.json["type"] != "cordboard.webhookChanged"]
    bodies = {}
    for request in delivered:
        assert bodies.setdefault(request.id, request.body) == request.body, "a message came again with another body"
    expected = {fact["id"]: fact for fact in facts}
    taken = {request.json["id"]: request.json for request in receiver.taken if request in delivered}
    assert taken.keys() == expected.keys(), (len(taken), len(expected), taken.keys() ^ expected.keys())
    assert taken == expected
    assert len(bodies) == len(expected)
    for lane, requests in by_lane(delivered).items():
        order = {fact["id"]: index for index, fact in enumerate(facts)}
        first = {}
        for request in [request for request in requests if request.is_taken]:
            first.setdefault(request.json["id"], order[request.json["id"]])
        assert list(first.values()) == sorted(first.values()), f"{lane} is out of order"
        if is_killed:
            continue
        done = -1
        for request in requests:
            index = order[request.json["id"]]
            assert index > done, f"{lane}: {request} came after it or a later one was taken"
            before = [fact for fact in first.values() if fact < index]
            assert not before or max(before) <= done, f"{lane}: {request} came before what it follows was taken"
            done = index if request.is_taken else done
