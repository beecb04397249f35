# SPDX-License-Identifier: Apache-2.0
"""How applications are delivered to as it is by default: what LivePerson's documents promise, and one conversation that cannot be
told holds no other."""

import time

import pytest

from avaya import eventually
from liveperson import TYPES, brand_of, is_signed, is_standard, manifest, texts, told, wait
from own_server import needs_binary
from webhook_receiver import RESET, STALL, redirect

pytestmark = needs_binary

ONLY = ["ContentEvent"]


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    with brand_of(tmp_path_factory.mktemp("liveperson-delivery"), TIMEOUT="1s") as brand:
        yield brand


class Counted:
    """Retries by number, which take 30 seconds each: they are begun first, and looked at last."""

    def __init__(self, brand):
        self.saved, self.lost, self.never = brand.receiver([204]), brand.receiver(decide=lambda body: 500 if b"by number" in body else 200), brand.receiver([204])
        self.installations = [
            brand.install(self.saved, events=ONLY, max_retries=1),
            brand.install(self.lost, events=ONLY, max_retries=1),
            brand.install(self.never, events=ONLY),
        ]
        consumer = brand.consumer(self.installations[0])
        consumer.start()
        consumer.say("by number")
        for receiver in (self.saved, self.lost, self.never):
            receiver.wait(1)
        self.consumer = consumer


@pytest.fixture(scope="module", autouse=True)
def counted(brand):
    return Counted(brand)


@pytest.fixture
def consumer(brand):
    """A consumer of an application that is told nothing, so that each test tells its own."""
    installation = brand.configure("POST", body={"client_name": f"Bridge {time.monotonic()}", "scope": "msg.consumer", "grant_types": ["client_credentials"]})
    consumer = brand.consumer(installation)
    consumer.start()
    yield consumer
    consumer.update(field="ConversationStateField", conversationState="CLOSE")
    brand.configure("DELETE", installation["id"])


@pytest.fixture
def install(brand):
    made = []

    def make(receiver, **more):
        made.append(brand.install(receiver, **more))
        return made[-1]

    yield make
    for installation in made:
        brand.configure("DELETE", installation["id"])


def own(receiver, text):
    """The requests with a text."""
    return [request for request in list(receiver.requests) if text.encode() in request.body]


def test_only_200_and_201_are_success_and_the_back_off_doubles(brand, install, consumer):
    # A receiver is content with a plain text, whichever way each of these fails.
    plans = [[202, 204, 201], [RESET, 410, 200], [redirect("http://127.0.0.1:9/"), 500, 200], [STALL, 301, 200]]
    receivers = [brand.receiver(list(plan)) for plan in plans]
    secrets = [install(receiver, events=ONLY, retention=600)["client_secret"] for receiver in receivers]
    consumer.say("again and again")
    for receiver, plan, secret in zip(receivers, plans, secrets, strict=True):
        receiver.wait(3)
        first, second, third = receiver.requests
        stalled = 1 if plan[0] == STALL else 0
        assert 1.9 + stalled <= second.at - first.at < 3.5 + stalled and 3.9 <= third.at - second.at < 5.5, plan
        assert first.id == second.id == third.id and first.body == third.body
        receiver.release()
    consumer.say("and no more")
    for receiver in receivers:
        receiver.wait(4)
        assert len(receiver.requests) == 4 and texts(receiver.requests) == ["again and again", "and no more"]


def test_each_conversation_keeps_its_order_and_holds_no_other(brand, install):
    held = []
    receiver = brand.receiver(decide=lambda body: 500 if any(name.encode() in body for name in held) else 200)
    installation = install(receiver, retention=600, events=["ContentEvent", "ExConversationChange"])
    consumers = [brand.consumer(installation) for _ in range(3)]
    for consumer in consumers:
        consumer.start()
        wait(receiver, "ExConversationChange", lambda details: details["skillId"] == "support", consumer.conversation)
    first = consumers[0].conversation
    held += [first]
    before = len(receiver.requests)
    for number in range(4):
        for consumer in consumers:
            consumer.say(f"{number}")
    for consumer in consumers[1:]:
        eventually("the others go on", lambda: len(told(receiver, "ContentEvent", consumer.conversation)) == 4)
    # Nothing overtakes what is not taken, whatever its type.
    eventually("it is tried", lambda: [request for request in list(receiver.requests)[before:] if first.encode() in request.body])
    tried = [request for request in list(receiver.requests)[before:] if first.encode() in request.body]
    assert len({request.id for request in tried}) == 1 and not any(request.is_taken for request in tried)
    held.clear()
    eventually("it goes on", lambda: "3" in [change["event"]["message"] for change in told(receiver, "ContentEvent", first)])
    for consumer in consumers:
        taken = [request for request in receiver.taken if consumer.conversation.encode() in request.body]
        assert texts(taken) == ["0", "1", "2", "3"]
        numbers = [change["sequence"] for change in told(receiver, "ContentEvent", consumer.conversation)]
        assert numbers == [0, 1, 2, 3]
        consumer.update(field="ConversationStateField", conversationState="CLOSE")


def test_all_types_of_one_origin_keep_one_order(brand, install, consumer):
    """Reference A3: with a retention time nothing of a conversation passes what is not taken, of whatever type."""
    failing, other = [b"ContentEvent"], brand.receiver()
    receiver = brand.receiver(decide=lambda body: 500 if any(name in body for name in failing) else 200)
    installation = brand.configure("POST", body=manifest({name: other if name == "AcceptStatusEvent" else receiver for name in TYPES}, retention=600))

    def mine(requests):
        return [request for request in list(requests) if consumer.conversation.encode() in request.body]

    try:
        consumer.say("first")
        eventually("it fails", lambda: "first" in texts(mine(receiver.requests)))
        before = len(mine(receiver.taken))
        agent = brand.accept("alice", consumer.conversation)
        [message] = agent.get(f"/conversations/{consumer.conversation}/messages")["messages"]
        agent.post(f"/conversations/{consumer.conversation}/receipts", {"message": message["id"], "status": "read"})
        # Another origin does not wait.
        wait(other, "AcceptStatusEvent", lambda change: change["event"]["status"] == "READ")
        assert len(mine(receiver.taken)) == before
        failing.clear()
        wait(receiver, "ExConversationChange", lambda details: len(details["participants"]) == 2, consumer.conversation)
        assert texts(mine(receiver.taken)[before : before + 1]) == ["first"]
    finally:
        brand.configure("DELETE", installation["id"])


def test_an_endpoint_that_fails_holds_no_other_endpoint(brand, install, consumer):
    receivers = {name: brand.receiver(decide=(lambda _: 500) if name == "ContentEvent" else None) for name in TYPES}
    install(receivers, retention=600)
    consumer.say("not taken")
    receivers["ContentEvent"].wait(1)
    agent = brand.accept("alice", consumer.conversation)
    wait(receivers["ExConversationChange"], "ExConversationChange", lambda details: len(details["participants"]) == 2, consumer.conversation)
    [message] = agent.get(f"/conversations/{consumer.conversation}/messages")["messages"]
    agent.post(f"/conversations/{consumer.conversation}/receipts", {"message": message["id"], "status": "read"})
    wait(receivers["AcceptStatusEvent"], "AcceptStatusEvent", lambda change: change["event"]["status"] == "READ")
    assert receivers["ContentEvent"].taken == []


def test_what_is_kept_is_dropped_after_its_time(brand, install, consumer):
    receiver = brand.receiver(decide=lambda body: 500 if b"lost" in body else 200)
    install(receiver, events=ONLY, retention=2)
    consumer.say("lost")
    receiver.wait(1)

    def is_over():
        consumer.say("later")
        return receiver.taken

    eventually("the next one comes", is_over)
    assert texts(receiver.taken)[0] == "later" and len(own(receiver, "lost")) >= 1
    assert own(receiver, "lost")[-1].at - own(receiver, "lost")[0].at < 4


def test_an_endpoint_that_moves_gets_what_waits(brand, install, consumer):
    old, new = brand.receiver(decide=lambda _: 500), brand.receiver()
    installation = install(old, name="Moving", events=ONLY, retention=600)
    consumer.say("one")
    consumer.say("two")
    old.wait(1)
    brand.configure("PUT", installation["id"], manifest(new, name="Moving", events=ONLY, retention=600))
    new.wait_taken(2)
    assert texts(new.taken) == ["one", "two"] and old.taken == []


def test_what_is_not_taken_is_counted(brand):
    def total():
        with brand.server.client() as client:
            lines = client.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if "webhook" in line and "dead" in line and not line.startswith("#"))

    eventually("dead letters are counted", lambda: total() >= 1)


def test_retries_by_number(counted):
    """The last test, as it waits for the first."""
    for receiver, is_taken in ((counted.saved, True), (counted.lost, False)):
        eventually("it is tried again", lambda: len(own(receiver, "by number")) == 2, timeout=45)
        first, second = own(receiver, "by number")
        assert first.id == second.id and 29.5 <= second.at - first.at < 33 and second.is_taken == is_taken
    # What is dropped holds nothing up.
    counted.consumer.say("the next")
    for receiver, count in ((counted.saved, 2), (counted.lost, 2), (counted.never, 1)):
        eventually("the next one comes", lambda: own(receiver, "the next"))
        assert len(own(receiver, "by number")) == count
