# SPDX-License-Identifier: Apache-2.0
"""Clients that others wrote, against the example server: python-engineio and python-socketio."""

import queue

import engineio
import pytest
import socketio

from echo_server import EchoServer, echo_server, needs_own_echo

pytestmark = needs_own_echo

WAYS = [["polling"], ["websocket"], ["polling", "websocket"]]


class Engine(engineio.Client):
    """Hands on what comes one after another; the library's own gives each packet to a thread, where they may overtake."""

    def _trigger_event(self, event, *arguments, **options):
        return super()._trigger_event(event, *arguments, **options | {"run_async": False})


class Socket(socketio.Client):
    def _engineio_client_class(self):
        return Engine


@pytest.fixture(scope="module")
def server():
    # Clients in threads of a busy machine may take their time to answer.
    with echo_server("--ping-timeout", "5000") as server:
        yield server


@pytest.mark.parametrize("ways", WAYS, ids="-".join)
class TestEngine:
    def test_text_and_bytes_come_back_in_order(self, server, ways):
        heard = queue.Queue()
        client = Engine()
        client.on("message", heard.put)
        client.connect(server.url, transports=ways)
        try:
            assert client.transport() == ways[-1]
            said = [b"%d" % number if number % 3 == 0 else f"text {number} €" for number in range(200)]
            for message in said:
                client.send(message)
            assert [heard.get(timeout=10) for _ in said] == said
        finally:
            client.disconnect()

    def test_a_connection_outlives_many_heartbeats(self, server, ways):
        heard = queue.Queue()
        client = Engine()
        client.on("message", heard.put)
        client.connect(server.url, transports=ways)
        client.sleep(2)
        client.send("still here")
        assert heard.get(timeout=10) == "still here"
        client.disconnect()


@pytest.mark.parametrize("ways", WAYS, ids="-".join)
class TestSocket:
    def connect(self, server, ways, **options):
        heard = queue.Queue()
        client = Socket(reconnection_delay=0.1, reconnection_delay_max=0.2, randomization_factor=0)
        for namespace in ("/", "/custom"):
            for name in ("auth", "message-back", "question", "answered"):

                def note(*arguments, name=name, namespace=namespace):
                    heard.put((namespace, name, arguments))
                    return ("because", b"\x07") if name == "question" else None

                client.on(name, note, namespace=namespace)
        client.connect(server.url, transports=ways, wait_timeout=10, **{"namespaces": ["/"]} | options)
        return client, heard

    def test_it_joins_and_is_told_what_it_said_of_itself(self, server, ways):
        client, heard = self.connect(server, ways, auth={"token": "123"}, namespaces=["/", "/custom"])
        told = [heard.get(timeout=10) for _ in range(2)]
        assert sorted(told) == [("/", "auth", ({"token": "123"},)), ("/custom", "auth", ({"token": "123"},))]
        assert client.get_sid("/") != client.get_sid("/custom")
        assert client.transport() == ways[-1]
        client.disconnect()

    def test_an_unknown_namespace_is_refused(self, server, ways):
        client = socketio.Client(reconnection=False)
        with pytest.raises(socketio.exceptions.ConnectionError, match="/random"):
            client.connect(server.url, transports=ways, namespaces=["/random"], wait_timeout=10)

    def test_events_come_back_with_text_and_bytes(self, server, ways):
        client, heard = self.connect(server, ways)
        assert heard.get(timeout=10)[1] == "auth"
        for number in range(50):
            client.emit("message", (number, "text €", {"bytes": b"\x01\x02" * number, "list": [True, None]}))
        for number in range(50):
            expected = (number, "text €", {"bytes": b"\x01\x02" * number, "list": [True, None]})
            assert heard.get(timeout=10) == ("/", "message-back", expected)
        client.disconnect()

    def test_events_are_acknowledged_both_ways(self, server, ways):
        client, heard = self.connect(server, ways)
        assert heard.get(timeout=10)[1] == "auth"
        assert client.call("message-with-ack", ("a", 1), timeout=10) == ("a", 1)
        assert client.call("message-with-ack", {"b": b"\x01"}, timeout=10) == {"b": b"\x01"}
        client.emit("ask", "why")
        assert heard.get(timeout=10) == ("/", "question", ("why",))
        assert heard.get(timeout=10) == ("/", "answered", ("because", b"\x07"))
        client.disconnect()

    def test_it_comes_back_after_the_server_dropped_it(self, server, ways):
        client, heard = self.connect(server, ways)
        assert heard.get(timeout=10)[1] == "auth"
        client.emit("drop")
        assert heard.get(timeout=10)[1] == "auth"
        assert client.call("message-with-ack", "again", timeout=10) == "again"
        client.disconnect()

    def test_a_large_message_passes(self, server, ways):
        client, heard = self.connect(server, ways)
        assert heard.get(timeout=10)[1] == "auth"
        text = "x" * 900_000
        assert client.call("message-with-ack", text, timeout=20) == text
        client.disconnect()


@pytest.mark.parametrize("ways", WAYS, ids="-".join)
def test_clients_come_back_after_a_restart(ways):
    server = EchoServer()
    heard = queue.Queue()
    client = Socket(reconnection_delay=0.1, reconnection_delay_max=0.2, randomization_factor=0)
    client.on("auth", lambda data: heard.put("auth"))
    client.on("disconnect", lambda reason: heard.put(reason))
    client.connect(server.url, transports=ways, wait_timeout=10)
    assert heard.get(timeout=10) == "auth"
    port = server.url.rsplit(":", 1)[1]
    server.stop()
    # The transport was closed and nobody was sent out of a namespace: clients come back by themselves.
    assert heard.get(timeout=10) != client.reason.SERVER_DISCONNECT
    server = EchoServer("--port", port)
    try:
        assert heard.get(timeout=20) == "auth"
        client.disconnect()
    finally:
        server.stop()
