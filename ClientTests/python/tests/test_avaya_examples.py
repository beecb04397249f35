# SPDX-License-Identifier: Apache-2.0
"""The vendor's published examples, with the types its page gives them, are what the strict schema takes: each is the event it
says, and no other. What the decisions about the page's inconsistencies exclude, the schema refuses."""

import copy
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

DOCUMENT = yaml.safe_load((Path(__file__).resolve().parents[3] / "docs" / "asyncapi.yaml").read_text())
BODIES = [ref["$ref"].rsplit("/", 1)[1] for ref in DOCUMENT["components"]["schemas"]["AvayaBody"]["oneOf"]]

COMMON = {"id": "d3c8400d-c44f-4451-8316-e75c4efb8bb2", "timestamp": 9223372036854776000}
WHERE = {
    "engagementId": "15bcf682-3edf-4c79-b083-07864fa1fb55",
    "channelProviderId": "4dc53692-e25c-4e8c-a780-0b2f05008478",
    "channelId": "Voice",
    "dialogId": "01005000281645486013",
}
PROVIDER = {"providerEngagementId": "00001084011532384922"}
AGENT = {"agentId": "zz3tDKfrQx-Mv78Q_AIpGG"}
EXAMPLES = {
    "AgentState": {
        "agentId": "4a785201-73b8-4842-abf7-36f5e572d310", "profileId": "HomeProfile", "state": "NOT_READY",
        "reasonCode": 514, "cause": "RONA",
    },
    "AgentParticipant": WHERE | PROVIDER | {
        "connectionId": "b2bcbf1e-905b-4164-bab5-6efcde49933b", "action": "ADDED",
        "agentId": "4a785201-73b8-4842-abf7-36f5e572d310", "extension": 8010017, "agentInitiatedDisconnect": False,
    },
    "AutomationParticipant": WHERE | PROVIDER | {
        "automationParticipantId": "AvayaVoiceIVR", "action": "ADDED", "automationType": "SELF_SERVICE",
        "connectionId": "d2775626-66d4-459b-8147-09ea4b98c370", "automationInitiatedDisconnect": False,
    },
    "ExternalParticipant": WHERE | PROVIDER | {
        "externalParticipantId": 35395554321, "action": "ADDED",
        "connectionId": "b2bcbf1e-905b-4164-bab5-6efcde49933b", "externalParticipantInitiatedDisconnect": True,
    },
    "EngagementPrerouted": WHERE | {
        "orchestrationFlow": "OneCloud Voice Outbound", "attributes": {"category": "Language", "values": ["English"]},
        "attributeList": ["System.Outbound"], "engagementParameters": {"language": "en"}, "adhocEmail": False,
        "channelIdentifier": "Voice",
        "queue": {
            "queueId": "6d1490d5-7886-417d-ac85-fb0825d53a93", "queueName": "Default", "priority": 5,
            "proficiencyRangeMin": 1, "proficiencyRangeMax": 1,
        },
        "externalParticipantId": 35395554321, "sourceAddress": 35395554321, "destinationAddress": 12125554321,
    },
    "InboundEngagementCreated": WHERE | PROVIDER | {
        "connectionId": "d2775626-66d4-459b-8147-09ea4b98c370", "externalParticipantId": 35395554321,
        "callingNumber": 15551235555, "dialledNumber": 18005555555, "engagementParameters": {"language": "en"},
    },
    "MatchOffered": {
        "engagementId": WHERE["engagementId"], "matchId": "43dc4b96-dfd6-438c-867e-a0d032e1e0a6",
        "correlationId": "1682f876-f7b7-4347-accd-495cae95f860", "strategy": "MOST_IDLE",
    },
    "OutboundEngagementCreated": WHERE | AGENT | {
        "destinationAddress": 12125554321, "engagementParameters": {"language": "en"},
    },
    "SingleStepTransfer": WHERE | {
        "initiatingAgentId": "ab8f46f8-fd79-4380-8d0e-ce739ca481db", "transferTo": "QUEUE",
        "destination": "16119117-7986-426e-bd3f-6f2e1d92ee1d", "queueId": "16119117-7986-426e-bd3f-6f2e1d92ee1d",
        "queueName": "VoiceQ", "connectionId": "d2775626-66d4-459b-8147-09ea4b98c370",
        "providerDialogId": "00001000321636990744", "correlationId": "d3c8400d-c44f-4451-8316-e75c4efb8bb2",
    },
    "SingleStepTransferError": WHERE | {
        "initiatingAgentId": "ab8f46f8-fd79-4380-8d0e-ce739ca481db", "transferTo": "USER", "errorType": "CANCELLED",
        "destination": "db9c8c9b-cb3a-42c9-8078-7a347726f016", "correlationId": "d3c8400d-c44f-4451-8316-e75c4efb8bb2",
        "title": "Engagement no longer active", "detail": "The current engagement has terminated",
    },
    "ChannelReady": AGENT | {"channelProviderId": WHERE["channelProviderId"], "channelId": "Voice"},
    "AfterContactWorkActivated": WHERE | AGENT | {"connectionId": "d2775626-66d4-459b-8147-09ea4b98c370"},
    "AfterContactWorkCompleted": WHERE | AGENT | {"connectionId": "d2775626-66d4-459b-8147-09ea4b98c370"},
}
# The page's messages of the WebSocket, as it prints them.
MESSAGES = {
    "avayaAuthentication": {
        "event": "authentication", "subscriptionId": "fdbec917-e76e-4645-8120-4eac46f29487", "token": "7e0cd42a22b451701fg29c3bde214…",
    },
    "avayaAuthenticationResponse": {
        "event": "authenticationResponse", "status": "CONNECTION_CONFIRMED", "subscriptionId": "fdbec917-e76e-4645-8120-4eac46f29487",
        "pingInterval": 300, "expiresInterval": 900,
    },
    "avayaPing": {"event": "ping"},
    "avayaPong": {"event": "pong"},
}
# The page's example of a notification, around a body.
ENVELOPE = {
    "correlationId": "a425851d-5225-4b76-8ca0-4fa31ecfd5db", "subscriptionId": "fdbec917-e76e-4645-8120-4eac46f29487",
    "family": "AGENT_ENGAGEMENT", "sentAt": "2020-08-24T08:20:23.395Z", "accountId": "DYNNUG", "loginId": "agent@example.com",
}


def errors(schema, value):
    schema = {"$ref": f"#/components/{schema}", "components": DOCUMENT["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def corrected(name):
    """An example with the types of the page's own schema; the numbers are those of reference D.3."""

    def typed(value, key=None):
        if isinstance(value, dict):
            value = {key: typed(inner, key) for key, inner in value.items()}
            return [value] if key == "attributes" else value  # 10
        if isinstance(value, bool) or key in ("priority", "proficiencyRangeMin", "proficiencyRangeMax"):
            return value
        if value == AGENT["agentId"]:
            return "4a785201-73b8-4842-abf7-36f5e572d310"  # 20
        return str(value) if isinstance(value, int) else value  # 4, 5, 7, 8, 9

    body = typed({"event": name} | copy.deepcopy(EXAMPLES[name]) | COMMON)
    for member in [member for member in body if member.endswith("InitiatedDisconnect")]:
        del body[member]  # 21
    if name == "SingleStepTransfer":
        del body["id"]  # 15
    if name == "MatchOffered":
        agent = {"agentId": COMMON["id"], "providerAgentId": "8011001", "channelProviderId": COMMON["id"], "channelId": "Voice"}
        body["offeredQueue"] = {"queueId": "q", "channelId": "Voice", "offeredAgentData": agent}  # 18
    return body


def test_every_event_has_an_example():
    assert {f"Avaya{name}" for name in EXAMPLES} == set(BODIES) and len(BODIES) == 13


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_its_event_and_no_other(name):
    body = corrected(name)
    assert errors("schemas/AvayaBody", body) == []
    assert [branch for branch in BODIES if not errors(f"schemas/{branch}", body)] == [f"Avaya{name}"]
    # Under another name it is none: shapes differ, but for the two of after-contact work.
    twins = {"AfterContactWorkActivated", "AfterContactWorkCompleted"}
    for other in EXAMPLES.keys() - {name} - (twins if name in twins else set()):
        assert errors("schemas/AvayaBody", body | {"event": other}), other
    assert errors("schemas/AvayaBody", body | {"surprise": True})
    del body["event"]
    assert errors("schemas/AvayaBody", body)


@pytest.mark.parametrize("name", MESSAGES)
def test_the_published_messages(name):
    assert errors(f"messages/{name}/payload", MESSAGES[name]) == []
    for other in MESSAGES.keys() - {name}:
        assert errors(f"messages/{other}/payload", MESSAGES[name])


def notification(name, **changes):
    """The published notification around an example; a change that is None takes a member away."""
    body = corrected(name) | changes.pop("body", {})
    envelope = ENVELOPE | {"body": {key: value for key, value in body.items() if value is not None}} | changes
    return {key: value for key, value in envelope.items() if value is not None}


def test_the_published_notification():
    assert errors("schemas/AvayaStrictNotification", notification("AgentState")) == []


WATCH = {f"{who}{what}": COMMON["id"] for who in ("observed", "observing") for what in ("AgentId", "AgentConnectionId")}
COACH = {f"{who}{what}": COMMON["id"] for who in ("coached", "coaching") for what in ("AgentId", "AgentConnectionId")}
BARGE = {"bargingAgentId": COMMON["id"], "bargingAgentConnectionId": COMMON["id"]}
OBSERVED = {"observedLoginId": "alice", "observingLoginId": "sam"}
COACHED = {"coachedLoginId": "alice", "coachingLoginId": "sam"}
SPECIFIED = {
    "offeredSpecifiedAgent": {
        "offeredSpecifiedAgentData": {
            "agentId": COMMON["id"], "providerAgentId": "8011001", "channelProviderId": COMMON["id"], "channelId": "Voice",
        }
    }
}


@pytest.mark.parametrize(
    "name, good, bad",
    [
        # 6: a reason belongs to NOT_READY.
        ("AgentState", {"body": {"state": "READY", "reasonCode": None, "cause": None}}, {"body": {"state": "READY", "cause": None}}),
        ("AgentState", {"body": {"state": "READY", "reasonCode": None, "cause": None}}, {"body": {"state": "READY", "reasonCode": None}}),
        ("AgentState", {}, {"body": {"cause": None}}),
        ("AgentState", {}, {"body": {"state": "AGENT_NOT_READY"}}),
        ("AgentState", {}, {"body": {"reasonCode": 514}}),
        ("AgentState", {}, {"body": {"cause": "ANYTHING"}}),
        # 3 and 4.
        ("AgentState", {}, {"body": {"timestamp": 1598257223395}}),
        ("AgentState", {}, {"body": {"timestamp": None}}),
        ("AgentState", {}, {"body": {"id": None}}),
        # 21: with REMOVED, and only then.
        ("AgentParticipant", {"body": {"action": "REMOVED", "agentInitiatedDisconnect": True}}, {"body": {"action": "REMOVED"}}),
        ("AgentParticipant", {}, {"body": {"agentInitiatedDisconnect": False}}),
        ("AutomationParticipant", {"loginId": None}, {"loginId": None, "body": {"automationInitiatedDisconnect": False}}),
        ("AutomationParticipant", {"loginId": None}, {"loginId": None, "body": {"action": "REMOVED"}}),
        ("ExternalParticipant", {"loginId": None}, {"loginId": None, "body": {"externalParticipantInitiatedDisconnect": True}}),
        ("ExternalParticipant", {"loginId": None}, {"loginId": None, "body": {"action": "REMOVED"}}),
        # 22 and 23: what an action is about.
        ("AgentParticipant", {"body": {"action": "MOVED", "previousDialogId": "0" * 20}}, {"body": {"action": "MOVED"}}),
        ("AgentParticipant", {}, {"body": {"previousDialogId": "0" * 20}}),
        ("AgentParticipant", OBSERVED | {"body": {"action": "OBSERVING"} | WATCH}, {"body": {"action": "OBSERVING"} | WATCH}),
        ("AgentParticipant", OBSERVED | {"body": {"action": "OBSERVING"} | WATCH}, OBSERVED | {"body": {"action": "OBSERVING"} | WATCH | {"observedAgentId": None}}),
        ("AgentParticipant", COACHED | {"body": {"action": "COACHING"} | COACH}, {"body": {"action": "COACHING"} | COACH}),
        ("AgentParticipant", COACHED | {"body": {"action": "COACHING"} | COACH}, COACHED | {"body": {"action": "COACHING"} | COACH | {"coachedAgentConnectionId": None}}),
        ("AgentParticipant", {"bargingLoginId": "sam", "body": {"action": "BARGEDIN"} | BARGE}, {"bargingLoginId": "sam", "body": {"action": "BARGEDIN"}}),
        ("AgentParticipant", {"bargingLoginId": "sam", "body": {"action": "BARGEDIN"} | BARGE}, {"body": {"action": "BARGEDIN"} | BARGE}),
        ("AgentParticipant", {}, OBSERVED),
        ("AgentParticipant", {}, {"body": BARGE}),
        ("AgentParticipant", {}, {"body": {"action": "DANCING"}}),
        # 15, and whose logins a transfer has.
        ("SingleStepTransfer", {"loginId": None, "initiatingLoginId": "alice"}, {"loginId": None, "body": {"id": COMMON["id"]}}),
        ("SingleStepTransfer", {"loginId": None}, {"loginId": "alice"}),
        ("SingleStepTransfer", {"loginId": None}, {"loginId": None, "destinationLoginId": "bob"}),
        ("SingleStepTransfer", {"loginId": None}, {"loginId": None, "body": {"queueId": None}}),
        ("SingleStepTransferError", {"loginId": None, "destinationLoginId": "bob"}, {"loginId": None}),
        # 18: exactly one.
        ("MatchOffered", {"body": {"offeredQueue": None} | SPECIFIED}, {"body": SPECIFIED}),
        ("MatchOffered", {}, {"body": {"offeredQueue": None}}),
        # 9 and 20.
        ("AgentParticipant", {}, {"body": {"dialogId": "1005000281645486013"}}),
        ("AgentParticipant", {}, {"body": AGENT}),
        # 10, 14 and the bounds of a priority.
        ("EngagementPrerouted", {"loginId": None}, {"loginId": None, "body": {"attributes": {"category": "Language", "values": ["English"]}}}),
        ("EngagementPrerouted", {"loginId": None}, {"loginId": None, "body": {"queue": {"queueId": 1, "queueName": "q"}}}),
        ("EngagementPrerouted", {"loginId": None}, {"loginId": None, "body": {"queue": {"queueId": "q", "queueName": "q", "priority": 0}}}),
        # The envelope is closed, and 24.
        ("AgentState", {}, {"surprise": "x"}),
        ("AgentState", {}, {"initiatingLoginId": "alice"}),
        ("AgentState", {}, {"sequence": 1}),
        ("AgentState", {}, {"snapshot": True}),
        ("AgentState", {}, {"loginId": None}),
        ("AgentState", {}, {"accountId": None}),
        ("AgentState", {}, {"correlationId": None}),
        ("AgentState", {}, {"sentAt": None}),
        ("AgentState", {}, {"sentAt": "2020-08-24T08:20:23Z"}),
        ("AgentState", {}, {"sentAt": "2020-08-24T10:20:23.395+02:00"}),
        ("AgentState", {}, {"sentAt": "2020-08-24T08:20:23.395123Z"}),
        ("AgentState", {}, {"sentAt": 1598257223395}),
    ],
    ids=str,
)
def test_what_the_strict_schema_refuses(name, good, bad):
    assert errors("schemas/AvayaStrictNotification", notification(name, **good)) == []
    assert errors("schemas/AvayaStrictNotification", notification(name, **bad))
