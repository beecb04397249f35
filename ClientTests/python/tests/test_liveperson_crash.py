# SPDX-License-Identifier: Apache-2.0
"""A server that is killed while it tells applications: nothing that was answered is lost, each conversation is told in order, and
what comes twice is the same twice."""

import random
import threading

import httpx
import pytest

from avaya import eventually
from liveperson import Brand, brand_of, changes, is_signed, manifest, told
from own_server import OwnServer, needs_binary
from webhook_receiver import RESET, Receiver

pytestmark = needs_binary

CONSUMERS = 4
EVENTS = ["ContentEvent", "ExConversationChange"]


class Talker(threading.Thread):
    """A consumer who writes until the server is gone, and remembers what was answered."""

    def __init__(self, consumer):
        super().__init__()
        self.consumer, self.said = consumer, []

    def run(self):
        for number in range(400):
            try:
                self.said.append((self.consumer.say(f"{number}"), f"{number}"))
            except (httpx.TransportError, OSError):
                return


@pytest.mark.parametrize("strict", ["false", "true"])
def test_everything_is_told_after_kill_9(tmp_path, strict):
    chance = random.Random(7)
    receiver = Receiver(decide=lambda _: chance.choice([500, RESET]) if receiver.fails and chance.random() < 0.03 else 200)
    receiver.fails = True
    with receiver, brand_of(tmp_path, STRICT=strict) as brand:
        installation = brand.install(receiver, events=EVENTS, retention=600, name="App")
        talkers = [Talker(brand.consumer(installation)) for _ in range(CONSUMERS)]
        for talker in talkers:
            talker.consumer.start()
            talker.start()
        receiver.wait_taken(25)
        eventually("something was said", lambda: all(len(talker.said) > 5 for talker in talkers))
        brand.server.kill()
        for talker in talkers:
            talker.join()
        receiver.fails = False
        settings = {"CORDBOARD_LIVE_PERSON_STRICT": strict}
        with OwnServer(tmp_path, brand.server.port, config=tmp_path / "liveperson.yaml", **settings).wait_until_ready() as server:
            again = Brand(server)
            assert [one["id"] for one in again.configure("GET")] == [installation["id"]]
            again.connector(installation)
            for talker in talkers:
                expected = dict(talker.said)
                talker.consumer.say("the last")
                eventually("the last one is told", lambda: "the last" in said(receiver, talker).values())
                found = said(receiver, talker)
                # One that was under way when it was killed may be there without an answer.
                assert expected.items() <= found.items() and len(found) - len(expected) <= 2
                assert sorted(found) == list(range(len(found)))
                first = []
                for request in receiver.taken:
                    if talker.consumer.conversation.encode() in request.body and b'"ContentEvent"' in request.body:
                        number = request.json["body"]["changes"][0]["sequence"]
                        first += [number] if number not in first else []
                assert first == sorted(first), "told out of order"
            again.configure("PUT", installation["id"], manifest(receiver, name="App", enabled=False))
        bodies = {}
        for request in receiver.requests:
            assert bodies.setdefault(request.id, request.body) == request.body, "an id came again with another body"
            assert is_signed(request, installation["client_secret"])
        # The same was never told under two ids.
        assert len(set(bodies.values())) == len(bodies) == len(changes(receiver.requests))


def said(receiver, talker):
    taken = Taken(receiver.taken)
    return {change["sequence"]: change["event"]["message"] for change in told(taken, "ContentEvent", talker.consumer.conversation)}


class Taken:
    def __init__(self, requests):
        self.requests = requests
