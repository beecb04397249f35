# SPDX-License-Identifier: Apache-2.0
"""Tokens of an issuer elsewhere, on every way in: requests, WebSockets and event streams."""

import time

import jwt
import pytest
import yaml
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cordboard_client import Cordboard, Refused
from external_issuer import ExternalIssuer, Key
from own_server import CONFIG, OwnServer, free_port, needs_binary

pytestmark = needs_binary


@pytest.fixture
def issuer():
    issuer = ExternalIssuer(Key("first", "RS256"))
    yield issuer
    issuer.close()


@pytest.fixture
def server(tmp_path, issuer):
    configuration = yaml.safe_load(CONFIG.read_text())
    configuration["accounts"]["DEMOCO"]["externalIssuer"] = {
        "issuer": issuer.url,
        "roles": {"supervisor": ["team-lead"]},
    }
    path = tmp_path / "cordboard.yaml"
    path.write_text(yaml.safe_dump(configuration))
    settings = {"CORDBOARD_IDENTITY_EXTERNAL_FETCH_INTERVAL": "1s", "CORDBOARD_IDENTITY_CLOCK_LEEWAY": "0s"}
    server = OwnServer(tmp_path, free_port(), config=path, **settings).wait_until_ready()
    yield server
    server.stop()


@pytest.fixture
def holder(server):
    def make(token):
        client = Cordboard(server.url)
        client.token = token
        return client

    return make


def refusal(client):
    with pytest.raises(Refused) as refused:
        client.get("/agents/alice")
    return refused.value


def closing_code(stream):
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            stream.receive()
    return closed.value.rcvd.code


def test_a_person_and_a_program_work_with_tokens_of_their_issuer(issuer, holder, server):
    alice = holder(issuer.person("alice", "agent"))
    program = holder(issuer.program("integration", "conversations events"))
    with alice.web_socket() as stream, program.server_sent_events() as events:
        stream.caught_up()
        events.caught_up()
        alice.post("/agents/alice/login")
        assert stream.until("cordboard.agentLoggedIn")[0]["data"]["agent"] == "alice"
        assert events.until("cordboard.agentLoggedIn")[0]["data"]["agent"] == "alice"
    assert refusal(holder(issuer.person("mallory", "agent"))).code == "subjectGone"
    # A role's name at the issuer, and a role that has another name there.
    holder(issuer.person("sam", "team-lead")).get("/agents/alice")
    # Without a role that counts, others are not even there.
    assert refusal(holder(issuer.person("sam", "supervisor"))).code == "unknownAgent"
    # The built-in issuer works beside it.
    Cordboard(server.url).log_in("alice", "demo").get("/agents/alice")


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"])
def test_every_algorithm(issuer, holder, algorithm):
    issuer.keys = [Key("other", algorithm)]
    holder(issuer.person("alice", "agent")).get("/agents/alice")


def test_bad_tokens_are_refused_on_every_way_in(issuer, holder):
    now = int(time.time())
    secret = issuer.keys[0].public["n"] * 2
    claims = jwt.decode(issuer.person("alice", "agent"), options={"verify_signature": False})
    bad = {
        "forged": issuer.person("alice", "agent", key=Key("first", "RS256")),
        "other issuer": issuer.person("alice", "agent", iss="http://127.0.0.1:1/realms/demo"),
        "other audience": issuer.person("alice", "agent", aud="account"),
        "expired": issuer.person("alice", "agent", lifetime=-1),
        "not yet": issuer.person("alice", "agent", nbf=now + 60),
        "unsigned": jwt.encode(claims, None, algorithm="none", headers={"kid": "first"}),
        "confused": jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "first"}),
        "no key": jwt.encode(claims, issuer.keys[0].private, algorithm="RS256"),
    }
    for name, token in bad.items():
        client = holder(token)
        refused = refusal(client)
        assert refused.status == 401, name
        assert refused.headers["www-authenticate"].startswith('Bearer error="invalid_token"'), name
        with pytest.raises(InvalidStatus) as socket, client.web_socket():
            pass
        assert socket.value.response.status_code == 401, name
        with pytest.raises(Refused) as events, client.server_sent_events():
            pass
        assert events.value.status == 401, name


def test_keys_rotate(issuer, holder):
    old = holder(issuer.person("alice", "agent"))
    old.get("/agents/alice")
    issuer.keys = [Key("second", "ES256")]
    new = holder(issuer.person("alice", "agent"))
    deadline = time.monotonic() + 30
    while True:
        try:
            new.get("/agents/alice")
            break
        except Refused as refused:
            # Asked for its keys a moment ago: the server says when it will ask again.
            assert (refused.status, refused.code) == (503, "issuerUnavailable")
            assert time.monotonic() < deadline
            time.sleep(int(refused.headers["retry-after"]))
    assert refusal(old).status in (401, 503)


def test_an_outage_refuses_nobody_who_is_known(issuer, holder):
    holder(issuer.person("alice", "agent")).get("/agents/alice")
    issuer.down = True
    holder(issuer.person("bob", "agent")).get("/agents/bob")
    unknown = refusal(holder(issuer.person("alice", "agent", key=Key("second", "ES256"))))
    assert (unknown.status, unknown.code) == (503, "issuerUnavailable")
    assert int(unknown.headers["retry-after"]) >= 1


def test_streams_end_with_their_token(issuer, holder):
    client = holder(issuer.program("integration", "events", lifetime=3))
    with client.web_socket() as stream:
        stream.caught_up()
        assert closing_code(stream) == 4002
