# SPDX-License-Identifier: Apache-2.0
"""A client of the native API: one account, one token, and the event streams."""

import json
import time
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import httpx
from websockets.sync.client import connect

from descriptions import Descriptions


class Refused(Exception):
    """The server refused, with a problem document."""

    def __init__(self, response):
        self.status = response.status_code
        self.headers = response.headers
        assert response.headers["content-type"] == "application/problem+json"
        self.problem = response.json()
        super().__init__(f"{self.status} {self.problem.get('code')}: {self.problem.get('detail')}")

    @property
    def code(self):
        return self.problem["code"]

    @property
    def pointers(self):
        return [error["pointer"] for error in self.problem.get("errors", [])]


class Cordboard:
    """Somebody with a token."""

    def __init__(self, url, account="DEMOCO", realm="democo"):
        self.url = url.rstrip("/")
        self.account = account
        self.realm = realm
        self.token = None
        self.form = None
        self.http = httpx.Client(base_url=self.url, timeout=70)
        self.descriptions = Descriptions.of(self.http)

    # Tokens

    def log_in(self, username, password):
        return self._tokens(grant_type="password", client_id="cordboard", username=username, password=password)

    def log_in_client(self, client, secret):
        return self._tokens(grant_type="client_credentials", client_id=client, client_secret=secret)

    def stay_logged_in(self, seconds=600):
        """Logs in again where the last time is so long ago: a token of a whole run may end before the run does."""
        if self.form and time.monotonic() - self.logged_in_at > seconds:
            self._tokens(**self.form)

    def _tokens(self, **form):
        self.form, self.logged_in_at = form, time.monotonic()
        path = f"/realms/{self.realm}/protocol/openid-connect/token"
        response = self.http.post(path, data=form)
        self.descriptions.check_answer("POST", path, response)
        response.raise_for_status()
        self.token = response.json()["access_token"]
        return self

    # Requests

    def call(self, method, path, body=None, *, raw=None, headers=None, query=None):
        """Sends a request to an address below the account's; its checked answer."""
        full = f"/api/v1/accounts/{self.account}{path}"
        headers = dict(headers or {})
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        content = raw
        if body is not None:
            content = json.dumps(body)
        if content is not None:
            headers.setdefault("Content-Type", "application/json")
        response = self.http.request(method, full, content=content, headers=headers, params=query)
        self.descriptions.check_answer(method, full.split("?")[0], response)
        if response.status_code >= 400:
            raise Refused(response)
        return response

    def get(self, path, **query):
        return self.call("GET", path, query=query or None).json()

    def post(self, path, body=None, **options):
        response = self.call("POST", path, body, **options)
        return response.json() if response.content else None

    def put(self, path, body=None, **options):
        response = self.call("PUT", path, body, **options)
        return response.json() if response.content else None

    def delete(self, path, **options):
        response = self.call("DELETE", path, **options)
        return response.json() if response.content else None

    # Streams

    def stream_url(self, scheme, **query):
        base = self.url.replace("http", scheme, 1) if scheme.startswith("ws") else self.url
        text = urlencode(query, quote_via=quote)
        return f"{base}/api/v1/accounts/{self.account}/events" + (f"?{text}" if text else "")

    @contextmanager
    def web_socket(self, **query):
        headers = {"Authorization": f"Bearer {self.token}"}
        with connect(self.stream_url("ws", **query), additional_headers=headers) as socket:
            yield SocketStream(socket, self.descriptions)

    @contextmanager
    def server_sent_events(self, last_event_id=None, **query):
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "text/event-stream"}
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id
        with self.http.stream("GET", self.stream_url("http", **query), headers=headers, timeout=30) as response:
            if response.status_code != 200:
                response.read()
                raise Refused(response)
            yield EventStream(response, self.descriptions)


class Stream:
    """Messages in order, each checked; `position` is where to resume."""

    position = None

    def __init__(self, descriptions):
        self.descriptions = descriptions

    def receive(self):
        message = self.next_message()
        self.descriptions.check_message(message)
        self.position = message.get("position", self.position)
        return message

    def until(self, kind, **data):
        """The next message of a type whose data has these values, and everything on the way to it."""
        seen = []
        while True:
            message = self.receive()
            seen.append(message)
            if message["type"] == kind and all(message.get("data", {}).get(k) == v for k, v in data.items()):
                return message, seen

    def caught_up(self):
        """Everything up to the present."""
        return self.until("cordboard.stream.caughtUp")[1][:-1]


class SocketStream(Stream):
    def __init__(self, socket, descriptions):
        super().__init__(descriptions)
        self.socket = socket

    def next_message(self):
        return json.loads(self.socket.recv(timeout=30))

    def send(self, text):
        self.socket.send(text)


class EventStream(Stream):
    def __init__(self, response, descriptions):
        super().__init__(descriptions)
        self.lines = response.iter_lines()
        self.last_event_id = None

    def next_message(self):
        fields = {}
        for line in self.lines:
            if line == "":
                if "data" in fields:
                    break
                continue
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.removeprefix(" ")
        else:
            raise EOFError("the stream ended")
        message = json.loads(fields["data"])
        assert message["type"] == "cordboard." + fields["event"]
        if "id" in fields:
            assert fields["id"] == message["position"]
            self.last_event_id = fields["id"]
        return message
