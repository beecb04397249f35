# SPDX-License-Identifier: Apache-2.0
"""Every field for want of which the vendor's desk breaks is there, with the type that it dereferences; and what the manager sends
has the keys of the vendor's examples, all of them and no others.

The stories below are lived once; then every row looks at all that was heard in them."""

import copy
import json
import re
import traceback

import pytest

from expertflow import Floor, expertflow_server, floor, pull_list, serve  # noqa: F401
from expertflow_client import MESSAGES, WHISPER
from expertflow_shapes import CIM_DATA, CIM_EVENT, EVENTS, MESSAGE_DATA, TASK, USER, at, problems
from own_server import needs_binary

pytestmark = needs_binary


# What happens


def a_chat(floor):
    alice = floor.ready("alice")
    chat = floor.serve(alice, "web")
    asked = floor.says(chat.id, "Where is my parcel?")
    alice.cim("CUSTOMER_MESSAGE", lambda e: e["data"]["id"] == asked)
    chat.read(asked)
    chat.said("On its way")
    alice.reload()
    chat = alice.topic(chat.id)
    chat.leave()
    alice.hear("wrapupTimerStarted")
    chat.close_wrap_up([{"categoryName": "Outcome", "value": "Resolved"}])
    chat.gone()
    lunch = next(r for r in alice.get("/unified-admin/reasons").json() if r["type"] == "NOT_READY")
    alice.change_state("NOT_READY", lunch)
    alice.presence("NOT_READY", lambda p: p["agentPresence"]["state"]["reasonCode"])
    alice.change_state("LOGOUT")
    alice.presence("LOGOUT")


def an_offer_that_nobody_takes(floor):
    alice = floor.ready("alice")
    floor.customer(channel="impatient")
    alice.hear("revokeTask")
    alice.presence("NOT_READY")


def a_conference_that_the_customer_leaves(floor):
    alice = floor.ready("alice")
    chat = floor.serve(alice)
    bob = floor.ready("bob")
    chat.to_agent("directConferenceRequest", bob.id)
    alice.hear("agentAssistanceRequestPlaced")
    other = bob.accept(bob.hear("taskRequest"))
    alice.cim("AGENT_SUBSCRIBED")
    other.leave()
    alice.cim("AGENT_UNSUBSCRIBED")
    floor.integration.post(f"/conversations/{chat.id}/end-session", {"reason": "customer"})
    alice.cim("CHANNEL_SESSION_ENDED")


def a_consult(floor):
    alice = floor.ready("alice")
    chat = floor.serve(alice)
    bob = floor.ready("bob")
    chat.to_agent("consultRequest", bob.id)
    bob.accept(bob.hear("taskRequest"))
    chat.consult_transfer(bob.id)
    alice.hear("consulTransferRequestSuccess")


def a_supervisor(floor):
    alice, sam = floor.ready("alice"), floor.desk("sam")
    chat = floor.serve(alice)
    watched = sam.monitor(chat.session, chat.id)
    watched.supervise(WHISPER)
    sam.cim("PARTICIPANT_ROLE_CHANGED")


def a_list(floor):
    alice = floor.desk("alice")
    callbacks = pull_list(alice)
    floor.customer("Call me", "web-pull")
    alice.subscribe_list(callbacks)
    alice.hear("addPullModeSubscribedListRequests", lambda p: p != [])
    conversation = floor.customer("Me too", "web-pull")
    told = alice.hear("onPullModeSubscribedListRequest", lambda p: p["conversationId"] == conversation)
    alice.join_request(json.loads(told["pullModeEvent"]), conversation)
    alice.unsubscribe_list(callbacks)
    alice.hear("removePullModeSubscribedListRequests")


def an_end_from_outside(floor):
    alice = floor.ready("alice")
    chat = floor.serve(alice)
    floor.integration.post(f"/conversations/{chat.id}/close", {"reason": "system"})
    alice.hear("topicClosed", lambda p: p["conversationId"] == chat.id)


def a_refusal_and_a_second_login(floor):
    alice = floor.desk("alice")
    alice.emit("topicUnsubscription", {"conversationId": "00000000-0000-7000-8000-000000000000", "agentId": alice.id})
    alice.hear("errors")
    floor.new_desk("alice").start()
    alice.hear("socketSessionRemoved")


STORIES = [
    a_chat, an_offer_that_nobody_takes, a_conference_that_the_customer_leaves, a_consult, a_supervisor, a_list,
    an_end_from_outside, a_refusal_and_a_second_login,
]


class Everything:
    """What all desks heard, by the name of the event; what of it is in topics and CIM events; and where a story ended early."""

    def __init__(self):
        self.heard = {}
        self.trouble = []

    def add(self, source, value):
        self.heard.setdefault(source, []).append(value)

    def of(self, source):
        found = self.heard.get(source, [])
        assert found, f"no {source} was heard\n" + "\n".join(self.trouble)
        return found

    def collect(self, desk):
        self.add("login", desk.login_answer)
        for event in desk.events:
            self.add(event.name, event.payload)
            if event.name == "onCimEvent":
                self.cim(event.cim, "")
            elif event.name == "onTopicData":
                for cim in event.payload["topicData"]["topicEvents"]:
                    self.cim(cim, " in a topic")

    def cim(self, event, where):
        self.add(f"CIM event{where}", event)
        self.add(event["name"] + where, event)
        if event["name"] in MESSAGES:
            self.add(f"message{where}", event)


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    everything = Everything()
    with serve(tmp_path_factory.mktemp("payloads")) as server:
        for story in STORIES:
            floor = Floor(server)
            try:
                story(floor)
            except Exception:
                everything.trouble.append(f"{story.__name__}: {traceback.format_exc(limit=-3)}")
            for desk in floor.desks:
                everything.collect(desk)
            floor.clear()
        yield everything


def test_every_story_came_to_its_end(everything):
    assert not everything.trouble, "\n".join(everything.trouble)


# What the desk dereferences

SESSION = [
    ("channel.channelType.name", str, "throws, no popup"),
    ("customer.firstName", str, "the popup's row is drawn with an error"),
    ("customer.isAnonymous", bool, "the popup's row is drawn with an error"),
    ("customerSuggestions", list, "the tab opens and nothing is drawn"),
]

TAKEN_FOR_GRANTED = [
    # Source, path, type, and what the desk does without it.
    ("login", "data.keycloak_User.id", str, "stays on its login page"),
    ("login", "data.keycloak_User.username", str, "stays on its login page"),
    ("login", "data.keycloak_User.roles[]", str, "its header never shows presence"),
    ("login", "data.keycloak_User.permittedResources.Resources[].rsname", str, "navigation throws, stays on its login page"),
    ("login", "data.keycloak_User.permittedResources.Resources[].scopes[]", str, "navigation throws"),
    ("login", "data.keycloak_User.userTeam.teamId", str, "the call for announcements throws"),
    ("login", "data.keycloak_User.supervisedTeams", list, "the call for announcements throws"),
    ("agentPresence", "agentPresence.state.name", str, "throws, nothing is shown"),
    ("agentPresence", "agentPresence.stateChangeTime", int, "no time of the state"),
    ("agentPresence", "agentPresence.agentMrdStates[].mrd.id", str, "no toggles"),
    ("agentPresence", "agentPresence.agentMrdStates[].mrd.name", str, "no toggles"),
    ("agentPresence", "agentPresence.agentMrdStates[].state", str, "no toggles"),
    ("taskRequest", "conversationId", str, "no popup"),
    ("taskRequest", "taskId", str, "cannot accept"),
    ("taskRequest", "roomInfo.id", str, "cannot accept"),
    ("taskRequest", "roomInfo.mode", str, "cannot accept"),
    ("taskRequest", "taskDirection", str, "throws where offers are taken by themselves"),
    ("taskRequest", "taskState.name", str, "throws where offers are taken by themselves"),
    *(("taskRequest", f"channelSession.{path}", kind, why) for path, kind, why in SESSION),
    ("revokeTask", "conversationId", str, "the popup stays"),
    ("onTopicData", "conversationId", str, "messages find no tab, and nobody can leave"),
    ("onTopicData", "roomInfo.id", str, "sending throws"),
    ("onTopicData", "roomInfo.mode", str, "sending throws"),
    ("onTopicData", "topicData.customer._id", str, "throws: leaves the conversation"),
    ("onTopicData", "topicData.customer.firstName", str, "errors in the console"),
    ("onTopicData", "topicData.customer.isAnonymous", bool, "the wrong icon"),
    ("onTopicData", "topicData.topicParticipant.role", str, "throws: leaves the conversation"),
    ("onTopicData", "topicData.topicParticipant.participant.keycloakUser.id", str, "throws: leaves the conversation"),
    *(("onTopicData", f"topicData.channelSession.{path}", kind, why) for path, kind, why in SESSION),
    ("onTopicData", "topicData.participants[].type", str, "throws: leaves the conversation"),
    ("onTopicData", "topicData.topicEvents[].name", str, "throws: leaves the conversation"),
    ("onTopicData", "topicData.topicEvents[].data", dict, "throws: leaves the conversation"),
    ("customer in a topic", "participant.id", str, "cannot tell when its session ended"),
    ("customer in a topic", "participant.channel.channelType.name", str, "throws: leaves the conversation"),
    ("customer in a topic", "participant.channelData.additionalAttributes", list, "throws: leaves the conversation"),
    ("customer in a topic", "participant.channelData.channelCustomerIdentifier", str, "sends without an address"),
    ("customer in a topic", "participant.channelData.serviceIdentifier", str, "sends without an address"),
    ("agent in a topic", "participant.keycloakUser.id", str, "throws: leaves the conversation"),
    ("onCimEvent", "cimEvent", str, "says there was a malfunction event"),
    ("onCimEvent", "conversationId", str, "finds no tab"),
    *(
        (f"message{where}", path, kind, why)
        for where in ["", " in a topic"]
        for path, kind, why in [
            ("name", str, "swallowed"),
            ("channelSession.id", str, "the view throws: the conversation is unusable"),
            ("channelSession.channel.channelType.name", str, "the view throws: the conversation is unusable"),
            ("data.id", str, "never marked as sent"),
            ("data.header.sender.type", str, "swallowed"),
            ("data.header.customer._id", str, "swallowed"),
            ("data.header.customer.firstName", str, "swallowed"),
            ("data.header.channelData.channelCustomerIdentifier", str, "the receipt throws"),
            ("data.header.channelData.serviceIdentifier", str, "the receipt throws"),
            ("data.body.type", str, "nothing is drawn"),
            ("data.body.markdownText", str, "nothing is drawn"),
        ]
    ),
    *(
        (f"{name}{where}", path, str, "a line without a name")
        for name in ["AGENT_SUBSCRIBED", "AGENT_UNSUBSCRIBED"]
        for where in ["", " in a topic"] if (name, where) != ("AGENT_UNSUBSCRIBED", " in a topic")
        for path in [
            "data.agentParticipant.role", "data.agentParticipant.participant.keycloakUser.id",
            "data.agentParticipant.participant.keycloakUser.username",
        ]
    ),
    ("AGENT_UNSUBSCRIBED", "data.reason", str, "a line without a reason"),
    ("TASK_STATE_CHANGED", "data.task.state.name", str, "throws"),
    ("TASK_STATE_CHANGED", "data.task.activeMedia", list, "throws"),
    ("CHANNEL_SESSION_ENDED", "data.id", str, "goes on writing to a customer who left"),
    ("CHANNEL_SESSION_ENDED", "data.channel.channelType.name", str, "throws"),
    ("topicUnsubscription", "conversationId", str, "the tab stays"),
    ("topicUnsubscription", "reason", str, "throws in toUpperCase: the tab stays"),
    ("wrapupTimerStarted", "conversationId", str, "no dialog"),
    ("wrapupTimerStarted", "duration", (int, float), "no countdown"),
    ("errors", "task", str, "an empty message"),
    ("errors", "msg", str, "an empty message"),
]


@pytest.mark.parametrize("source, path, kind, without", TAKEN_FOR_GRANTED, ids=lambda value: str(value).replace("'", ""))
def test_what_the_desk_takes_for_granted(everything, source, path, kind, without):
    if source.endswith("in a topic") and source.split()[0] in ("customer", "agent"):
        wanted = source.split()[0].upper()
        participants = [p for topic in everything.of("onTopicData") for p in topic["topicData"]["participants"]]
        values = [p for p in participants if p["type"] == wanted]
    else:
        values = everything.of(source)
    checked = [found for value in values for found in at(value, path)]
    assert checked, f"no {source} has a {path}"
    for where, found in checked:
        assert isinstance(found, kind), f"{source}: {where} is {found!r}; the desk then: {without}"
        assert not (kind is int and isinstance(found, bool))


def test_what_the_desk_looks_through_is_not_empty(everything):
    for answer in everything.of("login"):
        user = answer["data"]["keycloak_User"]
        assert user["roles"], f"{user['username']} has no presence in its header"
        resources = user["permittedResources"]["Resources"]
        assert resources and all(resource["scopes"] for resource in resources)
    for payload in everything.of("onTopicData"):
        assert payload["topicData"]["topicEvents"], "an empty conversation"
        assert any(p["type"] == "CUSTOMER" for p in payload["topicData"]["participants"]), "a dead composer"
    assert all(p["agentPresence"]["agentMrdStates"] for p in everything.of("agentPresence"))
    assert everything.of("onChannelTypes")[0]


def test_the_session_of_a_topic_is_one_of_its_customers(everything):
    """What ends is found by the id of the session of a participant."""
    for payload in everything.of("onTopicData"):
        topic = payload["topicData"]
        sessions = [p["participant"]["id"] for p in topic["participants"] if p["type"] == "CUSTOMER"]
        assert topic["channelSession"]["id"] in sessions
        assert len(sessions) == len(set(sessions))


def permissions(user):
    return {(r["rsname"], scope) for r in user["permittedResources"]["Resources"] for scope in r["scopes"]}


def test_what_is_drawn(everything):
    users = {answer["data"]["keycloak_User"]["username"]: answer["data"]["keycloak_User"] for answer in everything.of("login")}
    needed = {("state-change", "manage_state_change")} | {
        ("agent-conversation-control", scope)
        for scope in ["view_wrap_up", "view_leave_chat", "view_direct_transfer", "view_conference", "view_consult",
                      "view_history", "view_history_active_customer"]
    } | {("customer", "view"), ("subscribed-list", "view")}
    for name in ["alice", "bob"]:
        assert not needed - permissions(users[name]), name
        # With these the login would lead to a supervisor's pages.
        elsewhere = {("supervisor", "view"), ("agent-dashboard", "view"), ("agent-dashboard", "view_all")}
        assert not elsewhere & permissions(users[name])
    assert ("state-change", "manage_state_change") in permissions(users["sam"])
    assert [team["teamName"] for team in users["sam"]["supervisedTeams"]] == ["Customer service", "Sales"]


# The vendor's examples, key by key


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_the_keys_of_the_examples(everything, event):
    found = {p for payload in everything.of(event) for p in problems(EVENTS[event], payload)}
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("where", ["", " in a topic"], ids=["live", "topic"])
def test_every_cim_event_has_the_keys_of_the_examples(everything, where):
    found = set()
    for event in everything.of(f"CIM event{where}"):
        found |= {f"{event['name']}: {problem}" for problem in problems(CIM_EVENT, event)}
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("name", CIM_DATA)
def test_the_data_of_cim_events(everything, name):
    events = everything.heard.get(name, []) + everything.heard.get(f"{name} in a topic", [])
    assert events, "\n".join(everything.trouble) or f"no {name} was heard"
    found = {p for event in events for p in problems(CIM_DATA[name], event["data"])}
    assert not found, "\n".join(sorted(found))


def test_tasks(everything):
    found = {p for event in everything.of("TASK_STATE_CHANGED") for p in problems(TASK, event["data"]["task"])}
    assert not found, "\n".join(sorted(found))
    assert {e["data"]["task"]["state"]["name"] for e in everything.of("TASK_STATE_CHANGED")} <= {"ACTIVE", "WRAP_UP", "CLOSED"}


def test_the_user_of_a_login(everything):
    found = {p for answer in everything.of("login") for p in problems(USER, answer["data"]["keycloak_User"])}
    assert not found, "\n".join(sorted(found))
    for answer in everything.of("login"):
        assert answer["statusCode"] == 200
        assert isinstance(answer["data"]["token"], str) and isinstance(answer["data"]["refresh_token"], str)


def test_the_same_user_everywhere(everything):
    users = {answer["data"]["keycloak_User"]["id"]: answer["data"]["keycloak_User"] for answer in everything.of("login")}
    for payload in everything.of("agentPresence"):
        agent = payload["agentPresence"]["agent"]
        assert agent["participantType"] == "CCUser" and agent["id"] == agent["keycloakUser"]["id"]
        assert agent["keycloakUser"] == users[agent["id"]]
        media = {m["mrd"]["id"]: m["maxAgentTasks"] for m in payload["agentPresence"]["agentMrdStates"]}
        assert {m["mrdId"]: m["maxAgentTasks"] for m in agent["associatedMrds"]} == media


PRESENCE_ACTIONS = {"AGENT_STATE_CHANGED", "AGENT_STATE_UNCHANGED"}
AGENT_STATES = {"LOGIN", "NOT_READY", "READY", "LOGOUT"}
MEDIA_STATES = {"LOGOUT", "LOGIN", "NOT_READY", "PENDING_NOT_READY", "READY", "INTERRUPTED", "ACTIVE", "BUSY", "UNKNOWN"}


def test_words_and_times(everything):
    for payload in everything.of("agentPresence"):
        presence = payload["agentPresence"]
        assert payload["action"] in PRESENCE_ACTIONS and presence["state"]["name"] in AGENT_STATES
        for state in presence["agentMrdStates"]:
            assert state["state"] in MEDIA_STATES and state["previousState"] in MEDIA_STATES | {None}
            # Milliseconds: any time of this century, or of the first day.
            assert 1_600_000_000_000 < state["stateChangeTime"] < 4_000_000_000_000
            assert state["lastReadyStateChangeTime"] == 639057660000 or state["lastReadyStateChangeTime"] > 1_600_000_000_000
        assert 1_600_000_000_000 < presence["stateChangeTime"] < 4_000_000_000_000
    iso = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(\+00:00|Z)$")
    for event in everything.of("CIM event in a topic"):
        assert iso.match(event["timestamp"]), event["timestamp"]
    for event in everything.of("CIM event"):
        assert isinstance(event["timestamp"], int) and event["timestamp"] > 1_600_000_000_000
    for event in everything.of("message") + everything.of("message in a topic"):
        assert isinstance(event["data"]["header"]["timestamp"], int)


def test_events_of_a_topic_are_in_order(everything):
    for payload in everything.of("onTopicData"):
        times = [event["timestamp"] for event in payload["topicData"]["topicEvents"]]
        assert times == sorted(times)
        ids = [event["id"] for event in payload["topicData"]["topicEvents"]]
        assert len(ids) == len(set(ids))


# The first example: what an early desk publishes


def early_event(chat, body):
    """A message as desks of 2022 wrote it: the participant is the sender, the channel session stands in the header, and a topic
    is what is now a conversation."""
    participant = copy.deepcopy(chat.me) | {"topicId": chat.id}
    participant.pop("conversationId", None)
    session = copy.deepcopy(chat.session) | {"topicId": chat.id, "state": "STARTED"}
    session.pop("conversationId", None)
    return {
        "id": "c65bb9da-f596-48a2-bef5-bd47f0732dbe",
        "name": "AGENT_MESSAGE",
        "type": "MESSAGE",
        "timestamp": 1653888665578,
        "data": {
            "id": "142ad3a6-6ab8-4cf7-9553-959e2c3605c2",
            "header": {
                "timestamp": 1653888665578,
                "sender": participant | {"type": "AGENT"},
                "channelSession": session,
                "channelData": session["channelData"],
            },
            "body": body,
        },
    }


@pytest.mark.parametrize("body", [
    {"markdownText": "fsadf", "type": "PLAIN"},
    {"markdownText": "", "type": "IMAGE", "caption": "", "additionalDetails": {}, "attachment": {
        "mediaUrl": "https://files.example.com/1.png", "mimeType": "image/png", "size": 1, "thumbnail": "", "mediaLabel": "",
        "mediaName": "1.png"}},
    {"markdownText": "", "type": "CONTACT", "contacts": [{"name": {"formattedName": "E", "additionalNameDetails": {}},
        "phones": [{"phone": "1", "additionalPhoneDetails": {}}], "additionalContactDetails": {}}]},
    {"markdownText": "", "type": "LOCATION", "location": {"latitude": 1.5, "longitude": -2}},
    {"markdownText": "", "type": "URL", "mediaUrl": "https://www.example.com/"},
    {"markdownText": "", "type": "WRAPUP", "wrapups": [{"categoryName": "Outcome", "value": "Resolved"}], "note": "n"},
], ids=lambda body: body["type"])
def test_what_an_early_desk_publishes_comes_back(floor, body):
    alice = floor.ready("alice")
    chat = floor.serve(alice)
    event = early_event(chat, body)
    alice.emit("publishCimEvent", {"cimEvent": event, "agentId": alice.id, "conversationId": chat.id})
    echo = chat.echo(event["data"]["id"])
    assert (echo["name"], echo["type"], echo["data"]["body"]) == ("AGENT_MESSAGE", "MESSAGE", body)
    # It comes in the form of today, which desks of today in the same conversation read.
    found = problems(MESSAGE_DATA, echo["data"])
    assert not found, "\n".join(found)
    assert echo["channelSession"]["id"] == chat.session["id"]
    assert (echo["data"]["header"]["sender"]["id"], echo["data"]["header"]["sender"]["type"]) == (alice.id, "AGENT")
