# SPDX-License-Identifier: Apache-2.0
"""What was tried for as long as it may be: dead letters, and sending again."""

import time
from datetime import datetime, timedelta, timezone

import pytest

from own_server import needs_binary
from webhook_receiver import STALL, Answer
from webhooks import SAID, centre_of, eventually, texts

pytestmark = needs_binary

LIMIT = 6


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("webhook-letters")
    with centre_of(folder, PATIENCE="1s", TIMEOUT="500ms", DEAD_LETTERS=str(LIMIT), CONNECTIONS="3") as hooks:
        yield hooks


@pytest.fixture(autouse=True)
def clean(hooks):
    yield
    hooks.clear()


def choosy(hooks):
    """A receiver that takes nothing with the word wrong in it, which no identifier has, until it is told to."""
    receiver = hooks.receiver(decide=lambda body: Answer(500, {}, b"bad") if b"wrong" in body and receiver.is_choosy else 200)
    receiver.is_choosy = True
    return receiver


def buried(hooks, webhook, count):
    eventually(f"{count} are given up", lambda: len(hooks.letters(webhook)) == count)
    return hooks.letters(webhook)


def test_a_message_that_is_given_up_keeps_back_no_other(hooks):
    receiver = choosy(hooks)
    webhook = hooks.make(receiver, **SAID)
    conversation, other = hooks.start(), hooks.start()
    hooks.say(conversation, "wrong 1", "good 2", "wrong 3", "good 4")
    hooks.say(other, "good 5")
    # The good ones of the same conversation wait for it, so that nothing overtakes what may still come.
    assert texts(receiver.wait_taken(3)) == ["good 5", "good 2", "good 4"]
    tried = receiver.requests
    letters = buried(hooks, webhook, 2)
    assert [texts([request for request in tried if request.id == letter["messageId"]]) for letter in letters] == [["wrong 1"], ["wrong 3"]]
    for letter in letters:
        attempts = [request for request in tried if request.id == letter["messageId"]]
        assert letter["attempts"] == len(attempts) >= 2 and attempts[-1].at - attempts[0].at > 0.8
        expected = {
            "eventType": "cordboard.messagePosted",
            "lane": f"conversation/{conversation}",
            "reason": "exhausted",
            "lastStatus": 500,
        }
        assert letter | expected == letter and set(letter) - set(expected) == {
            "number",
            "messageId",
            "offset",
            "attempts",
            "atMilliseconds",
        }
    assert letters[0]["number"] < letters[1]["number"]
    assert hooks.stands(webhook, deadLetters=2, waiting=0, behind=0)
    assert hooks.letters(webhook, limit=1) == letters[:1] and hooks.letters(webhook, after=letters[0]["number"]) == letters[1:]
    page = hooks.owner.get(f"/webhooks/{webhook['id']}/dead-letters", limit=1)
    assert page["next"] == letters[0]["number"]
    assert "next" not in hooks.owner.get(f"/webhooks/{webhook['id']}/dead-letters", limit=2)


def test_what_is_missing_is_sent_again(hooks):
    receiver = choosy(hooks)
    webhook = hooks.make(receiver, **SAID)
    conversation, other = hooks.start(), hooks.start()
    hooks.say(conversation, "wrong 1", "good 2")
    hooks.say(other, "wrong 3")
    letters = buried(hooks, webhook, 2)
    bodies = {request.id: request.body for request in receiver.requests}
    # Still bad: it is given up again, with the same id.
    assert hooks.do(webhook, "replay", {"missing": True})["messages"] == 2
    hooks.settled(webhook)
    assert {letter["messageId"] for letter in buried(hooks, webhook, 2)} == {letter["messageId"] for letter in letters}
    receiver.is_choosy = False
    answer = hooks.owner.call("POST", f"/webhooks/{webhook['id']}/replay", {"missing": True})
    assert (answer.status_code, answer.json()["messages"]) == (202, 2)
    taken = receiver.wait_taken(3)
    assert {request.id for request in taken[1:]} == {letter["messageId"] for letter in letters}
    assert all(bodies[request.id] == request.body for request in receiver.requests)
    hooks.settled(webhook)
    assert hooks.letters(webhook) == [] and hooks.do(webhook, "replay", {"missing": True})["messages"] == 0
    assert len(receiver.taken) == 3


def test_messages_are_sent_again_by_their_ids(hooks):
    receiver = choosy(hooks)
    webhook = hooks.make(receiver, **SAID)
    hooks.say(hooks.start(), "one", "wrong two", "three")
    letter = buried(hooks, webhook, 1)[0]
    receiver.wait_taken(2)
    first, last = receiver.taken
    receiver.is_choosy = False
    ids = [last.id, letter["messageId"], first.id, first.id, "no-such-message"]
    assert hooks.do(webhook, "replay", {"messages": ids})["messages"] == 3
    taken = receiver.wait_taken(5)
    # In the order in which it happened.
    assert [request.json["data"]["message"]["body"]["text"] for request in taken[2:]] == ["one", "wrong two", "three"]
    assert taken[2].body == first.body and taken[2].id == first.id and taken[4].id == last.id
    hooks.settled(webhook)
    assert hooks.letters(webhook) == []
    assert hooks.do(webhook, "replay", {"messages": ["no-such-message"]})["messages"] == 0


def test_a_conversation_is_sent_again(hooks):
    receiver = hooks.receiver()
    webhook = hooks.make(receiver, events=["messagePosted", "conversationClosed"])
    conversation, other = hooks.start(), hooks.start()
    hooks.say(conversation, "one", "two")
    hooks.say(other, "not this")
    hooks.owner.post(f"/conversations/{conversation}/close")
    before = receiver.wait_taken(4)
    assert hooks.do(webhook, "replay", {"conversation": conversation})["messages"] == 3
    again = receiver.wait_taken(7)[4:]
    assert [request.json for request in again] == [request.json for request in before if request.json["subject"].endswith(conversation)]
    # What comes meanwhile comes too, in its place.
    hooks.say(other, "more")
    assert texts(receiver.wait_taken(8)[7:]) == ["more"]
    # What happened before there was a webhook is sent as well, for this is how one is filled that was made late.
    late = hooks.receiver()
    second = hooks.make(late, **SAID)
    assert hooks.do(second, "replay", {"conversation": conversation})["messages"] == 2
    assert texts(late.wait_taken(2)) == ["one", "two"]


def moment(text, seconds=0.0):
    time = datetime.fromisoformat(text.replace("Z", "+00:00")) + timedelta(seconds=seconds)
    return time.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_a_time_is_sent_again(hooks):
    receiver = hooks.receiver()
    webhook = hooks.make(receiver, **SAID)
    conversation = hooks.start()
    for number in range(4):
        hooks.say(conversation, str(number))
        # The next one is later by a millisecond at least.
        eventually(
            "time goes on",
            lambda: moment(datetime.now(timezone.utc).isoformat(timespec="milliseconds"))
            > receiver.wait_taken(number + 1)[-1].json["time"],
        )
    before = receiver.taken
    times = [request.json["time"] for request in before]
    assert len(set(times)) == 4
    for query, expected in [
        ({"from": times[1], "until": times[3]}, "12"),
        ({"from": times[2]}, "23"),
        ({"from": moment(times[3], 0.001)}, ""),
        ({"from": moment(times[1], 0.001), "until": moment(times[2], 0.001)}, "2"),
        ({"from": times[1].replace("Z", "+00:00"), "until": times[2]}, "1"),
        ({"from": times[2], "until": times[1]}, ""),
    ]:
        count = len(receiver.taken)
        answer = hooks.do(webhook, "replay", query)
        assert answer["messages"] == len(expected) and "lookedThrough" not in answer, query
        assert (
            "".join(request.json["data"]["message"]["body"]["text"] for request in receiver.wait_taken(count + len(expected))[count:])
            == expected
        ), query
        hooks.settled(webhook)
    # From a position on, as an answer gives it that was not enough.
    positions = [request.json["position"] for request in before]
    for query, expected in [
        ({"after": positions[1]}, 2),
        ({"after": positions[0], "until": times[2]}, 1),
        ({"from": times[3], "after": positions[0]}, 1),
    ]:
        assert hooks.do(webhook, "replay", query)["messages"] == expected, query
        hooks.settled(webhook)
    # Without a beginning it is everything of that time, before the webhook too; others are of other tests.
    assert hooks.do(webhook, "replay", {"until": times[2]})["messages"] >= 2


def test_letters_are_let_go_of(hooks):
    receiver = choosy(hooks)
    webhook = hooks.make(receiver, concurrency=16, **SAID)
    for number in range(LIMIT + 2):
        hooks.say(hooks.start(), f"wrong {number}")
    # So many failures stop everything for a while, unless its owner hurries.
    eventually("all are given up", lambda: hooks.hurry(webhook) and hooks.is_idle(webhook))
    # The oldest are gone.
    letters = buried(hooks, webhook, LIMIT)
    assert [letter["number"] for letter in letters] == list(range(3, LIMIT + 3))
    assert hooks.show(webhook)["delivery"]["deadLetters"] == LIMIT
    path = f"/webhooks/{webhook['id']}/dead-letters"
    assert hooks.owner.call("DELETE", path, query={"through": letters[1]["number"]}).status_code == 204
    assert hooks.letters(webhook) == letters[2:]
    assert hooks.owner.call("DELETE", path).status_code == 204
    assert hooks.letters(webhook) == [] and hooks.show(webhook)["delivery"]["deadLetters"] == 0
    # No number is given twice.
    hooks.say(hooks.start(), "wrong again")
    eventually("it is given up", lambda: hooks.hurry(webhook) and hooks.letters(webhook))
    assert hooks.letters(webhook)[0]["number"] > letters[-1]["number"]


def test_few_connections_are_shared_fairly(hooks):
    """One that lets every request wait takes no connection away for long from one that answers."""
    slow, good = hooks.receiver(decide=lambda _: STALL), hooks.receiver()
    hooks.make(slow, concurrency=16, **SAID), hooks.make(good, **SAID)
    conversations = [hooks.start() for _ in range(6)]
    for conversation in conversations:
        hooks.say(conversation, "one")
    begin = time.monotonic()
    good.wait_taken(6)
    assert time.monotonic() - begin < 3


def test_letters_and_messages_survive_a_restart(tmp_path):
    with centre_of(tmp_path, PATIENCE="500ms") as hooks:
        receiver = choosy(hooks)
        webhook = hooks.make(receiver, headers={"X-Key": "1"}, **SAID)
        hooks.say(hooks.start(), "wrong one", "two")
        letters = buried(hooks, webhook, 1)
        receiver.wait_taken(1)
        hooks.settled(webhook)
    receiver.is_choosy = False
    with centre_of(tmp_path, hooks.server.port) as again:
        assert again.letters(webhook) == letters and again.show(webhook)["delivery"]["deadLetters"] == 1
        assert again.do(webhook, "replay", {"missing": True})["messages"] == 1
        last = receiver.wait_taken(2)[-1]
        assert last.id == letters[0]["messageId"] and last.headers["x-key"] == "1"
        # It is told of nothing that it was told of before.
        again.settled(webhook)
        assert len(receiver.taken) == 2
        again.clear()
        hooks.stack.close()


def test_one_that_takes_nothing_for_long_is_disabled(tmp_path):
    with centre_of(tmp_path, DISABLE_AFTER="1s") as hooks:
        receiver, good = hooks.receiver(decide=lambda _: 500), hooks.receiver()
        webhook, _ = hooks.make(receiver, **SAID), hooks.make(good, **SAID)
        conversations = [hooks.start() for _ in range(3)]
        for conversation in conversations:
            hooks.say(conversation, "one", "two")
        first = receiver.wait(1)[0].at

        def is_disabled():
            if hooks.show(webhook)["state"] == "active":
                hooks.owner.put(f"/webhooks/{webhook['id']}", {"url": receiver.url, **SAID})
                hooks.hurry(webhook)
            return hooks.show(webhook)["state"] == "disabled"

        eventually("it is disabled", is_disabled)
        assert receiver.requests[-1].at - first >= 1 and len(receiver.requests) >= 10
        assert "1s" in hooks.show(webhook)["disabledBecause"] and len(good.wait_taken(6)) == 6
        assert hooks.letters(webhook) == []
        receiver.decide = None
        hooks.do(webhook, "enable")
        assert (
            sorted(request.json["data"]["message"]["body"]["text"] for request in hooks.finish(webhook, receiver, 6))
            == ["one"] * 3 + ["two"] * 3
        )
        hooks.clear()
