# SPDX-License-Identifier: Apache-2.0
"""What the vendor's desk asks by REST: the right shape or 404, for whoever logged in and nobody else; and the desk's own pages,
which the server hands out from a folder."""

import socket
import uuid

import httpx
import pytest

from expertflow import Floor, OwnServer, configuration, floor, free_port, serve  # noqa: F401
from expertflow_client import DeskRefused
from expertflow_shapes import problems
from own_server import needs_binary

pytestmark = needs_binary

FORM = "62d07f4f0980a50a91210bef"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A desk in a folder, with what must not be got out of it beside it."""
    outside = tmp_path_factory.mktemp("expertflow-rest")
    (outside / "secret.txt").write_text("the secret")
    desk = outside / "desk"
    for path, content in {
        "index.html": "<!doctype html><title>A desk</title>",
        "main.js": "let a = 1",
        "assets/config.json": '{"GAT_URL": "https://nowhere.example.com", "EXT_STATIC": "encrypted"}',
        "assets/i18n/en.json": '{"hello": "Hello"}',
        "assets/images/send.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "assets/with space é.txt": "found",
    }.items():
        (desk / path).parent.mkdir(parents=True, exist_ok=True)
        (desk / path).write_text(content)
    (desk / ".hidden").write_text("the secret")
    return desk


@pytest.fixture(scope="module")
def expertflow_server(folder):
    data = folder.parent / "data"
    data.mkdir()
    with serve(data, desk=str(folder)) as server:
        yield server


@pytest.fixture
def server(expertflow_server):
    return expertflow_server


@pytest.fixture
def alice(floor):
    return floor.new_desk("alice").log_in()


@pytest.fixture
def config(server):
    return httpx.get(f"{server.url}/agent-desk-ui/assets/config.json").json()


def get(desk, config, base, path):
    """What the desk gets below one of its configured addresses."""
    address = config[base]
    return desk.http.get(
        (address if "://" in address else desk.url + address) + path,
        headers={"Content-Type": "application/json", "Accept": "application/json, text/plain, */*"}, timeout=30,
    )


def answer(desk, config, base, path):
    found = get(desk, config, base, path)
    assert found.status_code == 200, f"{path}: {found.status_code} {found.text}"
    assert found.headers["content-type"].startswith("application/json")
    return found.json()


class TestPages:
    def test_the_configuration_is_made_for_this_address(self, server, config):
        # The desk takes the addresses of its socket and its files apart, so they are whole. EXT_STATIC and ctiParam, which it
        # decrypts while it starts, are not there: a wrong one leaves a blank page.
        assert config == {
            "SOCKET_URL": f"{server.url}/agent-manager", "FILE_SERVER_URL": f"{server.url}/file-engine",
            "GAT_URL": "/agent-manager", "UNIFIED_ADMIN_URL": "/unified-admin", "CIM_CUSTOMER_URL": "/cim-customer",
            "CONVERSATION_MANAGER_URL": "/conversation-manager", "ROUTING_ENGINE_URL": "/routing-engine",
            "TEAM_ANNOUNCEMENT_URL": "/team-announcement", "CCM_URL": "/ccm", "CIM_REPORTING_URL": "/realtime-reports",
            "SECURE_LINK_URL": "/secure-link", "isCxVoiceEnabled": False, "isCiscoEnabled": False,
        }

    def test_the_socket_is_where_the_page_came_from(self, server):
        other = f"localhost:{server.port}"
        found = httpx.get(f"{server.url}/agent-desk-ui/assets/config.json", headers={"Host": other}).json()
        assert found["SOCKET_URL"] == f"http://{other}/agent-manager"
        assert found["FILE_SERVER_URL"] == f"http://{other}/file-engine"

    @pytest.mark.parametrize("path, kind", [
        ("", "text/html"), ("index.html", "text/html"), ("main.js", "javascript"), ("assets/i18n/en.json", "application/json"),
        ("assets/images/send.svg", "image/svg+xml"), ("assets/with%20space%20%C3%A9.txt", "text/plain"),
        ("main.js?v=1", "javascript"),
    ])
    def test_its_files(self, server, path, kind):
        found = httpx.get(f"{server.url}/agent-desk-ui/{path}")
        assert found.status_code == 200 and kind in found.headers["content-type"]
        assert found.headers.get("x-content-type-options") == "nosniff"

    def test_images_at_the_root(self, server):
        assert httpx.get(f"{server.url}/assets/images/send.svg").status_code == 200

    @pytest.mark.parametrize("path", [
        "nothing.js", "assets", "assets/", "customers/chats", "index.html/", "assets/config.json/x", "../secret.txt",
        "assets/../../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt",
        "..%5csecret.txt", "%252e%252e/secret.txt",
        ".%2e/secret.txt", "/secret.txt", "//secret.txt", "index.html%00.js", ".hidden", "./.hidden",
        "%c0%ae%c0%ae/secret.txt", "%", "%zz", "a" * 5000,
    ], ids=lambda path: path[:40])
    def test_nothing_else(self, server, path):
        head, body = raw_get(server, f"/agent-desk-ui/{path}")
        # What cannot be decoded is no path.
        assert int(head.split()[1]) == (400 if path in ("%", "%zz", "%c0%ae%c0%ae/secret.txt") else 404), head
        assert "the secret" not in body and "<!doctype" not in body.lower()

    @pytest.mark.parametrize("path", ["/agent-desk-ui/../secret.txt", "/assets/../../secret.txt",
                                      "/assets/../main.js", "/firebase-messaging-sw.js", "/secret.txt"])
    def test_nothing_above(self, server, path):
        head, body = raw_get(server, path)
        assert head.split()[1] == "404", head
        assert "the secret" not in body

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    def test_nothing_is_changed(self, server, method, folder):
        assert httpx.request(method, f"{server.url}/agent-desk-ui/main.js", content=b"x").status_code == 404
        assert (folder / "main.js").read_text() == "let a = 1"

    def test_without_a_folder_there_are_no_pages(self, tmp_path):
        with serve(tmp_path) as server:
            assert httpx.get(f"{server.url}/agent-desk-ui/").status_code == 404


def raw_get(server, path):
    """A request with a path that no client would send as it is."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n".encode())
        data = b""
        while part := connection.recv(65536):
            data += part
    head, _, body = data.decode(errors="replace").partition("\r\n\r\n")
    return head, body


class TestAnswers:
    def test_settings_are_read_before_the_login(self, floor, config):
        settings = answer(floor.new_desk("nobody"), config, "UNIFIED_ADMIN_URL", "/agent-desk-settings")
        assert settings == [{
            "isConversationParticipantsEnabled": True, "isFileSharingEnabled": True, "isEmojisEnabled": True,
            "isMessageFormattingEnabled": False, "isOutboundSmsSendandClose": False, "isOutboundSmsEnabled": False,
            "isAutoAnswerEnabled": False, "prefixCode": "",
        }]

    def test_languages(self, alice, config):
        [found, *_] = answer(alice, config, "UNIFIED_ADMIN_URL", "/locale-setting")
        assert not problems([{"code": str, "name": str, "flag": str}], found["supportedLanguages"])
        assert "en" in [language["code"] for language in found["supportedLanguages"]]

    def test_reasons(self, alice, config):
        reasons = answer(alice, config, "UNIFIED_ADMIN_URL", "/reasons")
        for reason in reasons:
            assert isinstance(reason["id"], str)
        assert {(r["name"], r["type"]) for r in reasons} == {
            ("Lunch", "NOT_READY"), ("Short break", "NOT_READY"), ("Meeting", "NOT_READY"), ("Training", "NOT_READY"),
            ("End of shift", "LOGOUT"), ("Technical problem", "LOGOUT"),
        }

    def test_settings_of_an_agent(self, alice, config):
        path = f"/agentSetting?user_Id={alice.id}"
        settings = {"theme": "light", "language": "en"}
        assert answer(alice, config, "CIM_CUSTOMER_URL", path) == settings
        for change in [{"language": "de"}, {"theme": "dark"}]:
            settings |= change
            found = alice.http.put(f"{alice.url}/cim-customer/agentSetting/{alice.id}", json=change, timeout=30)
            assert (found.status_code, found.json()) == (200, settings)
        assert answer(alice, config, "CIM_CUSTOMER_URL", path) == settings

    def test_lists(self, alice, config):
        lists = answer(alice, config, "UNIFIED_ADMIN_URL", "/pull-mode-list")
        assert {(entry["name"], entry["description"]) for entry in lists} == {
            ("Callbacks", "Customers who asked to be called back"), ("Returns", "Parcels that come back"),
        }
        assert isinstance(lists[0]["id"], str)

    def test_the_schema_of_customers(self, alice, config):
        assert not problems(
            [{"key": str, "label": str, "type": str, "sortOrder": int, "isChannelIdentifier": bool, "channelTypes": list,
              "isPii": bool, "_id?": str, "isRequired?": bool, "description?": object}],
            answer(alice, config, "CIM_CUSTOMER_URL", "/customerSchema"),
        )

    @pytest.mark.parametrize("base, path", [
        ("TEAM_ANNOUNCEMENT_URL", "/announcement/?teamIds=a,b&status=active"), ("CIM_CUSTOMER_URL", "/label"),
        ("ROUTING_ENGINE_URL", "/precision-queues/available-agents?conversationId=x&agentId=y"),
    ])
    def test_lists_that_may_be_empty(self, alice, config, base, path):
        assert isinstance(answer(alice, config, base, path), list)

    def test_logos(self, floor, config):
        desk = floor.desk("alice")
        for channel in desk.hear("onChannelTypes"):
            found = get(desk, config, "FILE_SERVER_URL", f"/api/downloadFileStream?filename={channel['channelLogo']}")
            assert found.status_code == 200 and found.headers["content-type"].startswith("image/")
        for name in ["nothing.svg", "../secret.txt", "..%2F..%2Fsecret.txt", "%2Fetc%2Fpasswd", ""]:
            assert get(desk, config, "FILE_SERVER_URL", f"/api/downloadFileStream?filename={name}").status_code == 404

    def test_the_form_of_wrap_up(self, alice, config):
        form = answer(alice, config, "UNIFIED_ADMIN_URL", f"/forms/{FORM}")
        options = [attribute["categoryOptions"] for attribute in form["attributes"]]
        assert not problems([{"isMultipleChoice": bool, "categories": [{"categoryName": str, "values": [str]}]}], options)
        categories = {c["categoryName"]: set(c["values"]) for option in options for c in option["categories"]}
        assert categories == {
            "Outcome": {"Resolved", "Follow-up needed", "Customer did not answer"},
            "Subject": {"Order", "Billing", "Complaint"},
        }

    def test_earlier_activities(self, floor, config):
        alice, bob = floor.ready("alice"), floor.desk("bob")
        identifier = f"customer-{uuid.uuid4()}"
        started = {"channel": "plain", "customer": {"identifier": identifier}}
        floor.integration.post("/conversations", {**started, "message": {"body": {"text": "the first time"}}})
        first = alice.accept(alice.hear("taskRequest"))
        first.said("the first answer")
        floor.integration.post(f"/conversations/{first.id}/close", {"reason": "system"})
        floor.integration.post("/conversations", {**started, "message": {"body": {"text": "the second time"}}})
        second = alice.accept(alice.hear("taskRequest", lambda t: t["conversationId"] != first.id))
        assert second.customer["_id"] == first.customer["_id"]
        path = f"/customer-topics/customer/{second.customer['_id']}/activities?limit=50&activity-type=ALL&offset="
        docs = answer(alice, config, "CONVERSATION_MANAGER_URL", path + "0")["docs"]
        texts = [e["data"]["body"]["markdownText"] for e in docs if e["name"].endswith("_MESSAGE")]
        assert {"the first time", "the first answer"} <= set(texts)
        for event in docs:
            assert isinstance(event["name"], str) and isinstance(event["data"], dict)
            if event["name"].endswith("_MESSAGE"):
                assert event["channelSession"]["channel"]["channelType"]["name"] == "WEB"
                assert event["data"]["header"]["sender"]["type"]
        assert answer(alice, config, "CONVERSATION_MANAGER_URL", path + "1000")["docs"] == []
        # Who has nothing to do with the customer is told nothing of it.
        assert answer(bob, config, "CONVERSATION_MANAGER_URL", path + "0") == {"docs": []}

    def test_activities_of_nobody(self, alice, config):
        path = f"/customer-topics/customer/{uuid.uuid4()}/activities?limit=50&offset=0&activity-type=ALL"
        assert answer(alice, config, "CONVERSATION_MANAGER_URL", path) == {"docs": []}


PATHS = [
    "/unified-admin/locale-setting", "/unified-admin/reasons", "/unified-admin/pull-mode-list", f"/unified-admin/forms/{FORM}",
    "/cim-customer/agentSetting?user_Id=x", "/cim-customer/customerSchema", "/cim-customer/label",
    "/team-announcement/announcement/?teamIds=x&status=active", "/file-engine/api/downloadFileStream?filename=_WEB.svg",
    f"/conversation-manager/customer-topics/customer/{uuid.uuid4()}/activities?limit=50&offset=0&activity-type=ALL",
    "/routing-engine/precision-queues/available-agents?conversationId=x&agentId=y",
]


def forged(token):
    """A token with another signature."""
    head, signature = token.rsplit(".", 1)
    return f"{head}.{signature[::-1]}"


class TestRefusals:
    @pytest.mark.parametrize("path", PATHS)
    def test_nobody_is_answered_without_a_login(self, server, alice, path):
        for cookies in [{}, {name: "forged" for name in alice.http.cookies.keys()},
                        {name: forged(value) for name, value in alice.http.cookies.items()}]:
            found = httpx.get(server.url + path, cookies=cookies)
            assert found.status_code == 401, f"{path} with {cookies}: {found.status_code} {found.text}"

    @pytest.mark.parametrize("path", [
        "/unified-admin", "/unified-admin/", "/unified-admin/nothing", "/unified-admin/reasons/x", "/unified-admin/forms/other",
        "/unified-admin/reasonsx", "/cim-customer", "/cim-customer/customers", "/cim-customer/userPreference",
        "/file-engine/api/x",
        "/conversation-manager/x", "/routing-engine/x", "/team-announcement/x", "/ccm/channels", "/realtime-reports/x",
        "/secure-link/x", "/agent-manager", "/agent-manager/", "/agent-manager/agent", "/agent-manager/agent/nothing",
        "/firebase-messaging-sw.js", "/assets/nothing.svg", "/",
    ])
    def test_what_is_unknown_is_not_found(self, alice, path):
        found = alice.get(path)
        assert found.status_code == 404, f"{path}: {found.status_code} {found.text}"

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
    @pytest.mark.parametrize("path", ["/unified-admin/reasons", "/cim-customer/label", "/unified-admin/agent-desk-settings"])
    def test_what_cannot_be_done(self, alice, method, path):
        assert alice.http.request(method, alice.url + path, json={}).status_code == 404

    def test_the_settings_of_another(self, alice, floor):
        bob = floor.new_desk("bob").log_in()
        found = alice.http.put(f"{alice.url}/cim-customer/agentSetting/{bob.id}", json={"theme": "dark"}, timeout=30)
        assert found.status_code == 404
        assert bob.get(f"/cim-customer/agentSetting?user_Id={bob.id}").json()["theme"] == "light"

    def test_the_cookie_of_a_login_is_for_this_site_and_no_script(self, server):
        found = httpx.post(f"{server.url}/agent-manager/agent/login", json={"username": "alice", "password": "demo"})
        [cookie] = found.headers.get_list("set-cookie")
        name, *attributes = cookie.split("; ")
        assert name.startswith("cordboard_desk=")
        assert attributes == ["Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict"]
        assert found.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("body, status", [
        *((body, 412) for body in [
            b"", b"{", b"null", b"[]", b"{}", b'{"username":"alice"}', b'{"username":5,"password":"demo"}',
            b'{"password":null,"username":null}', b'{"username":"alice","password":"\xff"}', b"[" * 50_000,
        ]),
        (b'{"username":"' + b"a" * 100_000 + b'","password":"x"}', 401),
    ], ids=lambda value: value[:30].decode(errors="replace") if isinstance(value, bytes) else value)
    def test_a_login_that_is_none(self, server, body, status):
        found = httpx.post(
            f"{server.url}/agent-manager/agent/login", content=body, headers={"Content-Type": "application/json"}
        )
        words = {
            401: "The user is unknown or the password is wrong.", 412: "The login needs a username and a password.",
        }
        # The desk chooses what it says by the code in the body.
        assert (found.status_code, found.json()) == (status, {"statusCode": status, "msg": words[status]})
        assert not found.headers.get_list("set-cookie")

    def test_a_password_is_not_tried_for_ever(self, tmp_path):
        with serve(tmp_path) as server:
            floor = Floor(server)
            statuses = []
            while statuses[-1:] != [429] and len(statuses) < 12:
                with pytest.raises(DeskRefused) as refused:
                    floor.new_desk("alice", password="wrong").log_in()
                statuses.append(refused.value.status)
            # Five, and one more for each delay that was over before the next.
            assert statuses[:5] == [401] * 5 and statuses[-1] == 429
            # Of all it knows this is what the desk shows the words of.
            assert refused.value.data["statusCode"] == 408 and "wait" in refused.value.data["msg"]

    def test_no_login_by_get(self, server, alice):
        path = "/agent-manager/agent/login"
        assert (httpx.get(server.url + path).status_code, alice.get(path).status_code) == (401, 404)

    def test_without_the_dialect_nothing_is_there(self, tmp_path):
        with serve(tmp_path, enabled=False) as server:
            for path in ["/agent-manager/socket.io/?EIO=4&transport=polling", "/unified-admin/agent-desk-settings"]:
                assert httpx.get(server.url + path).status_code == 404
            assert httpx.post(f"{server.url}/agent-manager/agent/login", json={}).status_code == 404


def test_a_folder_that_is_not_there_is_said(tmp_path):
    path = configuration(tmp_path, desk=str(tmp_path / "nowhere"))
    server = OwnServer(tmp_path, free_port(), config=path)
    try:
        assert server.process.wait(timeout=30) != 0
        assert "nowhere" in (tmp_path / "server.log").read_text()
    finally:
        server.kill()
