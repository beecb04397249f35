# SPDX-License-Identifier: Apache-2.0
"""Expertflow's dialect with python-socketio: two agents and a supervisor, on every transport."""

import json
import time

import httpx
import pytest
import socketio.exceptions

from desk import Desk
from own_server import OwnServer, free_port, needs_binary

WAYS = [["polling"], ["websocket"], ["polling", "websocket"]]

BODIES = [
    {"type": "PLAIN", "markdownText": "good day"},
    {"type": "URL", "markdownText": "", "mediaUrl": "https://example.com/"},
    {"type": "LOCATION", "markdownText": "", "location": {"latitude": 33.7, "longitude": 73.1}},
    {"type": "CONTACT", "markdownText": "", "contacts": [{"name": {"formattedName": "Bob"}, "phones": [{"phone": "1"}]}]},
    {
        "type": "IMAGE",
        "markdownText": "",
        "caption": "a cat",
        "additionalDetails": {},
        "attachment": {"mediaUrl": "https://example.com/cat.png", "mimeType": "image/png", "size": 5},
    },
]


@pytest.fixture
def desk(url, centre):
    desks = []

    def make(name, **options):
        made = Desk(url, name, **options)
        desks.append(made)
        return made

    yield make
    for made in desks:
        made.close()


@pytest.fixture
def come(start, customer):
    """Jane Doe writes, and it is known in which conversation."""
    return lambda: start(customer={"identifier": customer, "displayName": "Jane Doe"})["id"]


@pytest.mark.parametrize("ways", WAYS, ids="-".join)
def test_a_chat_from_login_to_wrap_up_and_logout(centre, come, desk, ways):
    alice = desk("alice", ways=ways).connect()
    assert alice.expect("onChannelTypes")[0]["name"] == "WEB"
    login = alice.expect("agentPresence")
    assert (login["agentPresence"]["state"]["name"], login["agentStateChanged"]) == ("LOGIN", True)
    assert alice.expect("agentPresence")["agentPresence"]["state"]["name"] == "NOT_READY"
    assert alice.state("NOT_READY")["action"] in ("AGENT_STATE_CHANGED", "AGENT_STATE_UNCHANGED")
    assert alice.state("READY")["agentPresence"]["state"]["name"] == "READY"
    assert alice.media("chat")["mrdStateChanges"] in (["chat"], [])
    assert alice.state("READY")["action"] == "AGENT_STATE_UNCHANGED"

    conversation = come()
    request = alice.expect("taskRequest")
    assert request["conversationId"] == conversation
    assert request["channelSession"]["channel"]["channelType"]["name"] == "WEB"
    assert request["channelSession"]["customer"]["firstName"] == "Jane Doe"
    topic = alice.accept(request)
    names = [event["name"] for event in topic["topicData"]["topicEvents"]]
    assert names[:2] == ["CHANNEL_SESSION_STARTED", "CUSTOMER_MESSAGE"] and names[-1] == "AGENT_SUBSCRIBED"

    said = next(e for e in topic["topicData"]["topicEvents"] if e["name"] == "CUSTOMER_MESSAGE")["data"]["id"]
    receipt = {"type": "DELIVERYNOTIFICATION", "markdownText": "", "messageId": said, "status": "READ", "reasonCode": 200}
    alice.publish(topic, receipt, "MESSAGE_DELIVERY_NOTIFICATION", "NOTIFICATION")
    assert alice.cim("MESSAGE_DELIVERY_NOTIFICATION")["data"]["body"]["messageId"] == said
    typing = {"type": "NOTIFICATION", "notificationType": "TYPING_STARTED"}
    alice.publish(topic, typing, "TYPING_INDICATOR", "NOTIFICATION")
    for body in BODIES:
        sent = alice.publish(topic, body)
        echo = alice.cim("AGENT_MESSAGE", lambda event, sent=sent: event["data"]["id"] == sent)
        assert {key: echo["data"]["body"].get(key) for key in body} == body
    history = centre.get(f"/conversations/{conversation}/messages")["messages"]
    assert [message["body"]["type"] for message in history] == ["PLAIN"] + [b["type"] for b in BODIES]

    alice.leave(topic)
    timer = alice.expect("wrapupTimerStarted")
    assert timer["conversationId"] == conversation and timer["duration"] > 0
    alice.emit("closeWrapup", {"cimEvent": None, "conversationId": conversation, "agentId": "alice", "roomInfo": topic["roomInfo"]})
    left = alice.expect("topicUnsubscription")
    assert left == {"conversationId": conversation, "reason": "choosing leave without Wrap Up"}
    assert alice.state("LOGOUT")["agentPresence"]["state"]["name"] == "LOGOUT"


def test_a_desk_that_comes_back_has_its_offer_and_its_conversation_again(centre, come, desk):
    alice = desk("alice").connect()
    alice.ready()
    conversation = come()
    alice.expect("taskRequest")
    again = desk("alice").connect()
    request = again.expect("taskRequest")
    topic = again.accept(request)
    again.publish(topic, BODIES[0])
    again.cim("AGENT_MESSAGE")
    third = desk("alice").connect()
    rebuilt = third.expect("onTopicData")
    assert rebuilt["conversationId"] == conversation
    assert rebuilt["topicData"]["topicEvents"][-1]["data"]["body"]["markdownText"] == "good day"
    # One live desk for each agent: the earlier ones were told, and closed.
    assert alice.expect("socketSessionRemoved") == {"agentId": "alice"}
    assert again.expect("socketSessionRemoved") == {"agentId": "alice"}
    third.leave(rebuilt)


def test_a_transfer_and_a_conference(centre, come, desk):
    alice, bob = desk("alice").connect(), desk("bob").connect()
    alice.ready()
    come()
    topic = alice.accept(alice.expect("taskRequest"))
    bob.ready()
    session = topic["topicData"]["channelSession"]
    ask = {"channelSession": session, "agentParticipant": alice.participant(topic["conversationId"]), "mode": "agent",
           "requestedAgentId": "bob", "offerToAgent": True, "note": "please"}
    alice.emit("directConferenceRequest", ask)
    assert alice.expect("agentAssistanceRequestPlaced")["requestAction"] == "conference"
    request = bob.expect("taskRequest")
    assert (request["taskDirection"], request["requestedBy"], request["note"]) == ("DIRECT_CONFERENCE", "alice", "please")
    joined = bob.accept(request)
    assert joined["topicData"]["topicParticipant"]["role"] == "ASSISTANT"
    assert alice.cim("AGENT_SUBSCRIBED")["data"]["agentParticipant"]["participant"]["id"] == "bob"
    sent = bob.publish(joined, BODIES[0])
    for one in (alice, bob):
        one.cim("AGENT_MESSAGE", lambda event: event["data"]["id"] == sent)
    bob.leave(joined)
    alice.cim("AGENT_UNSUBSCRIBED")


def test_a_supervisor_listens_coaches_and_joins(centre, come, desk):
    alice, sam = desk("alice").connect(), desk("sam").connect()
    alice.ready()
    come()
    topic = alice.accept(alice.expect("taskRequest"))
    conversation = topic["conversationId"]
    own = sam.participant(conversation, "SILENT_MONITOR")
    sam.emit("JoinAsSilentMonitor", {"topicParticipant": own, "agentId": "sam", "channelSession": topic["topicData"]["channelSession"]})
    seen = sam.expect("onTopicData")
    assert seen["topicData"]["topicParticipant"]["role"] == "SILENT_MONITOR"
    change = {"participantId": seen["topicData"]["topicParticipant"]["id"], "conversationId": conversation, "roomInfo": seen["roomInfo"]}
    sam.emit("joinAsWhisper", change)
    assert sam.cim("PARTICIPANT_ROLE_CHANGED")["data"]["conversationParticipant"]["role"] == "WHISPER"
    sent = sam.publish(seen, BODIES[0], "WHISPER_MESSAGE")
    assert alice.cim("WHISPER_MESSAGE")["data"]["id"] == sent
    sam.emit("JoinAsBargin", change)
    sam.cim("PARTICIPANT_ROLE_CHANGED")
    sent = sam.publish(seen, BODIES[0])
    assert alice.cim("AGENT_MESSAGE")["data"]["id"] == sent


def test_who_did_not_log_in_is_refused_in_the_form_the_desk_reads(desk):
    alice = desk("alice")
    for options in ({"cookie": False}, {"cookie": False, "auth": {"agent": "bob", "token": "nonsense"}}, {"auth": {"agent": {"id": "bob"}}}):
        with pytest.raises(socketio.exceptions.ConnectionError):
            alice.connect(reconnection=False, **options)
        refusal = alice.expect("connect_error")
        assert refusal["message"] == "login-failed"
        assert refusal["data"]["content"]["key"] in ("LOGIN_REQUIRED", "OTHER_AGENT") and refusal["data"]["content"]["msg"]
    # A token takes the place of the cookie.
    bob = desk("bob").connect(auth={"agent": "bob", "token": desk("bob").token}, cookie=False, path="socket.io")
    bob.expect("agentPresence")


def test_what_the_desk_calls_is_answered_in_its_forms(url, desk):
    alice = desk("alice")
    with httpx.Client(base_url=url, timeout=30) as nobody:
        settings = nobody.get("/unified-admin/agent-desk-settings").json()
        assert settings[0]["isAutoAnswerEnabled"] is False
        assert nobody.get("/unified-admin/reasons").status_code == 401
        wrong = nobody.post("/agent-manager/agent/login", json={"username": "alice", "password": "wrong"})
        assert (wrong.status_code, wrong.json()["statusCode"]) == (401, 401)
    with httpx.Client(base_url=url, timeout=30, cookies={"cordboard_desk": alice.cookie}) as browser:
        assert {reason["type"] for reason in browser.get("/unified-admin/reasons").json()} <= {"NOT_READY", "LOGOUT"}
        assert browser.get("/unified-admin/locale-setting").json()[0]["supportedLanguages"][0]["code"] == "en"
        assert isinstance(browser.get("/unified-admin/pull-mode-list").json(), list)
        form = browser.get("/unified-admin/forms/62d07f4f0980a50a91210bef").json()
        assert form["attributes"][0]["categoryOptions"]["isMultipleChoice"] is True
        assert browser.get("/cim-customer/agentSetting", params={"user_Id": "alice"}).json()["language"] == "en"
        assert browser.put("/cim-customer/agentSetting/alice", json={"theme": "dark"}).json()["theme"] == "dark"
        assert browser.put("/cim-customer/agentSetting/bob", json={"theme": "dark"}).status_code == 404
        assert isinstance(browser.get("/cim-customer/customerSchema").json(), list)
        assert browser.get("/cim-customer/label").json() == []
        assert browser.get("/team-announcement/announcement/", params={"teamIds": "x", "status": "active"}).json() == []
        picture = browser.get("/file-engine/api/downloadFileStream", params={"filename": "_WEB.svg"})
        assert picture.headers["content-type"] == "image/svg+xml"
        for path in ("/unified-admin/nothing", "/ccm/x", "/file-engine/api/downloadFileStream", "/unified-admin/forms/1"):
            answer = browser.get(path)
            assert answer.status_code == 404 and answer.json()["statusCode"] == 404


@needs_binary
def test_a_restart_sends_no_desk_away(tmp_path, monkeypatch):
    port = free_port()
    server = OwnServer(tmp_path, port).wait_until_ready()
    desk = Desk(server.url, "alice")
    try:
        desk.connect()
        desk.ready()
        server.stop()
        server = OwnServer(tmp_path, port).wait_until_ready()
        # It comes back by itself, with the same login, as what it was.
        desk.expect("disconnect")
        presence = desk.expect("agentPresence", timeout=30)
        assert presence["agentPresence"]["state"]["name"] == "READY"
        assert not any(name == "socketSessionRemoved" for name, _ in desk.past)
    finally:
        desk.close()
        server.stop()


@needs_binary
def test_an_operators_copy_of_the_desk_is_served(tmp_path):
    folder = tmp_path / "desk"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>desk</title>")
    (folder / "assets" / "config.json").write_text("{}")
    (folder / "assets" / "a.svg").write_text("<svg/>")
    (tmp_path / "secret").write_text("secret")
    server = OwnServer(tmp_path, free_port(), CORDBOARD_EXPERTFLOW_DESK=str(folder)).wait_until_ready()
    try:
        with server.client() as client:
            page = client.get("/agent-desk-ui/")
            assert page.status_code == 200 and "desk" in page.text and "text/html" in page.headers["content-type"]
            config = client.get("/agent-desk-ui/assets/config.json").json()
            assert config["SOCKET_URL"] == f"{server.url}/agent-manager"
            assert "EXT_STATIC" not in config
            assert client.get("/agent-desk-ui/assets/a.svg").headers["content-type"].startswith("image/svg+xml")
            assert client.get("/assets/a.svg").status_code == 200
            for path in ("/agent-desk-ui/../secret", "/agent-desk-ui/%2e%2e/secret", "/agent-desk-ui/assets/..%2f..%2fsecret"):
                answer = client.get(path)
                assert answer.status_code in (400, 404) and "secret" not in answer.text
    finally:
        server.stop()
