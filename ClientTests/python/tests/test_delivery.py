# SPDX-License-Identifier: Apache-2.0
"""Streams resume from their cursor without a gap and without a duplicate, and repeated commands change nothing."""

import threading
import uuid

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cordboard_client import Refused


def post(centre, conversation, count):
    for _ in range(count):
        centre.post(f"/conversations/{conversation}/messages", {"body": {"text": "line"}})


@pytest.mark.parametrize("wire", ["web_socket", "server_sent_events"])
def test_resume_without_gap_or_duplicate(centre, start, wire):
    conversation = start()["id"]
    topics = f"conversation:{conversation}"
    begin = centre.get("/events", topics=topics, limit=1000)
    after = begin["position"]
    writer = threading.Thread(target=post, args=(centre, conversation, 60))
    writer.start()
    seen = []
    while len(seen) < 60:
        # Each connection takes a few facts and breaks off in the middle.
        with getattr(centre, wire)(topics=topics, after=after) as stream:
            for _ in range(7):
                message = stream.receive()
                if message["type"] == "cordboard.messagePosted":
                    seen.append(message)
                after = message["position"]
                if len(seen) == 60:
                    break
    writer.join()
    sequences = [message["conversationsequence"] for message in seen]
    assert sequences == list(range(sequences[0], sequences[0] + 60))
    assert len({message["id"] for message in seen}) == 60
    history = centre.get("/events", topics=topics, after=begin["position"], limit=1000)["events"]
    assert [event["id"] for event in history] == [message["id"] for message in seen]


def test_last_event_id_wins_over_after(centre, start):
    conversation = start()["id"]
    topics = f"conversation:{conversation}"
    events = centre.get("/events", topics=topics)["events"]
    with centre.server_sent_events(events[1]["position"], topics=topics, after=events[0]["position"]) as stream:
        assert [message["id"] for message in stream.caught_up()] == [event["id"] for event in events[2:]]


def test_long_polls_follow_each_other(centre, start):
    conversation = start()["id"]
    topics = f"conversation:{conversation}"
    position = centre.get("/events", topics=topics, limit=1000)["position"]
    assert centre.get("/events", topics=topics, after=position, wait=0)["events"] == []
    writer = threading.Thread(target=post, args=(centre, conversation, 20))
    writer.start()
    seen = []
    while len(seen) < 20:
        answer = centre.get("/events", topics=topics, after=position, wait=20)
        seen += [event["conversationsequence"] for event in answer["events"]]
        position = answer["position"]
    writer.join()
    assert seen == list(range(seen[0], seen[0] + 20))


def test_state_and_stream_fit_together(ready, start):
    alice = ready("alice")
    conversation = start()["id"]
    state = alice.get("/state")
    assert [c["id"] for c in state["conversations"]] == [conversation]
    with alice.web_socket(after=state["position"]) as stream:
        assert stream.caught_up() == []
        alice.post(f"/offers/{state['offers'][0]['id']}/accept")
        assert stream.receive()["type"] == "cordboard.offerAccepted"


def test_kinds_and_signals_are_left_out_unless_wanted(centre, start):
    conversation = start()["id"]
    with centre.web_socket(topics=f"conversation:{conversation}", kinds="conversationClosed") as stream:
        stream.caught_up()
        centre.post(f"/conversations/{conversation}/typing", {"isTyping": True})
        post(centre, conversation, 2)
        centre.post(f"/conversations/{conversation}/close")
        assert stream.receive()["type"] == "cordboard.conversationClosed"


def test_ping_and_anything_else(centre):
    with centre.web_socket() as stream:
        stream.caught_up()
        stream.send('{"type":"ping"}')
        assert stream.receive() == {"type": "pong"}
        stream.send('{"type":"subscribe"}')
        closing = stream.receive()
        assert (closing["type"], closing["code"]) == ("cordboard.stream.closing", 4504)
        with pytest.raises(ConnectionClosed) as closed:
            stream.receive()
        assert closed.value.rcvd.code == 4504


def test_repeated_commands_change_nothing(centre, customer):
    body = {"channel": "web", "customer": {"identifier": customer}, "message": {"body": {"text": "once"}}}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = centre.call("POST", "/conversations", body, headers=key)
    again = centre.call("POST", "/conversations", body, headers=key)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Cordboard-Position"] == first.headers["Cordboard-Position"]
    assert again.json()["message"] == first.json()["message"]
    conversation = first.json()["conversation"]["id"]
    assert len(centre.get(f"/conversations/{conversation}/messages")["messages"]) == 1
    body["subject"] = "another"
    with pytest.raises(Refused) as refused:
        centre.call("POST", "/conversations", body, headers=key)
    assert (refused.value.status, refused.value.code) == (422, "commandIDReused")


@pytest.mark.parametrize(
    "query, status",
    [({"topics": "account"}, 403), ({"topics": "x"}, 400), ({"after": "00000000-1"}, 410), ({"kinds": "x"}, 400),
     ({"nothing": "1"}, 400), ({"topics": "agent:bob"}, 403)],
)
def test_streams_are_refused_before_they_begin(people, query, status):
    alice = people("alice")
    with pytest.raises(InvalidStatus) as socket:
        with alice.web_socket(**query):
            pass
    assert socket.value.response.status_code == status
    assert b'"detail"' in socket.value.response.body
    with pytest.raises(Refused) as refused:
        with alice.server_sent_events(**query):
            pass
    assert refused.value.status == status
