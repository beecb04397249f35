# SPDX-License-Identifier: Apache-2.0
"""Delivery as LivePerson documents its own (livePerson.strict): all endpoints of an application stand and fall together."""

import json
import time

import pytest

from avaya import eventually
from liveperson import CHANGE, TYPES, brand_of, check_notification, manifest, texts, told, wait
from own_server import needs_binary

pytestmark = needs_binary


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    with brand_of(tmp_path_factory.mktemp("liveperson-strict"), STRICT="true") as brand:
        yield brand


def kind(body):
    notification = json.loads(body)
    change = notification["body"]["changes"][0]
    return "ExConversationChange" if notification["type"] == CHANGE else change["event"]["type"]


class Application:
    """One receiver for all types, which fails those it is told to, and so sees the order of everything."""

    def __init__(self, brand, retention=600, **more):
        self.failing = set()
        self.receiver = brand.receiver(decide=lambda body: 500 if kind(body) in self.failing else 200)
        self.installation = brand.install(self.receiver, retention=retention, **more)
        self.brand = brand

    def consumer(self):
        consumer = self.brand.consumer(self.installation)
        consumer.start()
        return consumer

    def kinds(self, conversation, since=0):
        """What was taken of a conversation, in order."""
        return [kind(request.body) for request in self.receiver.taken[since:] if conversation.encode() in request.body]

    def tries(self, text):
        return [request for request in list(self.receiver.requests) if text.encode() in request.body]

    def close(self):
        self.brand.configure("DELETE", self.installation["id"])


@pytest.fixture
def application(brand):
    made = []

    def make(**more):
        made.append(Application(brand, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_one_endpoint_that_fails_holds_up_the_others(brand, application):
    app = application()
    consumer, other = app.consumer(), app.consumer()
    wait(app.receiver, "ExConversationChange", lambda details: details["skillId"] == "support", other.conversation)
    app.failing = {"ContentEvent"}
    consumer.say("one")
    eventually("it fails", lambda: app.tries("one"))
    before = len(app.receiver.taken)
    other.update(field="ConversationStateField", conversationState="CLOSE")
    consumer.say("two")
    consumer.update(field="ConversationStateField", conversationState="CLOSE")
    eventually("it is tried again", lambda: len(app.tries("one")) == 2)
    app.failing = set()
    wait(app.receiver, "ExConversationChange", lambda details: details["stage"] == "CLOSE", consumer.conversation)
    wait(app.receiver, "ExConversationChange", lambda details: details["stage"] == "CLOSE", other.conversation)
    # Tried again after 2 and 4 seconds; until then nothing of anything was sent, though other endpoints would have taken it.
    first, second, third = app.tries("one")
    assert 1.9 <= second.at - first.at < 3.5 and 3.9 <= third.at - second.at < 5.5
    requests = app.receiver.requests
    assert requests[requests.index(first) : requests.index(third) + 1] == [first, second, third]
    taken = app.receiver.taken[before:]
    assert texts(taken) == ["one", "two"]
    # In the order in which it happened.
    kinds = app.kinds(consumer.conversation, before)
    assert kinds[:2] == ["ContentEvent", "ContentEvent"] and set(kinds[2:]) == {"ExConversationChange"}
    times = [details["metaDataLastUpdateTs"] for details in told(app.receiver, "ExConversationChange", consumer.conversation)]
    assert times == sorted(times)
    # Afterwards everything goes directly again.
    new = app.consumer()
    new.say("three")
    wait(app.receiver, "ContentEvent", lambda change: change["event"]["message"] == "three", new.conversation)
    assert len({request.id for request in app.receiver.taken}) == len(app.receiver.taken)
    for request in app.receiver.requests:
        check_notification(request.body)


def test_what_is_exempt_fails_alone_and_waits_with_the_others(brand, application):
    app = application(max_retries={"AcceptStatusEvent": 0})
    consumer = app.consumer()
    consumer.say("one")
    wait(app.receiver, "ContentEvent", lambda change: change["event"]["message"] == "one")
    here = f"/conversations/{consumer.conversation}"

    alice = brand.accept("alice", consumer.conversation)
    message = alice.get(f"{here}/messages")["messages"][0]["id"]

    def report(status):
        alice.post(f"{here}/receipts", {"message": message, "status": status})

    # Its failure is dropped, and changes nothing.
    app.failing = {"AcceptStatusEvent"}
    report("delivered")
    eventually("it fails", lambda: app.tries("ACCEPT"))
    began = time.monotonic()
    consumer.say("two")
    wait(app.receiver, "ContentEvent", lambda change: change["event"]["message"] == "two")
    assert time.monotonic() - began < 1.8
    # While the application is held up by another, it is kept like everything else.
    app.failing = {"ContentEvent"}
    consumer.say("three")
    eventually("it fails", lambda: app.tries("three"))
    report("read")
    eventually("it is tried again", lambda: len(app.tries("three")) == 2)
    assert not app.tries('"READ"')
    app.failing = set()
    wait(app.receiver, "AcceptStatusEvent", lambda change: change["event"]["status"] == "READ")
    assert texts(app.receiver.taken) == ["one", "two", "three"] and len(app.tries("ACCEPT")) == 1


def test_what_is_kept_is_dropped_after_its_time(brand, application):
    app = application(retention=2, events=["ContentEvent"])
    consumer = app.consumer()
    app.failing = {"ContentEvent"}
    consumer.say("lost")
    eventually("it fails", lambda: app.tries("lost"))
    began = time.monotonic()

    def is_over():
        consumer.say("later")
        app.failing = set() if time.monotonic() - began > 3 else {"ContentEvent"}
        return app.receiver.taken

    eventually("what is new comes", is_over)
    assert set(texts(app.receiver.taken)) == {"later"}


def test_by_number_each_type_stands_alone(brand, application):
    app = application(retention=None, max_retries=0)
    app.failing = {"ContentEvent"}
    consumer = app.consumer()
    consumer.say("lost")
    eventually("it fails", lambda: app.tries("lost"))
    consumer.update(field="ConversationStateField", conversationState="CLOSE")
    wait(app.receiver, "ExConversationChange", lambda details: details["stage"] == "CLOSE", consumer.conversation)
    assert len(app.tries("lost")) == 1 and set(TYPES) > set(app.kinds(consumer.conversation)) == {"ExConversationChange"}


CHANGES = [
    # The type that fails is asked for no more; nothing is kept any more; it is kept for another time.
    dict(events=[name for name in TYPES if name != "ContentEvent"]),
    dict(retention=None),
    dict(retention=300),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_change_frees_what_is_held_up(application, change):
    app = application(name="Changing")
    consumer = app.consumer()
    app.failing = {"ContentEvent"}
    consumer.say("one")
    eventually("it fails", lambda: app.tries("one"))
    app.brand.configure("PUT", app.installation["id"], manifest(app.receiver, **{"name": "Changing", "retention": 600} | change))
    if change.get("retention") == 300:
        app.failing = set()
    consumer.update(field="ConversationStateField", conversationState="CLOSE")
    wait(app.receiver, "ExConversationChange", lambda details: details["stage"] == "CLOSE", consumer.conversation)
    # And what is new goes as it was asked for.
    app.failing = set()
    new = app.consumer()
    new.say("two")
    new.update(field="ConversationStateField", conversationState="CLOSE")
    wait(app.receiver, "ExConversationChange", lambda details: details["stage"] == "CLOSE", new.conversation)
    if "events" not in change:
        wait(app.receiver, "ContentEvent", lambda change: change["event"]["message"] == "two", new.conversation)


def test_keeping_is_given_up_and_begun_again(application):
    app = application(name="Wavering")
    consumer = app.consumer()
    app.failing = {"ContentEvent"}
    consumer.say("one")
    eventually("it is tried again", lambda: len(app.tries("one")) == 2)
    app.brand.configure("PUT", app.installation["id"], manifest(app.receiver, name="Wavering"))
    began = time.monotonic()
    # Tried while nothing is kept, if at all: it would be after 4 seconds.
    eventually("its time is over", lambda: len(app.tries("one")) > 2 or time.monotonic() - began > 6)
    app.brand.configure("PUT", app.installation["id"], manifest(app.receiver, name="Wavering", retention=600))
    app.failing = set()
    consumer.say("two")
    wait(app.receiver, "ContentEvent", lambda change: change["event"]["message"] == "two")


def test_what_is_off_and_on_again_begins_with_the_present(application):
    app = application(name="Paused")
    consumer = app.consumer()
    app.failing = {"ContentEvent"}
    consumer.say("one")
    eventually("it fails", lambda: app.tries("one"))
    app.brand.configure("PUT", app.installation["id"], manifest(app.receiver, name="Paused", retention=600, enabled=False))
    app.failing = set()
    app.brand.configure("PUT", app.installation["id"], manifest(app.receiver, name="Paused", retention=600))
    consumer.say("two")
    wait(app.receiver, "ContentEvent", lambda change: change["event"]["message"] == "two")
    assert texts(app.receiver.taken) == ["two"]
