# SPDX-License-Identifier: Apache-2.0
"""A server that is killed in the middle of deliveries: after the last start everything arrives, in the order of its
conversation, and what comes twice is the same twice."""

import random
import threading
import time

import pytest

from avaya_client import AvayaClient
from cordboard_client import Refused
from own_server import needs_binary
from webhook_receiver import RESET, Answer, Receiver
from webhooks import SAID, by_lane, centre_of, eventually, hold

pytestmark = needs_binary

KILLS = 3


def receiver_that_fails(seed):
    """One in ten requests fails, in one way or another; until it is told to be well."""
    chance = random.Random(seed)
    receiver = Receiver(decide=lambda _: chance.choice([500, RESET, Answer(503, {"Retry-After": "0"})]) if receiver.fails and chance.random() < 0.1 else 200)
    receiver.fails = True
    return receiver


class Talk:
    """Several customers who write until the server is gone."""

    def __init__(self, hooks, conversations):
        self.hooks, self.conversations, self.said = hooks, conversations, 0
        self.threads = [threading.Thread(target=self.write, args=(conversation,)) for conversation in conversations]

    def write(self, conversation):
        http, path = self.hooks.server.client(), f"/api/v1/accounts/DEMOCO/conversations/{conversation}/messages"
        headers = {"Authorization": f"Bearer {self.hooks.owner.token}"}
        with http:
            for number in range(200):
                try:
                    http.post(path, json={"as": "customer", "body": {"text": f"{number}"}}, headers=headers).raise_for_status()
                except OSError:
                    return
                except Exception as error:
                    if not type(error).__module__.startswith(("httpx", "httpcore")):
                        raise
                    return
                self.said += 1

    def until_killed(self, receivers, moment):
        """Kills the server when each of the receivers has taken some more and not all."""
        counts = [len(receiver.taken) for receiver in receivers]
        for thread in self.threads:
            thread.start()
        for receiver, count in zip(receivers, counts, strict=True):
            receiver.wait_taken(count + 20)
        time.sleep(moment.uniform(0, 0.2))
        self.hooks.server.kill()
        for thread in self.threads:
            thread.join()


@pytest.mark.parametrize("seed", range(2))
def test_everything_arrives_after_kill_9(tmp_path, seed):
    moment = random.Random(seed)
    first, second, down = receiver_that_fails(seed), receiver_that_fails(seed + 100), Receiver()
    subscribed = receiver_that_fails(seed + 200)
    # One endpoint keeps few lanes apart: it may be told more again, and must be told no less.
    settings = {"KEPT_LANES": "200" if seed == 0 else "2", "PENDING": "10000" if seed == 0 else "40"}
    with centre_of(tmp_path, **settings) as hooks:
        port = hooks.server.port
        after = hooks.position()
        webhooks = [hooks.make(receiver, **more) for receiver, more in ((first, {}), (second, {"mode": "structured", **SAID}), (down, {}))]
        avaya = AvayaClient(hooks.server.url).log_in()
        transport = {"type": "WEBHOOK", "endpoint": subscribed.url}
        subscription = avaya.subscribe(["ALL"], transport, extensions={"cordboard.sequence": "true"})
        down.down()
        conversations = [hooks.start() for _ in range(5)]
        Talk(hooks, conversations).until_killed([first, second], moment)
    for kill in range(1, KILLS):
        with centre_of(tmp_path, port, **settings) as hooks:
            conversations.append(hooks.start())
            Talk(hooks, conversations[kill:]).until_killed([first, second], moment)
    for receiver in (first, second, subscribed):
        receiver.fails = False
    down.up()
    with centre_of(tmp_path, port, **settings) as hooks:
        conversations.append(hooks.start())
        assert [hooks.show(webhook)["state"] for webhook in webhooks] == ["active"] * 3
        for webhook in webhooks:
            eventually("all is delivered", lambda: hooks.hurry(webhook) and hooks.is_idle(webhook))
        facts = hooks.facts(after)
        assert len([fact for fact in facts if fact["type"] == "cordboard.messagePosted"]) >= 20 * KILLS
        hold(first, facts, is_killed=True)
        hold(second, [fact for fact in facts if fact["type"] == "cordboard.messagePosted"], is_killed=True)
        hold(down, facts)
        assert AvayaClient(hooks.server.url).log_in().get(subscription["subscriptionId"])["status"] == "ACTIVE"
        starts = [fact["data"]["conversation"] for fact in facts if fact["type"] == "cordboard.conversationStarted"]
        eventually("the last conversation is told of", lambda: any(starts[-1].encode() in request.body for request in subscribed.taken))
        hold_numbers(subscribed, starts)
        # Few are told of more than once where lanes are kept.
        if seed == 0:
            again = len(first.taken) - len({request.id for request in first.taken})
            assert again < len(facts) / 2, again
        for webhook in webhooks:
            hooks.owner.delete(f"/webhooks/{webhook['id']}")
    for receiver in (first, second, down, subscribed):
        receiver.close()


def hold_numbers(receiver, starts):
    import collections, json
    print(collections.Counter((r.json["body"].get("action"), r.json["body"].get("eventType")) for r in receiver.requests), json.dumps(receiver.requests[0].json), len(starts))
    """Notifications are numbered without a gap; one that comes again has its number and its body."""
    bodies, first = {}, []
    for request in receiver.requests:
        number = request.json["sequence"]
        assert bodies.setdefault(number, request.json) == request.json, f"two notifications have the number {number}"
    for request in receiver.taken:
        if request.json["sequence"] not in first:
            first.append(request.json["sequence"])
    assert first == list(range(first[0], first[0] + len(first))), first
    created = [request["body"]["engagementId"] for request in bodies.values() if request["body"].get("action") == "CREATED" or request["body"].get("eventType") == "CREATED"]
    assert len(created) == len(set(created))


def test_killed_while_it_is_made_and_changed(tmp_path):
    """What was answered with success is so after a kill."""
    port, receiver = None, Receiver()
    webhook = None
    for round in range(3):
        with centre_of(tmp_path, port) as hooks:
            port = hooks.server.port
            if webhook is None:
                webhook = hooks.make(receiver, **SAID)
                secret, conversation = webhook["secret"], hooks.start()
            else:
                secret = hooks.do(webhook, "rotate-secret", {"overlap": 0})["webhook"]["secret"]
            other = hooks.make(receiver, description=f"round {round}", enabled=False)
            hooks.say(conversation, f"round {round}")
            hooks.server.kill()
        with centre_of(tmp_path, port) as hooks:
            receiver.until(lambda: f"round {round}".encode() in b"".join(request.body for request in receiver.requests))
            assert [hook["description"] for hook in hooks.owner.get("/webhooks")["webhooks"][1:]] == [f"round {number}" for number in range(round + 1)]
            hooks.settled(webhook)
            count = len(receiver.requests)
            hooks.say(conversation, "signed")
            from test_webhook_signatures import is_good

            assert is_good(receiver.wait(count + 1)[-1], secret)
            hooks.settled(webhook)
            hooks.server.kill()
    by = by_lane(receiver.requests)
    assert len(by) == 1 and other["state"] == "off"
    assert len({request.id for request in receiver.requests}) == 6
    receiver.close()
