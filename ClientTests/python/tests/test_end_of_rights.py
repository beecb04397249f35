# SPDX-License-Identifier: Apache-2.0
"""Open streams end with the right to them."""

import uuid

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cordboard_client import Cordboard
from own_server import OwnServer, free_port, needs_binary


def closing_code(stream):
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            stream.receive()
    return closed.value.rcvd.code


def test_the_streams_of_a_removed_agent_end(url, integration, people):
    name = f"agent-{uuid.uuid4().hex[:8]}"
    integration.put(f"/configuration/agents/{name}", {"firstName": "Tim", "lastName": "Short", "roles": ["agent"]})
    integration.put(f"/configuration/agents/{name}/password", {"password": "demo"})
    agent = Cordboard(url).log_in(name, "demo")
    alice = people("alice")
    with agent.web_socket() as stream, agent.server_sent_events() as events, alice.web_socket() as other:
        for each in (stream, events, other):
            each.caught_up()
        integration.call("DELETE", f"/configuration/agents/{name}")
        assert closing_code(stream) == 4501
        closing = events.receive()
        assert (closing["type"], closing["code"]) == ("cordboard.stream.closing", 4501)
        other.send('{"type":"ping"}')
        assert other.receive() == {"type": "pong"}
    with pytest.raises(InvalidStatus) as refused, agent.web_socket():
        pass
    assert refused.value.response.status_code == 401


@needs_binary
def test_streams_end_with_their_token(tmp_path):
    settings = {"CORDBOARD_IDENTITY_ACCESS_TOKEN_LIFETIME": "10s", "CORDBOARD_IDENTITY_CLOCK_LEEWAY": "0s"}
    server = OwnServer(tmp_path, free_port(), **settings).wait_until_ready()
    try:
        client = Cordboard(server.url).log_in_client("integration", "demo")
        with client.web_socket() as stream, client.server_sent_events() as events:
            stream.caught_up()
            events.caught_up()
            assert closing_code(stream) == 4002
            closing = events.receive()
            assert (closing["type"], closing["code"]) == ("cordboard.stream.closing", 4002)
            answer = httpx.get(
                f"{server.url}/api/v1/accounts/DEMOCO/state", headers={"Authorization": f"Bearer {client.token}"}
            )
            assert answer.status_code == 401
    finally:
        server.stop()
