# SPDX-License-Identifier: Apache-2.0
"""Agents of Genesys Web Services on other people's clients: aiocometd-ng, and Ruby's Faye where it is installed."""

import asyncio

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from genesys import WAYS, Comet, Desktop, Problem, Rest, events, reply, run, ways
from own_server import OwnServer, free_port, needs_binary


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
            assert alice.states(invited["id"]) == ["Invited", "Accepted", "LeftChat", "Completed"]
            everything = ["hello", "good day", "my shoes are wet"]
            assert alice.said(invited["id"]) == everything == alice.logged(invited["id"])

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
            await bob.do("operate", id, "SendStartTypingNotification")
            typing = []
            while not typing:
                shown = await alice.interaction("PropertiesChanged")
                typing = events(shown, "NOTICE")
            names = {one["userId"]: one["nickName"] for one in events(shown, "PARTY_JOINED")}
            assert [(one["noticeType"], names[one["userId"]]) for one in typing] == [("TypingStarted", "Bob Brown")]
            await bob.do("operate", id, "Send", text="I am Bob")
            both = [await one.interaction("PropertiesChanged", "I am Bob") for one in (alice, bob)]
            assert both[0]["content"] == both[1]["content"], "one order for all"
            await bob.do("operate", id, "LeaveConference")
            await bob.do("operate", id, "Complete")
            await bob.interaction("Completed")
            assert bob.states(id) == ["Invited", "Accepted", "LeftChat", "Completed"]
            assert bob.said(id) == ["hello", "I am Bob"] == bob.logged(id)
            bob.forget()
            await alice.do("operate", id, "SingleStepTransfer", targetUri=bob.rest.user["uri"])
            await bob.interaction("Invited")
            await bob.do("operate", id, "Accept")
            await alice.interaction("LeftChat")
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")
            await bob.interaction("Accepted")
            await bob.do("operate", id, "LeaveChat")
            await bob.interaction("LeftChat")
            await bob.do("operate", id, "StopProcessing")
            await bob.interaction("Completed")
            for one in (alice, bob):
                assert one.states(id) == ["Invited", "Accepted", "LeftChat", "Completed"]
                assert one.said(id) == ["hello", "I am Bob"] == one.logged(id)

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
            workbin = (await alice.do("ask", "GET", "/workbins/me", params={"subresources": "*"}))["workbin"]
            assert [chat["id"] for chat in workbin["chats"]] == [id]
            await alice.do("ask", "POST", "/workbins/me", {"operationName": "PullInteraction", "id": id})
            assert (await alice.interaction("Accepted"))["id"] == id
            await alice.do("operate", id, "LeaveChat")
            await alice.interaction("LeftChat")
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")
            assert alice.states(id) == [
                "Invited", "Rejected", "Invited", "Accepted", "InWorkbin", "Accepted", "LeftChat", "Completed",
            ]

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
            assert alice.states(draft["id"]) == ["Composing", "Completed"]
            states = [state for state in alice.states(invited["id"]) if state != "Processing"]
            assert states == ["Invited", "Accepted", "Completed"]

    run(body())


@ways
def test_an_e_mail_is_revoked(url, centre, way):
    async def body():
        async with Desktop(url, "alice", way) as alice:
            await alice.ready("email")
            mail = {"body": {"type": "EMAIL", "text": "Never mind.", "content": {"subject": "Oh", "from": "jane@example.com"}}}
            request = {"channel": "email", "customer": {"identifier": "jane@example.com"}, "message": mail}
            conversation = (await asyncio.to_thread(centre.post, "/conversations", request))["conversation"]["id"]
            id = (await alice.interaction("Invited"))["id"]
            await asyncio.to_thread(centre.post, f"/conversations/{conversation}/close", {"reason": "system"})
            assert (await alice.interaction("Revoked"))["capabilities"] == []
            assert alice.states(id) == ["Invited", "Revoked"]

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


@pytest.mark.parametrize("way", [way for way in WAYS if way[0] is Comet], ids=["long-polling", "websocket"])
def test_one_pattern_hears_as_much_as_every_name(url, centre, comes, way):
    # Faye's client tells the pattern and not the topic.
    async def body():
        async with Desktop(url, "alice", way, topics=("/v2/me/*",)) as alice:
            await alice.ready()
            await asyncio.to_thread(comes.start)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted", "hello")
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    run(body())


@ways
def test_a_channel_that_is_configured_meanwhile_is_known(url, centre, people, customer, way):
    ada = people("ada")
    web = next(one for one in ada.get("/configuration/channels")["channels"] if one["id"] == "web")
    kiosk = {name: value for name, value in web.items() if name != "id"} | {"serviceIdentifier": "kiosk"}

    async def body():
        async with Desktop(url, "alice", way) as alice:
            await alice.ready()
            await asyncio.to_thread(ada.put, "/configuration/channels/kiosk", kiosk)
            who = {"channel": "kiosk", "customer": {"identifier": customer}, "message": {"body": {"text": "hello"}}}
            await asyncio.to_thread(centre.post, "/conversations", who)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted", "hello")
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    try:
        run(body())
    finally:
        ada.delete("/configuration/channels/kiosk")


def test_a_client_that_comes_back_is_told_how_things_stand(url, centre, comes):
    async def body():
        async with Desktop(url, "alice", WAYS[0]) as alice:
            await alice.ready()
            await asyncio.to_thread(comes.start)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
        await asyncio.to_thread(comes.say, "are you there?")
        async with Desktop(url, "alice", WAYS[1]) as alice:
            again = await alice.interaction("Accepted", "hello", "are you there?")
            assert again["id"] == id
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    run(body())


def test_a_stolen_client_id_is_unknown(url, centre):
    alice, bob = Rest(url, "alice"), Rest(url, "bob")
    handshake = [{"id": "1", "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}]
    client = reply(alice, handshake)["clientId"]
    subscribe = [{"id": "2", "channel": "/meta/subscribe", "clientId": client, "subscription": "/v2/me/interactions"}]
    assert reply(bob, subscribe)["error"] == "402::Unknown client"
    assert reply(alice, subscribe)["successful"]
    publish = [{"id": "3", "channel": "/v2/me/interactions", "clientId": client, "data": {}}]
    assert reply(alice, publish)["error"].startswith("403:")
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
        # A WebSocket's handshake can have no header of a page's: what guards it is the page's origin.
        with pytest.raises(InvalidStatus) as refused:
            connect(f"{server.url}/api/v2/notifications".replace("http", "ws", 1), origin="https://evil.example", additional_headers={
                "Cookie": f"JSESSIONID={client.cookies['JSESSIONID']}",
            })
        assert refused.value.response.status_code == 403
        for path, body in [("/me", start), ("/notifications/handshake", handshake)]:
            refused = client.post(path, json=body)
            assert refused.status_code == 403 and "Missing or invalid Csrf token" in refused.text
            token = {"X-CSRF-TOKEN": told.headers["X-CSRF-TOKEN"]}
            assert client.post(path, json=body, headers=token).status_code == 200
        assert client.get("/me").headers["X-CSRF-TOKEN"] == told.headers["X-CSRF-TOKEN"]
    finally:
        server.stop()
