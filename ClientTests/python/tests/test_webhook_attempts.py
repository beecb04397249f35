# SPDX-License-Identifier: Apache-2.0
"""What owners of webhooks are told of deliveries: of those that are only a test, and of every attempt."""

import pytest

from avaya import eventually
from own_server import needs_binary
from webhook_receiver import Answer
from webhooks import SAID, centre_of

pytestmark = needs_binary


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    with centre_of(tmp_path_factory.mktemp("webhook-attempts"), ANSWER_BYTES="65B", ATTEMPTS="5", TIMEOUT="1s") as hooks:
        yield hooks


@pytest.fixture(autouse=True)
def clean(hooks):
    yield
    hooks.clear()


@pytest.mark.parametrize(
    "answer, expected",
    [
        (200, {"delivered": True, "status": 200}),
        (Answer(204, {}, b""), {"delivered": True, "status": 204}),
        (Answer(403, {}, b"not you"), {"delivered": False, "status": 403, "failure": "it answered 403", "answer": "not you"}),
        (Answer(302, {"Location": "/hook/other"}), {"delivered": False, "status": 302, "failure": "it answered 302"}),
        ("reset", {"delivered": False}),
        ("noise", {"delivered": False}),
        ("stall", {"delivered": False, "failure": "it did not answer in time"}),
        ("half", {"delivered": False, "failure": "it did not answer in time"}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_test_delivery(hooks, answer, expected):
    receiver = hooks.receiver([answer])
    webhook = hooks.make(receiver, headers={"X-Key": "1"})
    found = hooks.do(webhook, "test")
    request = receiver.requests[0]
    assert found | expected == found
    assert set(found) - set(expected) <= {"message", "duration", "position"} | (set() if "status" in expected else {"failure"})
    assert found["delivered"] or found["failure"]
    assert 0 <= found["duration"] < 5
    assert request.id == found["message"] and request.headers["x-key"] == "1" and request.headers["webhook-signature"]
    assert request.json | {"type": "cordboard.webhook.test", "data": {"webhook": webhook["id"]}} == request.json
    assert len(receiver.requests) == 1 and hooks.attempts(webhook) == []


def test_a_test_delivery_to_nobody(hooks):
    receiver = hooks.receiver()
    receiver.down()
    webhook = hooks.make(receiver)
    found = hooks.do(webhook, "test")
    assert found["delivered"] is False and "status" not in found and found["failure"]
    # Also of one that is switched off, which is how one is tried before it is switched on.
    receiver.up()
    hooks.do(webhook, "disable")
    assert hooks.do(webhook, "test")["delivered"] is True


def test_attempts(hooks):
    receiver = hooks.receiver([Answer(500, {}, "ü".encode() * 5_000), Answer(200, {}, b"thanks")])
    webhook = hooks.make(receiver, **SAID)
    assert hooks.attempts(webhook) == []
    conversation = hooks.start()
    hooks.say(conversation, "one")
    receiver.wait(1)
    hooks.finish(webhook, receiver, 1)
    hooks.settled(webhook)
    failed, taken = hooks.attempts(webhook)
    assert failed["messageId"] == taken["messageId"] == receiver.requests[0].id
    assert failed["eventType"] == "cordboard.messagePosted"
    assert (failed["status"], taken["status"], taken["responseBody"]) == (500, 200, "thanks")
    # 65 bytes of it.
    assert failed["responseBody"].startswith("ü" * 32) and len(failed["responseBody"]) <= 33
    assert failed["at"] <= taken["at"] and failed["nextAttemptAt"] > failed["at"] and "nextAttemptAt" not in taken
    assert all(0 <= attempt["durationMilliseconds"] < 5_000 for attempt in (failed, taken))
    receiver.down()
    hooks.say(conversation, "two")
    eventually("it failed", lambda: len(hooks.attempts(webhook)) >= 3)
    last = hooks.attempts(webhook)[-1]
    assert "status" not in last and last["failure"] and last["nextAttemptAt"]
    assert hooks.stands(webhook, waiting=1, lanes=1) and hooks.show(webhook)["delivery"]["failures"] >= 1
    receiver.up()
    hooks.finish(webhook, receiver, 2)
    # The last five only.
    hooks.say(conversation, *"abcdef")
    receiver.wait_taken(8)
    hooks.settled(webhook)
    assert [attempt["messageId"] for attempt in hooks.attempts(webhook)] == [request.id for request in receiver.requests[-5:]]


@pytest.mark.parametrize("where", ["test", "attempts"])
def test_answers_are_not_cut_in_a_character(hooks, where):
    receiver = hooks.receiver([Answer(500, {}, "ü".encode() * 5_000)])
    webhook = hooks.make(receiver, **SAID)
    if where == "test":
        assert hooks.do(webhook, "test")["answer"] == "ü" * 32
    else:
        hooks.say(hooks.start(), "Hello")
        eventually("it was tried", lambda: hooks.attempts(webhook))
        assert hooks.attempts(webhook)[0]["responseBody"] == "ü" * 32
