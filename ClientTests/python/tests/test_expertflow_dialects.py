# SPDX-License-Identifier: Apache-2.0
"""Conversations that agents live at Expertflow desks, watched at once through the native stream and as Avaya's notifications:
all three tell the same facts in the same order, each of those for which it has a word."""

import json
import uuid

import pytest

from dialects import watch
from expertflow import each_way, expertflow_server, floor, media, pull_list  # noqa: F401
from expertflow_client import BARGE_IN, WHISPER
from own_server import needs_binary
from test_calls import Telephones

pytestmark = needs_binary


@pytest.fixture
def watched(floor):
    """What is told of a floor, from its beginning."""
    with watch(floor) as watched:
        yield watched


def test_a_chat(each_way, watched):
    alice = each_way.ready("alice")
    chat = each_way.serve(alice, "web", text="Hello?")
    asked = each_way.says(chat.id, "Is anybody there?")
    alice.cim("CUSTOMER_MESSAGE", lambda e: e["data"]["id"] == asked)
    chat.read(asked)
    alice.cim("MESSAGE_DELIVERY_NOTIFICATION", lambda e: e["data"]["body"]["messageId"] == asked)
    answer = chat.said("Good day")["data"]["id"]
    each_way.integration.post(f"/conversations/{chat.id}/receipts", {"message": answer, "status": "read"})
    alice.cim("MESSAGE_DELIVERY_NOTIFICATION", lambda e: e["data"]["body"]["messageId"] == answer)
    each_way.integration.call("PATCH", f"/conversations/{chat.id}/attributes", {"parcel": "lost"})
    alice.cim("CONVERSATION_DATA_CHANGED")
    chat.leave()
    alice.hear("wrapupTimerStarted")
    chat.close_wrap_up([{"categoryName": "Outcome", "value": "Resolved"}])
    assert chat.gone() == "Wrap Up applied"
    alice.change_state("NOT_READY")
    alice.presence("NOT_READY")
    alice.change_state("LOGOUT")
    alice.presence("LOGOUT")
    watched.check(
        "agentLoggedIn", "conversationStarted", "workQueued", "offerMade", "offerAccepted", "messagePosted", "receiptReported",
        "messagePosted", "receiptReported", "attributesChanged", "wrapUpStarted", "wrapUpCompleted", "agentLoggedOut",
    )


def test_transfers_and_a_conference(each_way, watched):
    alice = each_way.ready("alice")
    chat = each_way.serve(alice, text="Hello?")
    bob = each_way.ready("bob")
    chat.said("One moment")
    chat.to_agent("directConferenceRequest", bob.id)
    other = bob.accept(bob.hear("taskRequest"))
    other.said("I can help")
    other.leave()
    assert other.gone() == "UNSUBSCRIBED"
    chat.to_agent("directTransferRequest", bob.id)
    taken = bob.accept(bob.hear("taskRequest"))
    assert chat.gone() == "CHAT TRANSFERRED"
    carol = each_way.ready("carol")
    taken.to_queue("directTransferRequest", "Sales")
    mine = carol.accept(carol.hear("taskRequest"))
    assert taken.gone() == "CHAT TRANSFERRED"
    mine.said("And I say goodbye")
    watched.check(
        "conferenceRequested", "offerAccepted", "conferenceCompleted", "participantLeft", "transferRequested", "offerAccepted",
        "transferCompleted", "transferRequested", "workQueued", "offerAccepted", "transferCompleted", "messagePosted",
    )


def test_transfers_that_come_to_nothing(floor, watched):
    alice = floor.ready("alice")
    chat = floor.serve(alice)
    bob = floor.ready("bob")
    chat.to_agent("directTransferRequest", bob.id)
    task = bob.hear("taskRequest")
    [asked] = floor.integration.get(f"/conversations/{chat.id}/assistances")["assistances"]
    floor.person("alice").post(f"/conversations/{chat.id}/transfers/{asked['id']}/cancel")
    bob.hear("revokeTask")
    alice.hear("errors")
    chat.to_agent("directTransferRequest", bob.id)
    bob.hear("taskRequest", lambda t: t["taskId"] != task["taskId"])
    [offer] = floor.person("bob").get("/offers")["offers"]
    floor.person("bob").post(f"/offers/{offer['id']}/reject")
    bob.hear("revokeTask")
    alice.hear("errors")
    chat.said("I am still here")
    watched.check("transferCancelled", "offerRejected", "transferFailed", "messagePosted")


def test_an_offer_nobody_answers(each_way, watched):
    alice = each_way.ready("alice")
    conversation = each_way.customer(channel="impatient")
    alice.hear("revokeTask")
    alice.presence("NOT_READY", lambda p: p["agentStateChanged"])
    bob = each_way.ready("bob")
    bob.accept(bob.hear("taskRequest", lambda t: t["conversationId"] == conversation)).said("Here I am")
    facts = watched.check("offerMade", "offerExpired", "agentStateChanged", "offerMade", "offerAccepted", "messagePosted")
    states = [data for kind, data, _ in facts if kind == "agentStateChanged" and data["agent"] == alice.id]
    notices = [m["body"] for m in watched.notifications.seen if m["body"]["event"] == "AgentState" and m["loginId"] == alice.id]
    assert (states[-1]["cause"], notices[-1]["cause"], notices[-1]["reasonCode"]) == ("RONA", "RONA", "514")


class TestConsults:
    @pytest.fixture
    def consult(self, floor, watched):
        """Alice's chat, and bob, whom she asks."""
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        bob = floor.ready("bob")
        chat.to_agent("consultRequest", bob.id)
        task = bob.hear("taskRequest")
        [asked] = floor.integration.get(f"/conversations/{chat.id}/assistances")["assistances"]
        self.end = f"/conversations/{chat.id}/consults/{asked['id']}/end"
        return chat, bob, task

    def test_it_becomes_a_transfer(self, consult, watched):
        chat, bob, task = consult
        asked = bob.accept(task)
        advice = asked.say("give him one")
        chat.echo(advice, "WHISPER_MESSAGE")
        chat.consult_transfer(bob.id)
        assert chat.gone() == "CHAT TRANSFERRED"
        asked.said("Mine now", name="AGENT_MESSAGE")
        watched.check("consultStarted", "offerAccepted", "messagePosted", "participantMoved", "consultEnded", "messagePosted")

    def test_it_becomes_a_conference(self, consult, watched):
        chat, bob, task = consult
        asked = bob.accept(task)
        chat.consult_conference(bob.id)
        bob.cim("PARTICIPANT_ROLE_CHANGED")
        asked.said("Good day from me, too", name="AGENT_MESSAGE")
        watched.check("consultStarted", "offerAccepted", "participantMoved", "consultEnded", "messagePosted")

    def test_it_is_cancelled(self, floor, consult, watched):
        chat, bob, _ = consult
        floor.person("alice").post(self.end)
        bob.hear("revokeTask")
        chat.said("I am back")
        watched.check("consultStarted", "offerWithdrawn", "consultEnded", "messagePosted")

    def test_it_ends(self, floor, consult, watched):
        chat, bob, task = consult
        asked = bob.accept(task)
        floor.person("alice").post(self.end)
        assert asked.gone() == "UNSUBSCRIBED"
        chat.said("I am back")
        watched.check("consultStarted", "offerAccepted", "consultEnded", "messagePosted")


def test_supervision(each_way, watched):
    alice, sam = each_way.ready("alice"), each_way.desk("sam")
    chat = each_way.serve(alice)
    over = sam.monitor(chat.session, chat.id)
    chat.said("Nobody listens")
    over.supervise(WHISPER)
    sam.cim("PARTICIPANT_ROLE_CHANGED", lambda e: e["data"]["conversationParticipant"]["role"] == "WHISPER")
    over.echo(over.say("Offer a discount", name="WHISPER_MESSAGE"), "WHISPER_MESSAGE")
    over.supervise(BARGE_IN)
    over.echo(over.say("I take over", name="AGENT_MESSAGE"))
    over.leave()
    assert over.gone() == "UNSUBSCRIBED"
    chat.said("He is gone")
    watched.check(
        "supervisorJoined", "messagePosted", "participantRoleChanged", "messagePosted", "participantRoleChanged", "messagePosted",
        "participantLeft", "messagePosted",
    )


def test_a_monitor_comes_and_goes_unseen(floor, watched):
    alice, sam = floor.ready("alice"), floor.desk("sam")
    chat = floor.serve(alice)
    over = sam.monitor(chat.session, chat.id)
    chat.said("Nobody listens")
    over.leave()
    over.gone()
    chat.said("Nobody")
    watched.check("supervisorJoined", "messagePosted", "participantLeft", "messagePosted")


def test_responses_that_are_late(floor, watched):
    alice = floor.ready("alice")
    chat = floor.serve(alice, "prompt")
    alice.cim("AGENT_SLA_EXPIRED")
    chat.said("Sorry for the wait. What is your number?")
    alice.cim("CUSTOMER_SLA_EXPIRED")
    floor.says(chat.id, "Four")
    alice.cim("CUSTOMER_SLA_STOPPED")
    chat.said("And your name?")
    # The customer says nothing more, and the conversation is closed.
    alice.hear("topicClosed")
    watched.check(
        "slaStarted", "slaBreached", "slaStopped", "customerAwaited", "customerInactive", "messagePosted", "slaStarted",
        "slaStopped", "customerAwaited", "customerInactive", "conversationClosed",
    )


def test_pauses(each_way, watched):
    alice = each_way.ready("alice")
    chat = each_way.serve(alice)
    chat.pause(600)
    alice.cim("CONVERSATION_PAUSED")
    chat.resume()
    alice.cim("CONVERSATION_RESUMED")
    # The second ends by itself.
    chat.pause(1)
    alice.cim("CONVERSATION_RESUMED")
    watched.check("participantHeld", "participantResumed", "participantHeld", "participantResumed")


class TestCalls:
    @pytest.fixture
    def telephones(self, floor):
        return Telephones(floor.url)

    @pytest.fixture
    def call(self, floor, watched, telephones):
        """Alice's call."""
        self.id = f"sip-{uuid.uuid4()}"
        alice = on_call(floor, "alice")
        telephones.call(self.id, "ringing", callingNumber="+43123")
        chat = alice.accept(alice.hear("taskRequest"))
        telephones.leg(telephones.told("connect", agent="alice")[0]["leg"], "answered")
        telephones.call(self.id, "answered")
        alice.cim("CALL_LEG_STARTED")
        return chat

    def test_it_is_held(self, call, telephones, watched):
        call.pause(600)
        call.desk.cim("CALL_HOLD")
        call.resume()
        call.desk.cim("CALL_RESUME")
        telephones.call(self.id, "ended")
        call.desk.hear("wrapupTimerStarted")
        call.close_wrap_up()
        call.gone()
        watched.check(
            "callStarted", "offerAccepted", "callLegStateChanged", "participantHeld", "participantResumed", "channelSessionEnded",
            "wrapUpStarted", "wrapUpCompleted",
        )

    def test_somebody_is_consulted(self, floor, call, telephones, watched):
        bob = on_call(floor, "bob")
        here = f"/conversations/{call.id}"
        for ending in ["end", "conference"]:
            call.to_agent("consultRequest", bob.id)
            bob.accept(bob.hear("taskRequest"))
            telephones.leg(telephones.told("connect", agent="bob")[0]["leg"], "answered")
            call.desk.cim("CALL_LEG_STARTED")
            if ending == "end":
                asked = floor.integration.get(f"{here}/assistances")["assistances"][-1]
                floor.person("alice").post(f"{here}/consults/{asked['id']}/end")
                bob.hear("topicUnsubscription")
            else:
                call.consult_conference(bob.id)
                bob.cim("PARTICIPANT_ROLE_CHANGED")
        watched.check(
            "consultStarted", "participantHeld", "offerAccepted", "consultEnded", "participantResumed",
            "consultStarted", "participantHeld", "offerAccepted", "participantMoved", "consultEnded", "participantResumed",
        )


def on_call(floor, name):
    """An agent who takes calls."""
    desk = floor.desk(name)
    desk.change_state("READY")
    desk.change_media("READY", "voice")
    desk.presence("READY", lambda presence: media(presence, "voice")["state"] == "READY")
    return desk


def test_a_pull_list(each_way, watched):
    alice, bob = each_way.desk("alice"), each_way.desk("bob")
    callbacks = pull_list(alice)
    for desk in [alice, bob]:
        desk.subscribe_list(callbacks)
        desk.hear("onPullModeSubscribedList", lambda lists: lists != [])
    asked = each_way.customer("Call me", "web-pull")
    told = alice.hear("onPullModeSubscribedListRequest")
    chat = alice.join_request(json.loads(told["pullModeEvent"]), asked)
    chat.said("At your service")
    given_up = each_way.customer("Me too", "web-pull")
    # What is gone before it was shown is not shown.
    bob.wait(lambda: bob.count("onPullModeSubscribedListRequest", lambda p: p["conversationId"] == given_up), "the request")
    each_way.integration.post(f"/conversations/{given_up}/end-session", {"reason": "customer"})
    bob.wait(lambda: bob.count("onPullModeSubscribedListRequest") == 4, "both requests to come and go")
    watched.check("pullItemListed", "pullItemTaken", "messagePosted", "pullItemListed", "channelSessionEnded", "workEnded")
    for desk in [alice, bob]:
        desk.unsubscribe_list(callbacks)
        desk.hear("removePullModeSubscribedListRequests")


class TestWrapUp:
    @pytest.mark.parametrize("codes, ending", [
        ([{"categoryName": "Outcome", "value": "Resolved"}], "Wrap Up applied"), (None, "choosing leave without Wrap Up"),
    ])
    def test_it_is_extended_and_done(self, floor, watched, codes, ending):
        alice = floor.ready("alice")
        chat = floor.serve(alice, "thorough")
        chat.leave()
        alice.hear("wrapupTimerStarted")
        [item] = floor.person("alice").get("/work-items")["workItems"]
        floor.person("alice").post(f"/work-items/{item['id']}/wrap-up/extend", {"seconds": 60})
        assert alice.hear("wrapupTimerStarted")["duration"] > 60
        chat.close_wrap_up(codes)
        assert chat.gone() == ending
        watched.check("participantLeft", "wrapUpStarted", "wrapUpExtended", "wrapUpCompleted", "workEnded")

    def test_it_takes_too_long(self, floor, watched):
        alice = floor.ready("alice")
        chat = floor.serve(alice, "brief")
        chat.leave()
        assert chat.gone() == "wrap Up Timer Expired"
        watched.check("participantLeft", "wrapUpStarted", "wrapUpCompleted", "workEnded")


def test_an_agent_logs_out_in_the_middle(each_way, watched):
    alice = each_way.ready("alice")
    chat = each_way.serve(alice, "web")
    alice.change_state("LOGOUT")
    alice.presence("LOGOUT")
    bob = each_way.ready("bob")
    bob.accept(bob.hear("taskRequest", lambda t: t["conversationId"] == chat.id)).said("I go on")
    watched.check("offerAccepted", "participantLeft", "workQueued", "agentLoggedOut", "offerMade", "offerAccepted", "messagePosted")


class TestEnds:
    def test_the_customer_leaves(self, floor, watched):
        alice = floor.ready("alice")
        chat = floor.serve(alice, "web")
        floor.integration.post(f"/conversations/{chat.id}/end-session", {"reason": "customer"})
        alice.cim("CUSTOMER_LEFT")
        chat.leave()
        alice.hear("wrapupTimerStarted")
        chat.close_wrap_up()
        chat.gone()
        watched.check("channelSessionEnded", "participantLeft", "wrapUpStarted", "wrapUpCompleted")

    def test_the_customer_leaves_while_an_agent_is_asked(self, floor, watched):
        alice = floor.ready("alice")
        conversation = floor.customer(channel="plain")
        alice.hear("taskRequest")
        floor.integration.post(f"/conversations/{conversation}/end-session", {"reason": "customer"})
        alice.hear("revokeTask")
        watched.check("offerMade", "channelSessionEnded", "offerWithdrawn", "workEnded", "conversationClosed")

    def test_the_conversation_is_closed(self, floor, watched):
        alice = floor.ready("alice")
        chat = floor.serve(alice, "web")
        floor.integration.post(f"/conversations/{chat.id}/close", {"reason": "system"})
        alice.hear("topicClosed")
        # Its agent has after-contact work all the same.
        chat.close_wrap_up()
        chat.gone()
        watched.check("channelSessionEnded", "participantLeft", "wrapUpStarted", "wrapUpCompleted", "conversationClosed")
