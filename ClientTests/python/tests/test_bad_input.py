# SPDX-License-Identifier: Apache-2.0
"""Whatever is sent, the answer is a problem document that says where and why."""

import httpx
import pytest

from cordboard_client import Cordboard, Refused

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "method, path, raw, status, code, pointer",
    [
        ("PUT", "/agents/alice/state", "{", 400, "malformed", None),
        ("PUT", "/agents/alice/state", '{"state":"READY"}}', 400, "malformed", None),
        ("PUT", "/agents/alice/state", "[" * 100_000, 400, "malformed", None),
        ("PUT", "/agents/alice/state", b'{"state":"\xff"}', 400, "malformed", None),
        ("PUT", "/agents/alice/state", "[]", 422, "invalid", ""),
        ("PUT", "/agents/alice/state", "{}", 422, "invalid", "/state"),
        ("PUT", "/agents/alice/state", '{"state":1}', 422, "invalid", "/state"),
        ("PUT", "/agents/alice/state", '{"state":"READY","x":1}', 422, "invalid", "/x"),
        ("PUT", "/agents/alice/state", '{"state":"NOT_READY","reason":"no-such"}', 422, "unknownReasonCode", None),
        ("POST", "/conversations", '{"channel":"web"}', 422, "invalid", "/customer"),
        ("POST", "/conversations", '{"channel":"none","customer":{"identifier":"x"}}', 404, "unknownChannel", None),
        ("POST", f"/conversations/{NOBODY}/messages", '{"as":"customer","body":{"text":"x"}}', 404,
         "unknownConversation", None),
        ("POST", f"/conversations/{NOBODY}/messages", '{"body":{"text":5}}', 422, "invalid", "/body/text"),
        ("POST", f"/offers/{NOBODY}/accept", '{"agent":"alice"}', 410, "unknownOffer", None),
        ("POST", "/offers/not-an-id/accept", '{"agent":"alice"}', 404, "notFound", None),
        ("PUT", "/configuration/queues/q", '{"name":"Q"}', 422, "invalid", "/mediaRoutingDomain"),
        ("DELETE", "/configuration/queues/support", None, 409, "stillUsed", None),
        ("DELETE", "/agents/alice", None, 405, "methodNotAllowed", None),
        ("GET", "/nothing", None, 404, "notFound", None),
        ("GET", "/agents?limit=many", None, 400, "invalidQuery", None),
    ],
)
def test_bad_requests(centre, method, path, raw, status, code, pointer):
    if path.startswith("/agents/alice/"):
        centre.post("/agents/alice/login")
    with pytest.raises(Refused) as refused:
        centre.call(method, path, raw=raw)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert refused.value.problem["detail"]
    if pointer is not None:
        assert refused.value.pointers == [pointer]
    if status == 405:
        assert refused.value.headers["Allow"] == "GET"


def test_an_oversized_body(centre):
    body = b'{"state":"' + b"x" * (2 << 20) + b'"}'
    try:
        with pytest.raises(Refused) as refused:
            centre.call("PUT", "/agents/alice/state", raw=body)
        assert refused.value.status == 413
    except httpx.TransportError:
        # The server may close before it read everything; it must still be there.
        assert centre.get("/agents/alice")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_another_content_type(centre, kind):
    with pytest.raises(Refused) as refused:
        centre.call("PUT", "/agents/alice/state", raw="{}", headers={"Content-Type": kind})
    assert refused.value.status == 415


@pytest.mark.parametrize("token", [None, "forged", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9."])
def test_no_token_or_a_forged_one(url, token):
    nobody = Cordboard(url)
    nobody.token = token
    with pytest.raises(Refused) as refused:
        nobody.get("/agents")
    assert refused.value.status == 401
    assert refused.value.headers["WWW-Authenticate"].startswith("Bearer")


def test_another_account_is_not_to_be_learnt_of(url, people):
    answers = []
    for account in ["OTHER", "NONE"]:
        stranger = Cordboard(url, account=account)
        stranger.token = people("alice").token
        with pytest.raises(Refused) as refused:
            stranger.get("/agents")
        answers.append((refused.value.status, refused.value.code, refused.value.problem["detail"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403


def test_agents_see_and_do_only_their_own(people):
    alice = people("alice")
    for method, path, status in [
        ("GET", "/agents/bob", 404), ("POST", "/agents/bob/login", 403), ("GET", "/configuration/queues", 403),
        ("PUT", "/configuration/teams/x", 403), ("GET", "/events?topics=account", 403), ("GET", "/state?agent=bob", 404),
    ]:
        with pytest.raises(Refused) as refused:
            alice.call(method, path, raw='{"name":"x"}' if method == "PUT" else None)
        assert refused.value.status == status, path


def test_a_wrong_password_is_not_told_from_an_unknown_user(url):
    answers = []
    for name in ["alice", "nobody-by-that-name"]:
        form = {"grant_type": "password", "client_id": "cordboard", "username": name, "password": "wrong"}
        response = httpx.post(f"{url}/realms/democo/protocol/openid-connect/token", data=form)
        answers.append((response.status_code, response.json()))
    assert answers[0] == answers[1]
    assert answers[0][1]["error"] == "invalid_grant"


@pytest.mark.parametrize("path", ["/", "/nothing", "/api/v2", "/realms/democo/nothing"])
def test_an_address_that_nobody_serves(centre, path):
    answer = centre.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    centre.descriptions.check_answer("GET", path, answer)
    assert answer.json()["code"] == "notFound"
