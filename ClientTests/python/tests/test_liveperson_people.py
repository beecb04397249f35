# SPDX-License-Identifier: Apache-2.0
"""Who is shown to applications beside the consumer and the agent: helpers, supervisors and bots; and who is not."""

import pytest

from liveperson import brand_of, told, wait
from own_server import needs_binary

pytestmark = needs_binary


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    with brand_of(tmp_path_factory.mktemp("liveperson-people")) as brand:
        yield brand


@pytest.fixture
def served(brand):
    """A conversation that alice serves, what is told of it, and where it is."""
    receiver = brand.receiver()
    consumer = brand.consumer(brand.install(receiver))
    conversation = consumer.start()
    alice = brand.accept("alice", conversation)
    yield receiver, consumer, alice, f"/conversations/{conversation}"
    brand.operator.post(f"/conversations/{conversation}/close", {"reason": "system"})
    wait(receiver, "ExConversationChange", lambda details: (details["stage"], details.get("closeReason")) == ("CLOSE", "SYSTEM"), conversation)
    for name in list(brand.agents):
        brand.agents.pop(name).post(f"/agents/{name}/logout")
    brand.uninstall_all()


def role(name, role):
    return lambda details: (name, role) in {(one["id"], one["role"]) for one in details["participants"] if one["state"] == "ACTIVE"}


def suggested(receiver):
    """Who is asked to take over, as it was told last."""
    states = told(receiver, "ExConversationChange")
    return [one["id"] for dialog in states[-1]["dialogs"] for one in dialog["participantsDetails"] if one["state"] == "SUGGESTED"]


def test_a_conference_and_who_answers_afterwards(brand, served):
    receiver, consumer, alice, here = served
    bob = brand.agent("bob")
    alice.post(f"{here}/conferences", {"target": {"agent": "bob"}})
    brand.accept("bob", consumer.conversation)
    both = wait(receiver, "ExConversationChange", role("bob", "READER"))
    assert role("alice", "ASSIGNED_AGENT")(both)
    bob.post(f"{here}/messages", {"body": {"text": "Hello, I help"}})
    assert wait(receiver, "ContentEvent", lambda change: change["originatorId"] == "bob")["originatorMetadata"]["role"] == "READER"
    alice.post(f"{here}/leave")
    alone = wait(receiver, "ExConversationChange", role("bob", "ASSIGNED_AGENT"))
    assert "alice" not in {one["id"] for one in alone["participants"]}


def test_a_consult_is_a_dialog_of_its_own(brand, served):
    receiver, consumer, alice, here = served
    consumer.say("one")
    brand.agent("bob")
    asked = alice.post(f"{here}/consults", {"target": {"agent": "bob"}})["assistance"]
    brand.accept("bob", consumer.conversation)
    opened = wait(receiver, "ExConversationChange", lambda details: any(dialog["dialogType"] == "OTHER" and len(dialog["participantsDetails"]) == 2 for dialog in details["dialogs"]))
    [dialog] = [dialog for dialog in opened["dialogs"] if dialog["dialogType"] == "OTHER"]
    alice.post(f"{here}/messages", {"dialog": asked["dialog"], "body": {"text": "well?"}})
    said = wait(receiver, "ContentEvent", lambda change: change["event"]["message"] == "well?")
    assert (said["dialogId"], said["sequence"], said["messageAudience"]) == (dialog["dialogId"], 0, "AGENTS_AND_MANAGERS")
    alice.post(f"{here}/consults/{asked['id']}/end")
    closed = wait(receiver, "ExConversationChange", lambda details: any(dialog["dialogType"] == "OTHER" and dialog["state"] == "CLOSE" for dialog in details["dialogs"]))
    assert closed["state"] == "OPEN"
    assert consumer.say("two") == 1


def test_who_listens_and_whispers_is_not_told_of(brand, served):
    receiver, consumer, alice, here = served
    sam = brand.agent("sam")
    sam.post(f"{here}/supervise", {"role": "silentMonitor"})
    sam.post(f"{here}/supervise", {"role": "coach"})
    sam.post(f"{here}/messages", {"body": {"text": "offer him a discount"}})
    assert consumer.say("one") == 0
    wait(receiver, "ContentEvent", lambda change: change["event"]["message"] == "one")
    sam.post(f"{here}/supervise", {"role": "barged"})
    wait(receiver, "ExConversationChange", role("sam", "MANAGER"))
    sam.post(f"{here}/messages", {"body": {"text": "I take care of it"}})
    wait(receiver, "ContentEvent", lambda change: change["event"]["message"] == "I take care of it" and change["originatorMetadata"] == {"id": "sam", "role": "MANAGER"})
    assert not any(b"discount" in request.body or b"silentMonitor" in request.body for request in receiver.requests)
    # A coach is somebody who is there; what it says is between two.
    seen = {one["role"] for details in told(receiver, "ExConversationChange") for one in details["participants"] if one["id"] == "sam"}
    assert seen == {"MANAGER"} and told(receiver, "ContentEvent")[0]["event"]["message"] == "one"


def test_bots_and_transfers_that_come_to_nothing(brand, served):
    receiver, consumer, alice, here = served
    asked = alice.post(f"{here}/transfers", {"target": {"automation": "integration"}})["assistance"]
    receiver.until(lambda: suggested(receiver) == ["integration"])
    alice.post(f"{here}/transfers/{asked['id']}/cancel")
    receiver.until(lambda: suggested(receiver) == [])
    back = alice.post(f"{here}/transfers", {"target": {"queue": "sales"}})["assistance"]
    wait(receiver, "ExConversationChange", lambda details: details["skillId"] == "sales")
    alice.post(f"{here}/transfers/{back['id']}/cancel")
    receiver.until(lambda: told(receiver, "ExConversationChange")[-1]["skillId"] == "support")
    alice.post(f"{here}/transfers", {"target": {"automation": "integration"}})
    brand.operator.post(f"{here}/bot/join")
    wait(receiver, "ExConversationChange", lambda details: "integration" in {one["id"] for one in details["participants"] if one["state"] == "ACTIVE"})
    brand.operator.post(f"{here}/messages", {"as": "bot", "body": {"text": "beep"}})
    beep = wait(receiver, "ContentEvent", lambda change: change["event"]["message"] == "beep")
    assert beep["originatorMetadata"]["id"] == "integration" and beep["originatorMetadata"]["role"] in ("AGENT", "ASSIGNED_AGENT")


def test_what_has_no_word_is_told_in_words(brand, served):
    receiver, _, alice, here = served
    alice.post(f"{here}/messages", {"body": {"type": "CUSTOM", "text": "in words", "content": {"a": 1}}})
    alice.post(f"{here}/messages", {"body": {"type": "CUSTOM", "content": {"a": 1}}})
    place = {"latitude": 48.2, "longitude": 16.37}
    alice.post(f"{here}/messages", {"body": {"type": "LOCATION", "text": "Here we are", "content": {"location": place}}})
    told_place = wait(receiver, "RichContentEvent", lambda _: True)
    assert told_place["sequence"] == 2 and '"map"' in str(told_place["event"]["content"]).replace("'", '"')
    wait(receiver, "ContentEvent", lambda change: change["sequence"] == 1)
    assert [change["event"]["message"] for change in told(receiver, "ContentEvent")] == ["in words", "[CUSTOM]"]
