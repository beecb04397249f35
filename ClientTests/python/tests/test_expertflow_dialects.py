# SPDX-License-Identifier: Apache-2.0
"""One conversation that an agent lives at an Expertflow desk, watched at once through the native stream and as Avaya's
notifications: all three tell the same facts in the same order, each of those for which it has a word."""

import pytest

from avaya_client import AvayaClient
from expertflow import Floor, OwnServer, chat_mrd, configuration, each_way, free_port, media  # noqa: F401
from own_server import needs_binary

pytestmark = needs_binary


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dialects")
    server = OwnServer(folder, free_port(), config=configuration(folder)).wait_until_ready()
    yield server
    server.stop()


@pytest.fixture
def floor(server):
    floor = Floor(server)
    yield floor
    floor.clear()


def desk_facts(desk):
    """What a desk was told, in words that all share."""
    for event in desk.events:
        payload = event.payload
        if event.name == "agentPresence" and payload["agentStateChanged"]:
            yield f"alice is {payload['agentPresence']['state']['name']}"
        elif event.name == "taskRequest":
            yield "alice is asked"
        elif event.name == "onTopicData":
            yield "alice takes part"
        elif event.name == "revokeTask":
            yield "alice is asked no more"
        elif event.name == "wrapupTimerStarted":
            yield "alice wraps up"
        elif event.name == "topicUnsubscription" and payload["reason"] == "Wrap Up applied":
            yield "alice has wrapped up"
        elif event.name == "onCimEvent":
            cim = event.cim
            if cim["name"] in ("CUSTOMER_MESSAGE", "AGENT_MESSAGE") and cim["data"]["body"]["type"] == "PLAIN":
                yield f"said {cim['data']['id']}"
            elif cim["name"] == "MESSAGE_DELIVERY_NOTIFICATION":
                yield f"{cim['data']['body']['status'].lower()} {cim['data']['body']['messageId']}"
            elif cim["name"] == "CONVERSATION_PAUSED":
                yield "pause"
            elif cim["name"] == "CONVERSATION_RESUMED":
                yield "no more pause"


NATIVE = {
    "offerMade": "alice is asked", "offerExpired": "alice is asked no more", "offerAccepted": "alice takes part",
    "participantHeld": "pause", "participantResumed": "no more pause", "wrapUpStarted": "alice wraps up",
    "wrapUpCompleted": "alice has wrapped up",
}


def native_facts(events):
    for event in events:
        kind, data = event["type"].removeprefix("cordboard."), event.get("data")
        if kind in NATIVE:
            yield NATIVE[kind]
        elif kind == "agentLoggedIn":
            yield from ["alice is LOGIN", "alice is NOT_READY"]
        elif kind == "agentLoggedOut":
            yield "alice is LOGOUT"
        elif kind == "agentStateChanged":
            yield f"alice is {data['state']}"
        elif kind == "messagePosted":
            yield f"said {data['message']['id']}"
        elif kind == "receiptReported":
            yield f"{data['status']} {data['message']}"


AVAYA_STATES = {"LOGGED_IN": "LOGIN", "LOGGED_OUT": "LOGOUT", "READY": "READY", "NOT_READY": "NOT_READY"}
AVAYA_ACTIONS = {"ADDED": "alice takes part", "HELD": "pause", "UNHELD": "no more pause"}


def avaya_facts(messages):
    for message in messages:
        body = message["body"]
        if body["event"] == "AgentState":
            yield f"alice is {AVAYA_STATES[body['state']]}"
        elif body["event"] == "MatchOffered":
            yield "alice is asked"
        elif body["event"] == "AgentParticipant" and body["action"] in AVAYA_ACTIONS:
            yield AVAYA_ACTIONS[body["action"]]
        elif body["event"] == "AfterContactWorkActivated":
            yield "alice wraps up"
        elif body["event"] == "AfterContactWorkCompleted":
            yield "alice has wrapped up"


def test_one_conversation_in_three_dialects(each_way):
    floor = each_way
    avaya = AvayaClient(floor.url).log_in()
    subscription = avaya.subscribe()
    start = floor.integration.get("/state", agent="alice")["position"]
    with avaya.socket(subscription) as stream, floor.integration.web_socket(after=start) as native:
        alice = floor.ready("alice")
        conversation = floor.customer(None, "web")
        chat = alice.accept(alice.hear("taskRequest"))
        asked = floor.says(conversation, "Hello?")
        alice.cim("CUSTOMER_MESSAGE", lambda e: e["data"]["id"] == asked)
        chat.read(asked)
        alice.cim("MESSAGE_DELIVERY_NOTIFICATION", lambda e: e["data"]["body"]["messageId"] == asked)
        answer = chat.said("Good day")["data"]["id"]
        floor.integration.post(f"/conversations/{conversation}/receipts", {"message": answer, "status": "read"})
        alice.cim("MESSAGE_DELIVERY_NOTIFICATION", lambda e: e["data"]["body"]["messageId"] == answer)
        chat.pause(600)
        alice.cim("CONVERSATION_PAUSED")
        chat.resume()
        alice.cim("CONVERSATION_RESUMED")
        chat.leave()
        alice.hear("wrapupTimerStarted")
        chat.close_wrap_up([{"categoryName": "Outcome", "value": "Resolved"}])
        assert chat.gone() == "Wrap Up applied"
        alice.change_state("NOT_READY")
        alice.presence("NOT_READY")
        alice.change_state("LOGOUT")
        alice.presence("LOGOUT")
        _, events = native.until("cordboard.agentLoggedOut", agent="alice")
        told = list(desk_facts(alice))
        known = list(native_facts(events))
        assert told == known, "\n".join(map(str, zip(told, known)))
        assert told.count("alice takes part") == 1 and f"said {asked}" in told and f"read {answer}" in told

        notices = list(avaya_facts(stream.settled()))
        # Avaya's family of events has no words for messages and receipts.
        words = [fact for fact in told if not fact.startswith(("said ", "read "))]
        assert notices == words


def test_an_offer_nobody_answers(floor):
    start = floor.integration.get("/state", agent="alice")["position"]
    with floor.integration.web_socket(after=start) as native:
        alice = floor.ready("alice")
        floor.customer(None, "impatient")
        alice.hear("taskRequest")
        alice.hear("revokeTask")
        # The state follows: what was told before it is complete when it came.
        alice.presence(where=lambda p: p["agentStateChanged"] and p["agentPresence"]["state"]["name"] == "NOT_READY")
        _, events = native.until("cordboard.agentStateChanged", state="NOT_READY", cause="RONA")
        assert list(desk_facts(alice)) == list(native_facts(events))


# Several agents, seen by the last of them


def desk_conversation_facts(desk, conversation):
    """What happened in a conversation, as a desk was told it: before it came in its topic, and then one by one."""
    events = [event for event in desk.events if isinstance(event.payload, dict)]
    events = [event for event in events if event.payload.get("conversationId") == conversation]
    topic = next(event.payload["topicData"]["topicEvents"] for event in events if event.name == "onTopicData")
    for cim in topic + [event.cim for event in events if event.name == "onCimEvent"]:
        name, data = cim["name"], cim["data"]
        if name == "CHANNEL_SESSION_STARTED":
            yield "the customer comes"
        elif name == "CHANNEL_SESSION_ENDED":
            yield "the customer goes"
        elif name in ("CUSTOMER_MESSAGE", "AGENT_MESSAGE"):
            yield f"said {data['id']}"
        elif name == "AGENT_RESERVED":
            yield f"{data['ccUser']['id']} is asked"
        elif name == "AGENT_SUBSCRIBED":
            yield f"{agent_of(cim)} takes part"
        elif name == "AGENT_UNSUBSCRIBED":
            yield f"{agent_of(cim)} is gone"


def agent_of(cim):
    return cim["data"]["agentParticipant"]["participant"]["keycloakUser"]["id"]


def conversation_facts(events):
    """The same of native facts."""
    for event in events:
        kind, data = event["type"].removeprefix("cordboard."), event["data"]
        if kind == "conversationStarted":
            yield "the customer comes"
        elif kind == "channelSessionEnded":
            yield "the customer goes"
        elif kind == "messagePosted":
            yield f"said {data['message']['id']}"
        elif kind == "offerMade":
            yield f"{data['agent']} is asked"
        elif kind == "offerAccepted":
            yield f"{data['agent']} takes part"
        elif kind == "participantLeft" and data["kind"] == "agent":
            yield f"{data['agent']} is gone"


AVAYA_AGENTS = {"INVITED": "is asked", "ADDED": "takes part", "REMOVED": "is gone"}
AVAYA_CUSTOMERS = {"ADDED": "the customer comes", "REMOVED": "the customer goes"}


def avaya_conversation_facts(messages, engagement):
    """The same of Avaya's notifications."""
    for message in messages:
        body = message["body"]
        if body.get("engagementId") != engagement:
            continue
        if body["event"] == "ExternalParticipant" and body["action"] in AVAYA_CUSTOMERS:
            yield AVAYA_CUSTOMERS[body["action"]]
        elif body["event"] == "AgentParticipant" and body["action"] in AVAYA_AGENTS:
            yield f"{message['loginId']} {AVAYA_AGENTS[body['action']]}"


def test_transfers_and_a_conference_in_three_dialects(each_way):
    floor = each_way
    avaya = AvayaClient(floor.url).log_in()
    subscription = avaya.subscribe()
    with avaya.socket(subscription) as stream:
        alice = floor.ready("alice")
        chat = floor.serve(alice, text="Hello?")
        bob = floor.ready("bob")
        chat.said("One moment")
        chat.to_agent("directConferenceRequest", bob.id)
        other = bob.accept(bob.hear("taskRequest"))
        other.said("I can help")
        other.leave()
        assert other.gone() == "UNSUBSCRIBED"
        chat.to_agent("directTransferRequest", bob.id)
        taken = bob.accept(bob.hear("taskRequest"))
        assert chat.gone() == "CHAT TRANSFERRED"
        taken.said("It is mine now")
        floor.says(chat.id, "Thank you")
        carol = floor.ready("carol")
        taken.to_queue("directTransferRequest", "Sales")
        mine = carol.accept(carol.hear("taskRequest"))
        assert taken.gone() == "CHAT TRANSFERRED"
        mine.said("And I say goodbye")
        floor.integration.post(f"/conversations/{chat.id}/end-session", {"reason": "customer"})
        carol.cim("CHANNEL_SESSION_ENDED")
        mine.leave()
        carol.hear("wrapupTimerStarted")
        mine.close_wrap_up()
        mine.gone()

        known = list(conversation_facts(floor.facts(chat.id)))
        assert known[0] == "the customer comes" and known[-2:] == ["the customer goes", "carol is gone"]
        assert known.count("bob takes part") == 2 and known.count("alice is gone") == 1
        told = list(desk_conversation_facts(carol, chat.id))
        assert told == known, "\n".join(map(str, zip(told, known)))
        notices = list(avaya_conversation_facts(stream.settled(), chat.id))
        assert notices == [fact for fact in known if not fact.startswith("said ")]
