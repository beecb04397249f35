# SPDX-License-Identifier: Apache-2.0
"""The form of LivePerson's notifications: every member that may be there with its type, and which must be. What is not in these
tables is not in LivePerson's documents and must not be sent."""

import json

ROLES = {"CONSUMER", "ASSIGNED_AGENT", "AGENT", "MANAGER", "READER", "CONTROLLER"}


def is_text(value):
    return isinstance(value, str) and value != ""


def is_moment(value):
    """Milliseconds of this century."""
    return isinstance(value, int) and not isinstance(value, bool) and 946_684_800_000 < value < 4_102_444_800_000


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def one_of(*values):
    return lambda value: value in values


def members(**known):
    """An object with these members; those whose names end with _ may be absent."""

    def check(value):
        assert isinstance(value, dict), value
        required = {name for name in known if not name.endswith("_")}
        allowed = {name.rstrip("_") for name in known}
        assert required <= value.keys() <= allowed, (value.keys() ^ allowed, value)
        for name, rule in known.items():
            if name.rstrip("_") in value:
                assert rule(value[name.rstrip("_")]), f"{name}: {value}"
        return True

    return check


def many(rule, least=0):
    return lambda value: isinstance(value, list) and len(value) >= least and all(rule(one) for one in value)


def anything(_):
    return True


def is_object(value):
    return isinstance(value, dict)


# What is said

MESSAGES = {
    "text/plain": is_text,
    "hosted/file": members(caption=lambda value: isinstance(value, str), relativePath=is_text, fileType=is_text, preview_=lambda value: value.startswith("data:image/")),
    "external/file": members(url=is_text, caption_=is_text, fileType_=is_text),
    "forms/secure-invitation": members(invitationId=is_text, title=is_text, formId_=is_text),
    "forms/secure-submission": members(invitationId=is_text, submissionId_=is_text, formId_=is_text, title_=is_text),
}

EVENTS = {
    "ContentEvent": members(type=is_text, contentType=lambda value: value in MESSAGES, message=anything, quickReplies_=is_object),
    "RichContentEvent": members(type=is_text, content=is_object, quickReplies_=is_object),
    "AcceptStatusEvent": members(
        type=is_text, status=one_of("ACCEPT", "READ", "ACCESS", "NACK", "ACTION"), sequenceList=many(is_number, least=1)
    ),
    "ChatStateEvent": members(type=is_text, chatState=one_of("ACTIVE", "INACTIVE", "GONE", "COMPOSING", "PAUSE", "BACKGROUND")),
}

ORIGINATOR = members(id=is_text, role=one_of(*ROLES))
BASE = dict(originatorId=is_text, originatorMetadata=ORIGINATOR, event=is_object, conversationId=is_text, dialogId=is_text)
NUMBERED = BASE | dict(sequence=is_number, serverTimestamp=is_moment)
AUDIENCE = one_of("ALL", "AGENTS_AND_MANAGERS")

CHANGES = {
    "ContentEvent": members(**NUMBERED, messageAudience=AUDIENCE),
    "RichContentEvent": members(**NUMBERED, messageAudience=AUDIENCE),
    "AcceptStatusEvent": members(**NUMBERED),
    # No sequence, no time.
    "ChatStateEvent": members(**BASE),
}

# How a conversation stands

PARTICIPANT = members(id=is_text, role=one_of(*ROLES), state_=one_of("ACTIVE", "SUGGESTED"))
STATE = one_of("OPEN", "CLOSE")

DIALOG = members(
    dialogId=is_text,
    participantsDetails=many(members(id=is_text, role=one_of(*ROLES), state=one_of("ACTIVE", "SUGGESTED"))),
    dialogType=one_of("MAIN", "POST_SURVEY", "OTHER"),
    channelType=one_of("MESSAGING", "COBROWSE"),
    state=STATE,
    creationTs=is_moment,
    metaDataLastUpdateTs=is_moment,
    endTs_=is_moment,
    closedBy_=one_of("CONSUMER", "AGENT", "SYSTEM"),
    closedCause_=is_text,
    metaData_=is_object,
)

CSAT = members(
    csatRate_=one_of(1, 2, 3, 4, 5),
    csatResolutionConfirmation_=lambda value: isinstance(value, bool),
    status=one_of("FILLED", "PARTIALLY_FILLED", "SKIPPED"),
)

DETAILS = members(
    skillId=is_text,
    brandId=is_text,
    state=STATE,
    stage=one_of("OPEN", "CLOSE", "LOCKED"),
    closeReason_=one_of("AGENT", "CONSUMER", "SYSTEM", "TIMEOUT"),
    participants=many(PARTICIPANT, least=1),
    dialogs=many(DIALOG, least=1),
    startTs=is_moment,
    endTs_=is_moment,
    metaDataLastUpdateTs=is_moment,
    firstConversation_=lambda value: isinstance(value, bool),
    ttr_=members(ttrType=one_of("CUSTOM", "NORMAL", "PRIORITIZED", "URGENT"), value=is_number),
    delay_=is_object,
    manualETTR_=is_moment,
    csat_=CSAT,
    campaignInfo_=is_object,
    context_=is_object,
    conversationHandlerDetails_=members(accountId=is_text, skillId=is_text),
)

RESULT = members(convId=is_text, effectiveTTR=lambda value: value == -1 or is_moment(value), conversationDetails=DETAILS)

CHANGE = members(type=one_of("UPSERT", "DELETE"), result=RESULT)


def check_notification(body: bytes):
    """A notification, whose every member is as it must be."""
    text = body.decode()
    notification = json.loads(text)
    assert text == json.dumps(notification, separators=(",", ":"), ensure_ascii=False), "receivers need compact JSON, nothing escaped without need"
    # Those of sockets have a subscriptionId, those of webhooks do not.
    members(kind=one_of("notification"), body=is_object, type=is_text)(notification)
    members(changes=many(is_object, least=1))(notification["body"])
    [change] = notification["body"]["changes"]
    if notification["type"] == "cqm.ExConversationChangeNotification":
        CHANGE(change)
        check_details(change["result"])
        return notification
    assert notification["type"] == "ms.MessagingEventNotification"
    event = change["event"]
    CHANGES[event["type"]](change)
    EVENTS[event["type"]](event)
    if event["type"] == "ContentEvent":
        assert MESSAGES[event["contentType"]](event["message"]), event
    assert change["originatorId"] == change["originatorMetadata"]["id"]
    return notification


def check_details(result):
    """What goes together in how a conversation stands."""
    details = result["conversationDetails"]
    [main] = [dialog for dialog in details["dialogs"] if dialog["dialogType"] == "MAIN"]
    assert main["dialogId"] == result["convId"]
    assert details["state"] == main["state"], "state is that of the main dialog"
    is_over = details["state"] == "CLOSE"
    assert ("closeReason" in details) == ("endTs" in details) == is_over, details
    if details["stage"] == "CLOSE":
        assert is_over and all(dialog["state"] == "CLOSE" for dialog in details["dialogs"])
    if is_over:
        assert result["effectiveTTR"] == -1
    for dialog in details["dialogs"]:
        assert ("endTs" in dialog) == ("closedBy" in dialog) == (dialog["state"] == "CLOSE"), dialog
