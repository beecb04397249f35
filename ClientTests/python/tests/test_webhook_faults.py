# SPDX-License-Identifier: Apache-2.0
"""Receivers that do what receivers do: nothing is lost, nothing overtakes in its conversation, and what comes again is the same."""

import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from own_server import needs_binary
from webhook_receiver import DRIP, HALF, NOISE, RESET, STALL, Answer, redirect
from webhooks import SAID, centre_of, eventually, hold, texts

pytestmark = needs_binary


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    with centre_of(tmp_path_factory.mktemp("webhook-faults"), TIMEOUT="1s") as hooks:
        yield hooks


@pytest.fixture(autouse=True)
def clean(hooks):
    yield
    hooks.clear()


def said(hooks, after):
    return [fact for fact in hooks.facts(after) if fact["type"] == "cordboard.messagePosted"]


FAULTS = {
    "500": 500,
    "404": 404,
    "304": 304,
    "early-hints": Answer(400, {"Connection": "close"}),
    "reset": RESET,
    "noise": NOISE,
    "half": HALF,
    "stall": STALL,
    "long": Answer(503, {}, b"x" * 3_000_000),
    "headers": Answer(500, {f"X-{n}": "x" * 200 for n in range(200)}),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_a_receiver_can_do(hooks, fault):
    receiver = hooks.receiver([fault, 200, fault, fault, 200])
    after = hooks.position()
    webhook = hooks.make(receiver, **SAID)
    conversations = [hooks.start() for _ in range(3)]
    for number in range(4):
        for conversation in conversations:
            hooks.say(conversation, f"{number}")
    hooks.finish(webhook, receiver, 12)
    hooks.settled(webhook)
    hold(receiver, said(hooks, after))
    assert sum(not request.is_taken for request in receiver.requests) == 3
    assert hooks.show(webhook)["delivery"]["failures"] == 0


def test_an_answer_that_never_ends(hooks):
    """Its status says that it took the message; whatever the server makes of the rest, it goes on."""
    receiver = hooks.receiver([DRIP])
    hooks.make(receiver, **SAID)
    conversation = hooks.start()
    begin = time.monotonic()
    hooks.say(conversation, "one", "two")
    receiver.until(lambda: "two" in texts(receiver.requests))
    assert time.monotonic() - begin < 10
    assert texts(receiver.requests) == ["one", "two"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(hooks, status):
    other = hooks.receiver()
    receiver = hooks.receiver([redirect(other.url, status)])
    webhook = hooks.make(receiver, **SAID)
    hooks.say(hooks.start(), "one", "two")
    assert texts(hooks.finish(webhook, receiver, 2)) == ["one", "two"]
    assert other.requests == [] and hooks.attempts(webhook)[0]["status"] == status


def test_one_that_is_down_for_a_while(hooks):
    receiver = hooks.receiver()
    after = hooks.position()
    webhook = hooks.make(receiver, **SAID)
    conversations = [hooks.start() for _ in range(3)]
    for conversation in conversations:
        hooks.say(conversation, "before")
    receiver.wait_taken(3)
    for _ in range(2):
        receiver.down()
        for conversation in conversations:
            hooks.say(conversation, "meanwhile", "and more")
        eventually("it was noticed", lambda: hooks.show(webhook)["delivery"]["failures"] > 0)
        delivery = hooks.show(webhook)["delivery"]
        assert delivery["failingSince"] >= delivery["lastSuccess"] and delivery["waiting"] == 6 and delivery["lanes"] == 3
        receiver.up()
        hooks.finish(webhook, receiver, len(said(hooks, after)))
    hooks.settled(webhook)
    hold(receiver, said(hooks, after))
    assert len(receiver.requests) == 15


def test_one_that_comes_back_is_found_without_being_asked_for(hooks):
    receiver = hooks.receiver([500])
    hooks.make(receiver, **SAID)
    hooks.say(hooks.start(), "one", "two")
    first, again = receiver.wait(2)[:2]
    # After five seconds at most, of which chance decides.
    assert first.id == again.id and again.at - first.at < 7
    assert texts(receiver.wait_taken(2)) == ["one", "two"]


GONE = {
    "410": (Answer(410), []),
    "disable": (Answer(500, {"webhook-delivery": "disable"}), []),
    "taken-and-disable": (Answer(204, {"Webhook-Delivery": "disable"}), ["one"]),
}


@pytest.mark.parametrize("answer, taken", GONE.values(), ids=GONE.keys())
def test_one_that_wants_nothing_more(hooks, answer, taken):
    receiver, other = hooks.receiver([answer]), hooks.receiver()
    webhook, _ = hooks.make(receiver, **SAID), hooks.make(other, **SAID)
    conversation = hooks.start()
    hooks.say(conversation, "one")
    eventually("it is disabled", lambda: hooks.show(webhook)["state"] == "disabled")
    shown = hooks.show(webhook)
    assert shown["enabled"] is True and "410" in shown["disabledBecause"] and shown["disabledAt"] and "delivery" not in shown
    hooks.say(conversation, "two", "three")
    # The same was told to another meanwhile.
    other.wait_taken(3)
    assert len(receiver.requests) == 1 and hooks.letters(webhook) == []
    enabled = hooks.do(webhook, "enable")["webhook"]
    assert enabled["state"] == "active" and not {"disabledBecause", "disabledAt"} & enabled.keys()
    assert texts(receiver.wait_taken(3)) == ["one", "two", "three"]
    assert len(receiver.requests) == (3 if taken else 4)


def test_one_that_goes_while_much_is_under_way(hooks):
    """Of several lanes each is told of what it missed, whatever was under way when the endpoint went."""
    receiver = hooks.receiver([STALL] * 3 + [410])
    after = hooks.position()
    webhook = hooks.make(receiver, **SAID)
    conversations = [hooks.start() for _ in range(4)]
    for conversation in conversations:
        hooks.say(conversation, "one", "two")
    eventually("it is disabled", lambda: hooks.show(webhook)["state"] == "disabled")
    receiver.release()
    receiver.wait_taken(3)
    hooks.do(webhook, "enable")
    hooks.settled(webhook)
    # Three were taken and nobody heard of it: they come again.
    hold(receiver, said(hooks, after), is_killed=True)


def test_a_message_that_is_not_wanted(hooks):
    receiver = hooks.receiver([Answer(422, {"webhook-delivery": "abort-message"})])
    webhook = hooks.make(receiver, **SAID)
    conversation = hooks.start()
    hooks.say(conversation, "one", "two")
    assert texts(receiver.wait_taken(1)) == ["two"]
    letter = hooks.letters(webhook)[0]
    assert letter | {"messageId": receiver.requests[0].id, "reason": "aborted", "lastStatus": 422, "attempts": 1} == letter
    assert letter["lane"] == f"conversation/{conversation}"


def http_date(seconds):
    return format_datetime(datetime.now(timezone.utc) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    "status, value, least",
    [(429, "2", 2), (503, "2", 2), (500, "1.5", 1.5), (429, lambda: http_date(3), 1.9)],
    ids=["429", "503", "500", "date"],
)
def test_a_receiver_that_asks_to_be_left_alone(hooks, status, value, least):
    receiver = hooks.receiver(
        decide=lambda _: Answer(status, {"Retry-After": value() if callable(value) else value}) if len(receiver.requests) == 1 else 200
    )
    conversations = [hooks.start() for _ in range(3)]
    hooks.make(receiver, concurrency=1, **SAID)
    hooks.say(conversations[0], "zero")
    receiver.wait_taken(1)
    for conversation in conversations:
        hooks.say(conversation, "one")
    requests = receiver.wait(3)
    # It is left alone by everybody, and not only by the conversation that was refused.
    assert requests[1].action.status == status and requests[2].at - requests[1].at >= least


def test_what_was_under_way_says_nothing_of_how_long_to_leave_alone(hooks):
    receiver = hooks.receiver([STALL, Answer(429, {"Retry-After": "600"})])
    first, second, third = (hooks.start() for _ in range(3))
    webhook = hooks.make(receiver, **SAID)
    hooks.say(first, "one")
    receiver.wait(1)
    hooks.say(second, "two")
    eventually("the refusal is read", lambda: len(hooks.attempts(webhook)) == 1)
    receiver.release()
    eventually("the answer is read", lambda: len(hooks.attempts(webhook)) == 2)
    other = hooks.receiver()
    hooks.make(other, **SAID)
    hooks.say(third, "three")
    other.wait(1)
    assert hooks.do(webhook, "test")["delivered"] is True
    assert [request.json["type"] for request in receiver.wait(3)[2:]] == ["cordboard.webhook.test"]


def test_many_failures_stop_everything_but_a_probe(hooks):
    receiver = hooks.receiver([500] * 10)
    conversations = [hooks.start() for _ in range(14)]
    webhook = hooks.make(receiver, **SAID)
    for conversation in conversations:
        hooks.say(conversation, "one")
    # Eight at once, then one at a time, until the tenth.
    receiver.wait(10)
    eventually("it is left alone", lambda: hooks.show(webhook)["delivery"]["breaker"] == "open")
    delivery = hooks.show(webhook)["delivery"]
    assert delivery["failures"] == 10 and delivery["waiting"] == 14 and len(receiver.requests) == 10
    hooks.hurry(webhook)
    receiver.wait_taken(14)
    eventually("all is well", lambda: hooks.stands(webhook, breaker="closed", failures=0))


def test_dead_ones_beside_a_good_one(hooks):
    stalls, refuses, none, good = (
        hooks.receiver(decide=lambda _: STALL),
        hooks.receiver(decide=lambda _: 500),
        hooks.receiver(),
        hooks.receiver(),
    )
    none.down()
    after = hooks.position()
    dead = [hooks.make(receiver, **SAID) for receiver in (stalls, refuses, none)]
    webhook = hooks.make(good, **SAID)
    conversations = [hooks.start() for _ in range(4)]
    for number in range(5):
        for conversation in conversations:
            begin, count = time.monotonic(), len(good.requests)
            hooks.say(conversation, str(number))
            good.wait(count + 1)
            assert time.monotonic() - begin < 2
    hooks.settled(webhook)
    hold(good, said(hooks, after))
    assert [hooks.show(webhook)["delivery"]["waiting"] for webhook in dead] == [20, 20, 20]
