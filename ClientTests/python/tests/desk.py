# SPDX-License-Identifier: Apache-2.0
"""A desk of Expertflow's as a Socket.IO client of somebody else's makes it: python-socketio."""

import json
import queue
import time
import uuid

import httpx
import socketio

EVENTS = [
    "agentPresence", "taskRequest", "revokeTask", "onTopicData", "onCimEvent", "topicUnsubscription", "topicClosed",
    "wrapupTimerStarted", "socketSessionRemoved", "onChannelTypes", "onPullModeSubscribedList",
    "pullModeSubscribedListRequests", "addPullModeSubscribedListRequests", "removePullModeSubscribedListRequests",
    "onPullModeSubscribedListRequest", "agentAssistanceRequestPlaced", "agentAssignedForAssistance",
    "consulTransferRequestSuccess", "errors",
]


class Desk:
    """One agent at a desk. `heard` holds what it was told, in order."""

    def __init__(self, url, name, ways=("polling", "websocket")):
        self.url, self.name, self.ways = url, name, list(ways)
        answer = httpx.post(f"{url}/agent-manager/agent/login", json={"username": name, "password": "demo"}, timeout=30)
        answer.raise_for_status()
        self.cookie = answer.cookies["cordboard_desk"]
        self.token = answer.json()["data"]["token"]
        self.user = answer.json()["data"]["keycloak_User"]
        self.heard = queue.Queue()
        self.past = []
        self.client = None

    def connect(self, auth=None, cookie=True, path="agent-manager/socket.io", reconnection=True):
        self.client = socketio.Client(
            reconnection=reconnection, reconnection_delay=0.1, reconnection_delay_max=0.3, randomization_factor=0
        )
        for name in EVENTS:

            def note(*arguments, name=name):
                assert len(arguments) == 1, "a second argument is the desk's way to acknowledge"
                self.heard.put((name, arguments[0]))
                return {"status": "ok"} if name == "onTopicData" else None

            self.client.on(name, note)
        self.client.on("connect_error", lambda data: self.heard.put(("connect_error", data)))
        self.client.on("disconnect", lambda *_: self.heard.put(("disconnect", None)))
        if auth is None:
            auth = {"agent": json.dumps(self.user), "fcm": {"desktopFcmKey": None, "mobileFcmKey": None}}
        # A function, because the client takes the cookie out of the headers when it goes on to a WebSocket.
        headers = lambda: {"Cookie": f"cordboard_desk={self.cookie}"} if cookie else {}
        self.client.connect(
            f"{self.url}?username={self.name}",
            transports=self.ways,
            socketio_path=path,
            auth=auth,
            headers=headers,
            wait_timeout=20,
        )
        return self

    def close(self):
        if self.client:
            self.client.disconnect()

    def emit(self, event, content):
        self.client.emit(event, content)

    def expect(self, event, accept=lambda content: True, timeout=20):
        """The next thing of a kind that is accepted; what comes before it is past."""
        deadline = time.monotonic() + timeout
        while True:
            remaining = deadline - time.monotonic()
            try:
                name, content = self.heard.get(timeout=max(remaining, 0.01))
            except queue.Empty:
                seen = [past for past, _ in self.past[-20:]]
                raise AssertionError(f"{self.name} was not told {event}; it was told {seen}") from None
            self.past.append((name, content))
            if name == event and accept(content):
                return content

    def cim(self, event, accept=lambda content: True, timeout=20):
        """The next CIM event of a name."""

        def fits(content):
            parsed = json.loads(content["cimEvent"])
            return parsed["name"] == event and accept(parsed)

        return json.loads(self.expect("onCimEvent", fits, timeout)["cimEvent"])

    # What a desk sends, with its exact payloads.

    def state(self, name, reason=None):
        state = {"name": name, "reasonCode": reason}
        self.emit("changeAgentState", {"agentId": self.name, "action": "agentState", "state": state})
        return self.expect("agentPresence", lambda content: content["agentPresence"]["state"]["name"] == name)

    def media(self, mrd, state="READY"):
        self.emit(
            "changeAgentState", {"agentId": self.name, "action": "agentMRDState", "state": state, "mrdId": mrd}
        )
        return self.expect("agentPresence")

    def ready(self, mrd="chat"):
        self.state("READY")
        return self.media(mrd)

    def participant(self, conversation, role="PRIMARY"):
        return {
            "id": str(uuid.uuid4()),
            "type": "AGENT",
            "participant": {
                "id": self.name,
                "participantType": "CCUser",
                "keycloakUser": self.user,
                "associatedRoutingAttributes": [],
            },
            "token": None,
            "conversationId": conversation,
            "role": role,
            "userCredentials": None,
            "state": "SUBSCRIBED",
        }

    def accept(self, request):
        conversation = request["conversationId"]
        self.emit(
            "topicSubscription",
            {
                "topicParticipant": self.participant(conversation),
                "agentId": self.name,
                "conversationId": conversation,
                "roomInfo": request["roomInfo"],
                "taskId": request["taskId"],
            },
        )
        return self.expect("onTopicData", lambda content: content["conversationId"] == conversation)

    def publish(self, topic, body, name="AGENT_MESSAGE", type="MESSAGE"):
        customer = next(p for p in topic["topicData"]["participants"] if p["type"] == "CUSTOMER")["participant"]
        message = str(uuid.uuid4())
        event = {
            "id": str(uuid.uuid4()),
            "name": name,
            "type": type,
            "timestamp": int(time.time() * 1000),
            "conversationId": topic["conversationId"],
            "roomInfo": topic["roomInfo"],
            "channelSession": customer,
            "data": {
                "id": message,
                "header": {
                    "timestamp": "" if type == "NOTIFICATION" else int(time.time() * 1000),
                    "sender": {"id": self.name, "senderName": self.name, "type": "AGENT", "additionalDetail": {}},
                    "channelData": customer["channelData"],
                    "intent": None,
                    "conversationId": topic["conversationId"],
                    "roomId": topic["roomInfo"]["id"],
                    "channelSessionId": customer["id"],
                    "customer": topic["topicData"]["customer"],
                },
                "body": body,
            },
        }
        content = {"cimEvent": event, "agentId": self.name, "conversationId": topic["conversationId"]}
        self.emit("publishCimEvent", content | {"roomInfo": topic["roomInfo"]})
        return message

    def leave(self, topic):
        self.emit("topicUnsubscription", {key: topic[key] for key in ("conversationId", "roomInfo")} | {"agentId": self.name})
