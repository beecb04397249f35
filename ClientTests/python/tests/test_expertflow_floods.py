# SPDX-License-Identifier: Apache-2.0
"""More than anybody needs: whoever floods the desks' mount is refused in clear words, takes no more memory than is bounded, and
keeps nobody from working."""

import base64
import json
import os
import socket
from collections import Counter
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from echo_server import Raw, next_frame
from expertflow import Floor, OwnServer, configuration, expertflow_server, floor, free_port  # noqa: F401
from own_server import needs_binary

pytestmark = needs_binary

PATH = "/agent-manager/socket.io/"
MEGABYTE = 1 << 20


@pytest.fixture
def server(expertflow_server):
    return expertflow_server


@pytest.fixture
def raw(server):
    return Raw(server.url, PATH)


@pytest.fixture(autouse=True)
def bounded(server, floor):
    """Bob works meanwhile and is not harmed, somebody else can begin to, and the server has not grown beyond measure."""
    bob = floor.ready("bob")
    chat = floor.serve(bob)
    bob.change_state("NOT_READY")
    bob.presence("NOT_READY", lambda presence: presence["agentStateChanged"])
    before = server.resident_bytes()
    yield chat
    grown = server.resident_bytes() - before
    assert grown < 128 * MEGABYTE, f"{grown >> 20} MiB more"
    chat.said("unharmed")
    assert bob.reasons == [] and bob.connections == 1
    floor.ready("carol")


@contextmanager
def joined(desk, **options):
    """A WebSocket of a desk that has been told how things stand."""
    cookies = "; ".join(f"{name}={value}" for name, value in desk.http.cookies.items())
    url = desk.url.replace("http", "ws", 1) + f"{PATH}?EIO=4&transport=websocket"
    options = {"max_size": None, "compression": None, "open_timeout": 60} | options
    with connect(url, additional_headers={"Cookie": cookies}, **options) as connection:
        assert connection.recv(timeout=60).startswith("0")
        connection.send("40" + json.dumps({"agent": json.dumps(desk.user), "fcm": ""}))
        assert next_frame(connection).startswith("40{")
        while not next_frame(connection).startswith('42["pullModeSubscribedListRequests"'):
            pass
        yield connection


def refused(connection):
    """Waits for the next refusal."""
    while not next_frame(connection).startswith('42["errors"'):
        pass


def test_large_events(floor):
    """As large as may be, one after another, as text and as bytes: each is refused, and the desk stays."""
    padding = "x" * 200_000
    with joined(floor.new_desk("alice").log_in()) as connection:
        for _ in range(100):
            connection.send("42" + json.dumps(["publishCimEvent", {"agentId": "alice", "cimEvent": padding}]))
            refused(connection)
        for _ in range(100):
            connection.send('451-["publishCimEvent",{"_placeholder":true,"num":0}]')
            connection.send(padding.encode())
            refused(connection)


def test_a_flood_of_events(tmp_path):
    """Requests that nobody waits for: as many as may be under way are taken, all others are refused, and others are served."""
    count, limit = 1_000, 32
    # The outbox has room for all answers, so that none ends the connection.
    settings = {"CORDBOARD_LIMITS_COMMANDS_IN_FLIGHT": str(limit), "CORDBOARD_LIMITS_OUTBOX_BYTES": "64MiB"}
    config = configuration(tmp_path)
    with OwnServer(tmp_path, free_port(), config=config, **settings).wait_until_ready() as server, Floor(server) as floor:
        chat = floor.serve(floor.ready("bob"))
        alice = floor.new_desk("alice").log_in()
        state = {"agentId": alice.id, "action": "agentState", "state": {"name": "NOT_READY", "reasonCode": None}}
        outcomes, events = {}, Counter()
        with joined(alice, max_queue=None) as connection:
            for number in range(count):
                connection.send(f"42{number}" + json.dumps(["changeAgentState", state]))
            chat.said("served meanwhile")
            while len(outcomes) < count:
                frame = next_frame(connection)
                if frame.startswith("43"):
                    start = frame.index("[")
                    number, [outcome] = int(frame[2:start]), json.loads(frame[start:])
                    assert number not in outcomes, "answered twice"
                    outcomes[number] = outcome
                else:
                    events[json.loads(frame[2:])[0]] += 1
        refused = [number for number, outcome in outcomes.items() if outcome != {"status": "ok"}]
        assert all(outcomes[number] == {"status": "ok"} for number in range(limit)) and refused
        assert all("more commands are waiting" in outcomes[number]["msg"] for number in refused)
        # A desk keeps its toggle locked until it hears of its presence, so each request is followed by one.
        assert events == {"agentPresence": count, "errors": len(refused)}


def test_a_desk_that_does_not_read(server, floor):
    """It is disconnected when too much waits for it, and comes back to everything."""
    alice = floor.ready("alice")
    chat = floor.serve(alice)
    alice.close()
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", server.port))
    with joined(alice, sock=deaf, max_queue=1) as connection:
        text = "x" * 30_000
        for _ in range(300):
            floor.says(chat.id, text)
        said = floor.says(chat.id, "the last")
        with pytest.raises(ConnectionClosed):
            while said not in connection.recv(timeout=60):
                pass
    alice.connect().topic(chat.id).said("here again")


def test_a_thousand_half_open_upgrades(server, raw):
    opened, refused, connections = 0, 0, []
    try:
        for _ in range(1000):
            answer = raw.request()
            if answer.status_code != 200:
                assert answer.status_code in (429, 503), answer.text
                refused += 1
                continue
            sid = json.loads(answer.text[1:])["sid"]
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            connections.append(connection)
            key = base64.b64encode(os.urandom(16)).decode()
            connection.sendall((
                f"GET {PATH}?EIO=4&transport=websocket&sid={sid} HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\n"
                f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
            ).encode())
            head = connection.recv(4096)
            if b" 101 " not in head.split(b"\r\n")[0]:
                assert head.split()[1] in (b"429", b"503"), head
                refused += 1
                continue
            # 2probe, masked with zeroes; then nothing.
            connection.sendall(b"\x81\x86\x00\x00\x00\x002probe")
            assert connection.recv(100).endswith(b"3probe")
            opened += 1
        assert opened + refused == 1000 and opened > 0
    finally:
        for connection in connections:
            connection.close()


def test_three_thousand_strangers(raw):
    """Sessions of nobody are given out up to a bound, and then refused; who logs in has a place all the same."""
    refused = [answer for answer in (raw.request() for _ in range(3000)) if answer.status_code != 200]
    assert refused and {answer.status_code for answer in refused} <= {429, 503}
    assert all(answer.json()["detail"] for answer in refused)
