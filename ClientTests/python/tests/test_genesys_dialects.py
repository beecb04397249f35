# SPDX-License-Identifier: Apache-2.0
"""One chat worked by an agent at an Expertflow desk and one on a desktop for Genesys, in conference, watched through the
native stream and as Avaya's notifications: all tell the same facts in the same order, each of those for which it has a word."""

import pytest

from avaya_client import AvayaClient
from expertflow import Floor, OwnServer, configuration, free_port
from genesys import Listener, Rest
from own_server import needs_binary

pytestmark = needs_binary


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("genesys-dialects")
    server = OwnServer(folder, free_port(), config=configuration(folder)).wait_until_ready()
    yield server
    server.stop()


@pytest.fixture
def floor(server):
    floor = Floor(server)
    yield floor
    floor.clear()


def state(data):
    return data.get("interaction", data)["state"]


def conversation_facts(events, names):
    """What happened in a conversation, in words that all share."""
    for event in events:
        kind, data = event["type"].removeprefix("cordboard."), event["data"]
        if kind == "conversationStarted":
            yield "the customer comes"
        elif kind == "offerAccepted":
            yield f"{names[data['agent']]} comes"
        elif kind == "messagePosted":
            yield f"said {data['message']['body']['text']}"
        elif kind == "participantLeft" and data["kind"] == "agent":
            yield f"{names[data['agent']]} goes"
        elif kind == "channelSessionEnded":
            yield "the customer goes"


def desk_facts(desk, conversation):
    """The same, as an Expertflow desk was told it."""
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
            yield f"said {data['body']['markdownText']}"
        elif name == "AGENT_SUBSCRIBED":
            yield f"{data['agentParticipant']['participant']['keycloakUser']['id']} comes"
        elif name == "AGENT_UNSUBSCRIBED":
            yield f"{data['agentParticipant']['participant']['keycloakUser']['id']} goes"


def first_generation_facts(listener):
    """The same, as the first generation of the interaction API has it: the whole chat each time."""
    chats = [d.get("interaction", d) for topic, d in listener.heard if topic == "/v2/me/interactions"]
    chats = [chat["content"]["events"] for chat in chats if "content" in chat]
    names = {}
    for number, event in enumerate(chats[-1]):
        # Each notification begins as the one before it.
        assert all(len(chat) <= number or chat[number] == event for chat in chats)
        if event["messageType"] == "PARTY_JOINED":
            names[event["userId"]] = "the customer" if event["userType"] == "Client" else event["nickName"]
            yield f"{names[event['userId']]} comes"
        elif event["messageType"] == "PARTY_LEFT":
            yield f"{names[event['userId']]} goes"
        elif event["messageType"] == "MESSAGE":
            yield f"said {event['text']}"


def second_generation_facts(listener):
    """The same, as the second generation has it: what is new each time."""
    lines = [line for topic, data in listener.heard if topic == "/v2/me/chats" for line in data.get("messages", [])]
    assert [line["index"] for line in lines] == sorted({line["index"] for line in lines}), "none is lost or doubled"
    for line in lines:
        who = "the customer" if line["from"]["type"] == "Customer" else line["from"]["nickname"]
        if line["type"] == "ParticipantJoined":
            yield f"{who} comes"
        elif line["type"] == "ParticipantLeft":
            yield f"{who} goes"
        elif line["type"] == "Text":
            yield f"said {line['text']}"


AVAYA = {"ADDED": "comes", "REMOVED": "goes"}


def avaya_facts(messages, engagement, names):
    """The same, as Avaya's notifications have it, which have no words for messages."""
    for message in messages:
        body = message["body"]
        if body.get("engagementId") != engagement or body.get("action") not in AVAYA:
            continue
        if body["event"] == "ExternalParticipant":
            yield f"the customer {AVAYA[body['action']]}"
        elif body["event"] == "AgentParticipant":
            yield f"{names[message['loginId']]} {AVAYA[body['action']]}"


def test_a_conference_in_five_dialects(floor):
    avaya = AvayaClient(floor.url).log_in()
    subscription = avaya.subscribe()
    bob = Rest(floor.url, "bob")
    first = Listener(bob, "/v2/me/interactions", "/v2/me/channels")
    second = Listener(bob, "/v2/me/interactions", "/v2/me/channels", "/v2/me/chats")
    try:
        with avaya.socket(subscription) as stream:
            alice = floor.ready("alice")
            chat = floor.serve(alice, channel="web", text="Hello?")
            bob.me("StartContactCenterSession", channels=["chat"])
            bob.channel("chat", "Ready")
            chat.said("One moment")
            chat.to_agent("directConferenceRequest", "bob")
            id = first.until(lambda topic, data: topic.endswith("interactions") and state(data) == "Invited")["id"]
            bob.operate(id, "Accept")
            first.until(lambda topic, data: topic.endswith("interactions") and state(data) == "Accepted")
            for number in range(5):
                bob.operate(id, "Send", text=f"bob {number}")
                chat.said(f"alice {number}")
                floor.says(chat.id, f"customer {number}")
            bob.operate(id, "LeaveConference")
            first.until(lambda topic, data: topic.endswith("interactions") and state(data) in ("LeftChat", "Completed"))
            names = {agent: floor.integration.get(f"/agents/{agent}")["agent"] for agent in ("alice", "bob")}
            full = {agent: f"{one['firstName']} {one['lastName']}".strip() for agent, one in names.items()}
            native = floor.facts(chat.id)
            known = list(conversation_facts(native, full))
            assert known[0] == "the customer comes" and known[-1] == f"{full['bob']} goes"
            assert len([fact for fact in known if fact.startswith("said ")]) == 17
            for told in (list(first_generation_facts(first)), list(second_generation_facts(second))):
                assert told == known, "\n".join(map(str, zip(told, known)))
            ids = {agent: agent for agent in full}
            alice.cim("AGENT_UNSUBSCRIBED")
            assert list(desk_facts(alice, chat.id)) == list(conversation_facts(native, ids))
            words = [fact for fact in conversation_facts(native, ids) if not fact.startswith("said ")]
            assert list(avaya_facts(stream.settled(), chat.id, ids)) == words
            # Who was in and who came back is told the same.
            again = Listener(bob, "/v2/me/interactions")
            again.close()
            if bob.interactions():
                bob.operate(id, "Complete")
    finally:
        first.close()
        second.close()
