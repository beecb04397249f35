# SPDX-License-Identifier: Apache-2.0
"""Whole stories as agents and a supervisor live them at desks of the vendor's kind, by each transport. Customers come by the
native API, which also shows what became of everything."""

import pytest

from expertflow import chat_mrd, each_way, expertflow_server, first_presence, floor, media, shown  # noqa: F401
from expertflow_client import DeskRefused
from own_server import needs_binary

pytestmark = needs_binary

#: When no agent was ever ready on a medium, it is said to have been so then.
NEVER_READY = 639057660000

#: A body of each kind that the desk sends, as the vendor's page has them.
ATTACHMENT = {
    "mediaUrl": "https://files.example.com/1.png", "mimeType": "image/png", "size": 3000, "thumbnail": "", "mediaLabel": "",
    "mediaName": "1.png",
}
BODIES = [
    {"type": "PLAIN", "markdownText": "Grüß Gott, *Frau* „Müller“ 👋\n\u2028second line"},
    *(
        {"type": kind, "markdownText": "see this", "caption": "a caption", "additionalDetails": {"fileName": "1.png"},
         "attachment": ATTACHMENT}
        for kind in ["IMAGE", "VIDEO", "AUDIO", "FILE", "MULTIMEDIA"]
    ),
    {"type": "CONTACT", "markdownText": "", "contacts": [{
        "name": {"formattedName": "Eva Example", "additionalNameDetails": {}},
        "phones": [{"phone": "+43123", "additionalPhoneDetails": {}}], "additionalContactDetails": {},
    }]},
    {"type": "LOCATION", "markdownText": "here", "location": {"latitude": 48.2082, "longitude": 16.3738}},
    {"type": "URL", "markdownText": "", "mediaUrl": "https://www.example.com/?a=1&b=2"},
    {"type": "STICKER", "markdownText": "", "mediaUrl": "https://files.example.com/s.webp", "stickerId": "7"},
    {"type": "BUTTON", "markdownText": "Choose", "buttonMessageType": "QUICK_REPLIES", "additionalDetails": {}, "buttons": [
        {"type": "PLAIN", "title": "Yes", "payload": "yes", "additionalButtonDetails": {}},
    ]},
    {"type": "CAROUSEL", "markdownText": "", "carouselMessageType": "MEDIA", "elements": [{
        "text": "One", "url": "https://files.example.com/1.png", "buttons": [], "defaultAction": {"type": "URL", "url": "#"},
        "additionalCarouselElementDetails": {},
    }]},
    {"type": "EMAIL", "markdownText": "", "subject": "Order 7", "from": "a@example.com", "replyTo": ["c@example.com"],
     "receivingDate": "2026-11-01T10:00:00Z", "htmlBody": "<p>x</p>", "recipientsTo": ["b@example.com"], "recipientsCc": [],
     "recipientsBcc": [], "emailThreads": [], "attachments": [], "additionalDetails": {"x": 1}},
    {"type": "TEMPLATE", "markdownText": "", "namespace": "n", "name": "hello", "language": "en", "components": []},
    {"type": "COMMENT", "markdownText": "nice", "postId": "p", "itemType": "TEXT", "attachment": None},
    {"type": "VOICE", "markdownText": "", "callId": "c", "leg": "l", "reasonCode": "r"},
    {"type": "ACTION", "markdownText": "", "name": "n", "data": {}},
    {"type": "CUSTOM", "markdownText": "", "jsonNode": {"a": 1}},
    {"type": "RECEIPT", "markdownText": ""},
    {"type": "DELETEDNOTIFICATION", "markdownText": "", "messageId": "m", "timestamp": 1653888665578},
    {"type": "WRAPUP", "markdownText": "", "wrapups": [{"categoryName": "Outcome", "value": "Resolved"}], "note": "n"},
    {"type": "SOMETHING_NEW", "markdownText": "", "x": [1, 2.5, None, {"y": "z"}]},
]


class TestPresence:
    def test_an_agent_logs_in_works_and_logs_out(self, each_way):
        desk = each_way.new_desk("alice").start()
        login, idle = desk.presence("LOGIN"), desk.presence("NOT_READY")
        assert [e.payload["agentPresence"]["state"]["name"] for e in desk.events if e.name == "agentPresence"] == \
            ["LOGIN", "NOT_READY"]
        every = [m["mrd"]["id"] for m in idle["agentPresence"]["agentMrdStates"]]
        assert len(set(every)) == 3
        for presence, state in [(login, "LOGIN"), (idle, "NOT_READY")]:
            assert presence["action"] == "AGENT_STATE_CHANGED" and presence["agentStateChanged"] is True
            assert sorted(presence["mrdStateChanges"]) == sorted(every)
            assert {m["state"] for m in presence["agentPresence"]["agentMrdStates"]} == {state}
            # Nobody is ever ready for voice here.
            assert NEVER_READY in [m["lastReadyStateChangeTime"] for m in presence["agentPresence"]["agentMrdStates"]]
        since = idle["agentPresence"]["agentLoginTime"]
        assert login["agentPresence"]["agentLoginTime"] == since

        desk.change_state("READY")
        ready = desk.presence()
        assert (ready["action"], ready["agentStateChanged"]) == ("AGENT_STATE_CHANGED", True)
        assert ready["agentPresence"]["state"] == {"name": "READY", "reasonCode": None}
        assert ready["mrdStateChanges"] == []

        mrd = chat_mrd(ready)
        desk.change_media("READY", mrd)
        taking = desk.presence()
        assert (taking["action"], taking["agentStateChanged"]) == ("AGENT_STATE_CHANGED", False)
        assert taking["mrdStateChanges"] == [mrd]
        chat = media(taking, mrd)
        assert (chat["state"], chat["previousState"]) == ("READY", "NOT_READY")
        assert chat["lastReadyStateChangeTime"] == chat["stateChangeTime"] >= since
        others = [m for m in taking["agentPresence"]["agentMrdStates"] if m["mrd"]["id"] != mrd]
        assert {m["state"] for m in others} == {"NOT_READY"}
        assert {m["lastReadyStateChangeTime"] for m in others} == {NEVER_READY}
        view = each_way.integration.get("/agents/alice")["agent"]
        assert view["state"] == "READY"
        assert {m["mediaRoutingDomain"]: m["state"] for m in view["media"]}["chat"] == "READY"

        reasons = desk.get("/unified-admin/reasons").json()
        lunch = next(r for r in reasons if r["type"] == "NOT_READY" and r["name"] == "Lunch")
        desk.change_state("NOT_READY", lunch)
        pausing = desk.presence()
        assert (pausing["action"], pausing["agentStateChanged"]) == ("AGENT_STATE_CHANGED", True)
        assert pausing["mrdStateChanges"] == [mrd]
        assert pausing["agentPresence"]["state"] == {"name": "NOT_READY", "reasonCode": lunch}
        assert each_way.integration.get("/agents/alice")["agent"]["reason"] == "lunch"

        other = next(r for r in reasons if r["type"] == "NOT_READY" and r != lunch)
        desk.change_state("NOT_READY", other)
        still = desk.presence()
        assert still["action"] == "AGENT_STATE_CHANGED"
        assert still["agentPresence"]["state"]["reasonCode"] == other

        # A desk whose agent ticked no reason leaves the key out.
        desk.change_state("LOGOUT", state={"name": "LOGOUT"})
        gone = desk.presence()
        assert gone["agentPresence"]["state"] == {"name": "LOGOUT", "reasonCode": None}
        assert {m["state"] for m in gone["agentPresence"]["agentMrdStates"]} == {"LOGOUT"}
        assert each_way.integration.get("/agents/alice")["agent"]["state"] == "LOGOUT"
        # The vendor's desk disconnects itself by then; whoever does not is sent out, and nobody comes back with that login.
        desk.wait(lambda: desk.reasons == [desk.socket.reason.SERVER_DISCONNECT], "the end of the connection")
        with pytest.raises(DeskRefused):
            desk.connect()
        assert desk.http.get(f"{desk.url}/unified-admin/reasons", timeout=30).status_code == 401
        desk.log_in().connect().presence("NOT_READY")

    def test_what_is_pushed_at_a_login(self, each_way):
        desk = each_way.desk("alice")
        channels = desk.hear("onChannelTypes")
        assert "WEB" in [channel["name"] for channel in channels]
        assert desk.hear("onPullModeSubscribedList") == []
        assert desk.hear("pullModeSubscribedListRequests") == []
        names = [event.name for event in desk.events]
        assert names.index("agentPresence") < names.index("onChannelTypes")

    def test_a_request_that_changes_nothing_yields_a_presence(self, floor):
        desk = floor.ready("alice")
        first = first_presence(desk)
        mrd = chat_mrd(first)
        other = next(m["mrd"]["id"] for m in first["agentPresence"]["agentMrdStates"] if m["mrd"]["id"] != mrd)
        for ask in [
            lambda: desk.change_state("READY"),
            lambda: desk.change_media("READY", mrd),
            lambda: desk.change_media("NOT_READY", other),
        ]:
            ask()
            presence = desk.presence()
            assert presence["action"] == "AGENT_STATE_UNCHANGED"
            assert (presence["agentStateChanged"], presence["mrdStateChanges"]) == (False, [])
            assert presence["agentPresence"]["state"]["name"] == "READY"
        desk.change_state("NOT_READY")
        desk.presence("NOT_READY")
        # Nobody is ready on a medium who is not ready.
        desk.change_media("READY", mrd)
        presence = desk.presence()
        assert (presence["action"], presence["mrdStateChanges"]) == ("AGENT_STATE_UNCHANGED", [])
        assert media(presence, mrd)["state"] == "NOT_READY"

    def test_a_medium_with_work_is_left_when_the_work_is_done(self, floor):
        desk = floor.ready("alice")
        chat = floor.serve(desk)
        mrd = chat_mrd(first_presence(desk))

        def chat_is(state):
            return desk.presence(where=lambda p: p["mrdStateChanges"] == [mrd] and media(p, mrd)["state"] == state)

        assert media(chat_is("ACTIVE"), mrd)["previousState"] == "READY"
        desk.change_media("NOT_READY", mrd)
        pending = chat_is("PENDING_NOT_READY")
        assert (pending["agentStateChanged"], media(pending, mrd)["previousState"]) == (False, "ACTIVE")
        desk.change_media("READY", mrd)
        chat_is("ACTIVE")
        desk.change_state("NOT_READY")
        away = chat_is("PENDING_NOT_READY")
        assert (away["agentStateChanged"], away["agentPresence"]["state"]["name"]) == (True, "NOT_READY")
        chat.leave()
        assert media(chat_is("NOT_READY"), mrd)["previousState"] == "PENDING_NOT_READY"

    def test_a_logout_with_a_reason(self, floor):
        desk = floor.ready("alice")
        reason = next(r for r in desk.get("/unified-admin/reasons").json() if r["type"] == "LOGOUT")
        desk.change_state("LOGOUT", reason)
        assert desk.presence("LOGOUT")["agentPresence"]["state"]["reasonCode"] == reason
        desk.close()
        again = floor.new_desk("alice").start()
        assert again.presence("LOGIN") and again.presence("NOT_READY")

    def test_a_supervisor_sends_an_agent_away(self, floor):
        desk = floor.ready("alice")
        floor.person("sam").post("/agents/alice/force-logout")
        assert desk.presence("LOGOUT")["agentPresence"]["state"]["name"] == "LOGOUT"
        desk.wait(lambda: desk.reasons == [desk.socket.reason.SERVER_DISCONNECT], "the end of the connection")
        with pytest.raises(DeskRefused):
            desk.connect()
        assert floor.integration.get("/agents/alice")["agent"]["state"] == "LOGOUT", "it came back by itself"

    def test_another_device_changes_the_state(self, floor):
        desk = floor.ready("alice")
        floor.person("alice").put("/agents/alice/state", {"state": "NOT_READY", "reason": "break"})
        presence = desk.presence("NOT_READY")
        assert presence["agentPresence"]["state"]["reasonCode"]["name"] == "Short break"


class TestConversations:
    def test_offer_chat_and_leave(self, each_way):
        alice = each_way.ready("alice")
        conversation = each_way.customer("Hello", "plain")
        task = alice.hear("taskRequest")
        assert task["conversationId"] == conversation
        assert task["taskState"]["name"] == "RESERVED" and task["taskDirection"] == "INBOUND"
        assert task["queue"]["name"] == "Plain"
        assert task["taskId"].count(":") == 1
        assert task["channelSession"]["channel"]["channelType"]["name"] == "WEB"
        chat = alice.accept(task)
        assert chat.payload["taskId"] == task["taskId"] and chat.room == task["roomInfo"]
        hello = next(e for e in chat.topic["topicEvents"] if e["name"] == "CUSTOMER_MESSAGE")
        assert hello["data"]["body"]["markdownText"] == "Hello"
        assert hello["data"]["header"]["sender"]["type"] == "CONNECTOR"
        mrd = chat_mrd(alice.presence(where=lambda p: p["mrdStateChanges"]))
        assert each_way.integration.get("/agents/alice")["agent"]["conversations"] == [conversation]

        chat.read(hello["data"]["id"])
        chat.typing()
        answer = chat.said("How can I help?")
        assert answer["data"]["body"] == {"type": "PLAIN", "markdownText": "How can I help?"}
        asked = each_way.says(conversation, "Where is my parcel?")
        event = alice.cim("CUSTOMER_MESSAGE", lambda e: e["data"]["id"] == asked)
        assert event["type"] == "MESSAGE" and event["data"]["header"]["sender"]["type"] == "CONNECTOR"
        said = each_way.messages(conversation)
        assert [m["body"]["text"] for m in said] == ["Hello", "How can I help?", "Where is my parcel?"]
        assert said[0]["receipts"][0]["status"] == "read" and said[1]["senderAgent"] == "alice"
        assert said[1]["id"] == answer["data"]["id"]

        chat.leave()
        assert chat.gone() == "UNSUBSCRIBED"
        idle = alice.presence(where=lambda p: p["mrdStateChanges"] == [mrd] and media(p, mrd)["state"] == "READY")
        assert idle["agentStateChanged"] is False
        assert each_way.integration.get(f"/conversations/{conversation}")["conversation"]["state"] == "closed"

    def test_every_body_reaches_everybody_as_it_was(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        bob, sam = each_way.ready("bob"), each_way.desk("sam")
        chat.to_agent("directConferenceRequest", bob.id)
        bob.accept(bob.hear("taskRequest"))
        sam.monitor(chat.session, chat.id)
        said = {chat.say(body): body for body in BODIES}
        for desk in [alice, bob, sam]:
            for id, body in said.items():
                event = desk.cim("AGENT_MESSAGE", lambda e: e["data"]["id"] == id)
                assert (event["type"], event["data"]["body"]) == ("MESSAGE", body)
                sender = event["data"]["header"]["sender"]
                assert (sender["id"], sender["type"]) == (alice.id, "AGENT")
            assert shown(desk, chat.id)[-len(said):] == list(said), "once each, in the order in which they were said"
        stored = {m["id"]: m for m in each_way.messages(chat.id)}
        for id, body in said.items():
            assert stored[id]["body"]["type"] == body["type"]
            assert stored[id]["audience"] == ("agentsAndManagers" if body["type"] == "WRAPUP" else "everyone")
            for name, value in body.items():
                if name not in ("type", "markdownText"):
                    assert stored[id]["body"]["content"][name] == value
        # Who comes later sees the same.
        after = alice.reload().topic(chat.id)
        kept = {e["data"].get("id"): e["data"].get("body") for e in after.topic["topicEvents"]}
        assert {id: kept[id] for id in said} == said

    def test_every_body_of_a_customer(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        said = {}
        for body in BODIES[1:11]:
            content = {name: value for name, value in body.items() if name not in ("type", "markdownText")}
            said[each_way.says(chat.id, {"type": body["type"], "text": body["markdownText"], "content": content})] = body
        for id, body in said.items():
            assert alice.cim("CUSTOMER_MESSAGE", lambda e: e["data"]["id"] == id)["data"]["body"] == body

    def test_receipts_and_typing_of_the_customer(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        here = f"/conversations/{chat.id}"
        said = chat.said("Hello")["data"]["id"]
        for status, word in [("delivered", "DELIVERED"), ("read", "READ")]:
            each_way.integration.post(f"{here}/receipts", {"message": said, "status": status})
            event = alice.cim("MESSAGE_DELIVERY_NOTIFICATION", lambda e: e["data"]["body"]["status"] == word)
            assert event["type"] == "NOTIFICATION"
            assert event["data"]["body"]["messageId"] == said and event["data"]["body"]["reasonCode"] == 200
        each_way.integration.post(f"{here}/typing", {"isTyping": True})
        typing = alice.cim("TYPING_INDICATOR", lambda e: e["data"]["header"]["sender"]["type"] != "AGENT")
        assert typing["data"]["body"]["type"] == "NOTIFICATION"
        assert typing["data"]["body"]["notificationType"] == "TYPING_STARTED"
        failed = chat.said("Are you there?")["data"]["id"]
        each_way.integration.post(f"{here}/receipts", {"message": failed, "status": "failed", "code": 500})
        event = alice.cim("MESSAGE_DELIVERY_NOTIFICATION", lambda e: e["data"]["body"]["status"] == "FAILED")
        assert event["data"]["body"]["messageId"] == failed and event["data"]["body"]["reasonCode"] == 500
        assert event["data"]["header"]["sender"]["type"] == "SYSTEM"

    def test_the_desk_says_that_no_response_is_due(self, floor):
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        chat.publish(chat.event("RESET_AGENT_SLA", "NOTIFICATION", {}))
        chat.said("I shall look")
        assert alice.count("errors") == 0

    def test_typing_of_an_agent_is_a_signal(self, floor):
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        with floor.person("alice").web_socket(after=floor.integration.get("/state", agent="alice")["position"],
                                              signals="true") as stream:
            chat.typing()
            signal, _ = stream.until("cordboard.signal.typing")
            assert signal["data"]["participantKind"] == "agent"

    def test_the_customer_leaves(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        each_way.integration.post(f"/conversations/{chat.id}/end-session", {"reason": "customer"})
        ended = alice.cim("CHANNEL_SESSION_ENDED")
        assert ended["data"]["id"] == chat.session["id"]
        assert ended["data"]["channel"]["channelType"]["name"] == "WEB"

    def test_nobody_answers(self, each_way):
        alice = each_way.ready("alice")
        conversation = each_way.customer(channel="impatient")
        task = alice.hear("taskRequest")
        assert alice.hear("revokeTask") == {"conversationId": conversation}
        presence = alice.presence("NOT_READY")
        assert (presence["action"], presence["agentStateChanged"]) == ("AGENT_STATE_CHANGED", True)
        # Too late: the desk is told so, and nothing changes.
        alice.emit("topicSubscription", {
            "topicParticipant": alice.participant(conversation), "agentId": alice.id, "conversationId": conversation,
            "roomInfo": task["roomInfo"], "taskId": task["taskId"],
        })
        assert alice.hear("errors")["task"] == "topicSubscription"
        bob = each_way.ready("bob")
        assert bob.hear("taskRequest")["conversationId"] == conversation
        assert alice.count("onTopicData") == 0

    def test_the_customer_leaves_while_the_agent_is_asked(self, floor):
        alice = floor.ready("alice")
        conversation = floor.customer(channel="plain")
        alice.hear("taskRequest")
        floor.integration.post(f"/conversations/{conversation}/end-session", {"reason": "customer"})
        assert alice.hear("revokeTask") == {"conversationId": conversation}

    def test_wrap_up_with_codes(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice, "web")
        chat.leave()
        started = alice.hear("wrapupTimerStarted")
        assert started["conversationId"] == chat.id
        assert 55 <= started["duration"] <= 60, "seconds"
        assert (started["task"], started["statusCode"], started["roomInfo"]) == ("wrapupTimerStarted", 200, chat.room)
        assert alice.count("topicUnsubscription") == 0
        chat.close_wrap_up([{"categoryName": "Outcome", "value": "Resolved"}], "sent again")
        assert chat.gone() == "Wrap Up applied"
        completed = [e["data"] for e in each_way.facts(chat.id) if e["type"] == "cordboard.wrapUpCompleted"]
        assert completed[0]["dispositions"] == [{"category": "Outcome", "value": "resolved"}]
        assert completed[0]["note"] == "sent again"

    def test_without_wrap_up(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice, "web")
        chat.leave()
        alice.hear("wrapupTimerStarted")
        chat.close_wrap_up()
        assert chat.gone() == "choosing leave without Wrap Up"

    def test_wrap_up_takes_too_long(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice, "brief")
        chat.leave()
        assert alice.hear("wrapupTimerStarted")["duration"] == 1
        assert chat.gone() == "wrap Up Timer Expired"

    def test_a_note_during_the_chat_is_for_agents(self, floor):
        alice = floor.ready("alice")
        chat = floor.serve(alice, "web")
        body = chat.wrap_up([{"categoryName": "Outcome", "value": "Resolved"}], "an angry man")
        event = chat.said(body)
        assert event["data"]["body"] == body
        assert floor.messages(chat.id)[-1]["audience"] == "agentsAndManagers"

    def test_a_pause(self, each_way):
        alice = each_way.ready("alice")
        chat = each_way.serve(alice)
        chat.pause(600)
        paused = alice.cim("CONVERSATION_PAUSED")
        assert paused["data"]["holdTimerDetails"]["totalDuration"] == 600
        assert isinstance(paused["data"]["holdTimerDetails"]["startTime"], int)
        chat.resume()
        alice.cim("CONVERSATION_RESUMED")
