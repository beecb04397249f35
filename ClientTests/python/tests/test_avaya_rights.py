# SPDX-License-Identifier: Apache-2.0
"""How long and for how many the notification WebSocket is open."""

import time

import pytest

from avaya import quick_config
from avaya_client import AvayaClient
from own_server import OwnServer, free_port


@pytest.fixture
def start(tmp_path):
    servers = []

    def start(**settings):
        server = OwnServer(tmp_path, free_port(), config=quick_config(tmp_path), **settings).wait_until_ready()
        servers.append(server)
        return AvayaClient(server.url).log_in()

    yield start
    for server in servers:
        server.stop()


def test_a_renewal_by_somebody_else_gives_a_connection_no_more_time(start):
    client = start(CORDBOARD_IDENTITY_ACCESS_TOKEN_LIFETIME="10s")
    mine, theirs = client.subscribe(), client.subscribe()
    ada = AvayaClient(str(client.http.base_url))
    with client.socket(mine) as first, client.socket(theirs) as second:
        time.sleep(3)
        ada.log_in(grant_type="password", client_id="integration", client_secret="demo", username="ada", password="demo")
        ada.renew(theirs["subscriptionId"])
        client.log_in().renew(mine["subscriptionId"])
        assert second.close_code() == 4410
        # The subscription goes on; who has a good token may follow it.
        assert client.get(theirs["subscriptionId"])["status"] == "ACTIVE"
        with client.socket(theirs) as again:
            again.ping()
        first.ping()
        assert first.receive() == {"event": "pong"}


def test_a_connection_that_is_one_too_many_does_not_take_the_place_of_another(start):
    client = start(CORDBOARD_LIMITS_CONNECTIONS_PER_ACCOUNT="1")
    made = client.subscribe()
    with client.socket(made) as first:
        with client.socket(made, authenticate=False) as second:
            second.send(event="authentication", subscriptionId=made["subscriptionId"], token=client.token)
            assert second.close_code() == 4429
        first.ping()
        assert first.receive() == {"event": "pong"}


def test_connections_that_do_not_authenticate_have_a_limit(start):
    client = start(CORDBOARD_LIMITS_PENDING_SESSIONS="2")
    made = client.subscribe()
    with client.socket(made, authenticate=False), client.socket(made, authenticate=False) as second:
        with pytest.raises(Exception, match="429"):
            with client.socket(made, authenticate=False):
                pass
        assert second.authenticate(made["subscriptionId"], client.token)["status"] == "CONNECTION_CONFIRMED"
        with client.socket(made, authenticate=False):
            pass


def test_the_token_of_a_webhook_is_shown_to_its_creator_alone(start):
    client = start()
    transport = {"type": "WEBHOOK", "endpoint": "https://crm.example.com/hook", "authToken": "s3cret"}
    made = client.subscribe(transport=transport)
    assert made["transport"]["authToken"] == client.get(made["subscriptionId"])["transport"]["authToken"] == "s3cret"
    ada = AvayaClient(str(client.http.base_url)).log_in(
        grant_type="password", client_id="integration", client_secret="demo", username="ada", password="demo"
    )
    assert "authToken" not in ada.get(made["subscriptionId"])["transport"]
    assert "s3cret" not in str(ada.page())
