# SPDX-License-Identifier: Apache-2.0
"""Desks that come back after a broken connection or a reload; second logins; and those who are refused. What becomes of a
conversation meanwhile is in test_expertflow_breaks."""

import json
import time
import uuid

import pytest

from expertflow import each_way, expertflow_server, floor  # noqa: F401
from expertflow_client import WAYS, DeskRefused
from own_server import needs_binary

pytestmark = needs_binary


class TestReconnecting:
    def test_a_connection_breaks_in_the_middle(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        chat.said("one")
        alice.break_off()
        alice.wait(lambda: alice.reasons, "the end of the connection")
        assert alice.reasons[0] != alice.socket.reason.SERVER_DISCONNECT, "a 41 would send the desk to its login page"
        missed = each_way.says(chat.id, "two")
        alice.wait(lambda: alice.connections == 2, "the desk to come back")
        again = alice.topic(chat.id)
        texts = [e["data"]["body"]["markdownText"] for e in again.topic["topicEvents"] if e["name"].endswith("_MESSAGE")]
        if missed not in [e["data"].get("id") for e in again.topic["topicEvents"]]:
            alice.cim("CUSTOMER_MESSAGE", lambda e: e["data"]["id"] == missed)
            texts.append("two")
        assert texts == ["Hello", "one", "two"]
        presence = alice.presence(where=lambda p: p["action"] == "AGENT_STATE_UNCHANGED")
        assert presence["agentPresence"]["state"]["name"] == "READY", "an agent keeps its state over a reconnect"
        again.said("three")

    def test_an_offer_waits_for_the_desk(self, each_way):
        alice = each_way.ready("alice")
        conversation = each_way.customer(channel="plain")
        first = alice.hear("taskRequest")
        alice.reload()
        second = alice.hear("taskRequest")
        assert second["taskId"] == first["taskId"] and second["conversationId"] == conversation
        alice.accept(second).said("Hello again")
        assert alice.count("taskRequest") == 2, "two popups for one offer"

    def test_the_page_is_loaded_again(self, each_way):
        alice = each_way.ready("alice")
        chats = [each_way.serve(alice), each_way.serve(alice)]
        for chat in chats:
            chat.said("before")
        alice.reload()
        for chat in chats:
            again = alice.topic(chat.id)
            assert [e["data"]["body"]["markdownText"] for e in again.topic["topicEvents"] if e["name"] == "AGENT_MESSAGE"] == \
                ["before"]
            again.said("after")

    def test_a_wrap_up_outlives_a_reload(self, floor):
        alice = floor.ready("alice")
        chat = floor.serve(alice, "web")
        began = time.monotonic()
        chat.leave()
        assert alice.hear("wrapupTimerStarted")["duration"] == 60
        # It is told in whole seconds, so some must pass.
        alice.within(2, lambda: False)
        alice.reload()
        alice.topic(chat.id)
        left = alice.hear("wrapupTimerStarted")["duration"]
        assert 60 - (time.monotonic() - began) <= left <= 58, "the countdown does not start again"
        alice.chats[chat.id].close_wrap_up()
        assert chat.gone() == "choosing leave without Wrap Up"

    def test_a_second_login_removes_the_first(self, each_way):
        first = each_way.ready("alice")
        chat = each_way.serve(first)
        second = each_way.new_desk("alice").start()
        assert first.hear("socketSessionRemoved") == {"agentId": first.id}
        first.wait(lambda: first.reasons, "the first connection to be closed")
        second.topic(chat.id).said("from the new place")
        presence = second.presence()
        assert presence["agentPresence"]["state"]["name"] == "READY"
        # The first does not come back to remove the second.
        again = each_way.says(chat.id, "hello?")
        second.cim("CUSTOMER_MESSAGE", lambda e: e["data"]["id"] == again)
        assert second.count("socketSessionRemoved") == 0 and second.reasons == []
        assert again not in [e.cim["data"].get("id") for e in first.events if e.name == "onCimEvent"]

    def test_a_socket_of_the_same_login_takes_over(self, floor):
        """A second tab of one browser."""
        first = floor.ready("alice")
        second = floor.new_desk("alice")
        second.http.cookies = first.http.cookies
        second.user = first.user
        second.connect()
        second.presence("READY")
        assert first.hear("socketSessionRemoved") == {"agentId": first.id}
        first.wait(lambda: first.reasons, "the first connection to be closed")
        second.change_state("NOT_READY")
        second.presence("NOT_READY")
        assert second.count("socketSessionRemoved") == 0


class TestRefusedLogins:
    @pytest.mark.parametrize("body, status", [
        ({"username": "alice", "password": "wrong"}, 401),
        ({"username": "nobody-by-that-name", "password": "demo"}, 401),
    ])
    def test_a_wrong_password(self, floor, body, status):
        with pytest.raises(DeskRefused) as refused:
            floor.new_desk("alice").log_in(**body)
        # The desk chooses what it says by this member of the body.
        assert refused.value.status == refused.value.data["statusCode"] == status

    @pytest.mark.parametrize("ways", WAYS, ids="-".join)
    def test_a_socket_of_nobody(self, floor, ways):
        desk = floor.new_desk("alice", ways=ways)
        user = floor.new_desk("alice").log_in().user
        desk.user = user
        with pytest.raises(DeskRefused) as refused:
            desk.connect()
        check_login_failed(refused.value.data)

    def test_a_socket_of_another(self, floor):
        desk = floor.new_desk("alice").log_in()
        desk.user = floor.new_desk("bob").log_in().user
        with pytest.raises(DeskRefused) as refused:
            desk.connect()
        check_login_failed(refused.value.data)

    @pytest.mark.parametrize("agent", ["", "{", {"id": "x"}, '{"id":"bob"}'], ids=repr)
    def test_an_agent_that_is_none(self, floor, agent):
        desk = floor.new_desk("alice").log_in()
        with pytest.raises(DeskRefused) as refused:
            desk.connect(auth={"agent": agent, "fcm": None})
        check_login_failed(refused.value.data)


def check_login_failed(data):
    """CONNECT_ERROR as the desk reads it: anything else and it stays on its page."""
    assert data["message"] == "login-failed"
    assert isinstance(data["data"]["content"]["msg"], str) and data["data"]["content"]["msg"]
    assert isinstance(data["data"]["content"]["key"], str)


class TestForms:
    """What desks of other years send."""

    @pytest.mark.parametrize("agent_form", [json.dumps, lambda user: user], ids=["text", "object"])
    @pytest.mark.parametrize("fcm", ["", {"desktopFcmKey": "k", "mobileFcmKey": None}, "absent"], ids=str)
    def test_agent_and_fcm(self, floor, agent_form, fcm):
        desk = floor.new_desk("alice").log_in()
        auth = {"agent": agent_form(desk.user), "fcm": fcm}
        if fcm == "absent":
            del auth["fcm"]
        desk.connect(auth=auth).presence("NOT_READY")

    def test_a_token_instead_of_cookies(self, floor):
        desk = floor.new_desk("alice").log_in()
        desk.http.cookies.clear()
        desk.connect(auth={"agent": json.dumps(desk.user), "fcm": "", "token": desk.token}).presence("NOT_READY")

    def test_the_default_path(self, floor):
        floor.desk("alice", path="socket.io")

    def test_early_desks_accept_with_little(self, floor):
        alice = floor.ready("alice")
        conversation = floor.customer(channel="plain")
        task = alice.hear("taskRequest")
        alice.emit("topicSubscription", {"agentId": alice.id, "conversationId": conversation, "taskId": task["taskId"]})
        chat = alice.topic(conversation)
        # And say topicId where later ones say conversationId, without a room.
        event = chat.event("AGENT_MESSAGE", "MESSAGE", {
            "id": str(uuid.uuid4()), "header": chat.header(), "body": {"type": "PLAIN", "markdownText": "early"},
        })
        alice.emit("publishCimEvent", {"cimEvent": event, "agentId": alice.id, "topicId": conversation})
        chat.echo(event["data"]["id"])

    def test_acknowledgements_are_answered_when_asked_for(self, floor):
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        event = chat.event("AGENT_MESSAGE", "MESSAGE", {
            "id": "chosen-by-the-desk", "header": chat.header(), "body": {"type": "PLAIN", "markdownText": "acked"},
        })
        payload = {"cimEvent": event, "agentId": alice.id, "conversationId": chat.id, "roomInfo": chat.room}
        assert alice.socket.call("publishCimEvent", payload, timeout=60) == {"status": "ok"}
        chat.echo("chosen-by-the-desk")
        # Sent again, it is not said again.
        assert alice.socket.call("publishCimEvent", payload, timeout=60) == {"status": "ok"}
        assert [m["id"] for m in floor.messages(chat.id)].count("chosen-by-the-desk") == 1
        # What is refused says why, there and in `errors`.
        answer = alice.socket.call("publishCimEvent", payload | {"cimEvent": event | {"name": "NOTHING"}}, timeout=60)
        refusal = alice.hear("errors")
        assert refusal == {"task": "publishCimEvent", "msg": "NOTHING is the name of no CIM event"}
        assert answer == {"status": "error", "msg": refusal["msg"]}
