# SPDX-License-Identifier: Apache-2.0
"""A telephone system written from docs/openapi.yaml alone: it attaches to the voice channel, reports calls and telephones,
and does what the stream says. Every answer and event is checked against the descriptions."""

import subprocess
import uuid

import pytest

from cordboard_client import Cordboard, Refused
from own_server import BINARY, OwnServer, free_port, needs_binary


class Telephones:
    """The provider of the voice channel."""

    def __init__(self, url, position=None):
        self.api = Cordboard(url).log_in_client("pbx", "demo")
        answer = self.api.post("/channels/voice/reconcile-calls", {"calls": []})
        self.position = position or answer["position"]

    def call(self, call, state, **more):
        return self.api.put(f"/channels/voice/calls/{call}", {"state": state, **more})["call"]

    def leg(self, leg, state, **more):
        self.api.put(f"/channels/voice/call-legs/{leg}", {"state": state, **more})

    def told(self, instruction, **data):
        """The next instruction of a kind, and the names of those on the way to it."""
        names = []
        while True:
            page = self.api.get(
                "/events", topics="channel:voice", kinds="callInstructed", after=self.position, wait=30, limit=1
            )
            for event in page["events"]:
                self.position = event["position"]
                names.append(event["data"]["instruction"])
                if names[-1] == instruction and all(event["data"].get(k) == v for k, v in data.items()):
                    return event["data"], names
            assert page["events"], f"never told to {instruction}, but {names}"


@pytest.fixture
def telephones(centre, url):
    return Telephones(url)


@pytest.fixture
def on_call(centre, people):
    """Logs an agent in and makes it ready for calls."""

    def make(name):
        agent = people(name)
        agent.post(f"/agents/{name}/login")
        agent.put(f"/agents/{name}/state", {"state": "READY"})
        agent.put(f"/agents/{name}/media/voice", {"state": "READY"})
        return agent

    return make


def new_id():
    return f"sip-{uuid.uuid4()}"


def accept(agent):
    offer = agent.get("/offers")["offers"][0]
    return agent.post(f"/offers/{offer['id']}/accept")


def connected(telephones, agent, call):
    """The caller talks with an agent; the agent's leg."""
    started = telephones.call(call, "ringing", callingNumber="+43123", attributes={"ucid": "00017"})
    accept(agent)
    order, _ = telephones.told("connect", call=call)
    telephones.leg(order["leg"], "ringing", providerLeg="PJSIP/201-1")
    telephones.leg(order["leg"], "answered")
    telephones.call(call, "answered")
    return started["conversation"], order


def finish(agent):
    for item in agent.get("/work-items")["workItems"]:
        agent.post(f"/work-items/{item['id']}/wrap-up", {})


def test_a_call_is_held_transferred_outside_and_forgotten(telephones, on_call):
    alice = on_call("alice")
    call = new_id()
    conversation, order = connected(telephones, alice, call)
    here = f"/conversations/{conversation}"
    assert (order["agent"], order["extension"], order["mode"]) == ("alice", "201", "talk")
    shown = alice.get(here)["conversation"]
    assert shown["call"]["callingNumber"] == "+43123" and shown["call"]["state"] == "answered"
    assert shown["call"]["legs"][0]["providerLeg"] == "PJSIP/201-1"
    assert shown["attributes"] == {"ucid": "00017"}

    alice.post(f"{here}/hold")
    assert telephones.told("hold")[1] == ["hold"]
    assert telephones.call(call, "held")["isHeld"] is True
    with pytest.raises(Refused) as refused:
        telephones.call(call, "ringing")
    assert refused.value.code == "callOutOfOrder" and "report where it stands now" in refused.value.problem["detail"]
    # The agent resumes by the button of its telephone: nothing has to be told.
    telephones.call(call, "answered", leg=order["leg"])
    assert "hold" not in alice.get(here)["conversation"]["participants"][0]

    asked = alice.post(f"{here}/transfers", {"target": {"external": "tel:+4399"}})["assistance"]
    order, names = telephones.told("transfer")
    assert names == ["transfer"] and (order["number"], order["assistance"]) == ("tel:+4399", asked["id"])
    failed = telephones.api.post(f"{here}/transfers/{asked['id']}/fail", {"detail": "busy"})["assistance"]
    assert (failed["state"], failed["detail"]) == ("failed", "busy")
    alice.post(f"{here}/transfers", {"target": {"external": "tel:+4398"}})
    telephones.told("transfer", number="tel:+4398")
    assert telephones.call(call, "transferred")["state"] == "transferred"
    assert telephones.told("hangUp")[0]["agent"] == "alice"
    finish(alice)
    assert alice.get(here)["conversation"]["closeReason"] == "transferred"
    # What comes late changes nothing.
    assert telephones.call(call, "transferred")["state"] == "transferred"
    with pytest.raises(Refused) as refused:
        telephones.call(call, "answered")
    assert (refused.value.status, refused.value.code) == (410, "callEnded")


def test_a_telephone_that_is_busy_loses_the_call_to_another_agent(telephones, on_call, centre):
    alice, bob = on_call("alice"), on_call("bob")
    call = new_id()
    telephones.call(call, "ringing")
    first = alice if alice.get("/offers")["offers"] else bob
    accept(first)
    order, _ = telephones.told("connect")
    telephones.leg(order["leg"], "ended", reason="busy")
    assert centre.get(f"/agents/{order['agent']}")["agent"]["cause"] == "RONA"
    second = bob if first is alice else alice
    accept(second)
    other, names = telephones.told("connect")
    assert names == ["connect"] and other["agent"] != order["agent"]
    telephones.leg(order["leg"], "ended", reason="busy")
    with pytest.raises(Refused) as refused:
        telephones.leg(order["leg"], "answered")
    assert refused.value.code == "unknownCallLeg"
    telephones.leg(other["leg"], "answered")
    # The agent's telephone hangs up: the agent leaves, and the caller is hung up.
    telephones.leg(other["leg"], "ended", reason="hungUp")
    assert telephones.told("hangUp")[0].get("leg") is None
    telephones.call(call, "ended")
    finish(second)


def test_an_agent_calls_a_customer(telephones, on_call):
    alice = on_call("alice")
    body = {"direction": "outbound", "channel": "voice", "customer": {"identifier": f"+43{uuid.uuid4().int % 10**8}"}}
    conversation = alice.post("/conversations", body)["conversation"]["id"]
    leg, _ = telephones.told("connect")
    telephones.leg(leg["leg"], "answered")
    order, _ = telephones.told("dial", conversation=conversation)
    assert order["number"] == body["customer"]["identifier"] and "call" not in order
    call = new_id()
    assert telephones.call(call, "ringing", conversation=conversation)["direction"] == "outbound"
    telephones.call(call, "answered")
    assert alice.get(f"/conversations/{conversation}")["conversation"]["session"]["isReached"] is True
    telephones.call(call, "ended")
    finish(alice)


def test_others_neither_report_nor_listen(telephones, people, centre, url):
    call = new_id()
    telephones.call(call, "ringing")
    for other in (people("alice"), people("sam"), people("ada")):
        for body in ({"state": "ended"}, {"state": "ringing"}):
            with pytest.raises(Refused) as refused:
                other.put(f"/channels/voice/calls/{call}", body)
            assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        people("alice").get("/channels/voice/calls")
    assert refused.value.status in (403, 404)
    for path, status in (("/channels/web/calls", 403), ("/channels/none/calls", 404)):
        with pytest.raises(Refused) as refused:
            telephones.api.get(path)
        assert refused.value.status == status
    for query in ({"topics": "account"}, {"topics": "agent:alice"}, {"topics": "channel:web"}, {}):
        with pytest.raises(Refused) as refused:
            telephones.api.get("/events", **query)
        assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        Cordboard(url, account="OTHER", realm="democo").log_in_client("pbx", "demo").get("/channels/voice/calls")
    assert refused.value.status in (401, 403, 404)
    telephones.call(call, "ended")


@needs_binary
def test_nothing_is_lost_or_doubled_when_either_side_restarts(tmp_path):
    port = free_port()
    server = OwnServer(tmp_path, port).wait_until_ready()
    telephones = Telephones(server.url)
    alice = Cordboard(server.url).log_in("alice", "demo")
    alice.post("/agents/alice/login")
    alice.put("/agents/alice/state", {"state": "READY"})
    alice.put("/agents/alice/media/voice", {"state": "READY"})
    conversation, order = connected(telephones, alice, "c1")
    telephones.call("c2", "ringing", callingNumber="+43124")
    alice.post(f"/conversations/{conversation}/hold")
    # The instruction to hold was acknowledged to alice, and nobody has read it when the server is killed.
    server.kill()
    server = OwnServer(tmp_path, port).wait_until_ready()
    try:
        hold, names = telephones.told("hold")
        assert names == ["hold"] and hold["call"] == "c1"
        telephones.call("c1", "held")
        again = telephones.call("c1", "held")
        assert again["state"] == "held" and again["legs"][0]["id"] == order["leg"]
        # Now the telephone system restarts, and has the first call only.
        answer = telephones.api.post("/channels/voice/reconcile-calls", {"calls": ["c1", "c9"]})
        assert [c["id"] for c in answer["calls"]] == ["c1"] and answer["over"] == ["c9"]
        late = Telephones.__new__(Telephones)
        late.api, late.position = telephones.api, answer["position"]
        alice.post(f"/conversations/{conversation}/resume")
        assert late.told("resume")[1] == ["resume"]
        late.call("c1", "answered")
        late.call("c1", "ended")
        hung_up, names = late.told("hangUp")
        assert names == ["hangUp"] and hung_up["leg"] == order["leg"]
        orders = telephones.api.get("/events", topics="channel:voice", kinds="callInstructed", limit=100)["events"]
        told = [event["data"]["instruction"] for event in orders]
        assert told == ["connect", "hold", "resume", "hangUp"]
    finally:
        server.stop()


@needs_binary
def test_simulated_telephones_attach_as_any_others(centre, url, on_call):
    def simulate(client, *options):
        command = [BINARY, "simulate-calls", "--url", url, "--client", client, "--secret", "demo", *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    refused = simulate("integration")
    assert "the server refused: 403" in refused.communicate(timeout=30)[1] and refused.returncode == 1

    alice = on_call("alice")
    with centre.web_socket(kinds="callStarted,offerMade,callInstructed,callLegStateChanged") as stream:
        stream.caught_up()
        telephones = simulate("pbx", "--calls-per-minute", "60", "--calls-at-once", "1", "--seed", "4")
        try:
            started, _ = stream.until("cordboard.callStarted")
            offer, _ = stream.until("cordboard.offerMade")
            alice.post(f"/offers/{offer['data']['offer']}/accept")
            order, _ = stream.until("cordboard.callInstructed", instruction="connect")
            assert order["data"]["call"] == started["data"]["call"]
            rung, _ = stream.until("cordboard.callLegStateChanged", leg=order["data"]["leg"])
            assert rung["data"]["state"] in ("ringing", "ended")
        finally:
            telephones.terminate()
            telephones.communicate(timeout=30)
