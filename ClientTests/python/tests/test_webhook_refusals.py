# SPDX-License-Identifier: Apache-2.0
"""What webhooks must not be: every wrong member of a request, and addresses that lead where nobody may be sent."""

import ipaddress
import socket

import pytest

from avaya import eventually
from cordboard_client import Refused
from own_server import needs_binary
from test_webhook_tls import authority, chain
from webhooks import SAID, centre_of

pytestmark = needs_binary

PUBLIC = "https://hooks.example.com/in"


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("webhook-refusals")
    settings = {"ENDPOINTS_PER_ACCOUNT": "2", "CONNECTIONS_PER_ENDPOINT": "4", "REPLAY_FACTS": "5", "PRIVATE_NETWORKS": "10.1.0.0/16"}
    with centre_of(folder, PRIVATE_HOSTS="127.0.0.1,hooks.internal", PLAIN_HOSTS="127.0.0.1,hooks.internal,10.2.0.1", **settings) as hooks:
        yield hooks


@pytest.fixture(autouse=True)
def clean(hooks):
    yield
    hooks.clear()


def refusal(call, *arguments, **more):
    with pytest.raises(Refused) as refused:
        call(*arguments, **more)
    return refused.value


ADDRESSES = [
    "", "x", "/hook", "//hooks.example.com/", "ftp://hooks.example.com/", "file:///etc/passwd", "gopher://hooks.example.com/",
    "https://", "https:///hook",
    "https://hooks.example.com/ü", "https://hooks.example.com/a b", "https://hooks.example.com/\r\nX-Smuggled: 1",
    "https://hooks.example.com/\t",
    "https://user@hooks.example.com/", "https://user:password@hooks.example.com/", "https://127.0.0.1@hooks.example.com/",
    "https://hooks.example.com/#fragment", "https://hooks.example.com/" + "x" * 2_048, "https://hooks.example.com:x/",
    "https://hooks.example.com:99999/",
    # Plain, to where nobody allowed it.
    "http://hooks.example.com/", "HTTP://hooks.example.com/", "http://localhost/", "http://127.0.0.1.example.com/",
    # Not public, in every way to write that.
    "https://localhost/", "https://LOCALHOST./", "https://a.localhost/", "https://127.0.0.2/", "https://127.1/",
    "https://2130706434/", "https://0x7f000002/",
    "https://0177.0.0.2/", "https://0.0.0.0/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/", "https://[::1]/", "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/", "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/",
    "http://10.2.0.1/", "https://%31%32%37.0.0.2/", "https://①②⑦.0.0.2/",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_addresses(hooks, url):
    problem = refusal(hooks.make, url)
    assert (problem.status, problem.code, problem.pointers) == (422, "invalid", ["/url"]), problem
    assert "/url" in problem.problem["detail"]
    webhook = hooks.make(PUBLIC)
    assert refusal(hooks.owner.put, f"/webhooks/{webhook['id']}", {"url": url}).pointers == ["/url"]
    assert hooks.show(webhook)["url"] == PUBLIC


GOOD = ["HTTPS://hooks.example.com", "https://hooks.example.com:8443/a?b=c", "http://hooks.internal/", "https://10.1.2.3/", "https://[2606:4700::1]/"]


@pytest.mark.parametrize("url", GOOD)
def test_addresses_that_are_good(hooks, url):
    assert hooks.make(url)["url"] == url


def pem(value):
    return value.decode() if isinstance(value, bytes) else value


ROOT = authority()
CHAIN, KEY = (pem(part) for part in chain(ROOT, "client"))
OTHER_KEY = pem(chain(ROOT, "client")[1])

BODIES = [
    ({}, ["/url"]), ({"url": 1}, ["/url"]), ({"url": None}, ["/url"]), ({"url": PUBLIC, "nothing": 1}, ["/nothing"]),
    ({"description": "x" * 257}, ["/description"]), ({"description": 1}, ["/description"]),
    ({"events": "messagePosted"}, ["/events"]), ({"events": ["messagePosted", "nothing"]}, ["/events/1"]), ({"events": [1]}, ["/events/0"]),
    ({"events": [""]}, ["/events/0"]), ({"events": ["cordboard."]}, ["/events/0"]),
    ({"events": ["cordboard.cordboard.messagePosted"]}, ["/events/0"]),
    ({"events": ["MessagePosted"]}, ["/events/0"]), ({"events": ["signal.typing"]}, ["/events/0"]),
    ({"events": ["x" * 129]}, ["/events/0"]), ({"events": ["messagePosted"] * 201}, ["/events"]),
    ({"headers": ["X-Key"]}, ["/headers"]), ({"headers": {f"X-{n}": "1" for n in range(21)}}, ["/headers"]),
    ({"mode": "batched"}, ["/mode"]), ({"mode": 1}, ["/mode"]), ({"signing": "rsa"}, ["/signing"]), ({"signing": True}, ["/signing"]),
    ({"requestsPerSecond": 0}, ["/requestsPerSecond"]), ({"requestsPerSecond": 100_001}, ["/requestsPerSecond"]),
    ({"requestsPerSecond": 1.5}, ["/requestsPerSecond"]), ({"requestsPerSecond": "1"}, ["/requestsPerSecond"]),
    ({"concurrency": 0}, ["/concurrency"]), ({"concurrency": 5}, ["/concurrency"]), ({"concurrency": -1}, ["/concurrency"]),
    ({"concurrency": 10**30}, ["/concurrency"]),
    ({"enabled": "yes"}, ["/enabled"]), ({"after": "x"}, ["/after"]), ({"after": 1}, ["/after"]), ({"after": "-1"}, ["/after"]),
    ({"clientCertificate": CHAIN}, ["/clientKey"]), ({"clientKey": KEY}, ["/clientKey"]),
    ({"clientCertificate": CHAIN, "clientKey": OTHER_KEY}, ["/clientCertificate"]),
    ({"clientCertificate": "x", "clientKey": KEY}, ["/clientCertificate"]),
    ({"clientCertificate": CHAIN, "clientKey": "x"}, ["/clientCertificate"]),
    ({"clientCertificate": "", "clientKey": ""}, ["/clientCertificate"]),
    ({"clientCertificate": KEY, "clientKey": CHAIN}, ["/clientCertificate"]),
    ({"clientCertificate": "x" * 65_537, "clientKey": KEY}, ["/clientCertificate"]),
]


@pytest.mark.parametrize("body, pointers", BODIES, ids=[f"{'-'.join(body)}-{number}" for number, (body, _) in enumerate(BODIES)])
def test_members(hooks, body, pointers):
    if body and "url" not in body:
        body = {"url": PUBLIC} | body
    problem = refusal(hooks.owner.post, "/webhooks", body)
    assert (problem.status, problem.code, problem.pointers) == (422, "invalid", pointers), problem
    assert hooks.owner.get("/webhooks")["webhooks"] == []
    assert KEY.splitlines()[1] not in str(problem.problem)


SERVERS_OWN = [
    "Host", "content-length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "TE",
    "Trailer", "Upgrade", "Expect", "Date",
    "webhook-id", "Webhook-Signature", "webhook-anything", "CE-Id", "ce-anything", "X-LivePerson-Signature", "Proxy-Authorization",
    "", "a b", "a:b", "a\r\nb", "ü", "a(b", "a/b", "x" * 129,
]


HEADERS = [{name: "1"} for name in SERVERS_OWN] + [{"X-Key": value} for value in (1, "x" * 2_049, "a\r\nX-Smuggled: 1", "ü", "\x7f", "\0")]


@pytest.mark.parametrize("headers", HEADERS, ids=[f"{name}-{number}" for number, header in enumerate(HEADERS) for name in header])
def test_headers(hooks, headers):
    problem = refusal(hooks.make, PUBLIC, headers=headers)
    assert (problem.status, problem.code, len(problem.pointers)) == (422, "invalid", 1), problem
    assert problem.pointers[0].startswith("/headers")


@pytest.mark.parametrize("headers", [{"Host": "x"}, {"X-Key": 1}, {"X-Key": "ü"}])
def test_the_pointer_to_a_header(hooks, headers):
    assert refusal(hooks.make, PUBLIC, headers=headers).pointers == [f"/headers/{name}" for name in headers]


def test_bodies_that_are_none(hooks):
    for raw in ["", "{", "[]", "1", '{"url":"https://a.example/","url":"https://b.example/"}', "x" * 10]:
        problem = refusal(hooks.owner.post, "/webhooks", raw=raw)
        assert problem.status in (400, 422), (raw, problem)
    webhook = hooks.make(PUBLIC)
    for what in ("enable", "disable", "test"):
        assert refusal(hooks.do, webhook, what, {"x": 1}).status == 422
    # The kind of secret is for ever.
    assert refusal(hooks.owner.put, f"/webhooks/{webhook['id']}", {"url": PUBLIC, "signing": "ed25519"}).pointers == ["/signing"]
    assert refusal(hooks.owner.put, f"/webhooks/{webhook['id']}", {"url": PUBLIC, "after": hooks.position()}).pointers == ["/after"]
    assert refusal(hooks.owner.put, f"/webhooks/{webhook['id']}", {"url": PUBLIC, "secret": "whsec_x"}).pointers == ["/secret"]


def test_positions_of_another_log_or_ahead(hooks):
    epoch, offset = hooks.position().split("-")
    for after in (f"{epoch}-{int(offset) + 1000}", f"00000000-{offset}", f"{epoch}-9223372036854775807"):
        problem = refusal(hooks.make, PUBLIC, after=after)
        assert (problem.status, problem.code) == (410, "cursorRefused"), after


def test_too_many(hooks):
    before = hooks.position()
    first, second = hooks.make(PUBLIC), hooks.make(PUBLIC, enabled=False)
    problem = refusal(hooks.make, PUBLIC)
    assert (problem.status, problem.code) == (409, "tooManyWebhooks") and "2 webhooks" in problem.problem["detail"]
    # What was refused is not on record as made.
    changes = [fact["data"] for fact in hooks.facts(before) if fact["type"] == "cordboard.webhookChanged"]
    assert [change["webhook"] for change in changes if change["effect"] == "created"] == [
        f"native/{webhook['id']}" for webhook in (first, second)
    ]
    hooks.owner.delete(f"/webhooks/{first['id']}")
    assert hooks.make(PUBLIC)["id"] != second["id"]


def test_replays(hooks):
    webhook = hooks.make(PUBLIC)
    conversation = hooks.start()
    for body, pointers in [
        ({}, [""]), ({"messages": []}, [""]), ({"missing": False}, [""]), ({"missing": True, "conversation": conversation}, [""]),
        ({"messages": ["x"] * 1_001}, ["/messages"]), ({"messages": [1]}, ["/messages/0"]), ({"messages": ["x" * 257]}, ["/messages/0"]),
        ({"conversation": "x"}, ["/conversation"]), ({"from": "yesterday"}, ["/from"]), ({"until": 5}, ["/until"]),
        ({"missing": True, "since": "x"}, ["/since"]), ({"missing": "yes"}, ["/missing"]),
        ({"after": "x"}, ["/after"]), ({"missing": True, "after": hooks.position()}, [""]),
    ]:
        problem = refusal(hooks.do, webhook, "replay", body)
        assert (problem.status, problem.pointers) == (422, pointers), (body, problem)
    assert refusal(hooks.do, webhook, "replay", {"conversation": "01a2041e-0999-743e-9597-245be5ba1f16"}).status == 404
    hooks.say(conversation, *"abcdef")
    problem = refusal(hooks.do, webhook, "replay", {"conversation": conversation})
    assert (problem.status, problem.code) == (422, "tooMuch")
    assert refusal(hooks.do, webhook, "replay", {"from": "2020-01-01T00:00:00Z"}).code == "tooMuch"
    ahead = f"{hooks.position().split('-')[0]}-9223372036854775807"
    assert refusal(hooks.do, webhook, "replay", {"after": ahead}).code == "cursorRefused"
    # Only what it wants counts, of a time and of a conversation.
    hooks.owner.put(f"/webhooks/{webhook['id']}", {"url": PUBLIC, "events": ["conversationClosed"]})
    assert hooks.do(webhook, "replay", {"conversation": conversation})["messages"] == 0
    answer = hooks.do(webhook, "replay", {"from": "2020-01-01T00:00:00Z"})
    assert answer["messages"] <= 5 and "lookedThrough" not in answer
    hooks.owner.put(f"/webhooks/{webhook['id']}", {"url": PUBLIC})
    hooks.do(webhook, "disable")
    problem = refusal(hooks.do, webhook, "replay", {"missing": True})
    assert (problem.status, problem.code) == (409, "webhookNotActive")
    for query in ({"limit": 0}, {"limit": 1_001}, {"after": -1}, {"after": "x"}):
        assert refusal(hooks.letters, webhook, **query).status == 400
    assert refusal(hooks.owner.call, "DELETE", f"/webhooks/{webhook['id']}/dead-letters", query={"through": 0}).status == 400


def private_name():
    """A name that leads to this machine and does not look so."""
    for name in (socket.gethostname(), "ip6-localhost", "ip6-loopback"):
        try:
            addresses = {ipaddress.ip_address(found[4][0].split("%")[0]) for found in socket.getaddrinfo(name, 443)}
        except OSError:
            continue
        if name != "localhost" and any(address.is_private for address in addresses):
            return name
    return None


@pytest.mark.skipif(private_name() is None, reason="no name leads to this machine")
def test_a_name_that_leads_to_a_private_address(hooks):
    webhook = hooks.make(f"https://{private_name()}:{hooks.server.port}/", **SAID)
    found = hooks.do(webhook, "test")
    assert found["delivered"] is False and "not public" in found["failure"] and hooks.show(webhook)["state"] == "active"
    hooks.say(hooks.start(), "Hello")
    eventually("it is disabled", lambda: hooks.show(webhook)["state"] == "disabled")
    assert "webhooks.privateHosts" in hooks.show(webhook)["disabledBecause"]


def test_a_name_that_nobody_knows(hooks):
    webhook = hooks.make("https://hooks.invalid/", **SAID)
    found = hooks.do(webhook, "test")
    assert found["delivered"] is False and "name is not known" in found["failure"]
    hooks.say(hooks.start(), "Hello")
    eventually("it was tried", lambda: hooks.attempts(webhook))
    assert hooks.show(webhook)["state"] == "active"
