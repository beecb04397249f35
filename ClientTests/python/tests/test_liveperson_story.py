# SPDX-License-Identifier: Apache-2.0
"""A whole conversation, as an application of LivePerson's is told of it: from the consumer's first word to the survey."""

import pytest

from avaya import eventually
from liveperson import EVENTS, TYPES, brand_of, is_signed, is_standard, told, wait
from own_server import needs_binary

pytestmark = needs_binary

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
RICH = {
    "type": "vertical",
    "elements": [
        {"type": "text", "text": "Which size?"},
        {"type": "button", "title": "42", "click": {"actions": [{"type": "publishText", "text": "42"}]}},
    ],
}


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    with brand_of(tmp_path_factory.mktemp("liveperson-story")) as brand:
        yield brand


class Listener:
    """Waits for each thing that is told, in order, so that whatever is told in another order is noticed."""

    def __init__(self, receiver):
        self.receiver = receiver

    def event(self, name, **known):
        """The one event of a type with these members of its `event`."""
        return wait(self.receiver, name, lambda change: known.items() <= change["event"].items())

    def change(self, holds):
        return wait(self.receiver, "ExConversationChange", holds)


def roles(details, dialog=None):
    """Who has which role; with a star who is only asked."""
    if dialog is None:
        return {one["id"]: one["role"] for one in details["participants"] if one.get("state") != "SUGGESTED"}
    [found] = [one for one in details["dialogs"] if one["dialogType"] == dialog]
    return {one["id"]: one["role"] for one in found["participantsDetails"] if one["state"] == "ACTIVE"}


def suggested(details):
    return [one["id"] for dialog in details["dialogs"] for one in dialog["participantsDetails"] if one["state"] == "SUGGESTED"]


@pytest.fixture(scope="module")
def story(brand):
    """The story, told once: what came of it is asked by the tests."""
    receiver = brand.receiver()
    installation = brand.install(receiver)
    hear = Listener(receiver)
    consumer = brand.consumer(installation)
    conversation = consumer.start({"firstName": "Chris", "lastName": "Cole"})
    here = f"/conversations/{conversation}"
    opened = hear.change(lambda details: details["skillId"] == "support")
    assert set(roles(opened).values()) == {"CONSUMER"} and (opened["state"], opened["stage"]) == ("OPEN", "OPEN")
    [chris] = roles(opened)
    sequences = [consumer.say("Grüße 👋\n \"quoted\" \\ </script> \u2028")]
    first = hear.event("ContentEvent")
    assert first["originatorMetadata"] == {"id": chris, "role": "CONSUMER"} and first["conversationId"] == conversation

    # An agent takes it, and reads.
    alice = brand.accept("alice", conversation)
    hear.change(lambda details: roles(details) == {chris: "CONSUMER", "alice": "ASSIGNED_AGENT"})
    [said] = alice.get(f"{here}/messages")["messages"]
    alice.post(f"{here}/receipts", {"message": said["id"], "status": "delivered"})
    hear.event("AcceptStatusEvent", status="ACCEPT", sequenceList=[0])
    alice.post(f"{here}/receipts", {"message": said["id"], "status": "read"})
    read = hear.event("AcceptStatusEvent", status="READ", sequenceList=[0])
    assert (read["sequence"], read["originatorMetadata"]) == (2, {"id": "alice", "role": "ASSIGNED_AGENT"})

    # Both write.
    alice.post(f"{here}/typing", {"isTyping": True})
    assert hear.event("ChatStateEvent", chatState="COMPOSING")["originatorMetadata"] == {"id": "alice", "role": "ASSIGNED_AGENT"}
    alice.post(f"{here}/messages", {"body": {"text": "How can I help?"}})
    answer = hear.event("ContentEvent", message="How can I help?")
    sequences.append(consumer.report("READ", answer["sequence"]))
    heard = wait(receiver, "AcceptStatusEvent", lambda change: change["originatorId"] == chris)
    assert heard["event"]["sequenceList"] == [3] and heard["sequence"] == 4
    assert consumer.state("COMPOSING") == 0
    wait(receiver, "ChatStateEvent", lambda change: change["originatorId"] == chris)
    assert consumer.state("PAUSE") == 0
    hear.event("ChatStateEvent", chatState="PAUSE")

    # Files, kept here and elsewhere.
    path = f"{here}/files"
    file = alice.call("POST", path, raw=PNG, headers={"Content-Type": "image/png"}, query={"name": "shoe.png"}).json()["file"]
    attachment = {"mediaUrl": file["url"], "mimeType": "image/png", "thumbnail": "data:image/png;base64,iVBORw0KGgo="}
    alice.post(f"{here}/messages", {"body": {"type": "IMAGE", "content": {"attachment": attachment, "caption": "This one?"}}})
    hosted = hear.event("ContentEvent", contentType="hosted/file")["event"]["message"]
    assert hosted == {"caption": "This one?", "relativePath": hosted["relativePath"], "fileType": "PNG", "preview": attachment["thumbnail"]}
    fetched = alice.http.get(hosted["relativePath"], headers={"Authorization": f"Bearer {alice.token}"})
    assert fetched.content == PNG
    external = {"caption": "No, that one", "url": "https://shop.example/shoe.pdf", "fileType": "PDF"}
    sequences.append(consumer.publish({"type": "ContentEvent", "contentType": "external/file", "message": external}))
    assert hear.event("ContentEvent", contentType="external/file")["event"]["message"] == external

    # A form, and what is structured.
    form = {"invitationId": f"{chris}-{conversation}-1641916856713-1", "title": "Your card", "formId": "card"}
    alice.post(f"{here}/messages", {"body": {"type": "SECURE_FORM_INVITATION", "text": "Your card", "content": form}})
    assert hear.event("ContentEvent", contentType="forms/secure-invitation")["event"]["message"] == form
    submission = {"invitationId": form["invitationId"], "submissionId": "s-1"}
    sequences.append(consumer.publish({"type": "ContentEvent", "contentType": "forms/secure-submission", "message": submission}))
    assert hear.event("ContentEvent", contentType="forms/secure-submission")["event"]["message"] == submission
    alice.post(f"{here}/messages", {"body": {"type": "RICH_CONTENT", "text": "Which size?", "content": {"content": RICH}}})
    assert hear.event("RichContentEvent")["event"]["content"] == RICH
    replies = {"type": "quickReplies", "itemsPerRow": 8, "replies": [{"type": "button", "title": "Yes"}]}
    sequences.append(consumer.publish({"type": "RichContentEvent", "content": RICH, "quickReplies": replies}))
    rich = wait(receiver, "RichContentEvent", lambda change: change["originatorId"] == chris)
    assert rich["event"] == {"type": "RichContentEvent", "content": RICH, "quickReplies": replies}

    # To another agent, and to a queue.
    brand.agent("bob")
    alice.post(f"{here}/transfers", {"target": {"agent": "bob"}})
    asked = hear.change(lambda details: suggested(details) == ["bob"])
    assert roles(asked) == {chris: "CONSUMER", "alice": "ASSIGNED_AGENT"}
    bob = brand.accept("bob", conversation)
    hear.change(lambda details: roles(details) == {chris: "CONSUMER", "bob": "ASSIGNED_AGENT"} and not suggested(details))
    bob.post(f"{here}/messages", {"body": {"text": "between us"}, "audience": "agentsAndManagers"})
    note = hear.event("ContentEvent", message="between us")
    assert note["messageAudience"] == "AGENTS_AND_MANAGERS"
    brand.agent("carol")
    bob.post(f"{here}/transfers", {"target": {"queue": "sales"}})
    hear.change(lambda details: details["skillId"] == "sales" and details["state"] == "OPEN")
    carol = brand.accept("carol", conversation)
    hear.change(lambda details: roles(details) == {chris: "CONSUMER", "carol": "ASSIGNED_AGENT"})

    # It ends, and the consumer is asked.
    carol.post(f"{here}/leave")
    closed = hear.change(lambda details: details["state"] == "CLOSE")
    question = wait(receiver, "ContentEvent", lambda change: change["dialogId"] != conversation)
    sequences.append(consumer.say("4", dialog=question["dialogId"]))
    rated = hear.change(lambda details: "csat" in details)
    consumer.update(field="CSATRate", csatResolutionConfirmation=True, csatRate=4, status="FILLED")
    final = hear.change(lambda details: details["stage"] == "CLOSE")
    brand.operator.get(here)
    return dict(
        receiver=receiver, installation=installation, conversation=conversation, chris=chris, sequences=sequences,
        first=first, closed=closed, rated=rated, final=final, survey=question["dialogId"],
    )


def test_everything_is_told_and_signed(story):
    receiver, installation = story["receiver"], story["installation"]
    # Nothing is invented: every notification is of this conversation, and every type came.
    assert len(told(receiver)) == len(told(receiver, conversation=story["conversation"]))
    assert all(told(receiver, name) for name in TYPES)
    for request in receiver.requests:
        assert is_signed(request, installation["client_secret"]) and is_standard(request, installation["client_secret"])
        assert request.headers["x-liveperson-account-id"] == "DEMOCO"
        assert request.headers["x-liveperson-client-id"] == installation["client_id"]
        assert request.headers["content-type"].split(";")[0] == "application/json"
        assert b"subscriptionId" not in request.body


def test_the_first_message_has_the_members_of_the_sample(story):
    message = story["first"]
    assert list(message) == [
        "sequence", "originatorId", "originatorMetadata", "serverTimestamp", "event", "conversationId", "dialogId", "messageAudience",
    ]  # fmt: skip
    assert list(message["originatorMetadata"]) == ["id", "role"]
    assert message["event"] == {"type": "ContentEvent", "message": "Grüße 👋\n \"quoted\" \\ </script> \u2028", "contentType": "text/plain"}
    assert (message["sequence"], message["dialogId"], message["messageAudience"]) == (0, story["conversation"], "ALL")


def test_numbers_are_one_after_the_other_in_each_dialog(story):
    numbered = [change for name in EVENTS if name != "ChatStateEvent" for change in told(story["receiver"], name)]
    for dialog, least in ((story["conversation"], 12), (story["survey"], 2)):
        inside = sorted((change["sequence"], change["serverTimestamp"]) for change in numbered if change["dialogId"] == dialog)
        assert [number for number, _ in inside] == list(range(len(inside))) and len(inside) >= least
        assert [time for _, time in inside] == sorted(time for _, time in inside)
    # What the Send API answered is what was told.
    own = [(change["dialogId"] == story["survey"], change["sequence"]) for change in numbered if change["originatorId"] == story["chris"]]
    assert sorted(number for is_survey, number in own if not is_survey) == sorted(set(story["sequences"][:-1]))
    assert (True, story["sequences"][-1]) in own


def test_each_state_is_newer_than_the_one_before(story):
    states = told(story["receiver"], "ExConversationChange")
    times = [details["metaDataLastUpdateTs"] for details in states]
    assert times == sorted(times) and len(set(times)) == len(times)
    assert all(details["brandId"] == "DEMOCO" for details in states)
    # The customer's questions were due for an answer.
    assert any(details.get("ttr") for details in states)


def test_the_main_dialog_closes_before_the_survey(story):
    closed = story["closed"]
    assert (closed["state"], closed["stage"], closed["closeReason"]) == ("CLOSE", "OPEN", "AGENT")
    opened = next(details for details in told(story["receiver"], "ExConversationChange") if len(details["dialogs"]) == 2)
    assert [(dialog["dialogType"], dialog["state"]) for dialog in opened["dialogs"]] == [("MAIN", "CLOSE"), ("POST_SURVEY", "OPEN")]
    assert opened["dialogs"][1]["dialogId"] == story["survey"] != story["conversation"]
    survey = roles(opened, "POST_SURVEY")
    assert survey.pop(story["chris"]) == "CONSUMER" and set(survey.values()) == {"AGENT"}
    questions = [change for change in told(story["receiver"], "ContentEvent") if change["dialogId"] == story["survey"]]
    assert questions[0]["sequence"] == 0 and questions[0]["originatorMetadata"]["role"] == "AGENT"
    assert story["rated"]["csat"] == {"csatRate": 4, "status": "PARTIALLY_FILLED"}


def test_the_last_state_says_how_it_ended(story):
    final = story["final"]
    assert told(story["receiver"], "ExConversationChange")[-1] == final
    assert (final["state"], final["stage"], final["closeReason"]) == ("CLOSE", "CLOSE", "AGENT")
    assert final["csat"] == {"csatRate": 4, "csatResolutionConfirmation": True, "status": "FILLED"}
    assert final["endTs"] == final["dialogs"][0]["endTs"] >= final["startTs"]
    assert [dialog["state"] for dialog in final["dialogs"]] == ["CLOSE", "CLOSE"]
    # It always has everybody, also those who are gone.
    assert {"alice", "bob", "carol", story["chris"]} <= {one["id"] for one in final["participants"]}


def test_the_consumer_closes_everything_without_a_survey(brand):
    receiver = brand.receiver()
    consumer = brand.consumer(brand.install(receiver))
    conversation = consumer.start()
    consumer.say("Never mind")
    consumer.update(field="ConversationStateField", conversationState="CLOSE")
    final = wait(receiver, "ExConversationChange", lambda details: details["stage"] == "CLOSE", conversation)
    assert (final["closeReason"], [dialog["dialogType"] for dialog in final["dialogs"]]) == ("CONSUMER", ["MAIN"])
    assert final["dialogs"][0]["closedBy"] == "CONSUMER"


def test_closing_the_main_dialog_asks_the_consumer(brand):
    receiver = brand.receiver()
    consumer = brand.consumer(brand.install(receiver))
    conversation = consumer.start()
    eventually("it is offered to somebody", lambda: brand.operator.get("/offers")["offers"])
    agent = brand.operator.get("/offers")["offers"][0]["agent"]
    # Nobody is asked about an answer that never came.
    brand.accept(agent, conversation).post(f"/conversations/{conversation}/messages", {"body": {"text": "Hello"}})
    consumer.update(field="DialogChange", type="UPDATE", dialog={"dialogId": conversation, "state": "CLOSE", "closedCause": "bye"})
    asked = wait(receiver, "ExConversationChange", lambda details: len(details["dialogs"]) == 2, conversation)
    assert (asked["state"], asked["stage"], asked["closeReason"]) == ("CLOSE", "OPEN", "CONSUMER")
    assert (asked["dialogs"][0]["closedBy"], asked["dialogs"][0]["closedCause"]) == ("CONSUMER", "bye")
    survey = asked["dialogs"][1]["dialogId"]
    # A connector that repeats itself does not close the survey that opened meanwhile.
    consumer.update(field="DialogChange", type="UPDATE", dialog={"dialogId": conversation, "state": "CLOSE", "closedCause": "bye"})
    consumer.say("4", dialog=survey)
    rated = wait(receiver, "ExConversationChange", lambda details: "csat" in details, conversation)
    assert rated["stage"] == "OPEN" and rated["dialogs"][1]["state"] == "OPEN"
    for _ in range(2):
        consumer.update(field="DialogChange", type="UPDATE", dialog={"dialogId": survey, "state": "CLOSE", "closedCause": "enough"})
    final = wait(receiver, "ExConversationChange", lambda details: details["stage"] == "CLOSE", conversation)
    assert (final["dialogs"][1]["closedBy"], final["dialogs"][1]["closedCause"]) == ("CONSUMER", "enough")
    assert final["csat"] == {"csatRate": 4, "status": "PARTIALLY_FILLED"}


def test_what_was_asked_for_is_told(brand):
    receiver = brand.receiver()
    consumer = brand.consumer(brand.install(receiver))
    campaign = {"campaignId": 1_244_787_870, "engagementId": 1_246_521_210}
    conversation = consumer.start(ttrDefName="URGENT", campaignInfo=campaign, conversationContext={"type": "SharkContext", "lang": "en-US"})
    consumer.say("Quickly, please")
    urgent = wait(receiver, "ExConversationChange", lambda details: "ttr" in details, conversation)
    assert urgent["ttr"]["ttrType"] == "URGENT"
    assert urgent["campaignInfo"] == campaign and urgent["context"]["lang"] == "en-US"
    consumer.update(field="TTRField", ttrType="PRIORITIZED", value=60)
    wait(receiver, "ExConversationChange", lambda details: details.get("ttr", {}).get("ttrType") == "PRIORITIZED", conversation)
    brand.operator.post(f"/conversations/{conversation}/close", {"reason": "system"})
