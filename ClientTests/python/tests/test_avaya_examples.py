# SPDX-License-Identifier: Apache-2.0
"""The vendor's published examples, with the types its page gives them, are what a tolerant reader makes of the strict schema:
each is the event it says, and no other."""

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


def tolerant(schema):
    """What a reader takes: anything more, strings as numbers, any text, one object for a list of one."""
    if not isinstance(schema, dict):
        return schema
    schema = {key: value for key, value in schema.items() if key not in ("pattern", "additionalProperties", "oneOf", "description")}
    if "enum" in schema or schema.get("type") == "string":
        return {"type": ["string", "integer"]}
    if schema.get("type") == "array":
        return {"anyOf": [{"type": "array"}, {"type": "object"}]}
    if "$ref" in schema:
        return tolerant(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "properties" in schema:
        schema["properties"] = {
            name: inner if "const" in inner else tolerant(inner) for name, inner in schema["properties"].items()
        }
        schema["required"] = ["event"] if "event" in schema["properties"] else []
    return schema


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_its_event_and_no_other(name):
    body = {"event": name} | copy.deepcopy(EXAMPLES[name]) | COMMON
    matching = [
        branch
        for branch in BODIES
        if Draft202012Validator(tolerant(DOCUMENT["components"]["schemas"][branch])).is_valid(body)
    ]
    assert matching == [f"Avaya{name}"]


def test_every_event_has_an_example():
    assert [f"Avaya{name}" for name in EXAMPLES] == BODIES or {f"Avaya{name}" for name in EXAMPLES} == set(BODIES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_strict_schema_takes_the_example_with_corrected_types(name):
    def corrected(value, key=None):
        if isinstance(value, dict):
            value = {key: corrected(inner, key) for key, inner in value.items()}
            return [value] if key == "attributes" else value
        if isinstance(value, bool) or key in ("priority", "proficiencyRangeMin", "proficiencyRangeMax"):
            return value
        if value == "zz3tDKfrQx-Mv78Q_AIpGG":
            return "4a785201-73b8-4842-abf7-36f5e572d310"
        return str(value) if isinstance(value, int) else value

    body = corrected({"event": name} | EXAMPLES[name] | COMMON)
    if name == "SingleStepTransfer":
        del body["id"]
    if name == "MatchOffered":
        agent = {"agentId": COMMON["id"], "providerAgentId": "8011001", "channelProviderId": COMMON["id"], "channelId": "Voice"}
        body["offeredQueue"] = {"queueId": "q", "channelId": "Voice", "offeredAgentData": agent}
    schema = {"$ref": "#/components/schemas/AvayaBody", "components": DOCUMENT["components"]}
    errors = list(Draft202012Validator(schema).iter_errors(body))
    assert not errors, errors
    wrong = body | {"surprise": True}
    assert not Draft202012Validator(schema).is_valid(wrong)
