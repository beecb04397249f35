# SPDX-License-Identifier: Apache-2.0
"""A client of Avaya's notification API, written from the vendor's page about agent and engagement events alone: it knows
tokens, subscriptions and the notification WebSocket, and nothing of this server."""

import json
import re
from contextlib import contextmanager
from datetime import datetime

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from descriptions import Descriptions


class AvayaRefused(Exception):
    def __init__(self, response):
        self.status = response.status_code
        self.problem = response.json() if "json" in response.headers.get("content-type", "") else {}
        self.headers = response.headers
        super().__init__(f"{self.status} {response.text}")

    @property
    def fields(self):
        return [violation["field"] for violation in self.problem.get("violations", [])]


class AvayaClient:
    def __init__(self, url, account="DEMOCO", **credentials):
        self.account = account
        self.http = httpx.Client(base_url=url, timeout=30, headers={"appkey": "any-key"})
        self.credentials = credentials or {"client_id": "integration", "client_secret": "demo"}
        self.token = None

    def log_in(self, path="/api/auth/v1/{account}/protocol/openid-connect/token", **form):
        form = form or {"grant_type": "client_credentials", **self.credentials}
        response = self.http.post(path.format(account=self.account), data=form)
        if response.status_code != 200:
            raise AvayaRefused(response)
        self.tokens = response.json()
        self.token = self.tokens["access_token"]
        return self

    def request(self, method, path="", account=None, **options):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        base = f"/api/notification/v1/accounts/{account or self.account}/subscriptions"
        response = self.http.request(method, base + path, headers=headers, **options)
        if response.status_code >= 400:
            raise AvayaRefused(response)
        return response

    def subscribe(self, events=("ALL",), transport=None, **more):
        body = {"family": "AGENT_ENGAGEMENT", "events": list(events), "transport": transport or {"type": "WEBSOCKET"}, **more}
        response = self.request("POST", json=body)
        assert response.status_code == 201
        return response.json()

    def get(self, subscription):
        return self.request("GET", f"/{subscription}").json()

    def renew(self, subscription, **options):
        return self.request("POST", f"/{subscription}:renew", **options).json()

    def delete(self, subscription):
        assert self.request("DELETE", f"/{subscription}").status_code == 204

    def page(self, **query):
        return self.request("GET", params=query).json()

    def check(self, message, is_strict):
        """Holds what the server says to the description it serves."""
        schemas = {"authenticationResponse": "AuthenticationResponse", "pong": "Pong", "gap": "Gap", "snapshotComplete": "SnapshotComplete"}
        if "body" in message:
            pointer = "/components/schemas/" + ("AvayaStrictNotification" if is_strict else "AvayaNotification")
        else:
            pointer = f"/components/messages/avaya{schemas[message['event']]}/payload"
        Descriptions.of(self.http).check("asyncapi.yaml", pointer, message)

    @contextmanager
    def socket(self, subscription, authenticate=True, endpoint=None, **more):
        is_strict = not subscription.get("extensions")
        with connect(endpoint or subscription["transport"]["endpoint"], max_size=None) as socket:
            stream = AvayaStream(socket, lambda message: self.check(message, is_strict))
            if authenticate:
                stream.authenticate(subscription["subscriptionId"], self.token, **more)
                assert stream.answer["status"] == "CONNECTION_CONFIRMED", stream.answer
            yield stream


class AvayaStream:
    """What comes over one notification WebSocket."""

    def __init__(self, socket, check):
        self.socket = socket
        self.check = check
        self.answer = None
        self.seen = []

    def send(self, **message):
        self.socket.send(json.dumps(message))

    def receive(self, timeout=30):
        message = json.loads(self.socket.recv(timeout=timeout))
        self.check(message)
        return message

    def authenticate(self, subscription, token, **more):
        self.send(event="authentication", subscriptionId=subscription, token=token, **more)
        self.answer = self.receive()
        return self.answer

    def ping(self):
        self.send(event="ping")

    def next(self, timeout=30):
        """The next notification; pongs are passed over."""
        while True:
            message = self.receive(timeout)
            if message.get("event") == "pong":
                continue
            if "body" in message:
                self.seen.append(message)
            return message

    def until(self, event, **members):
        """The next notification of an event whose body has these members."""
        while True:
            message = self.next()
            body = message.get("body", {})
            if body.get("event") == event and all(body.get(name) == value for name, value in members.items()):
                return message

    def settled(self):
        """Everything that was on its way. The server hands on what happened and what is said to it in turns: what happened
        before a ping may come behind its answer, but not behind the answer to the next one."""
        for _ in range(2):
            self.ping()
            while (message := self.receive()).get("event") != "pong":
                if "body" in message:
                    self.seen.append(message)
        return self.seen

    def close_code(self, timeout=30):
        """Reads until the server closes; the code."""
        try:
            while True:
                message = self.receive(timeout)
                if "body" in message:
                    self.seen.append(message)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


class Transcript:
    """Notifications as lines, in which what is made anew in every run has the name under which it first appeared."""

    UNIQUE = re.compile(r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{20}|(sip|person)-.*)$")

    def __init__(self, title):
        self.lines = [f"# {title}"]
        self.names = {}
        self.counts = {}

    def step(self, text):
        self.lines.append(f"> {text}")

    def add(self, messages):
        for message in messages:
            body = dict(message["body"])
            parts = [body.pop("event")]
            body.pop("id", None)
            body.pop("timestamp")
            parts += [f"{name}={self.value(value, name)}" for name, value in body.items()]
            parts += [f"{name}={value}" for name, value in message.items() if name.lower().endswith("loginid")]
            self.lines.append("  " + " ".join(parts))
        del messages[:]

    def value(self, value, name):
        if isinstance(value, dict):
            return "{" + " ".join(f"{key}={self.value(inner, key)}" for key, inner in value.items()) + "}"
        if isinstance(value, list):
            return "[" + " ".join(self.value(inner, name) for inner in value) + "]"
        if isinstance(value, str) and self.UNIQUE.match(value):
            return self.name(value, name)
        return json.dumps(value) if not isinstance(value, str) or " " in value else value

    def name(self, value, name):
        if value not in self.names:
            kind = name.removesuffix("Id").removesuffix("Ids")
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.names[value] = f"{kind}-{self.counts[kind]}"
        return self.names[value]

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
