# SPDX-License-Identifier: Apache-2.0
"""What native webhooks tell: the facts of the native stream as CloudEvents, in order where order matters."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest

from cordboard_client import Cordboard
from own_server import needs_binary
from webhooks import SAID, by_lane, centre_of, hold, texts

pytestmark = needs_binary

ODD = 'Grüße 👋, "quoted" \\ 100 % \u2028 \t tab'


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    with centre_of(tmp_path_factory.mktemp("webhook-events")) as hooks:
        yield hooks


@pytest.fixture(autouse=True)
def clean(hooks):
    yield
    hooks.clear()


def story(hooks):
    """Everything of a chat that is worked, and what else an account has to tell."""
    alice = Cordboard(hooks.server.url).log_in("alice", "demo")
    alice.post("/agents/alice/login")
    alice.put("/agents/alice/state", {"state": "READY"})
    conversation = hooks.start(message={"body": {"text": ODD}}, subject="Ünïcode", attributes={"größe": "%41 ü"})
    offer = alice.get("/offers")["offers"][0]
    alice.post(f"/offers/{offer['id']}/accept")
    alice.post(f"/conversations/{conversation}/messages", {"body": {"text": "Hello"}})
    hooks.owner.post(f"/conversations/{conversation}/typing", {"isTyping": True})
    hooks.owner.post(f"/conversations/{conversation}/close")
    for item in alice.get("/work-items")["workItems"]:
        alice.post(f"/work-items/{item['id']}/wrap-up", {})
    alice.put("/agents/alice/state", {"state": "NOT_READY", "reason": "lunch"})
    alice.post("/agents/alice/logout")


def test_everything_that_the_native_stream_tells(hooks):
    receiver = hooks.receiver()
    after = hooks.position()
    with hooks.owner.web_socket(topics="account,audit", after=after) as stream:
        webhook = hooks.make(receiver)
        story(hooks)
        head = hooks.position()
        live = [stream.receive()]
        while live[-1].get("position") != head:
            live.append(stream.receive())
    live = [event for event in live if "position" in event and not event["type"].startswith("cordboard.stream.")]
    hooks.settled(webhook)
    assert live == hooks.facts(after)
    hold(receiver, live)
    lanes = by_lane(receiver.requests)
    assert {"agent/alice", "account"} <= lanes.keys() and any(lane.startswith("conversation/") for lane in lanes)
    for request in receiver.requests:
        assert request.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
        assert request.headers["content-length"] == str(len(request.body)) and not any(name.startswith("ce-") for name in request.names)
        assert len(request.names) == len(set(request.names)) and "." not in request.id
    # No signal is a fact.
    assert not any("signal" in request.json["type"] for request in receiver.requests)


def test_binary_events_are_the_same_events(hooks):
    structured, binary = hooks.receiver(), hooks.receiver()
    first, second = hooks.make(structured), hooks.make(binary, mode="binary")
    story(hooks)
    hooks.settled(first), hooks.settled(second)
    # The first is told that the second was made.
    told = [request for request in structured.requests if request.json["type"] != "cordboard.webhookChanged"]
    whole = {request.id: request.json for request in told}
    assert len(binary.requests) >= 15 and whole.keys() == {request.id for request in binary.requests}
    for request in binary.requests:
        assert request.headers["content-type"] == "application/json"
        # CloudEvents, HTTP Protocol Binding, section 3.1.3: visible characters only, the others percent-encoded.
        attributes = {}
        for name, value in request.headers.items():
            if name.startswith("ce-"):
                assert all(0x21 <= ord(character) <= 0x7E and character != '"' for character in value), value
                attributes[name.removeprefix("ce-")] = unquote(value, errors="strict")
        event = dict(whole[request.id])
        assert request.json == event.pop("data") and event.pop("datacontenttype") == "application/json"
        assert attributes == {name: value if isinstance(value, str) else json.dumps(value) for name, value in event.items()}


def test_kinds(hooks):
    said, ended, unwanted = hooks.receiver(), hooks.receiver(), hooks.receiver()
    after = hooks.position()
    webhooks = [
        hooks.make(said, events=["cordboard.messagePosted"]),
        hooks.make(ended, events=["conversationStarted", "conversationClosed"]),
        hooks.make(unwanted, events=["retentionApplied"]),
    ]
    assert [hooks.show(webhook)["events"] for webhook in webhooks[:2]] == [["messagePosted"], ["conversationClosed", "conversationStarted"]]
    story(hooks)
    for webhook in webhooks:
        hooks.settled(webhook)
    facts = hooks.facts(after)
    hold(said, [fact for fact in facts if fact["type"] == "cordboard.messagePosted"])
    hold(ended, [fact for fact in facts if fact["type"] in ("cordboard.conversationStarted", "cordboard.conversationClosed")])
    assert len(said.requests) == len(ended.requests) == 2 and unwanted.requests == []
    assert {request.headers["webhook-id"] for request in said.requests}.isdisjoint(request.id for request in ended.requests)


def test_headers_of_ones_own(hooks):
    receiver = hooks.receiver()
    headers = {"Authorization": "Bearer of-mine", "X-Odd": 'with spaces and %41 "quotes"', "User-Agent": "mine"}
    webhook = hooks.make(receiver, headers=headers, **SAID)
    assert sorted(webhook["headers"]) == sorted(headers) and sorted(hooks.show(webhook)["headers"]) == sorted(headers)
    conversation = hooks.start()
    hooks.say(conversation, "one")
    request = receiver.wait(1)[0]
    assert {name: request.headers[name.lower()] for name in headers} == headers
    assert request.names.count("user-agent") == 1
    hooks.owner.put(f"/webhooks/{webhook['id']}", {"url": receiver.url, "headers": {"X-Other": "1"}, **SAID})
    hooks.say(conversation, "two")
    request = receiver.wait(2)[1]
    assert request.headers["x-other"] == "1" and "x-odd" not in request.headers and "authorization" not in request.headers


def test_the_address_is_used_as_it_stands(hooks):
    receiver = hooks.receiver()
    hooks.make(receiver.url + "/a%2Fb/%C3%BC?x=1&y=%20&z", **SAID)
    hooks.say(hooks.start(), "one")
    assert receiver.wait(1)[0].path == "/hook/a%2Fb/%C3%BC?x=1&y=%20&z"


def test_several_conversations_at_once(hooks):
    receiver = hooks.receiver()
    after = hooks.position()
    webhook = hooks.make(receiver)

    def talk(number):
        conversation = hooks.start()
        hooks.say(conversation, *(f"{number}.{index}" for index in range(12)))
        hooks.owner.post(f"/conversations/{conversation}/close")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, range(8)))
    hooks.settled(webhook)
    facts = hooks.facts(after)
    assert len(facts) >= 8 * 14
    hold(receiver, facts)
    # Nothing failed, so nothing came twice.
    assert len(receiver.requests) == len([fact for fact in facts if fact["type"] != "cordboard.webhookChanged"])


def test_conversations_go_side_by_side(hooks):
    """One that stalls keeps back nothing but itself."""
    conversations = [hooks.start() for _ in range(3)]
    receiver = hooks.receiver(decide=lambda body: "stall" if conversations[0].encode() in body else 200)
    webhook = hooks.make(receiver, **SAID)
    for number in range(4):
        for conversation in conversations:
            hooks.say(conversation, f"{number} {conversation}")
    assert {conversation for conversation in conversations if any(conversation in text for text in texts(receiver.wait_taken(8)))} == set(
        conversations[1:]
    )
    assert len(receiver.requests) == 9
    receiver.release()
    hooks.settled(webhook)
    lanes = by_lane(receiver.wait_taken(12))
    assert all([text[0] for text in texts(lane)] == list("0123") for lane in lanes.values()) and len(lanes) == 3


def test_no_more_at_once_than_was_said(hooks):
    receiver = hooks.receiver(["stall"] * 2)
    conversations = [hooks.start() for _ in range(6)]
    webhook = hooks.make(receiver, concurrency=2, **SAID)
    for conversation in conversations:
        hooks.say(conversation, "one")
    receiver.wait(2)
    assert hooks.stands(webhook, inFlight=2, waiting=6, lanes=6)
    assert len(receiver.requests) == 2
    receiver.release()
    receiver.wait_taken(6)


def test_a_rate_is_kept(hooks):
    receiver = hooks.receiver()
    conversations = [hooks.start() for _ in range(3)]
    hooks.make(receiver, requestsPerSecond=5, **SAID)
    begin = time.monotonic()
    for conversation in conversations:
        hooks.say(conversation, *"abcde")
    receiver.wait(15)
    # Five at once, and ten at five a second.
    assert 1.7 < time.monotonic() - begin < 6


def test_a_beginning_in_the_past(hooks):
    after = hooks.position()
    conversation = hooks.start()
    hooks.say(conversation, "before", "and before")
    facts = hooks.facts(after)
    middle = next(fact["position"] for fact in facts if fact["type"] == "cordboard.messagePosted")
    receivers = hooks.receiver(), hooks.receiver(), hooks.receiver()
    webhooks = [hooks.make(receivers[0], after=after), hooks.make(receivers[1], after=middle), hooks.make(receivers[2])]
    hooks.say(conversation, "now")
    for webhook in webhooks:
        hooks.settled(webhook)
    now = hooks.facts(after)
    hold(receivers[0], now)
    hold(receivers[1], [fact for fact in now if int(fact["position"].split("-")[1]) > int(middle.split("-")[1])])
    assert texts(receivers[2].requests) == ["now"]
    # Everything since the beginning of the log.
    whole = hooks.receiver()
    first = after.split("-")[0] + "-0"
    webhook = hooks.make(whole, after=first)
    hooks.settled(webhook)
    hold(whole, hooks.facts(first))
