# SPDX-License-Identifier: Apache-2.0
"""What desktops and customers see of the dialect's settings where these are not the usual ones."""

import json
import re

import httpx
import pytest

from genesys import Rest, Visitor
from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary
PATH = "/api/v2/notifications"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    settings = {
        "CORDBOARD_GENESYS_BAYEUX_CALLBACK_POLLING": "true",
        "CORDBOARD_GENESYS_BAYEUX_DUPLICATE_CONNECT_STATUS": "408",
        "CORDBOARD_GENESYS_BAYEUX_COOKIE": "",
        "CORDBOARD_GENESYS_BAYEUX_INTERVAL": "2s",
        "CORDBOARD_GENESYS_TIMEOUT": "1s",
        "CORDBOARD_GENESYS_CUSTOMER_CHATS_STARTS_PER_MINUTE": "3",
    }
    server = OwnServer(tmp_path_factory.mktemp("genesys-settings"), free_port(), **settings).wait_until_ready()
    yield server
    server.stop()


def scripts(client, *messages, callback="cb"):
    answer = client.get(PATH, params={"jsonp": callback, "message": json.dumps(messages)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/javascript")
    return json.loads(re.fullmatch(re.escape(callback) + r"\((.*)\)", answer.text, re.DOTALL)[1])


def test_callback_polling(server, url):
    rest = Rest(server.url, "alice")
    rest.me("StartContactCenterSession")
    with httpx.Client(base_url=rest.url, cookies={"JSESSIONID": rest.cookie}, timeout=30) as client:
        handshake = {"id": "1", "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["callback-polling"]}
        [shaken] = scripts(client, handshake)
        assert shaken["successful"] and "callback-polling" in shaken["supportedConnectionTypes"]
        assert shaken["advice"] == {"reconnect": "retry", "interval": 2000, "timeout": 1000}
        assert "BAYEUX_BROWSER" not in client.cookies
        known = {"clientId": shaken["clientId"]}
        [done] = scripts(client, {"id": "2", "channel": "/meta/subscribe", "subscription": "/v2/me/channels", **known})
        assert done["successful"]
        told = scripts(client, {"id": "3", "channel": "/meta/connect", "connectionType": "callback-polling", **known})
        assert told[0]["channel"] == "/v2/me/channels" and told[-1]["channel"] == "/meta/connect"
        scripts(client, {"id": "4", "channel": "/meta/disconnect", **known})
    # Where nobody switched it on there is none.
    usual = Rest(url, "alice")
    answer = usual.client.get("/notifications", params={"jsonp": "cb", "message": json.dumps([handshake])})
    assert answer.status_code == 400


def test_an_address_begins_as_many_chats_as_it_may(server):
    for _ in range(3):
        Visitor(server).comes().ask("POST", "Complete")
    refused = httpx.post(f"{server.url}/api/v2/chats", json={"operationName": "RequestChat", "nickname": "Chris"})
    assert refused.status_code == 429 and refused.json()["statusCode"] == 3
