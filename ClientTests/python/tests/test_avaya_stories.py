# SPDX-License-Identifier: Apache-2.0
"""Whole stories as a subscriber of Avaya's notifications sees them: agents and a telephone system work by the native API, and
an unmodified client listens. Every notification is held to the strict schema; order and ids are held to golden transcripts."""

import pytest

from avaya import call_centre, compare, quick_server  # noqa: F401
from avaya_client import Transcript
from own_server import needs_binary
from test_calls import Telephones

pytestmark = needs_binary


class Story:
    def __init__(self, title, centre, stream):
        self.transcript = Transcript(title)
        self.centre = centre
        self.stream = stream
        self.all = []

    def tell(self, text, action=lambda: None):
        """Something happens, and the subscriber is told of it before the next thing does."""
        self.transcript.step(text)
        result = action()
        self.collect()
        return result

    def collect(self):
        new = self.stream.settled()
        self.all += new
        self.transcript.add(new)

    def until(self, event, **members):
        self.stream.until(event, **members)
        self.collect()


@pytest.fixture
def story(call_centre):
    subscription = call_centre.avaya.subscribe()
    streams = []

    def begin(title):
        socket = call_centre.avaya.socket(subscription)
        streams.append(socket)
        return Story(title, call_centre, socket.__enter__())

    yield begin
    for socket in streams:
        socket.__exit__(None, None, None)


def check(story, name, engagements=1):
    ids = set()
    for message in story.all:
        for unique in [message["correlationId"], message["body"].get("id")]:
            assert unique is None or unique not in ids
            ids.add(unique)
    assert len({m["body"]["engagementId"] for m in story.all if "engagementId" in m["body"]}) == engagements
    appearances = {}
    for message in story.all:
        body = message["body"]
        if body["event"] == "AgentParticipant" and body["action"] in ("INVITED", "ADDED"):
            known = appearances.setdefault(body["connectionId"], body["agentId"])
            assert known == body["agentId"], "two agents have one appearance"
    compare(name, story.transcript.text)


def test_an_inbound_call(call_centre, story):
    pbx = Telephones(call_centre.url)
    alice = call_centre.ready("alice", "voice")
    told = story("A customer calls, is held, and hangs up; alice wraps up")
    call = "sip-1"
    started = told.tell(
        "a customer calls", lambda: pbx.call(call, "ringing", callingNumber="+43123", attributes={"language": "de"})
    )
    here = f"/conversations/{started['conversation']}"
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    order, _ = pbx.told("connect", call=call)
    told.tell("her telephone is answered", lambda: pbx.leg(order["leg"], "answered"))
    told.tell("the customer is connected", lambda: pbx.call(call, "answered"))
    told.tell("alice holds", lambda: alice.post(f"{here}/hold"))
    told.tell("the customer is on hold", lambda: pbx.call(call, "held"))
    told.tell("alice resumes by her telephone", lambda: pbx.call(call, "answered", leg=order["leg"]))
    told.tell("the customer hangs up", lambda: pbx.call(call, "ended", reason="hungUp"))
    told.tell("alice wraps up", lambda: call_centre.finish("alice"))
    told.tell("alice logs out", lambda: alice.post("/agents/alice/logout"))
    check(told, "inbound-call")


def test_nobody_answers(call_centre, story):
    call_centre.ready("alice", "chat")
    told = story("Alice does not answer in time, bob does")
    told.tell("a customer writes", lambda: call_centre.start())
    told.transcript.step("a second passes")
    told.until("AgentState", state="NOT_READY")
    told.tell("bob becomes ready", lambda: call_centre.ready("bob", "chat"))
    told.tell("bob accepts", lambda: call_centre.accept("bob"))
    check(told, "rona")


def test_transfers(call_centre, story):
    alice = call_centre.ready("alice", "chat")
    told = story("Alice transfers to a queue, bob to alice, and nobody else wants to")
    here = f"/conversations/{told.tell('a customer writes', lambda: call_centre.start())}"
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    bob = told.tell("bob becomes ready", lambda: call_centre.ready("bob", "chat"))
    told.tell("alice transfers to the queue sales", lambda: alice.post(f"{here}/transfers", {"target": {"queue": "sales"}}))
    told.tell("bob accepts", lambda: call_centre.accept("bob"))
    told.tell("alice wraps up", lambda: call_centre.finish("alice"))
    told.tell("bob transfers to alice", lambda: bob.post(f"{here}/transfers", {"target": {"agent": "alice"}}))
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    told.tell("alice transfers to carol, who is not there", lambda: alice.post(f"{here}/transfers", {"target": {"agent": "carol"}}))
    asked = told.tell("alice transfers outside", lambda: alice.post(f"{here}/transfers", {"target": {"external": "tel:+4930"}}))
    told.tell(
        "the telephone outside is busy",
        lambda: call_centre.integration.post(f"{here}/transfers/{asked['assistance']['id']}/fail", {"detail": "busy"}),
    )
    told.tell("alice transfers to a bot", lambda: alice.post(f"{here}/transfers", {"target": {"automation": "integration"}}))
    told.tell("the customer leaves", lambda: call_centre.integration.post(f"{here}/end-session", {"reason": "customer"}))
    check(told, "transfers")
    transfers = [m["body"]["correlationId"] for m in told.all if m["body"]["event"] == "SingleStepTransfer"]
    errors = [m["body"]["correlationId"] for m in told.all if m["body"]["event"] == "SingleStepTransferError"]
    assert len(transfers) == 5 and errors == transfers[2:]


def test_a_consult_becomes_a_conference(call_centre, story):
    alice = call_centre.ready("alice", "chat")
    bob = call_centre.ready("bob", "chat")
    told = story("Alice asks bob, who joins the customer, and takes over")
    here = f"/conversations/{told.tell('a customer writes', lambda: call_centre.start())}"
    first = told.tell("the first accepts", lambda: call_centre.accept("alice"))
    assert first
    asked = told.tell("alice asks bob", lambda: alice.post(f"{here}/consults", {"target": {"agent": "bob"}, "holds": True}))
    told.tell("bob accepts", lambda: call_centre.accept("bob"))
    complete = f"{here}/consults/{asked['assistance']['id']}/complete"
    told.tell("all three are in conference", lambda: alice.post(complete, {"as": "conference"}))
    told.tell("alice leaves", lambda: alice.post(f"{here}/leave"))
    told.tell("bob leaves", lambda: bob.post(f"{here}/leave"))
    check(told, "conference")


def test_a_supervisor_observes_coaches_and_barges_in(call_centre, story):
    call_centre.ready("alice", "chat")
    sam = call_centre.person("sam")
    sam.post("/agents/sam/login")
    told = story("Sam listens, coaches, takes part, and goes")
    here = f"/conversations/{told.tell('a customer writes', lambda: call_centre.start())}"
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    for role in ["silentMonitor", "coach", "barged"]:
        told.tell(f"sam is {role}", lambda: sam.post(f"{here}/supervise", {"role": role}))
    told.tell("sam leaves", lambda: sam.post(f"{here}/leave"))
    check(told, "supervision")


def test_an_outbound_call(call_centre, story):
    pbx = Telephones(call_centre.url)
    alice = call_centre.ready("alice", "voice")
    told = story("Alice calls a customer, who answers, and hangs up")
    body = {"channel": "voice", "direction": "outbound", "customer": {"identifier": "+4377"}}
    id = told.tell("alice calls", lambda: alice.post("/conversations", body))["conversation"]["id"]
    order, _ = pbx.told("connect", agent="alice")
    told.tell("her telephone is answered", lambda: pbx.leg(order["leg"], "answered"))
    told.tell("the customer's rings", lambda: pbx.call("sip-2", "ringing", conversation=id))
    told.tell("the customer answers", lambda: pbx.call("sip-2", "answered"))
    told.tell("alice hangs up", lambda: pbx.leg(order["leg"], "ended", reason="hungUp"))
    told.tell("alice wraps up", lambda: call_centre.finish("alice"))
    check(told, "outbound-call")


def test_a_campaign_calls(call_centre, story):
    pbx = Telephones(call_centre.url)
    alice = call_centre.ready("alice", "voice")
    told = story("A campaign calls a customer, who answers, and alice is there")
    body = {"channel": "voice", "direction": "outbound", "customer": {"identifier": "+4378"}}
    id = told.tell("the campaign calls", lambda: call_centre.integration.post("/conversations", body))["conversation"]["id"]
    told.tell("the customer's telephone rings", lambda: pbx.call("sip-3", "ringing", conversation=id))
    told.tell("the customer answers", lambda: pbx.call("sip-3", "answered"))
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    order, _ = pbx.told("connect", call="sip-3")
    told.tell("her telephone is answered", lambda: pbx.leg(order["leg"], "answered"))
    told.tell("the customer hangs up", lambda: pbx.call("sip-3", "ended", reason="hungUp"))
    told.tell("alice wraps up", lambda: call_centre.finish("alice"))
    told.tell("alice logs out", lambda: alice.post("/agents/alice/logout"))
    prerouted = [m["body"] for m in told.all if m["body"]["event"] == "EngagementPrerouted"]
    assert [body["attributeList"] for body in prerouted] == [["System.Outbound"]]
    check(told, "campaign")


def test_a_bot_answers_a_call_first(call_centre, story):
    pbx = Telephones(call_centre.url)
    told = story("A customer calls, a bot asks what it is about and hands over to alice, who asks whoever is in support")
    started = told.tell("a customer calls", lambda: pbx.call("sip-4", "ringing", callingNumber="+43124"))
    here = f"/conversations/{started['conversation']}"
    told.tell("a bot joins", lambda: call_centre.integration.post(f"{here}/bot/join"))
    alice = call_centre.person("alice")
    told.tell("alice is ready for calls", lambda: call_centre.ready("alice", "voice"))
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    order, _ = pbx.told("connect", call="sip-4")
    told.tell("her telephone is answered", lambda: pbx.leg(order["leg"], "answered"))
    told.tell("the customer is connected", lambda: pbx.call("sip-4", "answered"))
    told.tell("the bot leaves", lambda: call_centre.integration.post(f"{here}/bot/leave"))
    consult = {"target": {"queue": "voice"}, "holds": True}
    asked = told.tell("alice asks whoever of the queue voice is there", lambda: alice.post(f"{here}/consults", consult))
    told.tell("alice gives up", lambda: alice.post(f"{here}/consults/{asked['assistance']['id']}/end"))
    told.tell("the customer hangs up", lambda: pbx.call("sip-4", "ended", reason="hungUp"))
    told.tell("alice wraps up", lambda: call_centre.finish("alice"))
    bots = [m["body"] for m in told.all if m["body"]["event"] == "AutomationParticipant"]
    assert [body["action"] for body in bots] == ["ADDED", "REMOVED"] and bots[1]["automationInitiatedDisconnect"] is True
    check(told, "bot")


def test_a_bot_hands_over(call_centre, story):
    told = story("A bot transfers to alice")
    here = f"/conversations/{told.tell('a customer writes', lambda: call_centre.start())}"
    told.tell("a bot joins", lambda: call_centre.integration.post(f"{here}/bot/join"))
    told.tell("alice is ready", lambda: call_centre.ready("alice", "chat"))
    offer = call_centre.offer("alice")
    told.tell("alice rejects", lambda: call_centre.person("alice").post(f"/offers/{offer['id']}/reject", {}))
    transfer = {"target": {"agent": "alice"}}
    told.tell("the bot transfers to alice", lambda: call_centre.integration.post(f"{here}/transfers", transfer))
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    # Who transfers goes by itself.
    bots = [m["body"] for m in told.all if m["body"]["event"] == "AutomationParticipant"]
    assert [body.get("automationInitiatedDisconnect") for body in bots] == [None, True]
    check(told, "handover")


def test_a_supervisor_sends_work_to_an_agent(call_centre, story):
    call_centre.ready("alice", "chat")
    told = story("Sam sends alice's work to bob")
    told.tell("a customer writes", lambda: call_centre.start())
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    told.tell("bob is ready", lambda: call_centre.ready("bob", "chat"))
    work = call_centre.person("alice").get("/work-items")["workItems"][0]
    sam = call_centre.person("sam")
    sam.post("/agents/sam/login")
    reassign = f"/work-items/{work['id']}/reassign"
    told.tell("sam sends the work to bob", lambda: sam.post(reassign, {"target": {"agent": "bob"}}))
    told.tell("bob accepts", lambda: call_centre.accept("bob"))
    matches = [m["body"] for m in told.all if m["body"]["event"] == "MatchOffered"]
    assert ["offeredSpecifiedAgent" in body for body in matches] == [False, True]
    check(told, "reassigned")


def test_an_email(call_centre, story):
    alice = call_centre.ready("alice", "email")
    told = story("A customer writes an e-mail")
    here = told.tell("a mail comes", lambda: call_centre.start("email", "eva@customer.example", subject="My order 7"))
    told.tell("alice accepts", lambda: call_centre.accept("alice"))
    told.tell("alice answers and leaves", lambda: alice.post(f"/conversations/{here}/leave"))
    told.tell("alice wraps up", lambda: call_centre.finish("alice"))
    check(told, "email")
