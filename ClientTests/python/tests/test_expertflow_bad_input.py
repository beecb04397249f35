# SPDX-License-Identifier: Apache-2.0
"""Whatever a desk sends, it ends what it must and nothing else: a packet that is none ends its connection, an event that is none
is answered with `errors`, and nobody acts for another."""

import json
import socket
import time
import uuid

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from echo_server import SEPARATOR, Raw, next_frame
from expertflow import floor, joined, serve  # noqa: F401
from expertflow_client import Desk
from own_server import needs_binary

pytestmark = needs_binary

PATH = "/agent-manager/socket.io/"


@pytest.fixture(scope="module")
def expertflow_server(tmp_path_factory):
    """A server that ends no connection within a test but for what was sent on it."""
    with serve(tmp_path_factory.mktemp("bad-input"), pingInterval="10m", connectTimeout="10m") as server:
        yield server


@pytest.fixture
def raw(expertflow_server):
    return Raw(expertflow_server.url, PATH)


@pytest.fixture
def bystander(floor):
    """Bob, who works at his desk and must not be harmed by anything that others do."""
    bob = floor.ready("bob")
    chat = floor.serve(bob)
    yield bob
    chat.said("unharmed")
    assert bob.reasons == [] and bob.connections == 1


def closes(socket):
    """Reads whatever comes until the server ends the connection; how it did."""
    deadline = time.monotonic() + 10
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            socket.recv(timeout=max(0, deadline - time.monotonic()))
    return closed.value.rcvd


def ends_socket(raw, desk, packets):
    """Whether packets end the WebSocket of a desk that has been told how things stand, in the words for it."""
    with joined(desk) as socket:
        for packet in packets:
            socket.send(packet)
        try:
            return closes(socket).code == 1002
        except TimeoutError:
            return False


def begin_polling(raw, desk):
    """A polling session of a desk that has been told how things stand."""
    sid = raw.open()
    auth = {"agent": json.dumps(desk.user), "fcm": "", "token": desk.token}
    assert raw.post(sid, "40" + json.dumps(auth)).text == "ok"
    while '"pullModeSubscribedListRequests"' not in (answer := raw.get(sid)).text:
        assert answer.status_code == 200
    return sid


def ends_polling(raw, desk, packets):
    sid = begin_polling(raw, desk)
    raw.post(sid, SEPARATOR.join(packets))
    return raw.post(sid, "3").status_code == 400


#: What is no packet, or none where it comes: every parse error, and every packet that only the other side may send.
NO_PACKETS = [
    # Engine.IO
    "abc", "", "9", "2", "b!!", "4", "4\x00",
    # Socket.IO
    "4abc", "47", "42", "42{}", "42[]", "42[null]", "42[true]", "42[[]]", '42"x"', '42["changeAgentState"', '42["x"]]',
    '42abc["changeAgentState",{}]', '42-1["x"]', "42" + "9" * 30 + '["x"]', "4" + "[" * 100_000,
    # Joined already, and refusals that a client sends
    "40", "40{}", "44{}", '44{"message":"no"}',
    # What is no object, and no array
    "40[]", '40"x"', "401", "43{}", "43", '431{"0":1}', '43"x"',
    # Names that are the library's
    *(f'42["{name}"]' for name in ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]),
    # Namespaces that were not joined
    '42/custom,["x"]', "43/custom,1[]",
    # Attachments
    '45["x"]', '451["x"]', '45a-["x"]', '4511-["x"]', '4599-["x"]', '451-{"_placeholder":true,"num":0}', "460-{}",
    '451-["x",{"_placeholder":true,"num":0}]|text',
]


def padded(size):
    """An event of so many bytes that nobody knows."""
    packet = '42["nothing","%s"]'
    return packet % ("x" * (size - len(packet) + 2))


class TestPackets:
    @pytest.mark.parametrize("way", ["polling", "websocket"])
    def test_what_is_no_packet_ends_its_connection_and_nothing_else(self, raw, floor, bystander, way):
        alice = floor.new_desk("alice").log_in()
        survivors = []
        for packet in NO_PACKETS:
            parts = packet.split("|")
            if way == "polling" and packet == "":
                # A request without a body; see test_engineio_conformance.
                continue
            if not (ends_polling(raw, alice, parts) if way == "polling" else ends_socket(raw, alice, parts)):
                survivors.append(packet[:40])
        assert survivors == []
        # The agent lost connections, and nothing else.
        assert floor.integration.get("/agents/alice")["agent"]["state"] == "NOT_READY"

    def test_bytes_that_nobody_announced(self, floor, bystander):
        with joined(floor.new_desk("alice").log_in()) as socket:
            socket.send(b"\x00\x01")
            assert closes(socket).code == 1002

    def test_too_much_at_once(self, raw, floor, bystander):
        """limits.messageBytes, to the byte."""
        sid = begin_polling(raw, floor.new_desk("alice").log_in())
        assert [raw.post(sid, padded(size)).status_code for size in [262_144, 262_145, 262_144]] == [200, 413, 200]
        with joined(floor.new_desk("alice").log_in()) as socket:
            socket.send(padded(262_144))
            while not next_frame(socket).startswith('42["errors",{"task":"nothing"'):
                pass
            socket.send(padded(262_145))
            assert closes(socket).code == 1009

    def test_another_namespace(self, raw):
        with raw.session() as socket:
            socket.send("40/admin,")
            assert next_frame(socket) == '44/admin,{"message":"Invalid namespace"}'

    def test_a_desk_that_leaves_the_namespace(self, raw, floor, bystander):
        """It has no other, so its connection ends, and the agent is no more at that desk."""
        alice = floor.new_desk("alice").log_in()
        with joined(alice) as socket:
            socket.send("41")
            assert closes(socket).code == 1000
        alice.connect().presence("NOT_READY")
        assert alice.count("socketSessionRemoved") == 0

    def test_events_before_the_login(self, raw, bystander):
        with raw.session() as socket:
            socket.send('42["changeAgentState",{}]')
            assert closes(socket).code == 1002

    def test_a_flood_of_polls(self, raw, floor, bystander):
        sid = begin_polling(raw, floor.new_desk("alice").log_in())
        # Two at once are one too many: the first is told to close, the second is refused, and the session is over.
        with socket.create_connection(("127.0.0.1", int(raw.url.rsplit(":", 1)[1])), timeout=10) as other:
            other.sendall(f"GET {PATH}?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: t\r\n\r\n".encode())
            statuses = [raw.get(sid).status_code for _ in range(200)]
            statuses.append(int(other.recv(4096).split()[1]))
        assert statuses.count(200) == 1 and set(statuses) == {200, 400}
        assert floor.integration.get("/agents/alice")["agent"]["state"] == "NOT_READY"


EVENTS = [
    "changeAgentState", "topicSubscription", "topicUnsubscription", "publishCimEvent", "closeWrapup", "pauseConversation",
    "resumeConversation", "directTransferRequest", "directConferenceRequest", "consultRequest", "consultTransferRequest",
    "consultConferenceRequest", "JoinAsSilentMonitor", "joinAsWhisper", "JoinAsBargin", "subscribePullModeList",
    "unsubscribePullModeList", "joinPullModeRequest", "deletePullModeRequest",
]
NOWHERE = "00000000-0000-7000-8000-000000000000"


class TestEvents:
    @pytest.mark.parametrize("event", EVENTS)
    def test_a_payload_that_is_none_is_refused(self, floor, event):
        alice = floor.ready("alice")
        payloads = [
            {}, [], None, 7, True, "", {"agentId": alice.id}, {"agentId": 7, "conversationId": 7}, {"conversationId": NOWHERE},
            {"agentId": alice.id, "conversationId": NOWHERE, "roomInfo": "x", "cimEvent": [], "topicParticipant": 5,
             "channelSession": "x", "agentParticipant": {}, "listId": {}, "list": [], "requestId": [], "mode": 1, "action": 9,
             "state": {"name": "ON_FIRE"}},
        ]
        if event == "deletePullModeRequest":
            payloads.append("no-such-request")
        for number, payload in enumerate(payloads, 1):
            alice.emit(event, payload)
            error = alice.hear("errors")
            assert error["task"] == event and isinstance(error["msg"], str) and error["msg"], payload
            assert alice.count("errors") == number
        alice.socket.emit(event)
        assert alice.hear("errors")["task"] == event
        assert alice.reasons == []
        alice.change_state("READY")
        assert alice.presence()["action"] == "AGENT_STATE_UNCHANGED"

    @pytest.mark.parametrize("event", ["endConversation", "SOCKET_SESSION_REMOVED", "agentPresence", "joinaswhisper", ""])
    def test_an_event_that_nobody_knows(self, floor, event):
        alice = floor.ready("alice")
        payload = {"agentId": alice.id, "conversationId": NOWHERE}
        alice.emit(event, payload)
        assert alice.hear("errors") == {"task": event, "msg": f"there is no event {event}"}
        assert alice.socket.call(event, payload, timeout=10) == {"status": "error", "msg": f"there is no event {event}"}
        assert alice.count("errors") == 2
        # It cost nothing but that.
        alice.change_state("READY")
        assert alice.presence()["action"] == "AGENT_STATE_UNCHANGED"
        assert alice.reasons == []

    @pytest.mark.parametrize("change", [
        {"name": "NO_SUCH_NAME"}, {"name": 7}, {"data": None}, {"data": {"id": "x"}}, {"data": {"id": 7, "body": {}}},
        {"data": {"id": "x" * 10_000, "header": {}, "body": {"type": "PLAIN", "markdownText": "x"}}},
        {"data": {"id": "y", "header": {}, "body": {"type": "IMAGE"}}}, {"data": {"id": "y", "header": {}, "body": "PLAIN"}},
        {"data": {"id": "y", "header": {}, "body": {"type": "PLAIN", "markdownText": "x" * 100_000}}},
    ], ids=lambda change: json.dumps(change)[:60])
    def test_a_cim_event_that_is_none(self, floor, change):
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        event = chat.event("AGENT_MESSAGE", "MESSAGE", {
            "id": str(uuid.uuid4()), "header": chat.header(), "body": {"type": "PLAIN", "markdownText": "x"},
        })
        chat.publish(event | change)
        assert alice.hear("errors")["task"] == "publishCimEvent"
        chat.said("still here")
        assert [m["body"]["text"] for m in floor.messages(chat.id)] == ["Hello", "still here"]


#: What every desk is told that has nothing to do.
AT_LOGIN = {"agentPresence", "onChannelTypes", "onPullModeSubscribedList", "pullModeSubscribedListRequests"}


def whole_payload(event, chat):
    """What a desk sends with an event, everything that any of them has."""
    me = chat.desk.participant(chat.id)
    message = {"id": str(uuid.uuid4()), "header": chat.header(), "body": {"type": "PLAIN", "markdownText": "as bob"}}
    return {
        "conversationId": chat.id, "roomInfo": chat.room, "topicParticipant": me, "agentParticipant": me,
        "channelSession": chat.session, "participantId": me["id"], "taskId": chat.task, "requestId": chat.task.split(":")[0],
        "cimEvent": None if event == "closeWrapup" else chat.event("AGENT_MESSAGE", "MESSAGE", message),
        "action": "agentState", "listId": "callbacks", "list": {"name": "Callbacks", "description": "", "id": "callbacks"},
        "mode": "queue", "queueName": "Sales", "requestedAgentId": "carol", "note": None, "duration": 60,
        "offerToAgent": event != "consultTransferRequest",
        "state": {"name": "NOT_READY", "reasonCode": None} if event == "changeAgentState" else
        {"pauseConversation": "ON_HOLD", "resumeConversation": "ACTIVE"}.get(event),
    }


class TestOthers:
    """Nobody acts for another, nor learns of what others do."""

    def test_the_state_of_another(self, floor):
        alice, bob = floor.ready("alice"), floor.ready("bob")
        for change in [
            {"action": "agentState", "state": {"name": "NOT_READY", "reasonCode": None}},
            {"action": "agentState", "state": {"name": "LOGOUT", "reasonCode": None}},
            {"action": "agentMRDState", "state": "NOT_READY", "mrdId": "chat"},
            {"action": "agentMRDState", "state": "BUSY", "mrdId": "chat"},
        ]:
            alice.emit("changeAgentState", {"agentId": bob.id, **change})
            error = alice.hear("errors")
            assert error["task"] == "changeAgentState" and "agentId" in error["msg"]
        for name in ["alice", "bob"]:
            agent = floor.integration.get(f"/agents/{name}")["agent"]
            assert agent["state"] == "READY"
            assert [m["state"] for m in agent["media"] if m["mediaRoutingDomain"] == "chat"] == ["READY"]

    @pytest.mark.parametrize("event", [event for event in EVENTS if event != "deletePullModeRequest"])
    def test_an_agent_id_that_is_not_ones_own(self, floor, event):
        alice, bob = floor.ready("alice"), floor.desk("bob")
        chat = floor.serve(alice)
        before = [fact["type"] for fact in floor.facts(chat.id)]
        alice.emit(event, whole_payload(event, chat) | {"agentId": bob.id})
        error = alice.hear("errors")
        assert error["task"] == event and "agentId" in error["msg"], error
        chat.say("mine")
        chat.desk.cim("AGENT_MESSAGE")
        assert [fact["type"] for fact in floor.facts(chat.id)][:len(before) + 1] == [*before, "cordboard.messagePosted"]
        assert {e.name for e in bob.events} <= AT_LOGIN
        assert floor.integration.get("/agents/bob")["agent"]["state"] == "NOT_READY"

    @pytest.mark.parametrize("event", [event for event in EVENTS if event != "deletePullModeRequest"])
    def test_another_wherever_an_agent_is_named(self, floor, event):
        """Without an `agentId`, what a participant, a sender or an address says of another makes nobody act for that one."""
        alice, bob = floor.ready("alice"), floor.desk("bob")
        chat = floor.serve(alice)
        payload = whole_payload(event, chat)
        his = bob.participant(chat.id)
        payload |= {"topicParticipant": his, "agentParticipant": his, "participantId": his["id"], "agent": bob.user}
        if payload["cimEvent"]:
            sender = payload["cimEvent"]["data"]["header"]["sender"] | {"id": bob.id, "senderName": "bob"}
            payload["cimEvent"]["data"]["header"]["sender"] = payload["cimEvent"]["eventEmitter"] = sender
        known = len(floor.facts(chat.id))
        alice.socket.call(event, payload, timeout=10)
        facts = floor.facts(chat.id)[known:]
        assert {fact["actor"] for fact in facts} <= {"agent:alice", "system"}
        assert bob.id not in [fact["data"].get("agent") for fact in facts]
        assert {e.name for e in bob.events} <= AT_LOGIN
        assert floor.integration.get("/agents/bob")["agent"]["state"] == "NOT_READY"
        assert floor.integration.get("/agents/bob")["agent"]["conversations"] == []

    def test_the_offer_of_another(self, floor):
        bob = floor.ready("bob")
        conversation = floor.customer(channel="plain")
        task = bob.hear("taskRequest")
        alice = floor.desk("alice")
        for agent in [alice, bob]:
            alice.emit("topicSubscription", {
                "topicParticipant": agent.participant(conversation), "agentId": agent.id, "conversationId": conversation,
                "roomInfo": task["roomInfo"], "taskId": task["taskId"],
            })
            assert alice.hear("errors")["task"] == "topicSubscription"
        bob.accept(task).said("mine")
        assert not [e for e in alice.events if e.name in ("onTopicData", "onCimEvent", "taskRequest")]

    def test_the_conversation_of_another(self, floor):
        bob = floor.ready("bob")
        chat = floor.serve(bob)
        alice = floor.desk("alice")
        stolen = type(chat)(alice, chat.payload)
        for number, act in enumerate([
            lambda: stolen.say("not mine"), stolen.leave, stolen.close_wrap_up, lambda: stolen.pause(60), stolen.resume,
            lambda: stolen.read("x"), lambda: stolen.to_queue("directTransferRequest", "Sales"),
            lambda: stolen.to_agent("consultRequest", alice.id), lambda: stolen.consult_transfer(alice.id),
            lambda: stolen.supervise("joinAsWhisper"), lambda: stolen.supervise("JoinAsBargin"),
        ], 1):
            act()
            alice.hear("errors")
            assert alice.count("errors") == number
        stolen.typing()
        chat.said("mine")
        assert "TYPING_INDICATOR" not in bob.cim_names()
        assert [m["body"]["text"] for m in floor.messages(chat.id)] == ["Hello", "mine"]

    def test_the_name_of_another_on_a_message(self, floor):
        alice, bob = floor.ready("alice"), floor.desk("bob")
        chat = floor.serve(alice)
        header = chat.header()
        header["sender"] |= {"id": bob.id, "senderName": "bob"}
        event = chat.event("AGENT_MESSAGE", "MESSAGE", {
            "id": str(uuid.uuid4()), "header": header, "body": {"type": "PLAIN", "markdownText": "I am bob"},
        })
        alice.emit("publishCimEvent", {"cimEvent": event, "agentId": bob.id, "conversationId": chat.id, "roomInfo": chat.room})
        assert alice.hear("errors")["task"] == "publishCimEvent"
        assert [m["body"]["text"] for m in floor.messages(chat.id)] == ["Hello"]

    @pytest.mark.parametrize("name", ["CUSTOMER_MESSAGE", "BOT_MESSAGE", "CHANNEL_SESSION_ENDED", "TASK_STATE_CHANGED"])
    def test_what_only_others_say(self, floor, name):
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        event = chat.event(name, "MESSAGE", {
            "id": str(uuid.uuid4()), "header": chat.header(), "body": {"type": "PLAIN", "markdownText": "as another"},
        })
        chat.publish(event)
        assert alice.hear("errors")["task"] == "publishCimEvent"
        assert [m["body"]["text"] for m in floor.messages(chat.id)] == ["Hello"]

    def test_a_forged_token(self, floor):
        alice = floor.new_desk("alice").log_in()
        for token in ["", "x", alice.token[:-4] + "AAAA", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9."]:
            desk = Desk(floor.url, "alice", ways=["websocket"])
            desk.user = alice.user
            with pytest.raises(Exception) as refused:
                desk.connect(auth={"agent": json.dumps(alice.user), "fcm": "", "token": token})
            assert refused.value.data["message"] == "login-failed"


def test_the_server_is_asked_by_other_origins(expertflow_server, raw):
    """A page of another site gets no answer that it may read, with the cookies of the desk or without, and opens no WebSocket,
    about which browsers ask nobody."""
    headers = {"Origin": "https://other.example.com"}
    answer = httpx.get(f"{expertflow_server.url}{PATH}?EIO=4&transport=polling", headers=headers)
    assert answer.status_code == 200 and not [name for name in answer.headers if name.startswith("access-control-")]
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{expertflow_server.url.replace('http', 'ws', 1)}{PATH}?EIO=4&transport=websocket", additional_headers=headers)
    assert (refused.value.response.status_code, refused.value.response.body) == (400, b"Forbidden")
