# SPDX-License-Identifier: Apache-2.0
"""Two accounts with the same people in one server: desktops are those of one, and learn nothing of the other."""

import json

import httpx
import pytest

from cordboard_client import Cordboard
from expertflow import configuration
from genesys import TOPICS, Listener, Problem, Rest, reply
from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary
SECRET = "nobody else is to know"
PATH = "/api/v2/notifications/"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("genesys-accounts")
    config = configuration(folder, other_account="NORDCO", account="DEMOCO")
    server = OwnServer(folder, free_port(), config=config, CORDBOARD_GENESYS_ACCOUNT="DEMOCO").wait_until_ready()
    yield server
    server.stop()


def chat(server, centre):
    """A customer's chat of an account."""
    answer = httpx.post(
        f"{server.url}/api/v2/chats", headers={"ContactCenterId": centre},
        json={"operationName": "RequestChat", "nickname": SECRET, "subject": SECRET},
    ).json()
    assert answer["statusCode"] == 0, answer
    return answer["id"]


def ready(rest):
    rest.me("StartContactCenterSession", channels=["chat"])
    rest.channel("chat", "Ready")


def test_what_is_of_another_account_is_told_to_nobody(server):
    token = Cordboard(server.url, account="NORDCO", realm="nordco").log_in("alice", "demo").token
    ours, theirs = Rest(server.url, "alice"), Rest(server.url, "alice", token=token)
    assert ours.user["userName"] == theirs.user["userName"] and ours.user["id"] != theirs.user["id"]
    listener = Listener(ours, *TOPICS)
    try:
        ready(ours)
        ready(theirs)
        foreign = chat(server, "NORDCO")
        [interaction] = theirs.interactions()
        id = interaction["id"]
        assert ours.interactions() == []
        for operation, members in [("Accept", {}), ("Send", {"text": "mine"}), ("Complete", {}), ("Transfer", {"targetUri": "bob"})]:
            with pytest.raises(Problem) as refused:
                ours.operate(id, operation, **members)
            assert refused.value.code == 6
        for method, path in [("GET", f"/interactions/{id}"), ("GET", f"/me/chats/{id}"), ("GET", f"/users/{theirs.user['id']}")]:
            with pytest.raises(Problem) as refused:
                ours.ask(method, path)
            assert refused.value.code == 6
        theirs.operate(id, "Accept")
        theirs.operate(id, "Send", text=SECRET)
        theirs.operate(id, "PlaceInWorkbin")
        assert ours.ask("GET", "/workbins/me", params={"subresources": "*"})["workbin"]["chats"] == []
        with pytest.raises(Problem) as refused:
            ours.ask("POST", "/workbins/me", {"operationName": "PullInteraction", "id": id})
        assert refused.value.code == 6
        # A customer's chat is one of its own centre's alone.
        for centre, code in [("NORDCO", 0), ("DEMOCO", 6)]:
            for part in ("", "/messages"):
                answer = httpx.get(f"{server.url}/api/v2/chats/{foreign}{part}", headers={"ContactCenterId": centre})
                assert answer.json()["statusCode"] == code
        # Something of its own comes, after everything else.
        chat(server, "DEMOCO")
        told = listener.until(lambda topic, data: topic == TOPICS[0])
        own = ours.interactions()[0]["id"]
        assert told.get("interaction", told)["id"] == own
        assert id not in json.dumps(listener.heard) and theirs.user["id"] not in json.dumps(listener.heard)
        ours.operate(own, "Accept")
        ours.operate(own, "Complete")
    finally:
        listener.close()


def test_a_client_of_another_account_is_unknown(server):
    token = Cordboard(server.url, account="NORDCO", realm="nordco").log_in("alice", "demo").token
    ours, theirs = Rest(server.url, "alice"), Rest(server.url, "alice", token=token)
    handshake = [{"id": "1", "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}]
    id = reply(theirs, handshake)["clientId"]
    subscribe = [{"id": "2", "channel": "/meta/subscribe", "clientId": id, "subscription": "/v2/me/interactions"}]
    assert reply(ours, subscribe)["error"] == "402::Unknown client"
    assert reply(theirs, subscribe)["successful"]


def test_several_accounts_need_the_header(server):
    answer = httpx.post(f"{server.url}/api/v2/chats", json={"operationName": "RequestChat", "nickname": "Chris"}).json()
    assert answer["statusCode"] == 1
