# SPDX-License-Identifier: Apache-2.0
"""A desktop for Genesys Web Services, written from docs/protocols/genesys.md and the vendor's documents."""

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
import threading
import time
from pathlib import Path

import aiocometd_ng as aiocometd
import httpx
import pytest

FAYE = Path(__file__).parent / "genesys_faye.rb"
INTERACTIONS = "/v2/me/interactions"
ENDS = ("Revoked", "Rejected", "Completed", "InWorkbin")
TOPICS = (INTERACTIONS, "/v2/me/channels", "/v2/me/devices", "/v2/me/chats", "/v2/me/emails")


class Problem(Exception):
    def __init__(self, answer):
        super().__init__(answer)
        self.code = answer["statusCode"]


class Rest:
    """An agent's requests, with a password, or with a token each time."""

    def __init__(self, url, agent, password="demo", token=None):
        # aiohttp keeps no cookies for bare addresses, and clients are to be told one address.
        self.url = url.replace("127.0.0.1", "localhost")
        self.client = httpx.Client(base_url=f"{self.url}/api/v2", timeout=30)
        self.agent = agent
        if token:
            self.client.headers["Authorization"] = f"Bearer {token}"
        auth = None if token else (agent, password)
        answer = self.client.get("/me", params={"subresources": "*"}, auth=auth)
        answer.raise_for_status()
        self.user = answer.json()["user"]

    @property
    def cookie(self):
        return self.client.cookies["JSESSIONID"]

    def ask(self, method, path, body=None, **options):
        answer = self.client.request(method, path, json=body, **options)
        assert answer.status_code == 200, answer.text
        json = answer.json()
        if json["statusCode"] != 0:
            raise Problem(json)
        return json

    def me(self, operation, **members):
        return self.ask("POST", "/me", {"operationName": operation, **members})

    def channel(self, channel, operation):
        return self.ask("POST", f"/me/channels/{channel}", {"operationName": operation})

    def operate(self, interaction, operation, **members):
        return self.ask("POST", f"/me/interactions/{interaction}", {"operationName": operation, **members})

    def interactions(self):
        return self.ask("GET", "/me/interactions", params={"fields": "*"})["interactions"]


def reply(rest, request):
    """The reply to a request of one message, whatever news came with it."""
    messages = rest.client.post("/notifications/", json=request).json()
    return next(message for message in messages if message.get("id") == request[0]["id"])


class Listener:
    """An agent's notifications by long polling, on a thread of its own and a client that does nothing else."""

    def __init__(self, rest, *topics):
        self.client = httpx.Client(base_url=rest.url, cookies={"JSESSIONID": rest.cookie}, timeout=60)
        self.heard = []
        shaken = self.post("handshake", {"version": "1.0", "supportedConnectionTypes": ["long-polling"]})[0]
        assert shaken["successful"], shaken
        self.id = shaken["clientId"]
        assert self.post("subscribe", {"subscription": list(topics)})[-1]["successful"]
        self.isOver = False
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def post(self, channel, body):
        known = {"clientId": self.id} if channel != "handshake" else {}
        message = {"id": "1", "channel": f"/meta/{channel}", **known, **body}
        answer = self.client.post("/api/v2/notifications/", json=[message])
        answer.raise_for_status()
        told = answer.json()
        self.heard += [(one["channel"], one["data"]) for one in told if "data" in one]
        return told

    def listen(self):
        while not self.isOver:
            last = self.post("connect", {"connectionType": "long-polling"})[-1]
            if not last.get("successful"):
                return

    def until(self, matches, seconds=30):
        """The first thing heard that matches; everything stays."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for topic, data in list(self.heard):
                if matches(topic, data):
                    return data
            time.sleep(0.02)
        raise AssertionError(f"not heard: {self.heard}")

    def close(self):
        self.isOver = True
        with httpx.Client(base_url=self.client.base_url, cookies=self.client.cookies, timeout=30) as other:
            bye = [{"id": "9", "channel": "/meta/disconnect", "clientId": self.id}]
            other.post("/api/v2/notifications/", json=bye)
        self.thread.join(30)


class Basic(aiocometd.AuthExtension):
    """Says who it is with every request; on a WebSocket the cookie it was given does."""

    def __init__(self, agent, password="demo"):
        credentials = base64.b64encode(f"{agent}:{password}".encode()).decode()
        self.header = f"Basic {credentials}"

    async def outgoing(self, payload, headers):
        headers["Authorization"] = self.header

    async def incoming(self, payload, headers=None):
        pass


class Comet:
    """An agent's notifications on aiocometd-ng."""

    def __init__(self, address, rest, way):
        # Without a timeout for connections: with one, aiocometd-ng ends when it loses a connection on newer versions of Python.
        way = aiocometd.ConnectionType(way)
        self.client = aiocometd.Client(address, way, connection_timeout=0, auth=Basic(rest.agent))

    async def open(self, topics):
        await self.client.open()
        for topic in topics:
            await self.client.subscribe(topic)

    async def receive(self):
        message = await self.client.receive()
        return message["channel"], message["data"]

    async def close(self):
        await asyncio.wait_for(self.client.close(), 20)


class Faye:
    """An agent's notifications on Ruby's Faye, in a process of its own."""

    def __init__(self, address, rest, way):
        self.words = ["ruby", str(FAYE), address, way, rest.cookie]

    async def open(self, topics):
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(*self.words, *topics, stdin=pipe, stdout=pipe, limit=1 << 23)
        assert await self.process.stdout.readline() == b"listening\n"

    async def receive(self):
        line = await self.process.stdout.readline()
        assert line, "Faye ended"
        told = json.loads(line)
        return told["topic"], told["data"]

    async def close(self):
        self.process.stdin.close()
        try:
            assert await asyncio.wait_for(self.process.wait(), 20) == 0
        finally:
            if self.process.returncode is None:
                self.process.kill()


def has_faye():
    ruby = shutil.which("ruby")
    return ruby is not None and subprocess.run([ruby, "-e", "require 'faye'"], capture_output=True).returncode == 0


#: Each client by each of its ways: Faye where it is installed.
WAYS = [
    (client, way)
    for client, way in itertools.product([Comet, Faye] if has_faye() else [Comet], ["long-polling", "websocket"])
]


class Desktop:
    """An agent's requests and its notifications, on a client of CometD. It keeps everything it hears, so that a story can end
    with the question whether all of that was told once."""

    def __init__(self, url, agent, way, topics=TOPICS, notifications=None):
        self.rest = Rest(url, agent)
        self.agent = agent
        self.topics = topics
        self.told = []
        self.read = 0
        self.known = {}
        client, kind = way
        address = (notifications or url).replace("127.0.0.1", "localhost")
        self.client = client(f"{address}/api/v2/notifications", self.rest, kind)

    async def __aenter__(self):
        await self.client.open(self.topics)
        self.task = asyncio.create_task(self.listen())
        await self.do("me", "StartContactCenterSession", channels=["chat", "email"])
        return self

    async def __aexit__(self, *_):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        await self.client.close()

    async def listen(self):
        while True:
            told = await self.client.receive()
            self.told.append(told)
            if told[0] == INTERACTIONS:
                interaction = told[1].get("interaction", told[1])
                self.known.setdefault(interaction["id"], interaction["state"] not in ENDS)

    async def do(self, name, *arguments, **members):
        return await asyncio.to_thread(getattr(self.rest, name), *arguments, **members)

    async def ready(self, channel="chat"):
        await self.do("channel", channel, "Ready")
        await self.channel(channel, "Ready")

    async def until(self, what, matches, seconds=20):
        """The first thing heard that was not asked for before."""
        end = time.monotonic() + seconds
        while True:
            while self.read < len(self.told):
                topic, data = self.told[self.read]
                self.read += 1
                found = matches(topic, data)
                if found is not None and found is not False:
                    return found
            assert not self.task.done(), f"{self.agent} hears nothing any more: {self.task}"
            assert time.monotonic() < end, f"{self.agent} did not hear {what}, but {self.told}"
            await asyncio.sleep(0.02)

    async def channel(self, channel, state):
        def matches(topic, data):
            states = data.get("channels", [])
            return any(one["channel"] == channel and one["userState"]["state"] == state for one in states)

        return await self.until(f"{channel} {state}", matches)

    async def interaction(self, state, *texts, isKnown=True):
        """The next interaction of a state, with what was said in it: none of which only the end is told, as of those that ended
        before the desktop came."""

        def matches(topic, data):
            interaction = data.get("interaction", data)
            if topic != INTERACTIONS or interaction["state"] != state or self.known[interaction["id"]] != isKnown:
                return None
            said = [event.get("text") for event in interaction.get("content", {}).get("events", [])]
            return interaction if all(text in said for text in texts) else None

        return await self.until(f"{state} {texts}", matches)

    def forget(self):
        """What was told until now is settled."""
        self.told, self.read = [], 0

    # What was told in all

    def interactions(self, id):
        told = [data.get("interaction", data) for topic, data in self.told if topic == INTERACTIONS]
        return [interaction for interaction in told if interaction["id"] == id]

    def states(self, id):
        """Every state that an interaction was told to have, in order: those that only say that something changed are left out."""
        return [one["state"] for one in self.interactions(id) if one["state"] != "PropertiesChanged"]

    def said(self, id):
        """What was said in a chat, as the first generation tells it: each notification begins as the one before it."""
        shown = []
        for interaction in self.interactions(id):
            if "content" not in interaction:
                continue
            said = [(event["id"], event["text"]) for event in events(interaction, "MESSAGE")]
            assert said[:len(shown)] == shown, f"{self.agent} was shown {shown}, and then {said}"
            shown = said
        return [text for _, text in shown]

    def logged(self, id):
        """The same, as the second generation tells it, which says everything once."""
        logs = [data for topic, data in self.told if topic == "/v2/me/chats" and data.get("chatUri", "").endswith(id)]
        lines = [line for log in logs for line in log["messages"] if line["type"] == "Text"]
        assert [line["index"] for line in lines] == sorted({line["index"] for line in lines}), f"not once each: {lines}"
        return [line["text"] for line in lines]


def events(interaction, kind):
    return [event for event in interaction["content"]["events"] if event["messageType"] == kind]


class Visitor:
    """A customer who chats by the vendor's own API."""

    def __init__(self, server):
        self.base = f"{server.url}/api/v2/chats"
        self.id = None

    def ask(self, method, operation=None, part="", **members):
        path = "" if self.id is None else f"/{self.id}{part}"
        body = {"operationName": operation, **members} if operation else None
        answer = httpx.request(method, self.base + path, json=body, timeout=30).json()
        assert answer["statusCode"] == 0, answer
        return answer

    def comes(self):
        self.id = self.ask("POST", "RequestChat", nickname="Chris", subject="Shoes")["id"]
        return self

    def says(self, text):
        self.ask("POST", "SendMessage", text=text)

    @property
    def state(self):
        return self.ask("GET")["chat"]["state"]


ways = pytest.mark.parametrize("way", WAYS, ids=[f"{client.__name__.lower()}-{way}" for client, way in WAYS])


def run(body):
    asyncio.run(asyncio.wait_for(body, 140))
