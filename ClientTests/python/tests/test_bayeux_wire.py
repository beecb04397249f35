# SPDX-License-Identifier: Apache-2.0
"""Bayeux without a library: what is wrong, what is bounded, and who is who."""

import threading

import pytest
from websockets.exceptions import ConnectionClosed

from bayeux_server import Raw, bayeux_server, needs_bayeux, receive, send

pytestmark = needs_bayeux


@pytest.fixture(scope="module")
def server():
    with bayeux_server() as server:
        yield server


@pytest.fixture
def client(server):
    return Raw(server).connected()


@pytest.mark.parametrize(
    "body, status",
    [
        ("", 400), ("[", 400), ("[]", 400), ("5", 400), ("[5]", 400), ("[[]]", 400), ('[{"channel":}]', 400),
        ("[" * 10_000, 400), ('[{"channel":"\ud800"}]', 400), ('{"channel":"/a"}', 200), ("[{}]", 200),
        ('[{"channel":5,"clientId":{}}]', 200), ('[{"id":{},"channel":"/meta/connect"}]', 200),
        ("[" + ",".join(["{}"] * 101) + "]", 413), ('[{"x":"' + "x" * 300_000 + '"}]', 413),
    ],
)
def test_malformed_messages_are_told_what_is_wrong(server, body, status):
    answer = Raw(server).http.post(
        f"http://127.0.0.1:{server.port}/bayeux",
        content=body.encode(errors="surrogatepass"),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    assert answer.text


def test_a_page_of_another_origin_cannot_send_messages_without_asking(server):
    raw = Raw(server)
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]:
        answer = raw.http.post(raw.url, content="[]", headers={"content-type": kind})
        assert answer.status_code == 400 and "Unknown Bayeux Transport" in answer.text


def test_an_unknown_client_is_advised_to_shake_hands(server):
    raw = Raw(server)
    raw.id = "nobody"
    answer = raw.connect()[0]
    assert answer["error"] == "402::Unknown client"
    assert answer["advice"] == {"reconnect": "handshake", "interval": 0, "timeout": 30_000}


def test_an_id_that_was_stolen_is_unknown(server):
    eva = Raw(server, auth=("eva", "x")).connected()
    tom = Raw(server, auth=("tom", "x"))
    tom.id = eva.id
    assert tom.publish("/a", 1)["error"].startswith("402:")
    assert eva.publish("/a", 1)["successful"]
    mallory = Raw(server, auth=("mallory", "x"))
    assert mallory.post(mallory.message("/meta/handshake")).status_code == 401


def test_a_handshake_is_refused_and_advised_to_stop(server):
    answer = Raw(server).handshake(ext={"token": "shut"})
    assert not answer["successful"] and answer["error"] == "403::Handshake denied"
    assert answer["advice"]["reconnect"] == "none"
    assert Raw(server).handshake(ext={"token": "open"})["successful"]


def test_private_channels_are_refused(client):
    assert client.subscribe("/private/a")["error"] == "403:denied_by_security_policy:subscribe_denied"
    assert client.publish("/private/a", 1)["error"] == "403:denied_by_security_policy:publish denied"
    assert client.subscribe(["/a", "/meta/connect"])["error"].startswith("403:")


def test_two_connections_serve_a_client_and_a_flood_of_connects_leaves_one(client):
    other = Raw.__new__(Raw)
    other.__dict__.update(client.__dict__)
    statuses = []
    threads = [
        threading.Thread(
            target=lambda: statuses.append(
                client.post(client.message("/meta/connect", connectionType="long-polling")).status_code
            )
        )
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    while len(statuses) < 9:
        pass
    client.publish("/service/echo", "end")
    client.post(client.message("/meta/disconnect"))
    for thread in threads:
        thread.join(timeout=10)
    assert sorted(statuses) == [200] + [500] * 9


def test_messages_in_a_row_come_in_order_on_a_websocket(server, client):
    with client.socket() as socket:
        send(socket, client.message("/service/burst", data=500))
        heard = []
        while len(heard) < 500:
            heard += [message["data"] for message in receive(socket) if message["channel"] == "/service/echo"]
        assert heard == list(range(500))


def test_a_websocket_goes_on_with_another_client_after_an_unknown_one(server):
    raw = Raw(server)
    with raw.socket() as socket:
        socket.send("[]")
        assert receive(socket) == []
        raw.id = "nobody"
        send(socket, raw.message("/meta/connect", connectionType="websocket"))
        assert receive(socket)[0]["advice"]["reconnect"] == "handshake"
        raw.id = None
        send(socket, raw.message("/meta/handshake", version="1.0", supportedConnectionTypes=["websocket"]))
        raw.id = receive(socket)[0]["clientId"]
        send(socket, raw.message("/meta/connect", connectionType="websocket"))
        assert receive(socket)[0]["successful"]


@pytest.mark.parametrize("text", ["[", "5", "x" * 10])
def test_a_websocket_that_says_nonsense_is_closed(server, client, text):
    for isKnown in [False, True]:
        with client.socket() as socket:
            if isKnown:
                send(socket, client.message("/service/x", data=1))
                receive(socket)
            socket.send(text)
            with pytest.raises(ConnectionClosed):
                socket.recv(timeout=5)
            assert socket.close_code == 1002
    assert client.publish("/a", 1)["successful"], "the session goes on"


def test_lost_answers_come_again_with_acknowledgement(server):
    client = Raw(server)
    assert client.handshake(ext={"ack": True})["ext"] == {"ack": True}
    assert client.connect(ext={"ack": 0})[-1]["ext"] == {"ack": 1}
    client.publish("/service/echo", 5)
    first = client.connect(ext={"ack": 1})
    again = client.connect(ext={"ack": 1})
    assert [message["ext"]["ack"] for message in (first[-1], again[-1])] == [2, 3]
    assert first[0] == again[0] == {"channel": "/service/echo", "data": 5}


def test_what_waits_is_bounded():
    with bayeux_server("--queue", "10") as server:
        client = Raw(server).connected()
        client.publish("/service/burst", 10)
        assert [message.get("data") for message in client.connect()[:10]] == list(range(10))
        client.publish("/service/burst", 11)
        assert client.publish("/a", 1)["error"].startswith("402:")


def test_sessions_are_bounded():
    with bayeux_server("--sessions", "1") as server:
        first = Raw(server).connected()
        answer = Raw(server).handshake()
        assert answer["error"] == "403:too_many_sessions:Handshake denied"
        assert answer["advice"]["reconnect"] == "handshake" and answer["advice"]["interval"] > 0
        first.post(first.message("/meta/disconnect"))
        assert Raw(server).handshake()["successful"]


def test_newer_words(server):
    with bayeux_server("--new-words") as server:
        raw = Raw(server)
        raw.id = "nobody"
        assert raw.connect()[0]["error"] == "402::session_unknown"
