# SPDX-License-Identifier: Apache-2.0
"""Clients of CometD that do harm: floods of handshakes and connects, clients that do not read, and what is none of it."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from genesys import Rest
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
