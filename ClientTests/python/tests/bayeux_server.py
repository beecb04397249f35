# SPDX-License-Identifier: Apache-2.0
"""The example server on Bayeux, and a raw client for it."""

import itertools
import json
import os
import subprocess
from contextlib import contextmanager

import httpx
import pytest
from websockets.sync.client import connect

BINARY = os.environ.get("BAYEUX_ECHO_BINARY")

needs_bayeux = pytest.mark.skipif(BINARY is None, reason="BAYEUX_ECHO_BINARY names the example server")


class BayeuxServer:
    def __init__(self, *arguments, port=0):
        # A name and no address: aiohttp keeps no cookies for bare addresses.
        self.process = subprocess.Popen(
            [BINARY, "--host", "127.0.0.1", "--port", str(port), *arguments], stdout=subprocess.PIPE, text=True
        )
        words = self.process.stdout.readline().split()
        assert words, "the example server did not start"
        self.port = int(words[-1].rsplit(":", 1)[1])
        self.url = f"http://localhost:{self.port}/bayeux"

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=20) == 0

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=10)


@contextmanager
def bayeux_server(*arguments):
    server = BayeuxServer(*arguments)
    try:
        yield server
    finally:
        server.stop()


class Raw:
    """A client without a library: one message at a time."""

    def __init__(self, server, **options):
        self.url = f"http://127.0.0.1:{server.port}/bayeux"
        self.http = httpx.Client(timeout=40, **options)
        self.ids = itertools.count(1)
        self.id = None
        # Any answer may bring events.
        self.events = []

    def message(self, channel, **members):
        message = {"id": str(next(self.ids)), "channel": channel, **members}
        return message if self.id is None else {"clientId": self.id, **message}

    def post(self, *messages, suffix=""):
        answer = self.http.post(self.url + suffix, json=list(messages))
        if answer.status_code == 200:
            self.events += [message for message in answer.json() if "data" in message]
        return answer

    def heard(self, channel, count):
        """The first events of a channel that were not asked for before."""
        for _ in range(30):
            found = [event for event in self.events if event["channel"] == channel]
            if len(found) >= count:
                self.events = [event for event in self.events if event not in found[:count]]
                return [event["data"] for event in found[:count]]
            self.connect()
        raise AssertionError(f"heard only {self.events}")

    def handshake(self, **members):
        answer = self.post(
            self.message(
                "/meta/handshake", version="1.0", supportedConnectionTypes=["long-polling", "websocket"], **members
            )
        ).json()[0]
        self.id = answer.get("clientId")
        return answer

    def connect(self, **members):
        return self.post(self.message("/meta/connect", connectionType="long-polling", **members)).json()

    def connected(self, **members):
        assert self.handshake(**members)["successful"]
        assert self.connect()[-1]["successful"]
        return self

    def subscribe(self, subscription):
        return self.post(self.message("/meta/subscribe", subscription=subscription)).json()[-1]

    def publish(self, channel, data):
        return self.post(self.message(channel, data=data)).json()[-1]

    def socket(self):
        return connect(self.url.replace("http", "ws", 1), open_timeout=10, close_timeout=2, max_size=None)


def send(socket, *messages):
    socket.send(json.dumps(list(messages)))


def receive(socket):
    return json.loads(socket.recv(timeout=10))
