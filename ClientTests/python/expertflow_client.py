# SPDX-License-Identifier: Apache-2.0
"""An Expertflow Agent Desk over python-socketio, written from what the vendor's own desk sends and reads: it logs in by REST, keeps
the cookies of that login, speaks Socket.IO, and knows nothing of this server."""

import json
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

import engineio
import requests
import socketio
from requests.cookies import merge_cookies

WAYS = [["polling"], ["websocket"], ["polling", "websocket"]]

#: Names under which the desk joins conversations as a supervisor; the last is spelled as the desk spells it.
MONITOR, WHISPER, BARGE_IN = "JoinAsSilentMonitor", "joinAsWhisper", "JoinAsBargin"

#: CIM events that say something.
MESSAGES = ["CUSTOMER_MESSAGE", "AGENT_MESSAGE", "BOT_MESSAGE", "WHISPER_MESSAGE"]


class DeskRefused(Exception):
    """The login was refused, by REST or on the socket."""

    def __init__(self, data, status=None):
        self.data = data
        self.status = status
        super().__init__(f"{status or 'CONNECT_ERROR'} {data}")


@dataclass(frozen=True)
class Heard:
    """One event of the manager."""

    name: str
    payload: Any
    asks_ack: bool

    @property
    def cim(self):
        """The CIM event inside an onCimEvent: text that is JSON, as the desk parses it."""
        text = self.payload["cimEvent"]
        assert isinstance(text, str), "the desk calls JSON.parse on cimEvent"
        return json.loads(text)

    def __str__(self):
        text = json.dumps(self.payload)
        return f"{self.name}{' (asks for an ack)' if self.asks_ack else ''} {text[:240]}{'…' if len(text) > 240 else ''}"


class _Engine(engineio.Client):
    """Hands on what comes one after another; the library's own gives each packet to a thread, where they may overtake."""

    def _trigger_event(self, event, *arguments, **options):
        return super()._trigger_event(event, *arguments, **options | {"run_async": False})

    def _receive_packet(self, packet):
        # The desk's own library takes a close packet for the end of the transport and comes back; this one would stay away.
        if packet.packet_type != engineio.packet.CLOSE:
            super()._receive_packet(packet)


class _Socket(socketio.Client):
    """Tells its desk of every event before anything else is done about it."""

    desk = None

    def connect(self, *arguments, **options):
        # When it comes back by itself the library waits for a second, which is little on a busy machine.
        return super().connect(*arguments, **{"wait_timeout": self.desk.patience} | options)

    def _engineio_client_class(self):
        return _Engine

    def _handle_event(self, namespace, id, data):
        self.desk._heard(data, id is not None)
        super()._handle_event(namespace, id, data)


def moment():
    """Now, as the desk writes it: milliseconds."""
    return int(time.time() * 1000)


class Desk:
    """An agent's desk. What it hears is kept in order in `events`; `hear` waits for what was not waited for yet."""

    def __init__(
        self, url, username, password="demo", *, ways=("polling", "websocket"), agent_form=json.dumps,
        fcm=None, path="agent-manager/socket.io", patience=60,
    ):
        self.url = url
        self.username = username
        self.password = password
        self.ways = list(ways)
        self.agent_form = agent_form
        self.fcm = {"desktopFcmKey": None, "mobileFcmKey": None} if fcm is None else fcm
        self.path = path
        self.patience = patience
        self.http = requests.Session()
        self.user = None
        self.token = None
        self.login_answer = None
        self.events = []
        self.connections = 0
        #: Why the connection ended, each time it did.
        self.reasons = []
        self.faults = []
        self.refusal = None
        self.chats = {}
        self._taken = set()
        self._changed = threading.Condition()
        self.socket = None

    # Login

    def log_in(self, **body):
        """POST agent/login; the cookies of the answer stay with this desk."""
        body = body or {"password": self.password, "username": self.username}
        answer = self.http.post(f"{self.url}/agent-manager/agent/login", json=body, timeout=30)
        if answer.status_code != 200:
            raise DeskRefused(answer.json(), answer.status_code)
        self.login_answer = answer.json()
        self.user = self.login_answer["data"]["keycloak_User"]
        self.token = self.login_answer["data"].get("token")
        return self

    @property
    def id(self):
        return self.user["id"]

    def connect(self, *, auth=None, wait=True):
        """Opens the socket as the desk does after its login, and after a reload without one."""
        # A session of its own for the socket, since its threads must not meet those of REST; the cookies are the same.
        session = requests.Session()
        merge_cookies(session.cookies, self.http.cookies)
        self.socket = _Socket(
            reconnection_delay=0.1, reconnection_delay_max=0.2, randomization_factor=0, handle_sigint=False,
            http_session=session, request_timeout=30,
        )
        self.socket.desk = self
        self.socket.on("*", lambda *_: None)
        self.socket.on("onTopicData", self._on_topic_data)
        self.socket.on("connect", self._connected)
        self.socket.on("disconnect", self._disconnected)
        self.socket.on("connect_error", self._refused)
        if auth is None:
            auth = {"agent": self.agent_form(self.user), "fcm": self.fcm}
        self.refusal = None
        try:
            self.socket.connect(
                f"{self.url}?username={self.username}", auth=auth, transports=self.ways, namespaces=["/"],
                socketio_path=self.path, wait=wait, wait_timeout=self.patience,
            )
        except socketio.exceptions.ConnectionError as error:
            if self.refusal is not None:
                raise DeskRefused(self.refusal) from error
            raise
        return self

    def start(self):
        return self.log_in().connect()

    def reload(self):
        """F5: the page goes, and comes back with the user and the cookies it had."""
        self.close()
        self.chats = {}
        return self.connect()

    def break_off(self):
        """Sends what no server takes, so that it ends this connection and nothing else; the library comes back by itself."""
        engine = self.socket.eio
        if engine.current_transport == "websocket":
            engine.ws.send("abc")
        else:
            requests.post(engine.base_url, data="abc", cookies=self.http.cookies, timeout=10)

    def close(self):
        if self.socket is None:
            return
        self.socket.reconnection = False
        engine = self.socket.eio
        if self.socket.connected and engine.current_transport == "polling":
            # The library may end its writer before it wrote of the end, and then waits for the next ping.
            before = len(self.reasons)
            try:
                requests.post(engine.base_url, data="41\x1e1", timeout=10)
            except requests.ConnectionError:
                # There is no server any more.
                pass
            self.wait(lambda: len(self.reasons) > before or not self.socket.connected, "the end of its connection")
        self.socket.disconnect()
        self.socket.shutdown()

    # What is heard

    def _heard(self, data, asks_ack):
        payload = data[1] if len(data) > 1 else None
        fault = None
        if len(data) > 2:
            fault = f"{data[0]} came with {len(data) - 1} arguments: the desk takes the second for its ack"
        if data[0] == "onTopicData":
            fault = self._read_topic(payload) or fault
        with self._changed:
            self.events.append(Heard(data[0], payload, asks_ack))
            if fault:
                self.faults.append(fault)
            self._changed.notify_all()

    def _read_topic(self, payload):
        """Builds the view of a conversation; what is missing for it."""
        try:
            chat = Chat(self, payload)
        except (KeyError, TypeError) as error:
            return f"onTopicData: {error!r}"
        self.chats[chat.id] = chat
        return None

    def _on_topic_data(self, payload):
        # The desk answers once it has its view, and leaves a conversation of which it could make none.
        if self.faults:
            self.emit("topicUnsubscription", {"conversationId": payload.get("conversationId"), "agentId": self.id})
            return None
        return {"status": "ok"}

    def _connected(self):
        with self._changed:
            self.connections += 1
            self._changed.notify_all()

    def _disconnected(self, reason):
        with self._changed:
            self.reasons.append(reason)
            self._changed.notify_all()

    def _refused(self, data=None):
        with self._changed:
            self.refusal = data
            self._changed.notify_all()

    def wait(self, holds, what):
        """Waits until something holds of this desk; what it answers."""
        with self._changed:
            assert self._changed.wait_for(holds, self.patience), f"{self.username} waited for {what}; it heard\n{self.story}"
            return holds()

    def within(self, seconds, holds):
        """Whether something holds of this desk before so much time is over."""
        with self._changed:
            return self._changed.wait_for(holds, seconds)

    @property
    def story(self):
        """What was heard, a line each; marked is what was waited for."""
        return "\n".join(f"  {'*' if n in self._taken else ' '} {event}" for n, event in enumerate(self.events))

    def next(self, name, where=lambda payload: True):
        """The first event of a name that fulfils a condition and was not handed out before."""

        def find():
            for number, event in enumerate(self.events):
                if number not in self._taken and event.name == name and where(event.payload):
                    self._taken.add(number)
                    found.append(event)
                    return True
            return False

        found = []
        with self._changed:
            ok = self._changed.wait_for(find, self.patience)
            assert ok, f"{self.username} waited for {name}; it heard\n{self.story}"
        return found[0]

    def hear(self, name, where=lambda payload: True):
        return self.next(name, where).payload

    def cim(self, name, where=lambda event: True):
        """The next CIM event of a name."""

        def fits(payload):
            event = json.loads(payload["cimEvent"])
            return event["name"] == name and where(event)

        return self.next("onCimEvent", fits).cim

    def presence(self, state=None, where=lambda payload: True):
        """The next agentPresence, with this state if one is named."""
        return self.hear("agentPresence", lambda p: where(p) and state in (None, p["agentPresence"]["state"]["name"]))

    def count(self, name, where=lambda payload: True):
        """How many of an event were heard by now."""
        with self._changed:
            return sum(event.name == name and where(event.payload) for event in self.events)

    def cim_names(self, conversation=None):
        """The names of the CIM events heard by now, in order."""
        with self._changed:
            heard = [e for e in self.events if e.name == "onCimEvent"]
        return [e.cim["name"] for e in heard if conversation in (None, e.payload["conversationId"])]

    # What the desk sends

    def emit(self, event, payload):
        self.socket.emit(event, payload)

    def change_state(self, name, reason=None, **more):
        state = {"name": name, "reasonCode": reason} if "state" not in more else more.pop("state")
        self.emit("changeAgentState", {"agentId": self.id, "action": "agentState", "state": state, **more})

    def change_media(self, state, mrd):
        self.emit("changeAgentState", {"agentId": self.id, "action": "agentMRDState", "state": state, "mrdId": mrd})

    def participant(self, conversation, role="PRIMARY"):
        """The topic participant as the desk makes it."""
        return {
            "id": str(uuid.uuid4()),
            "type": "AGENT",
            "participant": {
                "id": self.id, "participantType": "CCUser", "keycloakUser": self.user, "associatedRoutingAttributes": [],
            },
            "token": None,
            "conversationId": conversation,
            "role": role,
            "userCredentials": None,
            "state": "SUBSCRIBED",
        }

    def accept(self, task, role=None):
        """Accepts an offer, as the desk chooses the role; the chat, once its topic came."""
        if role is None:
            role = {"CONSULT": "ASSISTANT", "SILENT_MONITOR": "SILENT_MONITOR"}.get(task.get("taskDirection"), "PRIMARY")
        conversation = task["conversationId"]
        self.emit("topicSubscription", {
            "topicParticipant": self.participant(conversation, role), "agentId": self.id, "conversationId": conversation,
            "roomInfo": task["roomInfo"], "taskId": task["taskId"],
        })
        return self.topic(conversation)

    def topic(self, conversation):
        """Waits for an onTopicData of a conversation; its chat."""
        event = self.next("onTopicData", lambda p: p["conversationId"] == conversation)
        assert event.asks_ack, "onTopicData asks for an acknowledgement"
        assert not self.faults, self.faults
        return self.chats[conversation]

    def monitor(self, session, conversation):
        """Listens unseen."""
        self.emit(MONITOR, {
            "topicParticipant": self.participant(conversation, "SILENT_MONITOR"), "agentId": self.id, "channelSession": session,
        })
        return self.topic(conversation)

    def subscribe_list(self, pull_list, conversation=None):
        self.emit("subscribePullModeList", {
            "topicParticipant": self.participant(conversation), "agentId": self.id, "listId": pull_list["id"], "list": pull_list,
        })

    def unsubscribe_list(self, pull_list):
        self.emit("unsubscribePullModeList", {
            "topicParticipant": self.participant(None), "agentId": self.id, "listId": pull_list["id"], "list": pull_list,
        })

    def join_request(self, request, conversation):
        self.emit("joinPullModeRequest", {
            "topicParticipant": self.participant(conversation), "agentId": self.id,
            "channelSession": request["channelSession"], "requestId": request["id"],
        })
        return self.topic(conversation)

    # REST

    def get(self, path, **options):
        return self.http.get(self.url + path, headers={"Content-Type": "application/json"}, timeout=30, **options)


class Chat:
    """A conversation on a desk, as its topic data describe it."""

    def __init__(self, desk, payload):
        topic = payload["topicData"]
        self.desk = desk
        self.payload = payload
        self.topic = topic
        self.id = payload["conversationId"]
        self.room = payload.get("roomInfo")
        self.task = payload.get("taskId")
        # What the desk reads of a topic without asking whether it is there.
        self.customer = topic["customer"]
        self.customer["_id"]
        self.me = topic["topicParticipant"]
        self.me["participant"]["keycloakUser"]["id"]
        self.role = self.me["role"]
        self.sessions = [p["participant"] for p in topic["participants"] if p["type"] == "CUSTOMER"]
        for session in self.sessions:
            session["channel"]["channelType"]["name"]
            iter(session["channelData"]["additionalAttributes"])
        for event in topic["topicEvents"]:
            event["name"], event["data"]
            if event["name"] in MESSAGES:
                event["data"]["header"]["sender"]["type"], event["channelSession"]["channel"]

    @property
    def session(self):
        return self.sessions[0]

    def _where(self):
        return {"agentId": self.desk.id, "conversationId": self.id, "roomInfo": self.room}

    def event(self, name, kind, data):
        """A CIM event as the desk makes it."""
        return {
            "id": str(uuid.uuid4()),
            "name": name,
            "type": kind,
            "timestamp": moment(),
            "conversationId": self.id,
            "roomInfo": self.room,
            "eventEmitter": data.get("header", {}).get("sender"),
            "channelSession": self.session if data.get("header") else None,
            "data": data,
        }

    def header(self, timestamp=None):
        channel_data = self.session["channelData"]
        return {
            "timestamp": moment() if timestamp is None else timestamp,
            "sender": {
                "id": self.desk.id, "senderName": self.desk.username, "type": "AGENT",
                "additionalDetail": {
                    "firstName": self.desk.user.get("firstName"), "lastName": self.desk.user.get("lastName"),
                },
            },
            "channelData": channel_data,
            "intent": None,
            "conversationId": self.id,
            "roomId": self.room["id"],
            "channelSessionId": self.session["id"],
            "customer": self.customer,
        }

    def publish(self, event):
        self.desk.emit("publishCimEvent", {"cimEvent": event, **self._where()})

    def say(self, body, name=None, id=None):
        """Publishes a message; its id, under which the echo comes."""
        if isinstance(body, str):
            body = {"markdownText": body, "type": "PLAIN"}
        if name is None:
            name = "WHISPER_MESSAGE" if self.role in ("SILENT_MONITOR", "ASSISTANT") else "AGENT_MESSAGE"
        id = id or str(uuid.uuid4())
        self.publish(self.event(name, "MESSAGE", {"id": id, "header": self.header(), "body": body}))
        return id

    def echo(self, id, name="AGENT_MESSAGE"):
        """Waits until what was said comes back."""
        return self.desk.cim(name, lambda event: event["data"]["id"] == id)

    def said(self, body, **options):
        return self.echo(self.say(body, **options))

    def typing(self):
        data = {"id": str(uuid.uuid4()), "header": self.header(),
                "body": {"type": "NOTIFICATION", "notificationType": "TYPING_STARTED"}}
        self.publish(self.event("TYPING_INDICATOR", "NOTIFICATION", data))

    def read(self, message):
        """The receipt that the desk sends by itself: its header says no time, and no additional attributes."""
        header = self.header("")
        header["channelData"] = {k: v for k, v in header["channelData"].items() if k != "additionalAttributes"}
        body = {"type": "DELIVERYNOTIFICATION", "markdownText": "", "messageId": message, "status": "READ", "reasonCode": 200}
        data = {"id": str(uuid.uuid4()), "header": header, "body": body}
        self.publish(self.event("MESSAGE_DELIVERY_NOTIFICATION", "NOTIFICATION", data))

    def wrap_up(self, codes, note=""):
        """The body of a wrap-up."""
        return {"type": "WRAPUP", "markdownText": "", "wrapups": codes, "note": note}

    def leave(self):
        self.desk.emit("topicUnsubscription", {"roomInfo": self.room, "conversationId": self.id, "agentId": self.desk.id})

    def close_wrap_up(self, codes=None, note=""):
        event = None
        if codes is not None:
            data = {"id": str(uuid.uuid4()), "header": self.header(), "body": self.wrap_up(codes, note)}
            event = self.event("AGENT_MESSAGE", "MESSAGE", data)
        self.desk.emit("closeWrapup", {"cimEvent": event, **self._where()})

    def gone(self):
        """Waits for the manager to close this conversation's tab; why it did."""
        return self.desk.hear("topicUnsubscription", lambda p: p["conversationId"] == self.id)["reason"]

    # Assistance

    def _ask(self, event, **target):
        self.desk.emit(event, {"channelSession": self.session, "agentParticipant": self.me, "note": None, **target})

    def to_queue(self, event, queue, note=None):
        """directTransferRequest, directConferenceRequest or consultRequest to a queue."""
        self._ask(event, mode="queue", queueName=queue, note=note)

    def to_agent(self, event, agent, note=None):
        self._ask(event, mode="agent", requestedAgentId=agent, offerToAgent=True, note=note)

    def consult_transfer(self, agent):
        self.desk.emit("consultTransferRequest", {
            "conversationId": self.id, "channelSession": self.session, "agentParticipant": self.me, "requestedAgentId": agent,
            "mode": "agent", "offerToAgent": False,
        })

    def consult_conference(self, agent):
        self.desk.emit("consultConferenceRequest", {
            "conversationId": self.id, "channelSession": self.session, "agentParticipant": self.me, "requestedAgentId": agent,
            "mode": "agent", "offerToAgent": False,
        })

    def supervise(self, event):
        """joinAsWhisper or JoinAsBargin, in a conversation that is monitored already."""
        self.desk.emit(event, {"participantId": self.me["id"], "conversationId": self.id, "roomInfo": self.room})

    def pause(self, seconds):
        self.desk.emit("pauseConversation", {
            "participantId": self.me["id"], "conversationId": self.id, "roomInfo": self.room, "duration": seconds,
            "state": "ON_HOLD",
        })

    def resume(self):
        self.desk.emit("resumeConversation", {
            "participantId": self.me["id"], "conversationId": self.id, "roomInfo": self.room, "state": "ACTIVE",
        })
