# SPDX-License-Identifier: Apache-2.0
"""Conversations as integrations and desktops see them: sessions, holds, surveys, outbound, history."""

from contextlib import contextmanager

import pytest

from cordboard_client import Refused


@contextmanager
def rules(people, channel, **members):
    """A channel with further rules, for a while."""
    ada = people("ada")
    before = next(c for c in ada.get("/configuration/channels")["channels"] if c["id"] == channel)
    plain = {name: value for name, value in before.items() if name != "id"}
    ada.put(f"/configuration/channels/{channel}", {**plain, **members})
    try:
        yield
    finally:
        ada.put(f"/configuration/channels/{channel}", plain)


def accept(agent):
    offer = agent.get("/offers")["offers"][0]
    return agent.post(f"/offers/{offer['id']}/accept")["conversation"]["id"]


def test_a_customer_comes_and_goes_on_two_channels(centre, ready, start, customer):
    alice = ready("alice")
    here = f"/conversations/{start()['id']}"
    accept(alice)
    joined = centre.post(f"{here}/sessions", {"channel": "web-pull", "customer": {"identifier": f"{customer}-2"}})
    first, second = joined["conversation"]["sessions"]
    centre.post(f"{here}/messages", {"session": first["id"], "body": {"text": "on the first"}})
    centre.post(f"{here}/end-session", {"session": first["id"], "reason": "network", "detail": "tab closed"})
    view = alice.get(here)["conversation"]
    assert view["state"] == "open" and view["session"]["id"] == second["id"]
    assert view["sessions"][0]["endReason"] == "network"
    with pytest.raises(Refused) as refused:
        centre.post(f"{here}/messages", {"session": first["id"], "body": {"text": "?"}})
    assert refused.value.code == "sessionEnded"
    again = centre.post("/conversations", {"channel": "web", "customer": {"identifier": customer}})
    assert again["conversation"]["sessions"][2]["participant"] == first["participant"]
    assert again["conversation"]["sessions"][2]["connection"] != first["connection"]


def test_nobody_speaks_to_a_customer_on_hold(centre, ready, start):
    alice = ready("alice")
    here = f"/conversations/{start()['id']}"
    accept(alice)
    with alice.web_socket(after=alice.get("/state")["position"]) as stream:
        alice.post(f"{here}/hold", {"limitSeconds": 600})
        held, _ = stream.until("cordboard.participantHeld")
        assert held["data"]["kind"] == "customer" and held["data"]["byAgent"] == "alice"
        with pytest.raises(Refused) as refused:
            alice.post(f"{here}/messages", {"body": {"text": "hello?"}})
        assert refused.value.code == "customerOnHold"
        alice.post(f"{here}/resume")
        stream.until("cordboard.participantResumed", reason="resumed")


def test_a_customer_is_asked_afterwards(centre, people, ready, start):
    survey = {"questions": [{"id": "rating", "text": "How was it?", "kind": "rating"}], "limitSeconds": 600}
    with rules(people, "web", survey=survey, response={"firstSeconds": 30}):
        alice = ready("alice")
        conversation = start()["id"]
        here = f"/conversations/{conversation}"
        accept(alice)
        assert alice.get(here)["conversation"]["dueResponse"]["response"] == "first"
        alice.post(f"{here}/messages", {"body": {"text": "How can I help?"}})
        alice.post(f"{here}/leave")
        asked = centre.get(f"{here}/messages")["messages"][-1]
        assert (asked["senderKind"], asked["body"]["text"]) == ("system", "How was it?")
        centre.post(f"{here}/messages", {"body": {"text": "5"}})
        kinds = [e["type"] for e in centre.get(f"{here}/events", limit=1000)["events"]]
        assert "cordboard.surveyAnswered" in kinds and "cordboard.slaStopped" in kinds
        answers = centre.get(here)["conversation"]["survey"]["answers"]
        assert answers == [{"question": "rating", "answer": "5"}]
        for item in alice.get("/work-items")["workItems"]:
            alice.post(f"/work-items/{item['id']}/wrap-up")


def test_the_centre_reaches_a_customer_whose_history_it_shows(centre, people, ready, start, customer):
    first = start()["id"]
    centre.post(f"/conversations/{first}/close", {"reason": "system", "detail": "a test"})
    with rules(people, "web", outbound={"answerLimitSeconds": 60}):
        alice = ready("alice")
        body = {"direction": "outbound", "channel": "web", "customer": {"identifier": customer}}
        begun = alice.post("/conversations", {**body, "message": {"body": {"text": "Good day"}}})["conversation"]
        assert not begun["session"]["isReached"]
        here = f"/conversations/{begun['id']}"
        centre.post(f"{here}/reached")
        assert centre.get(here)["conversation"]["session"]["isReached"]
        history = alice.get(f"/customers/{begun['customer']['id']}/conversations")["conversations"]
        assert [c["id"] for c in history] == [begun["id"], first]
        assert history[1]["closeDetail"] == "a test" and history[1]["closedBy"] == "client:integration"
        alice.post(f"{here}/leave")
        for item in alice.get("/work-items")["workItems"]:
            alice.post(f"/work-items/{item['id']}/wrap-up")
