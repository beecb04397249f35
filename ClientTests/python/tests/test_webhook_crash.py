# SPDX-License-Identifier: Apache-2.0
"""A server that is killed in the middle of deliveries: after the last start everything arrives, in the order of its
conversation, and what comes twice is the same twice."""

import random
import threading
import time
import uuid

import httpx
import pytest

from avaya_client import AvayaClient
from own_server import needs_binary
from test_webhook_signatures import is_good
from webhook_receiver import RESET, Answer, Receiver
from webhooks import SAID, by_lane, centre_of, eventually, hold

pytestmark = needs_binary


def receiver_that_fails(seed):
    """One in ten requests fails, in one way or another; until it is told to be well."""
    chance = random.Random(seed)
    receiver = Receiver(
        decide=lambda _: chance.choice([500, RESET, Answer(503, {"Retry-After": "0"})]) if receiver.fails and chance.random() < 0.1 else 200
    )
    receiver.fails = True
    return receiver


class Talk:
    """Several customers who write until the server is gone, five messages in a conversation."""

    def __init__(self, hooks):
        self.hooks = hooks
        self.threads = [threading.Thread(target=self.write) for _ in range(3)]

    def write(self):
        headers = {"Authorization": f"Bearer {self.hooks.owner.token}"}
        with self.hooks.server.client(headers=headers) as http:
            path = "/api/v1/accounts/DEMOCO/conversations"
            try:
                while True:
                    body = {"channel": "web", "customer": {"identifier": str(uuid.uuid4())}}
                    conversation = http.post(path, json=body).raise_for_status().json()["conversation"]["id"]
                    for number in range(5):
                        body = {"as": "customer", "body": {"text": f"{number}"}}
                        http.post(f"{path}/{conversation}/messages", json=body).raise_for_status()
            except httpx.TransportError:
                pass

    def until_killed(self, webhooks, receivers, moment):
        """Kills the server when each of the receivers has taken some more and not all."""
        counts = [len(receiver.taken) for receiver in receivers]
        for thread in self.threads:
            thread.start()

        def is_under_way():
            for webhook in webhooks:
                self.hooks.hurry(webhook)
            return all(len(receiver.taken) >= count + 15 for receiver, count in zip(receivers, counts, strict=True))

        eventually("some is delivered", is_under_way)
        time.sleep(moment.uniform(0, 0.2))
        self.hooks.server.kill()
        for thread in self.threads:
            thread.join()


@pytest.mark.parametrize("seed, kills", [(0, 3), (1, 2)])
def test_everything_arrives_after_kill_9(tmp_path, seed, kills):
    moment = random.Random(seed)
    first, second, down = receiver_that_fails(seed), receiver_that_fails(seed + 100), Receiver()
    subscribed = receiver_that_fails(seed + 200)
    # One endpoint keeps few lanes apart: it may be told more again, and must be told no less.
    settings = {"KEPT_LANES": "200" if seed == 0 else "2", "PENDING": "10000" if seed == 0 else "40"}
    with centre_of(tmp_path, **settings) as hooks:
        port = hooks.server.port
        after = hooks.position()
        webhooks = [hooks.make(receiver, **more) for receiver, more in ((first, {}), (second, SAID), (down, {}))]
        avaya = AvayaClient(hooks.server.url).log_in()
        transport = {"type": "WEBHOOK", "endpoint": subscribed.url}
        subscription = avaya.subscribe(["ALL"], transport, extensions={"cordboard.sequence": "true"})
        down.down()
        Talk(hooks).until_killed(webhooks, [first, second, subscribed], moment)
    for _ in range(1, kills):
        with centre_of(tmp_path, port, **settings) as hooks:
            Talk(hooks).until_killed(webhooks, [first, second, subscribed], moment)
    for receiver in (first, second, subscribed):
        receiver.fails = False
    down.up()
    with centre_of(tmp_path, port, **settings) as hooks:
        last = hooks.start()
        assert [hooks.show(webhook)["state"] for webhook in webhooks] == ["active"] * 3
        for webhook in webhooks:
            eventually("all is delivered", lambda: hooks.hurry(webhook) and hooks.is_idle(webhook))
        facts = hooks.facts(after)
        assert len([fact for fact in facts if fact["type"] == "cordboard.messagePosted"]) >= 15 * kills
        hold(first, facts, is_killed=True)
        hold(second, [fact for fact in facts if fact["type"] == "cordboard.messagePosted"], is_killed=True)
        hold(down, facts)
        assert AvayaClient(hooks.server.url).log_in().get(subscription["subscriptionId"])["status"] == "ACTIVE"
        starts = [fact["data"]["conversation"] for fact in facts if fact["type"] == "cordboard.conversationStarted"]
        assert starts[-1] == last
        created = '"InboundEngagementCreated"'.encode()
        eventually(
            "every conversation is told of",
            lambda: sum(created in body for body in {request.body for request in subscribed.taken}) >= len(starts),
        )
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
    """Notifications are numbered without a gap; one that comes again has its number and its body."""
    bodies, first = {}, []
    for request in receiver.requests:
        number = request.json["sequence"]
        assert bodies.setdefault(number, request.json) == request.json, f"two notifications have the number {number}"
    for request in receiver.taken:
        if request.json["sequence"] not in first:
            first.append(request.json["sequence"])
    assert first == list(range(first[0], first[0] + len(first))), first
    created = [body["body"]["engagementId"] for body in bodies.values() if body["body"]["event"] == "InboundEngagementCreated"]
    assert sorted(created) == sorted(starts)


def test_killed_while_it_is_made_and_changed(tmp_path):
    """What was answered with success is so after a kill."""
    port, receiver = None, Receiver()
    webhook = None
    for round in range(2):
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
            assert [hook["description"] for hook in hooks.owner.get("/webhooks")["webhooks"][1:]] == [
                f"round {number}" for number in range(round + 1)
            ]
            hooks.settled(webhook)
            count = len(receiver.requests)
            hooks.say(conversation, "signed")
            assert is_good(receiver.wait(count + 1)[-1], secret)
            hooks.settled(webhook)
            hooks.server.kill()
    by = by_lane(receiver.requests)
    assert len(by) == 1 and other["state"] == "off"
    assert len({request.id for request in receiver.requests}) == 4
    receiver.close()
