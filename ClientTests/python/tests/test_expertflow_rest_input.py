# SPDX-License-Identifier: Apache-2.0
"""Whatever a desk asks by REST, the answer is one that it understands: what there is, or a refusal of the form it reads."""

import pytest

from expertflow import expertflow_server, floor  # noqa: F401
from own_server import needs_binary
from test_expertflow_rest import FORM, PATHS

pytestmark = needs_binary

CUSTOMER = "/conversation-manager/customer-topics/customer"
AGENTS = "/routing-engine/precision-queues/available-agents"
NOWHERE = "00000000-0000-7000-8000-000000000000"
#: Queries that mean nothing.
QUERIES = [
    "", "?", "?=", "?&&&", "?limit=-1&offset=-1", "?limit=x&offset=%00", "?limit=99999999999999999999&offset=9" + "9" * 30,
    "?limit=1&limit=2&offset[]=1", "?conversationId=x&agentId=y", "?conversationId=&agentId=", "?user_Id=../bob&user_Id=bob",
    "?filename=" + "a" * 5000, "?filename=%2e%2e%2fsecret.txt", "?" + "&".join(f"a{n}=b" for n in range(500)),
    "?teamIds=" + ",".join(map(str, range(500))) + "&status=%ff%fe",
]


@pytest.fixture
def alice(floor):
    return floor.new_desk("alice").log_in()


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_queries_that_mean_nothing(alice, query):
    paths = [path.split("?")[0] for path in PATHS] + ["/unified-admin/agent-desk-settings", f"{CUSTOMER}/x/activities"]
    for path in paths:
        check_answer(alice.get(path + query), path)


@pytest.mark.parametrize("path", [
    f"{CUSTOMER}//activities", f"{CUSTOMER}/x/activities", f"{CUSTOMER}/{NOWHERE}/activities/x", f"{CUSTOMER}/{NOWHERE}",
    f"{CUSTOMER}/{'a' * 4000}/activities", f"{CUSTOMER}/%00/activities", f"{CUSTOMER}/..%2f..%2f/activities",
    "/unified-admin/forms/", f"/unified-admin/forms/{FORM}/x", f"/unified-admin/forms/{FORM}x", "/unified-admin//reasons/x",
    "/cim-customer/agentSetting/alice", "/file-engine/api/downloadFileStream/x", f"{AGENTS}/x",
], ids=lambda path: path[:60])
def test_addresses_of_nothing(alice, path):
    found = alice.get(path)
    assert found.status_code == 404, f"{path}: {found.status_code} {found.text}"
    check_answer(found, path)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "PROPFIND"])
def test_other_methods(alice, method):
    for path in PATHS:
        found = alice.http.request(method, alice.url + path, data=b"{}", timeout=30)
        assert found.status_code in (403, 404, 405, 501), f"{method} {path}: {found.status_code}"


@pytest.mark.parametrize("body, status", [
    (b"", 412), (b"{", 412), (b"\xff\xfe", 412), (b"[" * 50_000, 412), (b'{"theme":' + b"[" * 20 + b"]" * 20 + b"}", 412),
    (b"{}", 200), (b"[]", 200), (b"7", 200), (b'{"theme":7,"language":null}', 200), (b'{"theme":{"a":1}}', 200),
    (b'{"theme":"' + b"x" * 65 + b'"}', 200), (b'{"theme":"' + b"x" * (2 << 20) + b'"}', 413),
], ids=lambda value: str(value)[:30])
def test_settings_that_are_none(alice, body, status):
    before = settings(alice)
    found = alice.http.put(f"{alice.url}/cim-customer/agentSetting/{alice.id}", data=body, timeout=30)
    assert found.status_code == status, found.text
    if status != 413:
        check_answer(found, "agentSetting")
    assert settings(alice) == before


def test_settings_are_ones_own_whoever_is_named(alice, floor):
    bob = floor.new_desk("bob").log_in()
    for desk, theme in [(bob, "dark"), (alice, "light")]:
        desk.http.put(f"{desk.url}/cim-customer/agentSetting/{desk.id}", json={"theme": theme}, timeout=30)
    for query in ["", f"?user_Id={bob.id}", "?user_Id=", "?user_Id=nobody"]:
        assert settings(alice, query)["theme"] == "light"
    for path in [f"{bob.id}", "nobody", "", f"{alice.id}/x"]:
        found = alice.http.put(f"{alice.url}/cim-customer/agentSetting/{path}", json={"theme": "stolen"}, timeout=30)
        assert found.status_code in (403, 404), path
    assert settings(bob)["theme"] == "dark"


@pytest.mark.parametrize("kind, body, status", [
    (None, b"x", 415), ("text/plain", b"x", 415), ("multipart/form-data", b"x", 415),
    ("multipart/form-data; boundary=", b"x", 415),
    ("multipart/form-data; boundary=B", b"", 400), ("multipart/form-data; boundary=B", b"--C\r\n\r\nx\r\n--C--\r\n", 400),
    ("multipart/form-data; boundary=B", b"--B--\r\n", 422),
    ("multipart/form-data; boundary=B", b'--B\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--B--\r\n', 422),
    ("multipart/form-data; boundary=B",
     b'--B\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: text/plain\r\n\r\ncut sho', 400),
    ("multipart/form-data; boundary=B", b"--B\r\n" + b"A: " + b"x" * 100_000, 400),
    ("multipart/form-data; boundary=" + "B" * 1000, b"x", 415),
], ids=lambda value: str(value)[:40])
def test_forms_that_are_none(alice, kind, body, status):
    found = alice.http.post(
        f"{alice.url}/file-engine/api/uploadFileStream", data=body, headers={"Content-Type": kind} if kind else {}, timeout=30,
    )
    assert found.status_code == status, found.text
    check_answer(found, "uploadFileStream")


def test_names_of_files_lead_nowhere(alice):
    address = f"{alice.url}/file-engine/api"
    for name in ["../../secret.png", "/etc/passwd.png", "a\\b.png", ".png", "x" * 2000 + ".png", "\u202egnp.exe.png"]:
        file = (name, b"\x89PNG\r\n\x1a\nxx", "image/png")
        found = alice.http.post(f"{address}/uploadFileStream", files={"file": file}, timeout=30)
        assert found.status_code == 200, found.text
        stored = found.json()["name"]
        assert "/" not in stored and "\\" not in stored and "\u202e" not in stored and len(stored) < 400, stored
        shown = alice.http.get(f"{address}/downloadFileStream", params={"filename": stored}, timeout=30)
        assert shown.content.startswith(b"\x89PNG")


def settings(desk, query=""):
    return desk.get(f"/cim-customer/agentSetting{query}").json()


def check_answer(found, path):
    """What there is, or a refusal as the desk reads one."""
    assert found.status_code in (200, 400, 404, 412, 415, 422), f"{path}: {found.status_code} {found.text[:200]}"
    if found.status_code != 200:
        refusal = found.json()
        assert refusal["statusCode"] == found.status_code and isinstance(refusal["msg"], str) and refusal["msg"], refusal
