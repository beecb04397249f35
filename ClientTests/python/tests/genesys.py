# SPDX-License-Identifier: Apache-2.0
"""A desktop for Genesys Web Services, written from docs/protocols/genesys.md and the vendor's documents."""

import asyncio
import base64
import threading
import time

import aiocometd_ng as aiocometd
import httpx

class Problem(Exception):
    def __init__(self, answer):
        super().__init__(answer)
        self.code = answer["statusCode"]


class Rest:
    """An agent's requests."""

    def __init__(self, url, agent, password="demo"):
        # aiohttp keeps no cookies for bare addresses, and clients are to be told one address.
        self.url = url.replace("127.0.0.1", "localhost")
        self.client = httpx.Client(base_url=f"{self.url}/api/v2", timeout=30)
        self.agent = agent
        answer = self.client.get("/me", params={"subresources": "*"}, auth=(agent, password))
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


class Desktop:
    """An agent's requests and its notifications, on a client of CometD."""

    def __init__(self, url, agent, way, topics=("/v2/me/*",)):
        self.rest = Rest(url, agent)
        self.agent = agent
        self.topics = topics
        self.heard = []
        self.comet = aiocometd.Client(f"{self.rest.url}/api/v2/notifications", way, connection_timeout=0, auth=Basic(agent))

    async def __aenter__(self):
        await self.comet.open()
        for topic in self.topics:
            await self.comet.subscribe(topic)
        self.task = asyncio.create_task(self.listen())
        await self.do("me", "StartContactCenterSession", channels=["chat", "email"])
        return self

    async def __aexit__(self, *_):
        self.task.cancel()
        await asyncio.wait_for(self.comet.close(), 20)

    # Without a timeout for connections: with one, aiocometd-ng ends when it loses a connection on newer versions of Python.
    async def listen(self):
        while True:
            message = await self.comet.receive()
            self.heard.append((message["channel"], message["data"]))

    async def do(self, name, *arguments, **members):
        return await asyncio.to_thread(getattr(self.rest, name), *arguments, **members)

    async def ready(self, channel="chat"):
        await self.do("channel", channel, "Ready")
        await self.channel(channel, "Ready")

    async def until(self, what, matches, seconds=20):
        """The first thing heard that was not asked for before."""
        end = time.monotonic() + seconds
        while True:
            for index, (topic, data) in enumerate(self.heard):
                found = matches(topic, data)
                if found is not None and found is not False:
                    del self.heard[: index + 1]
                    return found
            assert time.monotonic() < end, f"{self.agent} did not hear {what}, but {self.heard}"
            await asyncio.sleep(0.02)

    async def channel(self, channel, state):
        def matches(topic, data):
            states = data.get("channels", [])
            return any(one["channel"] == channel and one["userState"]["state"] == state for one in states)

        return await self.until(f"{channel} {state}", matches)

    async def interaction(self, state, *texts):
        """The next interaction of a state, with what was said in it."""

        def matches(topic, data):
            interaction = data.get("interaction", data)
            if topic != "/v2/me/interactions" or interaction["state"] != state:
                return None
            said = [event.get("text") for event in interaction.get("content", {}).get("events", [])]
            return interaction if all(text in said for text in texts) else None

        return await self.until(f"{state} {texts}", matches)


def events(interaction, kind):
    return [event for event in interaction["content"]["events"] if event["messageType"] == kind]
