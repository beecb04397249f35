# SPDX-License-Identifier: Apache-2.0
"""A server whose settings of the dialect are not those that it has by itself: each of them is seen by a desk."""

import json

import pytest
from websockets.exceptions import ConnectionClosed

from echo_server import Raw
from expertflow import floor, joined, serve  # noqa: F401
from own_server import needs_binary

pytestmark = needs_binary


@pytest.fixture(scope="module")
def expertflow_server(tmp_path_factory):
    settings = {"autoAnswer": True, "loginLifetime": "1m", "pingInterval": "1s", "pingTimeout": "1s"}
    with serve(tmp_path_factory.mktemp("settings"), **settings) as server:
        yield server


@pytest.fixture
def desk(floor):
    return floor.new_desk("alice").log_in()


def test_offers_are_accepted_by_themselves(desk):
    assert desk.get("/unified-admin/agent-desk-settings").json()[0]["isAutoAnswerEnabled"] is True


def test_a_login_lives_as_long_as_it_may(desk):
    login = desk.http.post(f"{desk.url}/agent-manager/agent/login", json={"username": "alice", "password": "demo"}, timeout=30)
    assert "Max-Age=60" in login.headers["set-cookie"].split("; ")
    # It is good anew when half of it is over, and not before.
    assert "set-cookie" not in desk.get("/unified-admin/reasons").headers


@pytest.mark.parametrize("path", ["/agent-manager/socket.io/", "/socket.io/"])
def test_desks_are_told_how_often_they_are_asked(expertflow_server, path):
    opened = json.loads(Raw(expertflow_server.url, path).request().text[1:])
    assert (opened["pingInterval"], opened["pingTimeout"]) == (1000, 1000)


def test_a_silent_desk_is_gone(desk):
    heard = []
    with joined(desk) as socket:
        with pytest.raises(ConnectionClosed):
            while True:
                heard.append(socket.recv(timeout=10))
    assert heard.count("2") == 1
    assert (socket.close_code, socket.close_reason[:19]) == (4001, "no answer to a ping")
