# SPDX-License-Identifier: Apache-2.0
"""A server whose settings of the dialect are not those that it has by itself: each of them is seen by a desk."""

import json

import pytest
from websockets.exceptions import ConnectionClosed

from echo_server import Raw
from expertflow import Floor, OwnServer, configuration, free_port
from own_server import needs_binary

pytestmark = needs_binary


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("settings")
    config = configuration(folder, autoAnswer=True, loginLifetime="1m", pingInterval="1s", pingTimeout="1s")
    server = OwnServer(folder, free_port(), config=config).wait_until_ready()
    yield server
    server.stop()


@pytest.fixture
def desk(server):
    floor = Floor(server)
    yield floor.new_desk("alice").log_in()
    floor.clear()


def test_offers_are_accepted_by_themselves(desk):
    assert desk.get("/unified-admin/agent-desk-settings").json()[0]["isAutoAnswerEnabled"] is True


def test_a_login_lives_as_long_as_it_may(desk):
    login = desk.http.post(f"{desk.url}/agent-manager/agent/login", json={"username": "alice", "password": "demo"}, timeout=30)
    assert "Max-Age=60" in login.headers["set-cookie"].split("; ")
    # It is good anew when half of it is over, and not before.
    assert "set-cookie" not in desk.get("/unified-admin/reasons").headers


@pytest.mark.parametrize("path", ["/agent-manager/socket.io/", "/socket.io/"])
def test_desks_are_told_how_often_they_are_asked(server, path):
    opened = json.loads(Raw(server.url, path).request().text[1:])
    assert (opened["pingInterval"], opened["pingTimeout"]) == (1000, 1000)


def test_a_silent_desk_is_gone(server, desk):
    with Raw(server.url, "/agent-manager/socket.io/").session() as socket:
        socket.send("40" + json.dumps({"agent": json.dumps(desk.user), "fcm": "", "token": desk.token}))
        heard = []
        with pytest.raises(ConnectionClosed):
            while True:
                heard.append(socket.recv(timeout=10))
        assert heard.count("2") == 1
        assert (socket.close_code, socket.close_reason[:19]) == (4001, "no answer to a ping")
