# SPDX-License-Identifier: Apache-2.0
"""What the manager's events look like, key by key as the vendor's published examples have them, and a check against it.

A shape is a type; `None` for null; a tuple of shapes, any of which will do; a list of one shape for a list of such; a dictionary
for an object that has exactly these keys, where those that end in `?` may be missing; or `object` for anything."""


def problems(shape, value, where="$"):
    """Everything in which a value differs from its shape."""
    if isinstance(shape, tuple):
        # What is wrong inside an object says more than that it should not be one.
        of_a_kind = [one for one in shape if isinstance(one, type(value))] or shape
        return min((problems(one, value, where) for one in of_a_kind), key=len)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where} is {value!r} and should be a list"]
        return [found for number, one in enumerate(value) for found in problems(shape[0], one, f"{where}[{number}]")]
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{where} is {value!r} and should be an object"]
        required = {key for key in shape if not key.endswith("?")}
        known = {key.removesuffix("?"): one for key, one in shape.items()}
        found = [f"{where}.{key} is missing" for key in sorted(required - set(value))]
        found += [f"{where}.{key} is not in the vendor's examples" for key in sorted(set(value) - set(known))]
        for key in known.keys() & set(value):
            found += problems(known[key], value[key], f"{where}.{key}")
        return found
    if shape is None:
        return [] if value is None else [f"{where} is {value!r} and should be null"]
    if shape is object:
        return []
    # In JSON a number that is whole is whole however it is written, but true is no number.
    fits = isinstance(value, shape) and not (shape in (int, float) and isinstance(value, bool))
    return [] if fits else [f"{where} is {value!r} and should be {shape.__name__}"]


def at(value, path):
    """Every value at a path such as `a.b[].c`; says where it ends if it does."""
    found = [("$", value)]
    for step in path.replace("[]", ".[]").split("."):
        following = []
        for where, one in found:
            if step == "[]":
                assert isinstance(one, list), f"{where} is {one!r} and should be a list"
                following += [(f"{where}[{number}]", entry) for number, entry in enumerate(one)]
            else:
                assert isinstance(one, dict) and step in one, f"{where} has no {step}: {one!r}"
                following.append((f"{where}.{step}", one[step]))
        found = following
    return found


TEXT = (str, None)
TEAM = {"teamId": str, "teamName": str}

USER = {
    "id": str, "firstName": TEXT, "lastName": TEXT, "roles": [str], "username": str,
    "permittedResources": {"Resources": [{"rsid": str, "rsname": str, "scopes": [str]}]},
    "realm": str, "attributes": dict, "userTeam": (TEAM, None), "supervisedTeams": [TEAM],
}

AGENT = {
    "participantType": str, "id": str, "keycloakUser": USER,
    "associatedRoutingAttributes": [{
        "routingAttribute": {"id": str, "name": str, "description": TEXT, "type": str, "defaultValue": int}, "value": int,
    }],
    "associatedMrds": [{"mrdId": str, "maxAgentTasks": int}],
}

REASON = {"id": str, "name": str, "type": str}

PRESENCE = {
    "action": str, "agentStateChanged": bool, "mrdStateChanges": [str], "correlationId": str,
    "agentPresence": {
        "agent": AGENT, "state": {"name": str, "reasonCode": (REASON, None)}, "stateChangeTime": int,
        "agentMrdStates": [{
            "mrd": {"id": str, "type": str, "name": str, "description": TEXT, "maxRequests": int, "interruptible": bool},
            "state": str, "previousState": TEXT, "stateChangeTime": int, "lastReadyStateChangeTime": int, "maxAgentTasks": int,
        }],
        "agentLoginTime": int,
    },
}

TENANT = {"id": str, "name": TEXT}
CHANNEL_TYPE = {"id": str, "name": str, "channelLogo": str, "isInteractive": bool, "mediaRoutingDomain": TEXT}

CHANNEL = {
    "id": str, "name": str, "serviceIdentifier": str, "tenant": TENANT,
    "channelConfig": {
        "id": str, "channelMode": str, "conversationBot": str, "responseSla": int, "customerActivityTimeout": int,
        "customerIdentificationCriteria": {"value": TEXT},
        "routingPolicy": {
            "agentSelectionPolicy": str, "routeToLastAgent": bool, "routingMode": str, "routingObjectId": str,
            "agentRequestTtl": int,
        },
        "botId": str,
    },
    "channelConnector": {
        "id": str, "name": str,
        "channelProviderInterface": {
            "id": str, "name": str, "supportedChannelTypes": [CHANNEL_TYPE], "providerWebhook": str,
            "channelProviderConfigSchema": list,
        },
        "channelProviderConfigs": list, "tenant": TENANT,
    },
    "channelType": CHANNEL_TYPE,
}

CUSTOMER = {
    "_id": str, "firstName": str, "phoneNumber": [str], "isAnonymous": bool, "__v": int,
    # Its addresses on each type of channel; and what later desks show.
    "web?": [str], "email?": [str], "voice?": [str], "lastName?": TEXT, "labels?": list,
}

CHANNEL_DATA = {
    "channelCustomerIdentifier": str, "serviceIdentifier": str, "requestPriority": int, "channelTypeCode": str,
    "additionalAttributes": [{"key": str, "type": str, "value": object}],
    # Not in the examples, but in the vendor's model.
    "customerFirstName?": TEXT, "customerLastName?": TEXT,
}

CHANNEL_SESSION = {
    "participantType": str, "id": str, "channel": CHANNEL, "customer": CUSTOMER, "customerSuggestions": list,
    "channelData": CHANNEL_DATA, "latestIntent": TEXT, "customerPresence": {"value": TEXT}, "isActive": bool, "active": bool,
    # The first of each pair is of 2022, the second of 2024.
    "topicId?": str, "conversationId?": str, "state": (str, {"name": str, "reasonCode": TEXT}), "roomInfo?": object,
    "channelSessionDirection?": str,
}

ROOM = {"id": str, "mode": str}

PARTICIPANT = {
    "id": str, "type": str, "participant": object, "token": None, "role": str, "userCredentials": None, "state": str,
    "topicId?": str, "conversationId?": str, "joiningTime?": object, "isActive?": bool,
}

TASK_REQUEST = {
    "conversationId": str, "channelSession": CHANNEL_SESSION, "roomInfo": ROOM, "taskId": str,
    "taskState": {"name": str, "reasonCode?": TEXT}, "taskDirection": str, "queue": ({"id": str, "name": str}, None),
    "note": TEXT, "requestedBy": object, "correlationId": str,
}

TOPIC = {
    "id": str, "customer": CUSTOMER, "channelSession": CHANNEL_SESSION, "conversationData": dict, "state": str,
    "participants": [PARTICIPANT], "agentParticipants": list, "agentSla": object, "durationInSeconds": int,
    "customerSuggestions": list, "topicEvents": list, "holdTimerDetails": object, "agentHandRaise": object,
    "externalGadgets": object, "wrapUps": list, "topicParticipant": PARTICIPANT,
}

#: A CIM event, but for its data; in a topic its time is text of ISO 8601.
CIM_EVENT = {
    "id": str, "name": str, "type": str, "timestamp": (int, str), "conversationId": str, "roomInfo": (ROOM, None),
    "eventEmitter": object, "channelSession": (CHANNEL_SESSION, None), "data": dict,
}

MESSAGE_DATA = {
    "id": str,
    "header": {
        # The names are of agents; a customer's are in `customer`.
        "sender": {
            "id": str, "type": str, "senderName": TEXT, "additionalDetail?": ({"firstName": TEXT, "lastName": TEXT}, None),
        },
        "channelData": CHANNEL_DATA, "timestamp": int, "intent": TEXT, "channelSessionId": str, "conversationId": str,
        "customer": CUSTOMER, "roomId": str, "language?": object, "securityInfo?": object, "stamps?": list, "entities?": object,
        "originalMessageId?": TEXT, "providerMessageId?": TEXT, "schedulingMetaData?": object, "replyToMessageId?": TEXT,
    },
    "body": dict,
}

LIST = {"name": str, "description": TEXT, "id": str}
REQUEST = {"id": str, "channelSession": CHANNEL_SESSION, "status": str, "listId": str, "time": (int, str)}

#: The payload of each event of the manager.
EVENTS = {
    "agentPresence": PRESENCE,
    "taskRequest": TASK_REQUEST,
    "revokeTask": {"conversationId": str},
    "onTopicData": {"topicData": TOPIC, "conversationId": str, "roomInfo": ROOM, "taskId": TEXT, "correlationId": str},
    "onCimEvent": {"cimEvent": str, "conversationId": str, "roomInfo": ROOM},
    "topicUnsubscription": {"conversationId": str, "reason": str},
    "topicClosed": {"task": str, "conversationId": str, "statusCode": int},
    "wrapupTimerStarted": {
        "task": str, "duration": (int, float), "conversationId": str, "roomInfo": ROOM, "statusCode": int,
    },
    "socketSessionRemoved": {"agentId": str},
    "onChannelTypes": [CHANNEL_TYPE],
    "onPullModeSubscribedList": [LIST],
    "pullModeSubscribedListRequests": [REQUEST],
    "addPullModeSubscribedListRequests": [REQUEST],
    "removePullModeSubscribedListRequests": str,
    "onPullModeSubscribedListRequest": {"pullModeEvent": str, "type": str, "conversationId": str},
    "agentAssistanceRequestPlaced": {"requestAction": str, "mode": str},
    "consulTransferRequestSuccess": {"conversationId": str, "newTask": object, "task": object, "agentId": str},
    "errors": {"task": str, "msg": str},
}

#: The data of CIM events that the manager makes, by name.
CIM_DATA = {
    "CUSTOMER_MESSAGE": MESSAGE_DATA,
    "AGENT_SUBSCRIBED": {"agentParticipant": PARTICIPANT, "reason": TEXT},
    "AGENT_UNSUBSCRIBED": {"agentParticipant": PARTICIPANT, "reason": TEXT},
    "CHANNEL_SESSION_STARTED": CHANNEL_SESSION,
    "CHANNEL_SESSION_ENDED": CHANNEL_SESSION,
    "TASK_STATE_CHANGED": {"task": dict, "taskStateChanged": bool, "mediaStateChanges": list},
    "TASK_ENQUEUED": {"task": dict, "queue": {"id": str, "name": str}},
    "PARTICIPANT_ROLE_CHANGED": {"conversationParticipant": PARTICIPANT},
}

MEDIA = {
    "id": str, "mrdId": str, "taskId": str, "queue": ({"id": str, "name": str}, None),
    "type": {"direction": str, "mode": str, "metadata": object}, "priority": int, "state": str, "requestSession": object,
    "channelSessions": list, "enqueueTime": (int, None), "answerTime": (int, None),
}

TASK = {
    "id": str, "conversationId": str, "state": {"name": str, "reasonCode": TEXT},
    "assignedTo": ({"id": str, "name": str}, None), "agentRequestTtlTimerId": TEXT, "activeMedia": [MEDIA],
}
