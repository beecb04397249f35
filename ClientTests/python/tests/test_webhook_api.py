# SPDX-License-Identifier: Apache-2.0
"""Webhooks as their owners make, see and change them: rights, and what they do to deliveries."""

import json

import pytest

from avaya import eventually
from cordboard_client import Refused
from own_server import needs_binary
from webhook_receiver import Answer
from webhooks import SAID, Owner, centre_of, texts

pytestmark = needs_binary

PUBLIC = "https://hooks.example.com/in"
UNKNOWN = "3f0c1c5e-0000-4000-8000-000000000000"
EVERYTHING = [
    ("GET", ""),
    ("PUT", ""),
    ("DELETE", ""),
    ("POST", "/enable"),
    ("POST", "/disable"),
    ("POST", "/rotate-secret"),
    ("POST", "/test"),
    ("GET", "/attempts"),
    ("GET", "/dead-letters"),
    ("DELETE", "/dead-letters"),
    ("POST", "/replay"),
]


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    with centre_of(tmp_path_factory.mktemp("webhook-api")) as hooks:
        yield hooks


@pytest.fixture(autouse=True)
def clean(hooks):
    yield
    hooks.clear()


def refused(call, *arguments, **more):
    with pytest.raises(Refused) as refused:
        call(*arguments, **more)
    return refused.value


def ask(client, method, path, body=None):
    return client.call(method, path, {"url": PUBLIC} if method == "PUT" and body is None else body)


def test_a_webhook_from_beginning_to_end(hooks):
    owner = hooks.owner
    assert owner.get("/webhooks")["webhooks"] == []
    answer = owner.call("POST", "/webhooks", {"url": PUBLIC})
    assert answer.status_code == 201 and answer.json()["position"] == answer.headers["Cordboard-Position"]
    made = answer.json()["webhook"]
    assert made.pop("secret").startswith("whsec_")
    expected = {
        "url": PUBLIC,
        "events": [],
        "mode": "structured",
        "signing": "hmac",
        "enabled": True,
        "state": "active",
        "hasClientCertificate": False,
        "createdBy": "client:integration",
        "headers": [],
    }
    assert made | expected == made and set(made) == set(expected) | {"id", "createdAt"}
    assert owner.get("/webhooks")["webhooks"] == [{name: value for name, value in made.items() if name != "headers"}]
    shown = hooks.show(made)
    assert shown.pop("delivery") == {
        "behind": 0,
        "waiting": 0,
        "lanes": 0,
        "inFlight": 0,
        "breaker": "closed",
        "failures": 0,
        "deadLetters": 0,
    }
    assert shown == made
    # What is left out goes back to what it usually is; who made it and its kind of secret stay.
    full = {
        "url": PUBLIC + "/other",
        "description": "ours",
        "events": ["messagePosted"],
        "headers": {"X-Key": "1"},
        "mode": "binary",
        "requestsPerSecond": 7,
        "concurrency": 3,
        "enabled": False,
    }
    changed = owner.put(f"/webhooks/{made['id']}", full)["webhook"]
    assert changed == made | full | {"headers": ["X-Key"], "state": "off"}
    shown = hooks.show(made)
    assert "delivery" not in shown and shown == changed
    assert owner.put(f"/webhooks/{made['id']}", {"url": PUBLIC})["webhook"] == made
    assert hooks.do(made, "disable")["webhook"] == made | {"enabled": False, "state": "off"}
    assert hooks.do(made, "enable")["webhook"] == made
    second = hooks.make(PUBLIC, signing="ed25519")
    assert [webhook["id"] for webhook in owner.get("/webhooks")["webhooks"]] == [made["id"], second["id"]]
    assert owner.call("DELETE", f"/webhooks/{made['id']}").status_code == 204
    for method, path in EVERYTHING:
        assert refused(ask, owner, method, f"/webhooks/{made['id']}{path}").status == 404, (method, path)
    assert [webhook["id"] for webhook in owner.get("/webhooks")["webhooks"]] == [second["id"]]


def test_secrets_are_shown_when_they_are_made_and_never_again(hooks):
    receiver = hooks.receiver([Answer(500, {}, b"no")] * 2)
    webhook = hooks.make(receiver, headers={"X-Key": "hidden-value"}, **SAID)
    new = hooks.do(webhook, "rotate-secret")["webhook"]["secret"]
    hooks.say(hooks.start(), "Hello")
    receiver.wait(1)
    texts = [json.dumps(hooks.owner.get("/webhooks"))]
    for method, path in [
        ("GET", ""),
        ("POST", "/disable"),
        ("POST", "/enable"),
        ("POST", "/test"),
        ("GET", "/attempts"),
        ("GET", "/dead-letters"),
    ]:
        texts.append(ask(hooks.owner, method, f"/webhooks/{webhook['id']}{path}").text)
    body = {"url": receiver.url, "headers": {"X-Key": "hidden-value"}}
    texts.append(hooks.owner.call("PUT", f"/webhooks/{webhook['id']}", body).text)
    texts.append((hooks.server.data / "server.log").read_text())
    texts.append(json.dumps(hooks.facts(hooks.position().split("-")[0] + "-0")))
    for text in texts:
        assert (
            "hidden-value" not in text and new.removeprefix("whsec_") not in text and webhook["secret"].removeprefix("whsec_") not in text
        )
        assert "whsec_" not in text


def test_who_may_have_webhooks(hooks):
    url = hooks.server.url
    webhook = hooks.make(PUBLIC)
    others = [Owner(url).log_in(name, "demo") for name in ("alice", "sam")]
    others += [Owner(url).log_in_client(name, "demo") for name in ("reader", "configurer", "pbx")]
    for other in others:
        for method, path in [("GET", "/webhooks"), ("POST", "/webhooks")] + [
            (method, f"/webhooks/{webhook['id']}{path}") for method, path in EVERYTHING
        ]:
            problem = refused(ask, other, method, path, {"url": PUBLIC} if path == "/webhooks" and method == "POST" else None)
            assert problem.status == 403, (other.form, method, path)
    assert Owner(url).log_in("ada", "demo").get("/webhooks")["webhooks"][0]["id"] == webhook["id"]
    nobody = Owner(url)
    assert refused(nobody.get, "/webhooks").status == 401
    # Another account has webhooks of its own, and knows of no other.
    stranger = Owner(url, account="OTHERS", realm="others").log_in_client("integration", "demo")
    assert stranger.get("/webhooks")["webhooks"] == []
    for method, path in EVERYTHING:
        assert refused(ask, stranger, method, f"/webhooks/{webhook['id']}{path}").status == 404, (method, path)
    stranger.account = "DEMOCO"
    for method, path in EVERYTHING:
        assert refused(ask, stranger, method, f"/webhooks/{webhook['id']}{path}").status in (401, 403, 404), (method, path)
    assert hooks.show(webhook)["state"] == "active"


def test_an_account_is_told_of_nothing_but_its_own(hooks):
    stranger = Owner(hooks.server.url, account="OTHERS", realm="others").log_in_client("integration", "demo")
    receiver, mine = hooks.receiver(), hooks.receiver()
    theirs = stranger.post("/webhooks", {"url": receiver.url})["webhook"]
    ours = hooks.make(mine, **SAID)
    hooks.say(hooks.start(), "Hello")
    mine.wait(1)
    hooks.settled(ours)
    # It has nothing to wait for: that it is told of a test after all shows that it was asked.
    assert stranger.post(f"/webhooks/{theirs['id']}/test")["delivered"] is True
    assert [request.json["source"] for request in receiver.requests if request.json["source"] != "/accounts/OTHERS"] == []
    stranger.delete(f"/webhooks/{theirs['id']}")


def test_who_asks_for_what_is_not_there(hooks):
    for webhook in (UNKNOWN, "x", "%2e%2e", "a%2Fb", "x" * 300):
        for method, path in EVERYTHING:
            assert refused(ask, hooks.owner, method, f"/webhooks/{webhook}{path}").status == 404, (webhook, method, path)
    webhook = hooks.make(PUBLIC)
    for method, path in [("POST", ""), ("PATCH", ""), ("GET", "/enable"), ("DELETE", "/attempts")]:
        assert refused(hooks.owner.call, method, f"/webhooks/{webhook['id']}{path}").status == 405, (method, path)
    for method, path in EVERYTHING:
        assert (
            refused(
                hooks.owner.call,
                method,
                f"/webhooks/{webhook['id']}{path}",
                {"url": PUBLIC} if method == "PUT" else None,
                query={"nothing": "1"},
            ).status
            == 400
        ), (method, path)


def test_what_waits_goes_where_the_webhook_leads_now(hooks):
    old, new = hooks.receiver(decide=lambda _: 500), hooks.receiver()
    webhook = hooks.make(old, **SAID)
    conversation = hooks.start()
    hooks.say(conversation, "one", "two")
    old.wait(1)
    eventually("it waits", lambda: hooks.attempts(webhook))
    hooks.owner.put(f"/webhooks/{webhook['id']}", {"url": new.url, "headers": {"X-New": "1"}, **SAID})
    tried = len(old.requests)
    hooks.hurry(webhook)
    requests = new.wait(2)
    assert len(old.requests) == tried
    assert texts(requests) == ["one", "two"] and all(request.headers["x-new"] == "1" for request in requests)
    assert requests[0].id == old.requests[0].id and requests[0].body == old.requests[0].body


def test_one_that_was_off_goes_on_where_it_was(hooks):
    receiver = hooks.receiver()
    webhook = hooks.make(receiver, **SAID)
    conversation = hooks.start()
    hooks.say(conversation, "one")
    receiver.wait(1)
    hooks.do(webhook, "disable")
    hooks.say(conversation, "two", "three")
    hooks.do(webhook, "enable")
    hooks.say(conversation, "four")
    assert texts(receiver.wait(4)) == ["one", "two", "three", "four"]


def test_one_that_was_made_off_begins_where_it_was_made(hooks):
    conversation = hooks.start()
    hooks.say(conversation, "one")
    other = hooks.receiver()
    off = hooks.make(other, enabled=False, **SAID)
    assert off["state"] == "off"
    hooks.say(conversation, "five")
    hooks.do(off, "enable")
    assert texts(other.wait(1)) == ["five"]


def test_one_that_was_removed_is_told_nothing_more(hooks):
    gone, kept = hooks.receiver(["stall"]), hooks.receiver()
    first, _ = hooks.make(gone, **SAID), hooks.make(kept, **SAID)
    conversation = hooks.start()
    hooks.say(conversation, "one", "two")
    gone.wait(1)
    hooks.owner.delete(f"/webhooks/{first['id']}")
    gone.release()
    hooks.say(conversation, "three")
    kept.wait(3)
    assert len(gone.requests) == 1
