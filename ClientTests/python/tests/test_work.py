# SPDX-License-Identifier: Apache-2.0
"""Workbins, work that is sent elsewhere, and forced presence. Every answer and event is checked."""

import pytest
from websockets.exceptions import ConnectionClosed

from cordboard_client import Refused


def accept(agent):
    offer = agent.get("/offers")["offers"][0]
    agent.post(f"/offers/{offer['id']}/accept")
    return offer


@pytest.fixture
def served(ready, start):
    """A conversation that alice serves, and its work item."""
    alice = ready("alice")
    conversation = start()["id"]
    return alice, accept(alice)["workItem"], conversation


def test_work_is_put_aside_and_taken_again(centre, served, people):
    alice, item, conversation = served
    team = centre.get("/agents/alice")["agent"]["teams"][0]
    with alice.web_socket(after=alice.get("/state")["position"]) as stream:
        alice.post(f"/work-items/{item}/workbin")
        placed, _ = stream.until("cordboard.workPlacedInWorkbin", workItem=item)
        assert placed["data"]["workbin"] == {"agent": "alice"}
        assert [w["id"] for w in alice.get("/workbins/agents/alice/items")["workItems"]] == [item]
        chat = next(m for m in alice.get("/agents/alice")["agent"]["media"] if m["mediaRoutingDomain"] == "chat")
        assert chat["active"] == 0
        # Whoever keeps the work hears the customer.
        centre.post(f"/conversations/{conversation}/messages", {"as": "customer", "body": {"text": "any news?"}})
        stream.until("cordboard.messagePosted", conversation=conversation)
        alice.post(f"/work-items/{item}/workbin/take")
        stream.until("cordboard.workTakenFromWorkbin", agent="alice")
    alice.post(f"/work-items/{item}/workbin", {"workbin": {"team": team}})
    assert [w["placedBy"] for w in alice.get(f"/workbins/teams/{team}/items")["workItems"]] == ["alice"]
    with pytest.raises(Refused) as refused:
        alice.post(f"/work-items/{item}/workbin", {"workbin": {"team": team}})
    assert refused.value.code == "notInHand"


def test_a_supervisor_gives_work_to_another(centre, served, ready, people):
    alice, item, conversation = served
    sam = people("sam")
    with pytest.raises(Refused) as refused:
        sam.post(f"/work-items/{item}/reassign", {"target": {"agent": "bob"}})
    assert refused.value.code == "agentUnavailable"
    with pytest.raises(Refused):
        alice.post(f"/work-items/{item}/reassign")
    bob = ready("bob")
    sam.post(f"/work-items/{item}/reassign", {"target": {"agent": "bob"}})
    assert accept(bob)["conversation"] == conversation
    participants = centre.get(f"/conversations/{conversation}")["conversation"]["participants"]
    assert [p["agent"] for p in participants if "agent" in p] == ["bob"]


def test_a_forced_logout_ends_every_device(centre, served, people):
    alice, _, conversation = served
    sam = people("sam")
    position = centre.get("/state", agent="alice")["position"]
    with alice.web_socket(device="desk") as desk, alice.web_socket(device="phone") as phone:
        for stream in (desk, phone):
            stream.until("cordboard.stream.caughtUp")
        with centre.web_socket(after=position) as wallboard:
            wallboard.until("cordboard.agentDeviceConnected", device="desk")
            out = sam.post("/agents/alice/force-logout", {"work": "requeue"})["agent"]
            assert (out["state"], out["cause"], out["devices"]) == ("LOGOUT", "supervisor", [])
            fact, _ = wallboard.until("cordboard.agentLoggedOut", agent="alice")
            assert (fact["data"]["cause"], fact["data"]["by"]) == ("supervisor", "sam")
        for stream in (desk, phone):
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    stream.receive()
            assert closed.value.rcvd.code == 4505
    waiting = centre.get("/work-items", state="waiting")["workItems"]
    assert [w["conversation"] for w in waiting] == [conversation]


def test_a_state_is_forced_for_agents_of_the_team_only(served, people):
    _, _, _ = served
    sam, bob = people("sam"), people("bob")
    forced = sam.post("/agents/alice/force-state", {"state": "NOT_READY"})["agent"]
    assert (forced["state"], forced["cause"]) == ("NOT_READY", "supervisor")
    with pytest.raises(Refused) as refused:
        bob.post("/agents/alice/force-state", {"state": "READY"})
    assert refused.value.code == "notPermitted"
