# SPDX-License-Identifier: Apache-2.0
"""Clients of CometD that do harm: floods of handshakes and connects, clients that do not read, and what is none of it."""

import base64
import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from genesys import Rest, Visitor
from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary
PATH = "/api/v2/notifications/"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("genesys-floods")
    settings = {
        "CORDBOARD_GENESYS_SESSIONS_PER_AGENT": "20",
        "CORDBOARD_GENESYS_MAX_INTERVAL": "10m",
        "CORDBOARD_LIMITS_REQUESTS_PER_SECOND": "100000",
        "CORDBOARD_LIMITS_REQUEST_BURST": "100000",
    }
    server = OwnServer(folder, free_port(), **settings).wait_until_ready()
    yield server
    server.stop()


def shake(client):
    body = [{"id": "1", "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}]
    return client.post(PATH, json=body).json()[0]


def client_of(server, rest):
    return httpx.Client(base_url=server.url, cookies={"JSESSIONID": rest.cookie}, timeout=60)


def test_a_flood_of_handshakes_takes_no_more_than_its_agents_places(server):
    alice, bob = Rest(server.url, "alice"), Rest(server.url, "bob")
    with client_of(server, alice) as client:
        answers = [shake(client) for _ in range(300)]
        assert sum(answer["successful"] for answer in answers) == 20
        refused = answers[-1]
        assert refused["error"].startswith("403:too_many_sessions") and refused["advice"]["interval"] > 0
    # Nobody else is kept out.
    with client_of(server, bob) as client:
        assert shake(client)["successful"]


def test_a_flood_of_connects_leaves_one_held_and_answers_the_others(server):
    carol = Rest(server.url, "carol")
    with client_of(server, carol) as client:
        id = shake(client)["clientId"]
        first = [{"id": "1", "channel": "/meta/connect", "clientId": id, "connectionType": "long-polling"}]
        assert client.post(PATH, json=first).json()[-1]["successful"]
        before = server.resident_bytes()

        def connect(_):
            try:
                return client.post(PATH, json=first, timeout=2).status_code
            except httpx.ReadTimeout:
                return "held"

        with ThreadPoolExecutor(20) as pool:
            results = list(pool.map(connect, range(500)))
        # Each is ended by the next one; what its client gave up is gone, too.
        assert set(results) <= {500, 200, "held"} and results.count(500) > 400, results
        assert server.resident_bytes() - before < 50_000_000
        assert client.post(PATH, json=[{"id": "2", "channel": "/meta/disconnect", "clientId": id}]).json()[-1]["successful"]


@pytest.mark.parametrize(
    "body, statuses",
    [
        (b"", {400}), (b"[]", {400}), (b"{", {400}), (b"[[]]", {400}), (b"null", {400}), (b"[1]", {400}),
        (b'[{"id":"1"}]', {200, 400}), (b'[{"channel":"/meta/handshake"}]', {200}),
        (b'[{"channel":"nonsense","clientId":"x"}]', {200}), (b"[" * 2000 + b"]" * 2000, {400}),
        (b"\xff\xfe", {400}), (b'[{"channel":"/meta/connect","clientId":"' + b"x" * 100_000 + b'"}]', {200, 400, 413}),
        (b"x" * 2_000_000, {400, 413}),
        (json.dumps([{"channel": "/meta/connect", "clientId": "x"}] * 200).encode(), {413}),
    ],
)
def test_what_is_no_bayeux_gets_an_answer(server, body, statuses):
    rest = Rest(server.url, "alice")
    with client_of(server, rest) as client:
        answer = client.post(PATH, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in statuses, f"{answer.status_code} {answer.text[:200]}"
        assert client.get("/healthz").status_code == 200


def open_socket(server, rest):
    address = f"ws://127.0.0.1:{server.port}/api/v2/notifications"
    return connect(address, additional_headers={"Cookie": f"JSESSIONID={rest.cookie}"}, open_timeout=10, close_timeout=2)


def tell(web_socket, channel, client=None, **members):
    known = {"clientId": client} if client else {}
    web_socket.send(json.dumps([{"id": "1", "channel": f"/meta/{channel}", **known, **members}]))
    return json.loads(web_socket.recv(timeout=10))[0]


HANDSHAKE = {"version": "1.0", "supportedConnectionTypes": ["websocket", "long-polling"]}


@pytest.mark.parametrize("text", ["", "{", "[[]]", "null", "[1]", '[{"id":"1"}]', "[" * 5000, "\0", "x" * 300_000])
def test_what_is_no_bayeux_closes_a_web_socket_or_gets_an_error(server, text):
    rest = Rest(server.url, "carol")
    for is_in in (False, True):
        with open_socket(server, rest) as web_socket:
            if is_in:
                client = tell(web_socket, "handshake", **HANDSHAKE)["clientId"]
            try:
                web_socket.send(text)
                while True:
                    answer = json.loads(web_socket.recv(timeout=5))
                    assert not any(message.get("successful") for message in answer), answer
            except (ConnectionClosed, TimeoutError):
                pass
        if is_in:
            with client_of(server, rest) as other:
                other.post(PATH, json=[{"id": "9", "channel": "/meta/disconnect", "clientId": client}])
    assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_a_client_id_that_is_wrong_or_stolen_is_unknown_on_a_web_socket_too(server):
    carol, bob = Rest(server.url, "carol"), Rest(server.url, "bob")
    with open_socket(server, carol) as hers, open_socket(server, bob) as his, open_socket(server, bob) as own:
        client = tell(hers, "handshake", **HANDSHAKE)["clientId"]
        for id in (client, "nobody's", "x" * 1000):
            for channel, members in [
                ("subscribe", {"subscription": "/v2/me/interactions"}), ("connect", {"connectionType": "websocket"}),
                ("disconnect", {}),
            ]:
                refused = tell(his, channel, id, **members)
                assert refused["error"] == "402::Unknown client" and not refused["successful"], refused
                if channel == "connect":
                    assert refused["advice"]["reconnect"] == "handshake"
        # Whoever is in with an id of its own gets no further with another's.
        mine = tell(own, "handshake", **HANDSHAKE)["clientId"]
        assert not tell(own, "subscribe", client, subscription="/v2/me/interactions")["successful"]
        assert tell(hers, "subscribe", client, subscription="/v2/me/channels")["successful"]
        for web_socket, id in [(hers, client), (own, mine)]:
            with client_of(server, carol if web_socket is hers else bob) as other:
                other.post(PATH, json=[{"id": "9", "channel": "/meta/disconnect", "clientId": id}])


def test_a_client_that_does_not_read_takes_no_memory(server):
    carol = Rest(server.url, "carol")
    carol.me("StartContactCenterSession", channels=["chat"])
    carol.channel("chat", "Ready")
    visitor = Visitor(server).comes()
    id = carol.interactions()[0]["id"]
    carol.operate(id, "Accept")
    deaf = socket.create_connection(("127.0.0.1", server.port))
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    key = base64.b64encode(os.urandom(16)).decode()
    deaf.send(
        (
            f"GET /api/v2/notifications HTTP/1.1\r\nHost: x\r\nCookie: JSESSIONID={carol.cookie}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        ).encode()
    )
    assert b"101" in deaf.recv(1024)

    def send(message):
        data = json.dumps([message]).encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0xFE]) + len(data).to_bytes(2, "big")
        deaf.send(b"\x81" + size + b"\0\0\0\0" + data)

    send({"id": "1", "channel": "/meta/handshake", **HANDSHAKE})
    client = json.loads(deaf.recv(4096).partition(b"[")[2].join([b"[", b""]))[0]["clientId"]
    send({"id": "2", "channel": "/meta/subscribe", "clientId": client, "subscription": "/v2/me/interactions"})
    send({"id": "3", "channel": "/meta/connect", "clientId": client, "connectionType": "websocket"})
    before = server.resident_bytes()
    for number in range(300):
        visitor.says(f"{number} " + "x" * 20_000)
    assert server.resident_bytes() - before < 150_000_000
    deaf.close()
    # The others work on.
    assert carol.interactions()[0]["content"]["events"][-1]["text"].startswith("299 ")
    carol.operate(id, "StopProcessing")


def test_requests_that_never_end_hold_nothing_up(server):
    bob = Rest(server.url, "bob")
    slow = []
    for _ in range(50):
        connection = socket.create_connection(("127.0.0.1", server.port))
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nCookie: JSESSIONID={bob.cookie}\r\nContent-Length: 1000\r\n\r\n["
        connection.send(head.encode())
        slow.append(connection)
    with client_of(server, bob) as client:
        assert shake(client)["successful"]
    for connection in slow:
        connection.close()


def test_operations_that_are_none_get_a_code(server):
    rest = Rest(server.url, "alice")
    for path in ("/me", "/me/channels/chat", "/me/interactions/0000000000000000", "/me/emails/x", "/workbins/me"):
        for body in (b"", b"[]", b"{}", b"{", b'{"operationName":"Fly"}', b'{"operationName":["Accept"]}', b"\xff" * 99):
            answer = rest.client.post(path, content=body)
            assert answer.status_code in (200, 413) and answer.json()["statusCode"] != 0, f"{path} {body} {answer.text}"
