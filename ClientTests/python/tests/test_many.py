# SPDX-License-Identifier: Apache-2.0
"""Ten thousand WebSockets at once: all are served, each gets the fact, and memory stays bounded."""

import base64
import os
import resource
import select
import socket
import time

import pytest

from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary

COUNT = 10_000


def test_ten_thousand_connections_at_once(tmp_path):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < COUNT + 500:
        pytest.skip(f"the system allows {hard} open files to a process")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    sockets = []
    try:
        token = server.token()
        before = server.resident_bytes()
        poll = select.epoll()
        for number in range(COUNT):
            peer = socket.create_connection(("127.0.0.1", server.port), timeout=60)
            key = base64.b64encode(os.urandom(16)).decode()
            peer.sendall(
                (
                    "GET /api/v1/accounts/DEMOCO/events?kinds=conversationStarted HTTP/1.1\r\n"
                    f"Host: test\r\nAuthorization: Bearer {token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
                ).encode()
            )
            sockets.append(peer)
        received = {peer.fileno(): b"" for peer in sockets}
        by_number = {peer.fileno(): peer for peer in sockets}
        for peer in sockets:
            peer.setblocking(False)
            poll.register(peer, select.EPOLLIN)

        def read_until(marker):
            waiting = {number for number, data in received.items() if marker not in data}
            deadline = time.monotonic() + 120
            while waiting:
                assert time.monotonic() < deadline, f"{len(waiting)} connections still wait for {marker}"
                for number, _ in poll.poll(1):
                    data = by_number[number].recv(65_536)
                    assert data, "the server closed a connection"
                    received[number] += data
                    if marker in received[number]:
                        waiting.discard(number)

        read_until(b"stream.caughtUp")
        assert all(data.startswith(b"HTTP/1.1 101") for data in received.values())
        with server.client(headers={"Authorization": f"Bearer {token}"}) as client:
            started = client.post(
                "/api/v1/accounts/DEMOCO/conversations", json={"channel": "web", "customer": {"identifier": "many"}}
            )
            assert started.status_code == 201
            read_until(b"cordboard.conversationStarted")
            assert client.get("/readyz").status_code == 200
        # Far above what a connection costs (docs/benchmarks.md), far below what a leak would.
        assert server.resident_bytes() - before < COUNT * 40_000
    finally:
        for peer in sockets:
            peer.close()
        server.stop()
