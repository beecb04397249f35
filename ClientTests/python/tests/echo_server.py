# SPDX-License-Identifier: Apache-2.0
"""The example server on Engine.IO and Socket.IO, and raw clients for it."""

import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

BINARY = os.environ.get("SOCKETIO_ECHO_BINARY")
# With a URL, a server that runs already is tested: any that has the settings of the conformance suites.
RUNNING = os.environ.get("SOCKETIO_ECHO_URL")

needs_echo = pytest.mark.skipif(
    BINARY is None and RUNNING is None, reason="SOCKETIO_ECHO_BINARY names the example server"
)
needs_own_echo = pytest.mark.skipif(
    BINARY is None or RUNNING is not None, reason="only an example server of the tests' own has these settings and events"
)

SEPARATOR = "\x1e"

#: Settings under which a session lives however busy the machine is.
PATIENT = ["--ping-interval", "25000", "--ping-timeout", "20000"]


class EchoServer:
    """A process of the tests' own."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [BINARY, "--host", "127.0.0.1", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True
        )
        words = self.process.stdout.readline().split()
        assert words, "the example server did not start"
        self.url = words[-1]

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=30) == 0

    def resident_bytes(self):
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


class RunningServer:
    url = RUNNING


@contextmanager
def echo_server(*arguments):
    server = EchoServer(*arguments)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def any_server(*arguments):
    """The server that runs already, which has its own settings, or one of ours with these."""
    if RUNNING:
        yield RunningServer
    else:
        with echo_server(*arguments) as server:
            yield server


class Raw:
    """Speaks to one path without a client library."""

    def __init__(self, url, path):
        self.url = url
        self.path = path
        self.http = httpx.Client(base_url=url, timeout=30)

    def request(self, method="GET", query="EIO=4&transport=polling", **options):
        return self.http.request(method, f"{self.path}?{query}", **options)

    def open(self):
        """Begins a polling session; its id."""
        answer = self.request()
        assert answer.status_code == 200, answer.text
        assert answer.text.startswith("0"), answer.text
        return httpx.Response(200, text=answer.text[1:]).json()["sid"]

    def get(self, sid):
        return self.request(query=f"EIO=4&transport=polling&sid={sid}")

    def post(self, sid, text, **options):
        return self.request("POST", f"EIO=4&transport=polling&sid={sid}", content=text, **options)

    def socket(self, query="EIO=4&transport=websocket"):
        """A WebSocket, unread."""
        url = self.url.replace("http", "ws", 1) + f"{self.path}?{query}"
        return connect(url, open_timeout=30, close_timeout=2, max_size=None, compression=None, legacy=True)

    def session(self):
        """A WebSocket whose session has begun."""
        socket = self.socket()
        assert socket.recv(timeout=30).startswith("0")
        return socket

    def upgrading(self, sid):
        """A WebSocket that was found to work for a polling session."""
        socket = self.socket(f"EIO=4&transport=websocket&sid={sid}")
        socket.send("2probe")
        assert socket.recv(timeout=30) == "3probe"
        return socket

    def upgraded(self, sid):
        """A WebSocket that took over from polling and has shown it."""
        socket = self.upgrading(sid)
        socket.send("5")
        return socket


def next_frame(socket):
    """The next message but pings, which are answered."""
    while True:
        frame = socket.recv(timeout=30)
        if frame != "2":
            return frame
        socket.send("3")


def is_closed(socket, within=10):
    """Waits for the server to close a socket on which every ping is answered; nothing but pings may come before."""
    deadline = time.monotonic() + within
    try:
        while True:
            assert socket.recv(timeout=max(0, deadline - time.monotonic())) == "2"
            socket.send("3")
    except ConnectionClosed:
        return True
    except TimeoutError:
        return False


def falls_silent(socket):
    """Answers nothing: whether one ping comes, and then the end."""
    assert socket.recv(timeout=10) == "2"
    try:
        socket.recv(timeout=10)
    except ConnectionClosed:
        return True
    return False
