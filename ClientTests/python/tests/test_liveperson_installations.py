# SPDX-License-Identifier: Apache-2.0
"""Installing applications as LivePerson's operators do: what is asked for, what is refused, and when a change counts."""

import json
import re
import uuid

import pytest

from cordboard_client import Cordboard
from liveperson import TYPES, Brand, Failed, brand_of, manifest, texts, told, wait
from own_server import needs_binary

pytestmark = needs_binary

CONTENT = TYPES["ContentEvent"]
SERVER_MEMBERS = {"id", "client_id", "client_secret", "deleted", "client_id_issued_at", "client_secret_expires_at"}


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    with brand_of(tmp_path_factory.mktemp("liveperson-installations")) as brand:
        yield brand


@pytest.fixture(autouse=True)
def clean(brand):
    yield
    brand.uninstall_all()


def refusal(brand, *arguments, **more):
    with pytest.raises(Failed) as failed:
        brand.configure(*arguments, **more)
    return failed.value


def test_installations_are_made_listed_read_changed_and_deleted(brand):
    receiver = brand.receiver()
    asked = manifest(receiver, retention=86_400, max_retries=3, headers={"X-Brand": "shoes"}, description="Bridge", logo_uri="", redirect_uris=["https://a.example"])
    asked["capabilities"]["webhooks"][CONTENT]["endpoint"] += "?tenant=1&b=%C3%BC"
    asked["capabilities"]["engagement"] = {"design_engagement": True, "entry_point": ["section"]}
    made = brand.configure("POST", body=asked)
    # What was asked for comes back as it was, and six members more.
    assert {name: made[name] for name in asked} == asked and made["enabled"] is True
    assert made.keys() - asked.keys() - {"enabled"} == SERVER_MEMBERS
    assert uuid.UUID(made["client_id"]) and re.fullmatch("[0-9a-z]{26}", made["client_secret"])
    assert made["deleted"] is False and made["client_secret_expires_at"] == 0 and made["client_id_issued_at"] > 1_700_000_000
    other = brand.install(receiver)
    assert other["id"] != made["id"] and other["client_secret"] != made["client_secret"]
    listed = brand.configure("GET")
    assert [one["id"] for one in listed] == [made["id"], other["id"]]
    assert "client_secret" not in listed[0] and listed[0] == {name: value for name, value in made.items() if name != "client_secret"}
    assert brand.configure("GET", made["id"])["client_id"] == made["client_id"]
    # The server's own members cannot be changed; the rest can.
    changed = brand.configure("PUT", made["id"], made | {"description": "Bridge 2", "client_id": "x", "client_secret": "y", "id": "z", "deleted": True})
    assert changed == made | {"description": "Bridge 2"}
    assert brand.configure("DELETE", made["id"])["deleted"] is True
    for method, body in (("GET", None), ("PUT", asked), ("DELETE", None)):
        assert refusal(brand, method, made["id"], body).status == 404
    assert [one["id"] for one in brand.configure("GET")] == [other["id"]]


def change(path, value):
    """A manifest that is right but for one member."""

    def make(receiver):
        body = manifest(receiver)
        at = body
        for part in path[:-1]:
            at = at.setdefault(part, {}) if isinstance(at, dict) else at[part]
        at[path[-1]] = value
        return body

    return make


HOOK = ("capabilities", "webhooks")
RULES = [
    (("client_name",), None, "client_name"),
    (("client_name",), "", "client_name"),
    (("client_name",), "n" * 129, "client_name"),
    (("client_name",), 7, "client_name"),
    (("description",), "d" * 257, "description"),
    (("logo_uri",), "l" * 1025, "logo_uri"),
    (("scope",), "s" * 129, "scope"),
    (("redirect_uris",), ["https://a.example", "u" * 129], "redirect_uris/1"),
    (("redirect_uris",), "https://a.example", "redirect_uris"),
    (("grant_types",), ["client_credentials", "password"], "grant_types/1"),
    (("grant_types",), "client_credentials", "grant_types"),
    (("enabled",), "yes", "enabled"),
    (("capabilities",), [], "capabilities"),
    (HOOK, "all", "webhooks"),
    ((*HOOK, "ms.MessagingEventNotification.AccpetStatusEvent"), {"endpoint": "https://a.example"}, "AccpetStatusEvent"),
    ((*HOOK, CONTENT), {}, "endpoint"),
    ((*HOOK, CONTENT), "https://a.example", "ContentEvent"),
    ((*HOOK, CONTENT, "endpoint"), "http://receiver.example/hook", "endpoint"),
    ((*HOOK, CONTENT, "endpoint"), "ftp://receiver.example", "endpoint"),
    ((*HOOK, CONTENT, "endpoint"), "receiver.example", "endpoint"),
    ((*HOOK, CONTENT, "endpoint"), "https://", "endpoint"),
    ((*HOOK, CONTENT, "endpoint"), 7, "endpoint"),
    ((*HOOK, CONTENT, "endpoint"), "https://user:password@receiver.example", "endpoint"),
    ((*HOOK, CONTENT, "endpoint"), "https://10.0.0.1/hook", "endpoint"),
    ((*HOOK, CONTENT, "endpoint"), "https://[::1]/hook", "endpoint"),
    ((*HOOK, CONTENT, "endpoint"), "https://169.254.169.254/latest", "endpoint"),
    ((*HOOK, CONTENT, "max_retries"), -1, "max_retries"),
    ((*HOOK, CONTENT, "max_retries"), 6, "max_retries"),
    ((*HOOK, CONTENT, "max_retries"), 1.5, "max_retries"),
    ((*HOOK, CONTENT, "max_retries"), "3", "max_retries"),
    ((*HOOK, CONTENT, "headers"), {"X-Brand": "shoes"}, "headers"),
    ((*HOOK, CONTENT, "headers"), [{"header_value": "v"}], "header_name"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "X-Brand"}], "header_value"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "X Brand", "header_value": "v"}], "header_name"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "X-Brand", "header_value": "a\r\nB: c"}], "header_value"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "X-Liveperson-Signature", "header_value": "v"}], "header_name"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "Content-Length", "header_value": "1"}], "header_name"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "webhook-id", "header_value": "1"}], "header_name"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "Date", "header_value": "today"}], "header_name"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "Proxy-Authorization", "header_value": "v"}], "header_name"),
    ((*HOOK, CONTENT, "headers"), [{"header_name": "X-Brand", "header_value": "é"}], "header_value"),
    (("capabilities", "cordboard"), {"channel": 7}, "capabilities/cordboard/channel"),
    (("capabilities", "cordboard"), {"channel": ""}, "capabilities/cordboard/channel"),
    ((*HOOK, "retry", "retention_time"), 1, "retention_time"),
    ((*HOOK, "retry", "retention_time"), 259_201, "retention_time"),
    ((*HOOK, "retry", "retention_time"), -2, "retention_time"),
    ((*HOOK, "retry", "retention_time"), 2.5, "retention_time"),
    ((*HOOK, "retry", "retention_time"), "1h", "retention_time"),
]


@pytest.mark.parametrize("path, value, member", RULES, ids=[f"{path[-1]}={str(value)[:30]!r}" for path, value, _ in RULES])
def test_every_rule_is_kept_and_named(brand, path, value, member):
    body = change(path, value)("https://receiver.example/hook")
    failed = refusal(brand, "POST", body=body)
    assert failed.status == 400 and member in failed.details, failed
    assert brand.configure("GET") == []


def test_what_is_right_to_the_last_is_taken(brand):
    for path, value in [
        (("client_name",), "ü" * 128), (("description",), "d" * 256), (("logo_uri",), "l" * 1_024), (("scope",), "s" * 128), (("redirect_uris",), ["u" * 128]),
        (("grant_types",), ["client_credentials", "authorization_code", "refresh_token"]), (("enabled",), False), ((*HOOK, "retry", "retention_time"), 0),
        ((*HOOK, "retry", "retention_time"), 2), ((*HOOK, "retry", "retention_time"), 259_200), ((*HOOK, CONTENT, "max_retries"), 5), (HOOK, {}),
    ]:  # fmt: skip
        brand.configure("POST", body=change(path, value)("https://receiver.example/hook"))
    brand.configure("POST", body={"client_name": "Alone"})


def test_everything_that_is_wrong_is_said_at_once(brand):
    body = change((*HOOK, "retry", "retention_time"), 1)("http://receiver.example") | {"client_name": "", "enabled": 1}
    details = refusal(brand, "POST", body=body).details
    assert all(member in details for member in ("client_name", "enabled", "retention_time", "AcceptStatusEvent/endpoint")), details
    for raw in ("", "{", "[]", "null", b"\xff", "7"):
        assert refusal(brand, "POST", body=raw).status == 400
    assert refusal(brand, "POST", body={"client_name": "Large", "note": "x" * 70_000}).status == 400
    assert refusal(brand, "PATCH").status == 405


def test_names_are_unique(brand):
    one, two = brand.install("https://a.example", name="One"), brand.install("https://a.example", name="Two")
    for method, id in (("POST", None), ("PUT", two["id"])):
        failed = refusal(brand, method, id, manifest("https://a.example", name="One"))
        assert failed.status == 409 and "client_name" in failed.details
    brand.configure("PUT", one["id"], manifest("https://a.example", name="One"))
    brand.configure("DELETE", one["id"])
    brand.install("https://a.example", name="One")


def test_who_may_install(brand):
    installation = brand.install("https://a.example")
    alice = Cordboard(brand.server.url).log_in("alice", "demo")
    others = Brand(brand.server, "OTHERS", "others")
    for method, id, body in (("GET", None, None), ("POST", None, manifest("https://a.example")), ("GET", installation["id"], None), ("PUT", installation["id"], manifest("https://a.example")), ("DELETE", installation["id"], None)):
        assert refusal(brand, method, id, body, token=alice.token).status == 403
        assert refusal(brand, method, id, body, token=others.operator.token).status in (401, 403, 404)
        assert refusal(brand, method, id, body, token="garbage").status == 401
    for method, body in (("GET", None), ("PUT", manifest("https://a.example")), ("DELETE", None)):
        assert refusal(others, method, installation["id"], body).status == 404
    assert others.configure("GET") == [] and len(brand.configure("GET")) == 1
    # An administrator sees everything and configures.
    assert len(brand.configure("GET", token=brand.server.administrator_token())) == 1


def test_a_change_counts_at_once(brand):
    first, second = brand.receiver(), brand.receiver()
    name = "Moving"
    installation = brand.install(first, name=name)
    consumer = brand.consumer(installation)
    conversation = consumer.start()
    consumer.say("one")
    wait(first, "ContentEvent", lambda change: change["event"]["message"] == "one")
    brand.configure("PUT", installation["id"], manifest(second, name=name))
    consumer.say("two")
    wait(second, "ContentEvent", lambda change: change["event"]["message"] == "two")
    # No more of anything, then again of what is new.
    brand.configure("PUT", installation["id"], manifest(second, name=name, enabled=False))
    speaker = brand.operator
    speaker.post(f"/conversations/{conversation}/messages", {"as": "customer", "body": {"text": "three"}})
    with pytest.raises(Failed) as failed:
        consumer.say("not told")
    assert (failed.value.status, failed.value.code) == (401, 40102)
    brand.configure("PUT", installation["id"], manifest(second, name=name, events=["ContentEvent"]))
    consumer.say("four")
    wait(second, "ContentEvent", lambda change: change["event"]["message"] == "four")
    assert texts(first.requests) == ["one"] and texts(second.requests) == ["two", "four"]
    numbers = [change["sequence"] for change in told(second, "ContentEvent")]
    assert numbers == [1, 3]
    brand.configure("DELETE", installation["id"])
    speaker.post(f"/conversations/{conversation}/messages", {"as": "customer", "body": {"text": "five"}})
    probe = brand.install(second, name="Probe", events=["ContentEvent"])
    speaker.post(f"/conversations/{conversation}/messages", {"as": "customer", "body": {"text": "six"}})
    wait(second, "ContentEvent", lambda change: change["event"]["message"] == "six")
    assert texts(second.requests) == ["two", "four", "six"]
    assert second.requests[-1].headers["x-liveperson-client-id"] == probe["client_id"]


def test_the_largest_is_read_again_after_a_restart(tmp_path):
    with brand_of(tmp_path) as brand:
        asked = {"client_name": "Large", "note": ""}
        asked["note"] = "x" * (65_536 - len(json.dumps(asked, separators=(",", ":"))))
        assert refusal(brand, "POST", body=asked | {"note": asked["note"] + "x"}).status == 400
        made = brand.configure("POST", body=asked)
        # What came back may be sent again.
        brand.configure("PUT", made["id"], made)
        address = brand.server.port
    with brand_of(tmp_path, address) as brand:
        assert brand.configure("GET", made["id"]) == made


def test_they_survive_a_restart_and_are_counted(tmp_path):
    with brand_of(tmp_path, INSTALLATIONS_PER_ACCOUNT="2") as brand:
        receiver = brand.receiver()
        port = receiver.port
        first, second = brand.install(receiver, name="One"), brand.install("https://a.example", name="Two")
        failed = refusal(brand, "POST", body=manifest(receiver, name="Three"))
        assert failed.status in (403, 409, 429) and "2" in failed.details
        brand.configure("DELETE", second["id"])
        second = brand.install("https://a.example", name="Three")
        token = brand.consumer(first, "chris").token
        address = brand.server.port
    with brand_of(tmp_path, address, INSTALLATIONS_PER_ACCOUNT="2") as brand:
        receiver = brand.receiver()
        assert [one["id"] for one in brand.configure("GET")] == [first["id"], second["id"]]
        assert brand.configure("GET", first["id"])["client_id"] == first["client_id"] and port
        brand.configure("PUT", first["id"], manifest(receiver, name="One"))
        consumer = brand.consumer(first, "chris")
        # Tokens are good after a restart, too.
        consumer.token = token
        consumer.start()
        consumer.say("again")
        wait(receiver, "ContentEvent", lambda change: change["event"]["message"] == "again")
