# SPDX-License-Identifier: Apache-2.0
"""Chats worked by an agent at an Expertflow desk and one on a desktop for Genesys, watched through the native stream and as
Avaya's notifications: all tell the same facts in the same order, each of those for which it has a word."""

from contextlib import contextmanager

import pytest

from dialects import watch
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


def conversation_facts(facts, conversation, names):
    """What happened in a conversation, in words that all share."""
    for kind, data, _ in facts:
        if data.get("conversation") != conversation:
            continue
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


def first_generation_facts(listener, id):
    """The same, as the first generation of the interaction API has it: the whole chat each time."""
    chats = [d.get("interaction", d) for topic, d in listener.heard if topic == "/v2/me/interactions"]
    chats = [chat["content"]["events"] for chat in chats if chat["id"] == id and "content" in chat]
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


def second_generation_facts(listener, id):
    """The same, as the second generation has it: what is new each time."""
    logs = [data for topic, data in listener.heard if topic == "/v2/me/chats" and data.get("chatUri", "").endswith(id)]
    lines = [line for log in logs for line in log["messages"]]
    assert [line["index"] for line in lines] == sorted({line["index"] for line in lines}), "none is lost or doubled"
    for line in lines:
        who = "the customer" if line["from"]["type"] == "Customer" else line["from"]["nickname"]
        if line["type"] == "ParticipantJoined":
            yield f"{who} comes"
        elif line["type"] == "ParticipantLeft":
            yield f"{who} goes"
        elif line["type"] == "Text":
            yield f"said {line['text']}"


@contextmanager
def desktop(floor, name):
    """An agent on a desktop, which listens to both generations."""
    rest = Rest(floor.url, name)
    first = Listener(rest, "/v2/me/interactions", "/v2/me/channels")
    second = Listener(rest, "/v2/me/chats")
    try:
        rest.me("StartContactCenterSession", channels=["chat"])
        rest.channel("chat", "Ready")
        yield rest, first, second
    finally:
        first.close()
        second.close()


def becomes(listener, *wanted, id=None):
    """The first interaction of a state."""

    def matches(topic, data):
        interaction = data.get("interaction", data)
        return topic.endswith("interactions") and interaction["state"] in wanted and id in (None, interaction["id"])

    data = listener.until(matches)
    return data.get("interaction", data)


def names(floor):
    people = {agent: floor.integration.get(f"/agents/{agent}")["agent"] for agent in ("alice", "bob")}
    return {agent: f"{one['firstName']} {one['lastName']}" for agent, one in people.items()}


def test_a_conference_in_five_dialects(floor):
    with watch(floor) as watched:
        alice = floor.ready("alice")
        chat = floor.serve(alice, channel="web", text="Hello?")
        with desktop(floor, "bob") as (bob, first, second):
            chat.said("One moment")
            chat.to_agent("directConferenceRequest", "bob")
            id = becomes(first, "Invited")["id"]
            bob.operate(id, "Accept")
            becomes(first, "Accepted", id=id)
            for number in range(5):
                bob.operate(id, "Send", text=f"bob {number}")
                chat.said(f"alice {number}")
                floor.says(chat.id, f"customer {number}")
            bob.operate(id, "LeaveConference")
            becomes(first, "LeftChat", "Completed", id=id)
            alice.cim("AGENT_UNSUBSCRIBED")
            # What the native stream told live it tells later; Avaya's notifications and the desk have each fact in their words.
            facts = watched.check("conversationStarted", "offerAccepted", "messagePosted", "offerAccepted", "participantLeft")
            known = list(conversation_facts(facts, chat.id, names(floor)))
            assert known[0] == "the customer comes" and known[-1] == "Bob Brown goes"
            assert len([fact for fact in known if fact.startswith("said ")]) == 17
            for told in (list(first_generation_facts(first, id)), list(second_generation_facts(second, id))):
                assert told == known, "\n".join(map(str, zip(told, known)))
            if bob.interactions():
                bob.operate(id, "Complete")


def test_a_chat_that_a_desktop_hands_to_a_desk_in_five_dialects(floor):
    with watch(floor) as watched, desktop(floor, "bob") as (bob, first, second):
        conversation = floor.customer(channel="web", text="Hello?")
        id = becomes(first, "Invited")["id"]
        bob.operate(id, "Accept")
        becomes(first, "Accepted", id=id)
        bob.operate(id, "Send", text="I ask Alice")
        alice = floor.ready("alice")
        alice_uri = bob.user["uri"].replace(bob.user["id"], "alice")
        bob.operate(id, "InviteUser", targetUri=alice_uri)
        chat = alice.accept(alice.hear("taskRequest", lambda task: task["conversationId"] == conversation))
        chat.said("Good day")
        floor.says(conversation, "Good day to you both")
        alice.cim("CUSTOMER_MESSAGE")
        bob.operate(id, "LeaveChat")
        becomes(first, "LeftChat", id=id)
        bob.operate(id, "Complete")
        becomes(first, "Completed", id=id)
        alice.cim("AGENT_UNSUBSCRIBED")
        facts = watched.check("conversationStarted", "offerAccepted", "messagePosted", "offerAccepted", "participantLeft", "wrapUpCompleted")
        known = list(conversation_facts(facts, conversation, names(floor)))
        assert known == [
            "the customer comes", "said Hello?", "Bob Brown comes", "said I ask Alice", "Alice Adams comes", "said Good day",
            "said Good day to you both", "Bob Brown goes",
        ]
        for told in (list(first_generation_facts(first, id)), list(second_generation_facts(second, id))):
            assert told == known, "\n".join(map(str, zip(told, known)))
