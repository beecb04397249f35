# SPDX-License-Identifier: Apache-2.0
"""More than anybody needs: whoever floods the desks' mount is refused in clear words, takes no more memory than is bounded, and
keeps nobody from working."""

import base64
import json
import os
import socket
from collections import Counter

import pytest
from websockets.exceptions import ConnectionClosed

from echo_server import Raw, next_frame
from expertflow import Floor, OwnServer, configuration, floor, free_port, joined, serve  # noqa: F401
from own_server import needs_binary

pytestmark = needs_binary

PATH = "/agent-manager/socket.io/"
MEGABYTE = 1 << 20


@pytest.fixture
def expertflow_server(tmp_path_factory):
    """A new one for each test, on which nothing ends by itself that a test has begun."""
    with serve(tmp_path_factory.mktemp("floods"), pingInterval="10m", connectTimeout="10m") as server:
        yield server


@pytest.fixture
def server(expertflow_server):
    return expertflow_server


@pytest.fixture
def raw(server):
    return Raw(server.url, PATH)


@pytest.fixture
def allowance():
    """By how many bytes the server may grow; large events are more than twice as much."""
    return 16 * MEGABYTE


@pytest.fixture(autouse=True)
def bounded(server, floor, allowance):
    """Bob works meanwhile and is not harmed, somebody else can begin to, and the server has not grown beyond measure."""
    bob = floor.ready("bob")
    chat = floor.serve(bob)
    bob.change_state("NOT_READY")
    bob.presence("NOT_READY", lambda presence: presence["agentStateChanged"])
    before = server.resident_bytes()
    yield chat
    grown = server.resident_bytes() - before
    assert grown < allowance, f"{grown >> 20} MiB more"
    chat.said("unharmed")
    assert bob.reasons == [] and bob.connections == 1
    floor.ready("carol")


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


# What was said is remembered for those who catch up (delivery.recentEvents); what waits for one desk is not that much.
@pytest.mark.parametrize("allowance", [64 * MEGABYTE], ids=["64 MiB"])
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


#: limits.pendingSessionsPerAddress: how many sessions of those who did not log in one address may have.
STRANGERS = 200
#: An account's limits.devicesPerAgent.
DEVICES = 32


def half_open(server, raw, headers):
    """Begins a session by polling and a WebSocket that would take over, and goes no further; the WebSocket, or None if there is
    no place for the session."""
    answer = raw.request(headers=headers)
    if answer.status_code != 200:
        assert answer.status_code == 429, answer.text
        return None
    sid = json.loads(answer.text[1:])["sid"]
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall((
        f"GET {PATH}?EIO=4&transport=websocket&sid={sid} HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    ).encode())
    assert connection.recv(4096).startswith(b"HTTP/1.1 101 ")
    # 2probe, masked with zeroes; then nothing.
    connection.sendall(b"\x81\x86\x00\x00\x00\x002probe")
    assert connection.recv(100).endswith(b"3probe")
    return connection


@pytest.mark.parametrize("who, places", [("strangers", STRANGERS), ("a desk", DEVICES)])
def test_a_thousand_half_open_upgrades(server, floor, raw, who, places):
    """Strangers have few places, and one who logged in as many as an agent may have devices."""
    cookies = {} if who == "strangers" else floor.new_desk("alice").log_in().http.cookies
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    connections = []
    try:
        for _ in range(1000):
            connections.append(half_open(server, raw, headers))
        assert [connection is not None for connection in connections] == [True] * places + [False] * (1000 - places)
    finally:
        for connection in connections:
            if connection is not None:
                connection.close()


def test_three_thousand_strangers(raw):
    """Sessions of nobody are given out up to a bound, and then refused; who logs in has a place all the same."""
    answers = [raw.request() for _ in range(3000)]
    assert [answer.status_code for answer in answers] == [200] * STRANGERS + [429] * (3000 - STRANGERS)
    words = "there are as many connections as allowed; try again later"
    assert {answer.json()["detail"] for answer in answers[STRANGERS:]} == {words}
