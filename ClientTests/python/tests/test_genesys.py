# SPDX-License-Identifier: Apache-2.0
"""Agents of Genesys Web Services on other people's clients: aiocometd-ng, and Ruby's Faye where it is installed."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from genesys import Desktop, Problem, Rest, events
from own_server import OwnServer, free_port, needs_binary

aiocometd = pytest.importorskip("aiocometd_ng")

TYPES = [aiocometd.ConnectionType.LONG_POLLING, aiocometd.ConnectionType.WEBSOCKET]
ways = pytest.mark.parametrize("way", TYPES, ids=[way.value for way in TYPES])
FAYE = Path(__file__).parent / "genesys_faye.rb"


def has_faye():
    ruby = shutil.which("ruby")
    return ruby is not None and subprocess.run([ruby, "-e", "require 'faye'"], capture_output=True).returncode == 0


def run(body):
    asyncio.run(asyncio.wait_for(body, 110))


@pytest.fixture
def comes(centre, customer):
    """A customer begins a chat, and says things in it."""

    class Chat:
        def start(self, text="hello"):
            body = {"channel": "web", "customer": {"identifier": customer}, "message": {"body": {"text": text}}}
            self.conversation = centre.post("/conversations", body)["conversation"]

        def say(self, text):
            session = self.conversation["sessions"][0]["id"]
            here = f"/conversations/{self.conversation['id']}"
            centre.post(f"{here}/messages", {"session": session, "body": {"text": text}})

    return Chat()


def test_whoever_is_not_known_is_let_in_nowhere(url):
    base = f"{url}/api/v2"
    client = httpx.Client(timeout=30)
    for answer in [
        client.get(f"{base}/me"),
        client.get(f"{base}/me", auth=("alice", "wrong")),
        client.get(f"{base}/me", headers={"Cookie": "JSESSIONID=forged"}),
        client.post(f"{base}/notifications/handshake", json=[{"channel": "/meta/handshake"}]),
        client.post(f"{base}/me/interactions/0000000000000000", json={"operationName": "Accept"}),
    ]:
        assert answer.status_code == 401, answer.text
        assert answer.json()["statusCode"] == 20
    assert client.get(f"{base}/diagnostics/version").json()["statusCode"] == 0
    assert client.get(f"{base}/nothing", auth=("alice", "demo")).status_code == 404


def test_an_agent_sees_itself_its_channels_and_its_states(url, centre):
    rest = Rest(url, "alice")
    assert rest.user["userName"] == "alice" and len(rest.user["id"]) == 32
    assert "settings" in rest.user and rest.user["devices"][0]["phoneNumber"] == "201"
    assert {one["channel"] for one in rest.ask("GET", "/me/channels")["channels"]} == {"chat", "email", "voice"}
    states = [one["operationName"] for one in rest.ask("GET", "/settings/agent-states")["settings"]]
    assert states[:2] == ["Ready", "NotReady"] and "lunch" in states
    with pytest.raises(Problem) as refused:
        rest.channel("chat", "Ready")
    assert refused.value.code == 2
    assert rest.client.post("/me", json={"operationName": "StartContactCenterSession", "channels": ["chat", "fax"]}).json()[
        "statusCode"
    ] == 7
    rest.channel("chat", "Ready")
    rest.channel("chat", "Lunch")
    state = next(one for one in rest.ask("GET", "/me/channels")["channels"] if one["channel"] == "chat")
    assert state["userState"]["displayName"] == "Lunch"
    rest.me("EndContactCenterSession")
    assert rest.client.get("/me").status_code == 401


@ways
def test_a_chat_from_its_invitation_to_its_end(url, centre, comes, way):
    async def body():
        async with Desktop(url, "alice", way) as alice:
            await alice.ready()
            await asyncio.to_thread(comes.start)
            invited = await alice.interaction("Invited")
            assert invited["capabilities"] == ["Accept", "Reject"]
            await alice.do("operate", invited["id"], "Accept", nickname="Al")
            accepted = await alice.interaction("Accepted", "hello")
            assert accepted["id"] == invited["id"] == accepted["content"]["sessionId"]
            assert "Send" in accepted["capabilities"]
            await alice.do("operate", invited["id"], "SendStartTypingNotification")
            await alice.do("operate", invited["id"], "Send", text="good day")
            await asyncio.to_thread(comes.say, "my shoes are wet")
            changed = await alice.interaction("PropertiesChanged", "good day", "my shoes are wet")
            assert [event["noticeType"] for event in events(changed, "NOTICE")] == ["TypingStarted"]
            assert "capabilities" not in changed
            await alice.do("operate", invited["id"], "AttachUserData", userData={"size": 42})
            while (await alice.interaction("PropertiesChanged"))["userData"].get("size") != "42":
                pass
            with pytest.raises(Problem) as refused:
                await alice.do("operate", invited["id"], "Accept")
            assert refused.value.code == 2
            assert (await alice.do("interactions"))[0]["id"] == invited["id"]
            await alice.do("operate", invited["id"], "LeaveChat")
            assert (await alice.interaction("LeftChat"))["capabilities"] == ["StopProcessing"]
            await alice.do("operate", invited["id"], "Complete")
            assert (await alice.interaction("Completed"))["capabilities"] == []
            assert await alice.do("interactions") == []

    run(body())


@ways
def test_a_conference_and_a_transfer(url, centre, comes, way):
    async def body():
        async with Desktop(url, "alice", way) as alice, Desktop(url, "bob", way) as bob:
            await alice.ready()
            await asyncio.to_thread(comes.start)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
            await bob.ready()
            await alice.do("operate", id, "InviteUser", targetUri=bob.rest.user["uri"])
            assert (await bob.interaction("Invited"))["id"] == id
            await bob.do("operate", id, "Accept")
            await bob.interaction("Accepted", "hello")
            await bob.do("operate", id, "Send", text="I am Bob")
            both = [await one.interaction("PropertiesChanged", "I am Bob") for one in (alice, bob)]
            assert both[0]["content"] == both[1]["content"], "one order for all"
            await bob.do("operate", id, "LeaveConference")
            await bob.do("operate", id, "Complete")
            await bob.interaction("Completed")
            await alice.do("operate", id, "SingleStepTransfer", targetUri=bob.rest.user["uri"])
            await bob.interaction("Invited")
            await bob.do("operate", id, "Accept")
            await alice.interaction("LeftChat")
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")
            await bob.do("operate", id, "StopProcessing")
            await bob.interaction("Completed")

    run(body())


@ways
def test_an_invitation_is_rejected_and_work_is_put_aside(url, centre, comes, way):
    async def body():
        async with Desktop(url, "alice", way) as alice:
            await alice.ready()
            await asyncio.to_thread(comes.start)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Reject")
            assert (await alice.interaction("Rejected"))["capabilities"] == []
            await alice.until("the offer again", lambda topic, data: data.get("state") == "Invited", seconds=40)
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
            await alice.do("operate", id, "PlaceInWorkbin")
            assert (await alice.interaction("InWorkbin"))["id"] == id
            await alice.do("ask", "POST", "/workbins/me", {"operationName": "PullInteraction", "id": id})
            assert (await alice.interaction("Accepted"))["id"] == id
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    run(body())


@ways
def test_an_e_mail_is_answered(url, centre, customer, way):
    content = {"subject": "Help", "from": "Jane <jane@example.com>", "recipientsTo": ["support@example.com"]}
    mail = {"body": {"type": "EMAIL", "text": "It does not work.", "content": content}}

    async def body():
        async with Desktop(url, "alice", way) as alice:
            await alice.ready("email")
            request = {"channel": "email", "customer": {"identifier": "jane@example.com"}, "message": mail}
            await asyncio.to_thread(centre.post, "/conversations", request)
            invited = await alice.interaction("Invited")
            assert invited["channel"] == "email" and invited["userData"]["Subject"] == "Help"
            await alice.do("operate", invited["id"], "Accept")
            accepted = await alice.interaction("Accepted")
            assert accepted["content"]["text"] == "It does not work."
            await alice.do("operate", invited["id"], "Reply", quoteOriginal=True)
            draft = await alice.interaction("Composing")
            assert draft["content"]["toAddress"] == "jane@example.com" and draft["capabilities"][:2] == ["Cancel", "Send"]
            await alice.do("operate", draft["id"], "Send", email={"body": "Turn it off and on."})
            assert (await alice.interaction("Completed"))["id"] == draft["id"]
            await alice.do("operate", invited["id"], "StopProcessing")
            assert (await alice.interaction("Completed"))["id"] == invited["id"]

    run(body())


def test_files_of_a_draft(url, centre):
    rest = Rest(url, "alice")
    rest.me("StartContactCenterSession", channels=["email"])
    rest.channel("email", "Ready")
    content = {"subject": "Help", "from": "jane@example.com"}
    mail = {"body": {"type": "EMAIL", "text": "It does not work.", "content": content}}
    centre.post("/conversations", {"channel": "email", "customer": {"identifier": "jane@example.com"}, "message": mail})
    id = rest.interactions()[0]["id"]
    rest.operate(id, "Accept")
    rest.operate(id, "Reply")
    draft = next(one["id"] for one in rest.interactions() if one["state"] == "Composing")
    files = f"/me/emails/{draft}/attachments"
    added = rest.ask("POST", files, files={"file": ("../price list.txt", b"shoes 5", "text/plain")})
    listed = rest.ask("GET", f"/me/emails/{draft}")["email"]["attachments"]
    assert [(one["id"], one["name"], one["size"]) for one in listed] == [(added["id"], "price list.txt", 7)]
    assert listed[0]["uri"].endswith(f"{files}/{added['id']}")
    got = rest.client.get(f"{files}/{added['id']}")
    assert got.status_code == 200 and got.content == b"shoes 5" and got.headers["X-Content-Type-Options"] == "nosniff"
    # Nobody else reads it, and it is of this e-mail alone.
    bob = Rest(url, "bob")
    assert bob.client.get(f"{files}/{added['id']}").json()["statusCode"] == 6
    assert rest.client.get(f"/me/emails/{id}/attachments/{added['id']}").json()["statusCode"] == 6
    for wrong in [
        {"files": {"other": ("a.txt", b"a", "text/plain")}}, {"files": {"file": ("a.exe", b"MZ", "application/x-msdownload")}},
        {"content": b"a"}, {"files": {"file": ("a.png", b"no picture", "image/png")}},
    ]:
        assert rest.client.post(files, **wrong).json()["statusCode"] in (1, 10), wrong
    rest.ask("DELETE", f"{files}/{added['id']}")
    assert rest.ask("GET", f"/me/emails/{draft}")["email"]["attachments"] == []
    assert rest.client.delete(f"{files}/{added['id']}").json()["statusCode"] == 6
    rest.operate(draft, "Cancel")
    rest.operate(id, "StopProcessing")


def test_a_page_of_the_servers_own_may_ask(url, centre):
    rest = Rest(url, "alice")
    own = {"Origin": rest.url}
    assert rest.client.post("/me", json={"operationName": "StartContactCenterSession"}, headers=own).json()["statusCode"] == 0
    other = {"Origin": "https://elsewhere.example"}
    assert rest.client.post("/me", json={"operationName": "NotReady"}, headers=other).status_code == 403


def test_a_client_that_comes_back_is_told_how_things_stand(url, centre, comes):
    async def body():
        async with Desktop(url, "alice", TYPES[0]) as alice:
            await alice.ready()
            await asyncio.to_thread(comes.start)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
        await asyncio.to_thread(comes.say, "are you there?")
        async with Desktop(url, "alice", TYPES[1]) as alice:
            again = await alice.interaction("Accepted", "hello", "are you there?")
            assert again["id"] == id
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    run(body())


@needs_binary
@ways
def test_a_restart_of_the_server_loses_nothing(tmp_path, way):
    port = free_port()
    server = OwnServer(tmp_path, port)
    server.wait_until_ready()

    def customer(method, path, body=None):
        answer = httpx.request(method, f"{server.url}/api/v2/chats{path}", json=body, timeout=30).json()
        assert answer["statusCode"] == 0, answer
        return answer

    async def body():
        nonlocal server
        async with Desktop(server.url, "alice", way) as alice:
            await alice.ready()
            chat = await asyncio.to_thread(
                customer, "POST", "", {"operationName": "RequestChat", "nickname": "Chris", "subject": "Shoes"}
            )
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
            await asyncio.to_thread(server.stop)
            server = OwnServer(tmp_path, port)
            await asyncio.to_thread(server.wait_until_ready)
            path = f"/{chat['id']}"
            await asyncio.to_thread(customer, "POST", path, {"operationName": "SendMessage", "text": "still there?"})
            # The login outlives the process; the client shakes hands anew, subscribes and is told.
            await alice.until(
                "what was said meanwhile",
                lambda topic, data: "still there?" in json.dumps(data) or None,
                seconds=60,
            )
            await alice.do("operate", id, "Send", text="yes")
            await alice.interaction("PropertiesChanged", "still there?", "yes")
            said = (await asyncio.to_thread(customer, "GET", f"{path}/messages"))["messages"]
            assert [line["text"] for line in said if line["type"] == "Text"] == ["still there?", "yes"]
            assert (await asyncio.to_thread(customer, "GET", path))["chat"]["state"] == "Chatting"
            await asyncio.to_thread(customer, "POST", path, {"operationName": "Complete"})
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")
            assert (await asyncio.to_thread(customer, "GET", path))["chat"]["state"] == "Completed"

    try:
        run(body())
    finally:
        server.stop()


def test_a_stolen_client_id_is_unknown(url, centre):
    alice, bob = Rest(url, "alice"), Rest(url, "bob")
    handshake = [{"id": "1", "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}]
    client = alice.client.post("/notifications/handshake", json=handshake).json()[0]["clientId"]
    subscribe = [{"id": "2", "channel": "/meta/subscribe", "clientId": client, "subscription": "/v2/me/interactions"}]
    stolen = bob.client.post("/notifications/", json=subscribe).json()[0]
    assert stolen["error"] == "402::Unknown client"
    assert alice.client.post("/notifications/", json=subscribe).json()[0]["successful"]
    publish = [{"id": "3", "channel": "/v2/me/interactions", "clientId": client, "data": {}}]
    assert alice.client.post("/notifications/", json=publish).json()[0]["error"].startswith("403:")
    alice.client.post("/notifications/disconnect", json=[{"id": "4", "channel": "/meta/disconnect", "clientId": client}])


@needs_binary
def test_requests_must_repeat_the_token_where_that_is_set(tmp_path):
    port = free_port()
    server = OwnServer(tmp_path, port, CORDBOARD_GENESYS_CSRF="true")
    try:
        server.wait_until_ready()
        client = httpx.Client(base_url=f"{server.url}/api/v2", timeout=30)
        told = client.get("/me", auth=("alice", "demo"))
        assert told.headers["X-CSRF-HEADER"] == "X-CSRF-TOKEN"
        start = {"operationName": "StartContactCenterSession"}
        handshake = [{"channel": "/meta/handshake", "supportedConnectionTypes": ["long-polling"]}]
        for path, body in [("/me", start), ("/notifications/handshake", handshake)]:
            refused = client.post(path, json=body)
            assert refused.status_code == 403 and "Missing or invalid Csrf token" in refused.text
            token = {"X-CSRF-TOKEN": told.headers["X-CSRF-TOKEN"]}
            assert client.post(path, json=body, headers=token).status_code == 200
        assert client.get("/me").headers["X-CSRF-TOKEN"] == told.headers["X-CSRF-TOKEN"]
    finally:
        server.stop()


@pytest.mark.skipif(not has_faye(), reason="Faye for Ruby is not installed")
@pytest.mark.parametrize("way", ["long-polling", "websocket"])
def test_faye_hears_a_chat(url, centre, comes, way):
    rest = Rest(url, "alice")
    rest.me("StartContactCenterSession", channels=["chat"])
    address = f"{rest.url}/api/v2/notifications"
    faye = subprocess.Popen(["ruby", str(FAYE), address, way, rest.cookie], stdout=subprocess.PIPE, text=True)
    try:
        assert faye.stdout.readline() == "listening\n"
        rest.channel("chat", "Ready")
        comes.start()
        invited = json.loads(faye.stdout.readline())
        assert invited["state"] == "Invited"
        rest.operate(invited["id"], "Accept")
        assert json.loads(faye.stdout.readline())["state"] == "Accepted"
        rest.operate(invited["id"], "Send", text="good day")
        assert "good day" in faye.stdout.readline()
        rest.operate(invited["id"], "StopProcessing")
        states = [json.loads(line)["state"] for line in faye.stdout]
        assert states[-1] == "Completed"
        assert faye.wait(20) == 0
    finally:
        faye.kill()
