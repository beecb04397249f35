# SPDX-License-Identifier: Apache-2.0
"""The demo story, as one agent and one customer live it."""


def test_from_first_message_to_wrap_up(centre, ready, start, customer):
    alice = ready("alice")
    position = alice.get("/state")["position"]
    with alice.web_socket(after=position, device="desk", signals="true") as stream:
        stream.until("cordboard.agentDeviceConnected", device="desk")
        conversation = start(subject="Order 4711", attributes={"order": "4711"})["id"]
        offer, _ = stream.until("cordboard.offerMade", agent="alice")
        assert offer["data"]["conversation"] == conversation
        assert [o["id"] for o in alice.get("/offers")["offers"]] == [offer["data"]["offer"]]

        alice.post(f"/offers/{offer['data']['offer']}/accept")
        stream.until("cordboard.offerAccepted", conversation=conversation)
        here = f"/conversations/{conversation}"
        alice.post(f"{here}/messages", {"id": "hello", "body": {"text": "How can I help?"}})
        said, _ = stream.until("cordboard.messagePosted")
        assert said["data"]["message"]["body"] == {"type": "PLAIN", "text": "How can I help?"}
        assert said["actor"] == "agent:alice"

        centre.post(f"{here}/typing", {"isTyping": True})
        typing, _ = stream.until("cordboard.signal.typing")
        assert typing["data"]["participantKind"] == "customer" and "position" not in typing
        centre.post(f"{here}/receipts", {"message": "hello", "status": "read"})
        stream.until("cordboard.receiptReported", message="hello", status="read")
        centre.post(f"{here}/messages", {"body": {"text": "Where is my parcel?"}, "replyTo": "hello"})
        stream.until("cordboard.messagePosted")

        messages = alice.get(f"{here}/messages")["messages"]
        assert [m["body"]["text"] for m in messages] == ["Hello", "How can I help?", "Where is my parcel?"]
        assert messages[1]["receipts"][0]["status"] == "read"

        alice.post(f"{here}/leave")
        wrap_up, _ = stream.until("cordboard.wrapUpStarted", conversation=conversation)
        item = wrap_up["data"]["workItem"]
        assert alice.get(f"/work-items/{item}")["workItem"]["state"] == "wrapping"
        disposition = {"category": "Outcome", "value": "resolved"}
        alice.post(f"/work-items/{item}/wrap-up", {"dispositions": [disposition], "note": "sent again"})
        completed, _ = stream.until("cordboard.wrapUpCompleted", workItem=item)
        assert completed["data"]["dispositions"] == [disposition]
    closed = alice.get(here)["conversation"]
    assert (closed["state"], closed["closeReason"]) == ("closed", "agent")
    sequences = [e["conversationsequence"] for e in centre.get(f"{here}/events", limit=1000)["events"]]
    assert sequences == list(range(1, len(sequences) + 1))


def test_a_device_that_goes_away_starts_the_lease(ready):
    alice = ready("alice")
    with alice.web_socket(device="phone") as stream:
        stream.until("cordboard.agentDeviceConnected", device="phone")
        assert alice.get("/agents/alice")["agent"]["devices"] == ["phone"]
    with alice.web_socket(after=stream.position) as stream:
        gone, _ = stream.until("cordboard.agentDeviceDisconnected", device="phone")
        assert gone["data"]["leaseDeadline"]


def test_work_is_taken_from_a_pull_list(ready, start):
    alice = ready("alice")
    conversation = start(channel="web-pull")["id"]
    items = alice.get("/pull-lists/callbacks/items")["workItems"]
    assert [item["conversation"] for item in items] == [conversation]
    taken = alice.post(f"/pull-lists/callbacks/items/{items[0]['id']}/take")
    assert taken["conversation"]["id"] == conversation


def test_two_agents_never_get_the_same_chat(ready, start, centre):
    ready("alice")
    ready("bob")
    first = start()["id"]
    second = centre.post("/conversations", {"channel": "web", "customer": {"identifier": f"{first}-b"}})
    offers = centre.get("/offers")["offers"]
    assert {o["conversation"] for o in offers} == {first, second["conversation"]["id"]}
    assert {o["agent"] for o in offers} == {"alice", "bob"}


def test_the_configuration_is_read_and_changed(people):
    ada = people("ada")
    assert {q["id"] for q in ada.get("/configuration/queues")["queues"]} >= {"support", "sales", "voice"}
    ada.put("/configuration/teams/night-shift", {"name": "Night shift"})
    assert ada.get("/configuration/teams/night-shift")["team"]["name"] == "Night shift"
    ada.call("DELETE", "/configuration/teams/night-shift")
    for sort in ["media-routing-domains", "agents", "clients", "reason-codes", "wrap-up-codes", "pull-lists", "channels"]:
        ada.get(f"/configuration/{sort}")
    settings = ada.get("/configuration/settings")["settings"]
    assert ada.put("/configuration/settings", settings)["settings"] == settings
