# SPDX-License-Identifier: Apache-2.0
"""More than one agent: transfers, consults, conferences, bots and supervisors. Every answer and event is checked."""

import pytest

from cordboard_client import Refused


def accept(agent):
    offer = agent.get("/offers")["offers"][0]
    agent.post(f"/offers/{offer['id']}/accept")
    return offer


def who(client, here):
    participants = client.get(here)["conversation"]["participants"]
    return {p.get("agent") or p.get("bot") or "customer": p["role"] for p in participants}


@pytest.fixture
def served(ready, start):
    """A conversation that alice serves, while bob is ready."""
    alice = ready("alice")
    here = f"/conversations/{start()['id']}"
    accept(alice)
    return alice, ready("bob"), here


def test_a_transfer_is_completed_cancelled_and_failed(centre, served):
    alice, bob, here = served
    with centre.web_socket(after=centre.get("/state", agent="alice")["position"]) as stream:
        failed = alice.post(f"{here}/transfers", {"target": {"agent": "carol"}})["assistance"]
        assert (failed["state"], failed["reason"]) == ("failed", "targetNotReady")
        stream.until("cordboard.transferFailed", assistance=failed["id"])
        taken_back = alice.post(f"{here}/transfers", {"target": {"queue": "sales"}})["assistance"]
        with pytest.raises(Refused) as refused:
            alice.post(f"{here}/transfers", {"target": {"agent": "bob"}})
        assert refused.value.code == "assistancePending"
        alice.post(f"{here}/transfers/{taken_back['id']}/cancel")
        stream.until("cordboard.transferCancelled", assistance=taken_back["id"])
        asked = alice.post(f"{here}/transfers", {"target": {"agent": "bob"}, "note": "knows it all"})["assistance"]
        offer = accept(bob)
        assert (offer["purpose"], offer["requestedBy"], offer["note"]) == ("transfer", "alice", "knows it all")
        stream.until("cordboard.transferCompleted", assistance=asked["id"])
        left, _ = stream.until("cordboard.participantLeft", agent="alice")
        assert left["data"]["reason"] == "transferred"
    assert who(bob, here) == {"customer": "customer", "bob": "primary"}
    states = [a["state"] for a in bob.get(f"{here}/assistances")["assistances"]]
    assert states == ["failed", "cancelled", "completed"]


def test_a_consult_becomes_a_conference(centre, served):
    alice, bob, here = served
    with centre.web_socket(after=centre.get("/state", agent="alice")["position"]) as stream:
        asked = alice.post(f"{here}/consults", {"target": {"agent": "bob"}, "holds": True})["assistance"]
        started, _ = stream.until("cordboard.consultStarted", assistance=asked["id"])
        stream.until("cordboard.participantHeld", agent="alice")
        accept(bob)
        alice.post(f"{here}/messages", {"dialog": started["data"]["dialog"], "body": {"text": "well?"}})
        said, _ = stream.until("cordboard.messagePosted", dialog=asked["dialog"])
        assert said["data"]["message"]["audience"] == "agentsAndManagers"
        alice.post(f"{here}/consults/{asked['id']}/complete", {"as": "conference"})
        moved, _ = stream.until("cordboard.participantMoved", agent="bob")
        assert moved["data"]["role"] == "assistant"
        stream.until("cordboard.consultEnded", assistance=asked["id"], reason="conference")
        stream.until("cordboard.participantResumed", agent="alice")
        alice.post(f"{here}/leave")
        stream.until("cordboard.participantRoleChanged", agent="bob", role="primary")


def test_a_conference(centre, served):
    alice, bob, here = served
    taken_back = alice.post(f"{here}/conferences", {"target": {"agent": "bob"}})["assistance"]
    alice.post(f"{here}/conferences/{taken_back['id']}/cancel")
    assert alice.post(f"{here}/conferences", {"target": {"agent": "carol"}})["assistance"]["state"] == "failed"
    alice.post(f"{here}/conferences", {"target": {"agent": "bob"}})
    accept(bob)
    assert who(alice, here) == {"customer": "customer", "alice": "primary", "bob": "assistant"}


def test_a_bot_and_a_telephone(centre, served):
    alice, _, here = served
    alice.post(f"{here}/transfers", {"target": {"automation": "integration"}})
    centre.post(f"{here}/bot/join")
    assert who(centre, here) == {"customer": "customer", "integration": "assistant"}
    centre.post(f"{here}/messages", {"as": "bot", "body": {"text": "beep"}})
    assert centre.get(f"{here}/messages")["messages"][-1]["senderBot"] == "integration"
    refused = centre.post(f"{here}/transfers", {"target": {"external": "tel:+4930"}})["assistance"]
    assert centre.post(f"{here}/transfers/{refused['id']}/fail", {"detail": "busy"})["assistance"]["detail"] == "busy"
    asked = centre.post(f"{here}/transfers", {"target": {"external": "tel:+4930"}})["assistance"]
    centre.post(f"{here}/transfers/{asked['id']}/complete")
    assert centre.get(here)["conversation"]["session"]["endReason"] == "transferred"


def test_a_supervisor_is_unseen_until_it_speaks(centre, served, people):
    alice, _, here = served
    sam = people("sam")
    sam.post("/agents/sam/login")
    with alice.web_socket(after=alice.get("/state")["position"]) as stream:
        sam.post(f"{here}/supervise", {"role": "silentMonitor"})
        assert who(sam, here)["sam"] == "silentMonitor"
        assert "sam" not in who(alice, here)
        sam.post(f"{here}/supervise", {"role": "coach"})
        _, before = stream.until("cordboard.participantRoleChanged", agent="sam", role="coach")
        assert not any(event["type"] == "cordboard.supervisorJoined" for event in before)
        sam.post(f"{here}/supervise", {"role": "barged"})
        alices = next(p for p in sam.get(here)["conversation"]["participants"] if p.get("agent") == "alice")
        with pytest.raises(Refused):
            alice.delete(f"{here}/participants/{alices['id']}")
        sam.delete(f"{here}/participants/{alices['id']}")
        left, _ = stream.until("cordboard.participantLeft", agent="alice")
        assert left["data"]["reason"] == "removed"
    assert who(sam, here) == {"customer": "customer", "sam": "barged"}
    sam.post(f"{here}/leave")
