# SPDX-License-Identifier: Apache-2.0
"""How agents and supervisors at desks work together: transfers, consults, conferences, supervision and pull lists, by each
transport."""

import json
import uuid

import pytest

from expertflow import each_way, expertflow_server, floor, pull_list  # noqa: F401
from expertflow_client import BARGE_IN, WHISPER
from own_server import needs_binary

pytestmark = needs_binary


class TestAssistance:
    def test_a_transfer_to_a_queue(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        bob = each_way.ready("bob")
        chat.to_queue("directTransferRequest", "Sales", "wants to buy")
        placed = alice.hear("agentAssistanceRequestPlaced")
        assert placed["requestAction"] == "transfer" and placed["mode"] == "queue"
        task = bob.hear("taskRequest")
        assert (task["conversationId"], task["taskDirection"], task["note"]) == (chat.id, "DIRECT_TRANSFER", "wants to buy")
        assert task["queue"]["name"] == "Sales" and task["requestedBy"]
        taken = bob.accept(task)
        assert chat.gone() == "CHAT TRANSFERRED"
        assert [m["body"]["text"] for m in each_way.messages(chat.id)] == ["Hello"]
        taken.said("Good day")
        assert "AGENT_MESSAGE" not in alice.cim_names(chat.id)

    def test_a_transfer_to_an_agent(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        bob = each_way.ready("bob")
        chat.to_agent("directTransferRequest", bob.id, "knows it all")
        task = bob.hear("taskRequest")
        assert (task["taskDirection"], task["note"]) == ("DIRECT_TRANSFER", "knows it all")
        bob.accept(task)
        assert chat.gone() == "CHAT TRANSFERRED"
        people = each_way.integration.get(f"/conversations/{chat.id}")["conversation"]["participants"]
        assert {p.get("agent") for p in people} == {None, "bob"}

    def test_a_transfer_to_nobody(self, floor):
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        chat.to_agent("directTransferRequest", str(uuid.uuid4()))
        assert alice.hear("errors")["task"] == "directTransferRequest"
        chat.to_queue("directTransferRequest", "No such queue")
        assert alice.hear("errors")["msg"]
        chat.said("I am still here")

    def test_a_conference(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        bob = each_way.ready("bob")
        chat.to_agent("directConferenceRequest", bob.id)
        task = bob.hear("taskRequest")
        assert task["taskDirection"] == "DIRECT_CONFERENCE"
        other = bob.accept(task)
        joined = alice.cim("AGENT_SUBSCRIBED", lambda e: agent_of(e) == bob.id)
        assert joined["data"]["agentParticipant"]["participant"]["keycloakUser"]["username"] == "bob"
        said = chat.say("from alice")
        for desk in [alice, bob]:
            desk.cim("AGENT_MESSAGE", lambda e: e["data"]["id"] == said)
        said = other.say("from bob")
        for desk in [alice, bob]:
            desk.cim("AGENT_MESSAGE", lambda e: e["data"]["id"] == said)
        other.leave()
        assert other.gone() == "UNSUBSCRIBED"
        left = alice.cim("AGENT_UNSUBSCRIBED")
        assert agent_of(left) == bob.id and left["data"]["reason"]
        assert agents_of(each_way, chat.id) == {"alice"}

    def test_a_consult_becomes_a_transfer(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        bob = each_way.ready("bob")
        chat.to_agent("consultRequest", bob.id, "what do you think?")
        task = bob.hear("taskRequest")
        assert (task["taskDirection"], task["note"]) == ("CONSULT", "what do you think?")
        asked = bob.accept(task)
        assert asked.role == "ASSISTANT"
        advice = asked.say("give him one", name="WHISPER_MESSAGE")
        heard = alice.cim("WHISPER_MESSAGE", lambda e: e["data"]["id"] == advice)
        assert heard["data"]["body"]["markdownText"] == "give him one"
        whispered = next(m for m in each_way.messages(chat.id) if m["id"] == advice)
        assert whispered["audience"] == "agentsAndManagers"
        chat.consult_transfer(bob.id)
        done = alice.hear("consulTransferRequestSuccess")
        assert done["conversationId"] == chat.id and done["task"] == done["newTask"]
        assert chat.gone() == "CHAT TRANSFERRED"
        assert role_of(bob.cim("PARTICIPANT_ROLE_CHANGED")) == "PRIMARY"
        assert agents_of(each_way, chat.id) == {"bob"}

    def test_a_consult_becomes_a_conference(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        bob = each_way.ready("bob")
        chat.to_agent("consultRequest", bob.id)
        asked = bob.accept(bob.hear("taskRequest"))
        chat.consult_conference(bob.id)
        assert role_of(bob.cim("PARTICIPANT_ROLE_CHANGED")) == "PRIMARY"
        assert agents_of(each_way, chat.id) == {"alice", "bob"}
        said = asked.say("from bob", name="AGENT_MESSAGE")
        for desk in [alice, bob]:
            desk.cim("AGENT_MESSAGE", lambda e: e["data"]["id"] == said)

    @pytest.mark.parametrize("event, direction", [
        ("directConferenceRequest", "DIRECT_CONFERENCE"), ("consultRequest", "CONSULT"),
    ])
    def test_a_queue_is_asked_for_somebody(self, floor, event, direction):
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        bob = floor.ready("bob")
        chat.to_queue(event, "Sales", "anybody?")
        task = bob.hear("taskRequest")
        assert (task["taskDirection"], task["queue"]["name"], task["note"]) == (direction, "Sales", "anybody?")
        bob.accept(task)
        assert agents_of(floor, chat.id) == {"alice", "bob"}

    def test_a_transfer_that_nobody_takes(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        bob = each_way.ready("bob")
        chat.to_queue("directTransferRequest", "Impatient")
        alice.hear("agentAssistanceRequestPlaced")
        bob.hear("taskRequest")
        assert bob.hear("revokeTask") == {"conversationId": chat.id}
        bob.presence("NOT_READY", lambda p: p["agentStateChanged"])
        # Until somebody takes it, it is alice's.
        chat.said("I am still here")
        assert alice.count("topicUnsubscription") == 0 and agents_of(each_way, chat.id) == {"alice"}

    @pytest.mark.parametrize("barge_in", [BARGE_IN, "JoinAsBargeIn", "joinAsBargeIn"])
    def test_a_supervisor_listens_whispers_and_barges_in(self, each_way, barge_in):
        alice, sam = each_way.ready("alice"), each_way.desk("sam")
        chat = each_way.serve(alice)
        watched = sam.monitor(chat.session, chat.id)
        assert watched.role == "SILENT_MONITOR"
        said = chat.said("nobody listens")["data"]["id"]
        sam.cim("AGENT_MESSAGE", lambda e: e["data"]["id"] == said)
        assert sam.id not in json.dumps([e.payload for e in alice.events]), "alice must not learn of the monitor"

        watched.supervise(WHISPER)
        assert role_of(sam.cim("PARTICIPANT_ROLE_CHANGED")) == "WHISPER"
        hint = watched.say("offer a discount", name="WHISPER_MESSAGE")
        alice.cim("WHISPER_MESSAGE", lambda e: e["data"]["id"] == hint)
        watched.echo(hint, "WHISPER_MESSAGE")
        assert next(m for m in each_way.messages(chat.id) if m["id"] == hint)["audience"] == "coachedAgent"

        watched.supervise(barge_in)
        assert role_of(sam.cim("PARTICIPANT_ROLE_CHANGED")) == "PRIMARY"
        said = watched.say("I take over", name="AGENT_MESSAGE")
        for desk in [alice, sam]:
            desk.cim("AGENT_MESSAGE", lambda e: e["data"]["id"] == said)
        assert next(m for m in each_way.messages(chat.id) if m["id"] == said)["audience"] == "everyone"
        watched.leave()
        assert watched.gone() == "UNSUBSCRIBED"

    def test_an_agent_may_not_listen(self, floor):
        alice, bob = floor.ready("alice"), floor.desk("bob")
        chat = floor.serve(alice)
        bob.emit("JoinAsSilentMonitor", {
            "topicParticipant": bob.participant(chat.id, "SILENT_MONITOR"), "agentId": bob.id, "channelSession": chat.session,
        })
        assert bob.hear("errors")["task"] == "JoinAsSilentMonitor"
        assert bob.count("onTopicData") == 0


class TestPullLists:
    def test_a_request_is_listed_and_taken(self, each_way):
        alice, bob = each_way.desk("alice"), each_way.desk("bob")
        callbacks = pull_list(alice)
        first = each_way.customer("Call me", "web-pull")
        for desk in [alice, bob]:
            desk.subscribe_list(callbacks)
            lists = desk.hear("onPullModeSubscribedList", lambda p: p != [])
            assert [entry["id"] for entry in lists] == [callbacks["id"]]
            listed = desk.hear("addPullModeSubscribedListRequests", lambda p: p != [])
            assert [r["status"] for r in listed] == ["CREATED"] and listed[0]["listId"] == callbacks["id"]
        second = each_way.customer("Me too", "web-pull")
        told = alice.hear("onPullModeSubscribedListRequest", lambda p: p["conversationId"] == second)
        assert told["type"] == "PULL_MODE_LIST_REQUEST_RECEIVED"
        request = json.loads(told["pullModeEvent"])
        assert request["listId"] == callbacks["id"] and request["channelSession"]["channel"]["channelType"]["name"] == "WEB"
        # Nobody has to be ready to pull.
        chat = alice.join_request(request, second)
        chat.said("At your service")
        change = bob.hear("onPullModeSubscribedListRequest", lambda p: p["type"] == "PULL_MODE_LIST_REQUEST_STATE_CHANGED")
        assert change["conversationId"] == second and json.loads(change["pullModeEvent"])["id"] == request["id"]
        alice.unsubscribe_list(callbacks)
        assert alice.hear("removePullModeSubscribedListRequests") == callbacks["id"]
        alice.wait(lambda: last(alice, "onPullModeSubscribedList") == [], "no list any more")
        third = each_way.customer("And me", "web-pull")
        bob.hear("onPullModeSubscribedListRequest", lambda p: p["conversationId"] == third)
        chat.said("are you there?")
        assert alice.count("onPullModeSubscribedListRequest", lambda p: p["conversationId"] == third) == 0
        assert first != third
        bob.unsubscribe_list(callbacks)
        # A list that is still followed would be at the next login.
        bob.hear("removePullModeSubscribedListRequests")

    def test_lists_are_subscribed_again_after_a_reload(self, floor):
        alice = floor.desk("alice")
        callbacks = pull_list(alice)
        floor.customer("Call me", "web-pull")
        alice.subscribe_list(callbacks)
        alice.hear("addPullModeSubscribedListRequests", lambda p: p != [])
        alice.reload()
        alice.presence("NOT_READY")
        alice.hear("onPullModeSubscribedList", lambda p: [entry["id"] for entry in p] == [callbacks["id"]])
        alice.wait(lambda: len(listed(alice)) == 2, "the request to be listed again")
        assert [r["listId"] for r in listed(alice)[1]] == [callbacks["id"]]
        alice.unsubscribe_list(callbacks)
        alice.hear("removePullModeSubscribedListRequests")


    def test_two_lists_are_followed_at_once(self, each_way):
        alice = each_way.desk("alice")
        lists = [pull_list(alice), pull_list(alice, "Returns")]
        both = sorted(entry["id"] for entry in lists)

        def follows_both(payload):
            return sorted(entry["id"] for entry in payload) == both

        for entry in lists:
            alice.subscribe_list(entry)
        alice.hear("onPullModeSubscribedList", follows_both)
        alice.reload()
        alice.hear("onPullModeSubscribedList", follows_both)
        for entry in lists:
            alice.unsubscribe_list(entry)
        alice.wait(lambda: alice.count("removePullModeSubscribedListRequests") == 2, "both lists to be gone")
        alice.reload()
        alice.wait(lambda: alice.count("pullModeSubscribedListRequests") == 3, "what is told at a login")
        assert last(alice, "onPullModeSubscribedList") == []

    def test_a_request_whose_customer_leaves(self, each_way):
        alice = each_way.desk("alice")
        callbacks = pull_list(alice)
        follow(alice, callbacks)
        conversation = each_way.customer("Call me", "web-pull")
        told = alice.hear("onPullModeSubscribedListRequest", lambda p: p["conversationId"] == conversation)
        request = json.loads(told["pullModeEvent"])
        # While the customer waits, nobody takes it off.
        alice.emit("deletePullModeRequest", request["id"])
        assert alice.hear("errors")["task"] == "deletePullModeRequest"
        each_way.integration.post(f"/conversations/{conversation}/end-session", {"reason": "customer"})
        check_closing(alice, request, conversation)
        # Too late.
        alice.emit("joinPullModeRequest", {
            "topicParticipant": alice.participant(conversation), "agentId": alice.id,
            "channelSession": request["channelSession"], "requestId": request["id"],
        })
        assert alice.hear("errors")["task"] == "joinPullModeRequest"
        alice.unsubscribe_list(callbacks)
        alice.hear("removePullModeSubscribedListRequests")

    def test_a_supervisor_takes_a_request_off_its_list(self, floor):
        alice = floor.desk("alice")
        callbacks = pull_list(alice)
        follow(alice, callbacks)
        conversation = floor.customer("Call me", "web-pull")
        told = alice.hear("onPullModeSubscribedListRequest", lambda p: p["conversationId"] == conversation)
        request = json.loads(told["pullModeEvent"])
        bob = floor.ready("bob")
        [item] = floor.integration.get("/pull-lists/callbacks/items")["workItems"]
        floor.person("sam").post(f"/work-items/{item['id']}/reassign", {"target": {"queue": "plain"}})
        check_closing(alice, request, conversation)
        assert bob.hear("taskRequest")["conversationId"] == conversation
        alice.unsubscribe_list(callbacks)
        alice.hear("removePullModeSubscribedListRequests")


def follow(desk, entry):
    """Follows a list; the desk was told that it does."""
    desk.subscribe_list(entry)
    desk.hear("onPullModeSubscribedList", lambda lists: entry["id"] in [one["id"] for one in lists])


def check_closing(desk, request, conversation):
    """A request is listed no more."""
    told = desk.hear("onPullModeSubscribedListRequest", lambda p: p["type"] == "PULL_MODE_LIST_REQUEST_STATE_CHANGED")
    change = json.loads(told["pullModeEvent"])
    assert (told["conversationId"], change["id"], change["status"]) == (conversation, request["id"], "closing")


def last(desk, name):
    """The latest of an event."""
    return [event.payload for event in desk.events if event.name == name][-1]


def listed(desk):
    """The requests on lists that a desk was told of, either at its login or after."""
    names = ["pullModeSubscribedListRequests", "addPullModeSubscribedListRequests"]
    return [event.payload for event in desk.events if event.name in names and event.payload]


def agent_of(event):
    return event["data"]["agentParticipant"]["participant"]["keycloakUser"]["id"]


def role_of(event):
    """What somebody's role was changed to."""
    return event["data"]["conversationParticipant"]["role"]


def agents_of(floor, conversation):
    """Which agents take part, by the native API."""
    participants = floor.integration.get(f"/conversations/{conversation}")["conversation"]["participants"]
    return {p["agent"] for p in participants if "agent" in p}
