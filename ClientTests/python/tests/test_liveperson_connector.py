# SPDX-License-Identifier: Apache-2.0
"""The Send API: what connectors may do for their consumers, and every way in which they may not, in LivePerson's error form."""

import json
import uuid

import pytest

from avaya import eventually
from liveperson import Brand, Connector, Failed, brand_of, manifest
from own_server import needs_binary

pytestmark = needs_binary

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
TEXT = {"type": "ContentEvent", "contentType": "text/plain", "message": "hello"}


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    with brand_of(tmp_path_factory.mktemp("liveperson-connector")) as brand:
        yield brand


@pytest.fixture(scope="module")
def app(brand):
    return brand.configure("POST", body=manifest({}, events=()))


@pytest.fixture
def connector(brand, app):
    return brand.connector(app)


@pytest.fixture
def consumer(connector):
    consumer = connector.consumer(f"consumer-{uuid.uuid4()}")
    consumer.start()
    return consumer


def refused(call, *arguments, **more):
    with pytest.raises(Failed) as failed:
        call(*arguments, **more)
    return failed.value.status, failed.value.code, failed.value.details


def publish(consumer, event, **place):
    body = {"dialogId": consumer.conversation, "conversationId": consumer.conversation} | place | {"event": event}
    return {"kind": "req", "id": "1", "type": "ms.PublishEvent", "body": body}


def test_tokens_are_for_who_knows_the_secret(brand, app):
    path = "/sentinel/api/account/DEMOCO/app/token"
    right = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    answer = brand.ask("POST", path, data=right)
    assert answer["access_token"] and answer["token_type"].lower() == "bearer" and answer["expires_in"] == 3_600
    for name in right:
        status, code, details = refused(brand.ask, "POST", path, data={key: value for key, value in right.items() if key != name})
        assert (status, code) == (400, 40001) and name in details
    for wrong in ({"client_secret": "x" * 26}, {"client_id": str(uuid.uuid4())}, {"client_secret": ""}):
        assert refused(brand.ask, "POST", path, data=right | wrong)[0] in (400, 401)
    assert refused(brand.ask, "POST", path, data=right | {"grant_type": "password"})[0] == 400
    # Another account has another application, and one that is not there has none.
    for account in ("OTHERS", "NOBODY"):
        assert refused(brand.ask, "POST", path.replace("DEMOCO", account), data=right)[0] in (401, 404)
    # Guessing is slowed down.
    statuses = {refused(brand.ask, "POST", path, data=right | {"client_id": str(uuid.UUID(int=1)), "client_secret": f"{n}"})[0] for n in range(30)}
    assert statuses == {401, 429}
    slowed = brand.http.post(path, data=right | {"client_id": str(uuid.UUID(int=1)), "client_secret": "x"})
    assert slowed.status_code == 429
    assert f"wait {slowed.headers['retry-after']} seconds" in slowed.json()["body"]["details"]
    assert brand.ask("POST", path, data=right)["access_token"]


def test_each_token_is_asked_for_in_the_documented_words(brand, app, connector, consumer):
    start = [{"kind": "req", "id": "1", "type": "userprofile.SetUserProfile", "body": {}}, {"kind": "req", "id": "2", "type": "cm.ConsumerRequestConversation", "body": {}}]
    other_app = brand.configure("POST", body=manifest({}, events=()))
    stranger = brand.connector(other_app).consumer(consumer.name)
    others = Brand(brand.server, "OTHERS", "others")
    foreign = others.connector(others.configure("POST", body=manifest({}, events=())))
    for path, body in (("", start), ("/send", publish(consumer, TEXT))):
        for headers, code in [
            ({"Authorization": None}, 40105),
            ({"Authorization": None, "X-LP-ON-BEHALF": None}, 40105),
            ({"Authorization": "garbage"}, 40102),
            ({"Authorization": connector.token[:-3] + "AAA"}, 40102),
            # Another kind of token, and another account's.
            ({"Authorization": consumer.token}, 40102),
            ({"Authorization": foreign.token}, 40102),
            ({"Authorization": f"Bearer {brand.operator.token}"}, 40102),
            ({"X-LP-ON-BEHALF": None}, 40104),
            ({"X-LP-ON-BEHALF": "garbage"}, 40103),
            ({"X-LP-ON-BEHALF": connector.token}, 40103),
            ({"X-LP-ON-BEHALF": consumer.token[:-3] + "AAA"}, 40103),
            # Of another application, and of another account.
            ({"X-LP-ON-BEHALF": stranger.token}, 40103),
            ({"X-LP-ON-BEHALF": foreign.consumer_token(consumer.name)}, 40103),
        ]:
            assert refused(consumer.post, path, body, **headers)[:2] == (401, code), headers
    brand.configure("DELETE", other_app["id"])
    # With its application a token ends.
    assert refused(stranger.start)[:2] == (401, 40102)


def test_consumers_are_named(connector):
    path, headers = "/api/account/DEMOCO/consumer", {"Authorization": connector.token}
    for body in ({}, {"ext_consumer_id": ""}, {"ext_consumer_id": None}, {"ext_consumer_id": 7}):
        status, code, details = refused(connector.ask, "POST", path, json=body, headers=headers)
        assert (status, code) == (400, 40001) and "ext_consumer_id" in details, body
    assert refused(connector.ask, "POST", path, json={"ext_consumer_id": "x" * 5_000}, headers=headers)[:1] == (400,)
    assert refused(connector.ask, "POST", path, content=b"{", headers=headers)[:1] == (400,)
    assert refused(connector.ask, "POST", path, json={"ext_consumer_id": "x"})[:2] == (401, 40105)
    assert refused(connector.ask, "POST", path, json={"ext_consumer_id": "x"}, headers={"Authorization": "x"})[:2] == (401, 40102)


MISSING = [
    ({}, "kind"),
    ({"kind": "req"}, "id"),
    ({"kind": "req", "id": "1"}, "type"),
    ({"kind": "req", "id": "1", "type": "ms.PublishEvent"}, "body"),
    ({"kind": "req", "id": "1", "type": "ms.PublishEvent", "body": {}}, "dialogId"),
    ({"kind": "req", "id": "1", "type": "cm.UpdateConversationField", "body": {}}, "conversationId"),
]


@pytest.mark.parametrize("body, name", MISSING)
def test_a_parameter_that_is_missing_is_named(consumer, body, name):
    status, code, details = refused(consumer.post, "/send", body)
    assert (status, code) == (400, 40001) and name in details


EVENTS = [
    ({}, 40001, "type"),
    ({"type": "ContentEvent"}, 40001, "contentType"),
    ({"type": "ContentEvent", "contentType": "text/plain"}, 40001, "message"),
    ({"type": "ContentEvent", "contentType": "text/plain", "message": ""}, 40001, "message"),
    ({"type": "ContentEvent", "contentType": "hosted/file", "message": {"caption": "", "fileType": "PNG"}}, 40001, "relativePath"),
    ({"type": "ContentEvent", "contentType": "hosted/file", "message": {"caption": "", "relativePath": "/a"}}, 40001, "fileType"),
    ({"type": "ContentEvent", "contentType": "hosted/file", "message": {"relativePath": "/a", "fileType": "PNG"}}, 40001, "caption"),
    ({"type": "ContentEvent", "contentType": "external/file", "message": {}}, 40001, "url"),
    ({"type": "ContentEvent", "contentType": "forms/secure-submission", "message": {}}, 40001, "invitationId"),
    ({"type": "RichContentEvent"}, 40001, "content"),
    ({"type": "AcceptStatusEvent", "sequenceList": [0]}, 40001, "status"),
    ({"type": "AcceptStatusEvent", "status": "READ"}, 40001, "sequenceList"),
    ({"type": "ChatStateEvent"}, 40001, "chatState"),
    # These are there, and wrong.
    ({"type": "VideoEvent"}, None, "type"),
    ({"type": "ContentEvent", "contentType": "text/html", "message": "<b>"}, None, "contentType"),
    ({"type": "ContentEvent", "contentType": "text/plain", "message": {}}, None, "message"),
    ({"type": "RichContentEvent", "content": "{}"}, None, "content"),
    ({"type": "AcceptStatusEvent", "status": "SEEN", "sequenceList": [0]}, None, "status"),
    ({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [-1]}, None, "sequenceList"),
    ({"type": "ChatStateEvent", "chatState": "DANCING"}, None, "chatState"),
]


def test_events_that_are_wrong_are_refused_by_name(consumer):
    for event, code, name in EVENTS:
        status, found, details = refused(consumer.post, "/send", publish(consumer, event))
        assert status == 400 and (found == 40001) == (code == 40001) and name in details, (event, found, details)
    # None of them was said.
    assert consumer.say("the first") == 0


def test_the_array_form_is_checked(consumer):
    profile = {"kind": "req", "id": "1", "type": "userprofile.SetUserProfile", "body": {}}
    start = {"kind": "req", "id": "2", "type": "cm.ConsumerRequestConversation", "body": {}}
    for body in ({}, [], [profile], [start, profile], [profile, start, start], "x", [profile, start | {"type": "x"}], [profile, start | {"body": {"brandId": "OTHERS"}}], [profile, start | {"body": {"channelType": "COBROWSE"}}]):
        assert refused(consumer.post, "", body)[0] == 400, body
    status, code, details = refused(consumer.post, "", [profile, {name: value for name, value in start.items() if name != "id"}])
    assert (status, code) == (400, 40001) and "id" in details


def test_nobody_reaches_the_conversations_of_others(brand, connector, consumer):
    elsewhere = brand.operator.post("/conversations", {"channel": "web-pull", "customer": {"identifier": consumer.name}})["conversation"]["id"]
    other = connector.consumer(f"consumer-{uuid.uuid4()}")
    other.start()
    texts = []
    for conversation in (other.conversation, elsewhere, str(uuid.uuid4())):
        for body in (
            publish(consumer, TEXT, dialogId=conversation, conversationId=conversation),
            publish(consumer, TEXT, dialogId=consumer.conversation, conversationId=conversation),
            publish(consumer, {"type": "ChatStateEvent", "chatState": "COMPOSING"}, dialogId=conversation, conversationId=conversation),
            {"kind": "req", "id": "1", "type": "cm.UpdateConversationField", "body": {"conversationId": conversation, "conversationField": {"field": "ConversationStateField", "conversationState": "CLOSE"}}},
        ):
            status, _, details = refused(consumer.post, "/send", body)
            assert status == 404
            texts.append(details.replace(conversation, "…"))
    # Nothing tells that it is there.
    assert len(set(texts)) == 1
    # Nor is a dialog of another conversation taken for one of its own.
    assert refused(consumer.publish, TEXT, dialog=other.conversation)[0] in (400, 404)
    assert consumer.say("mine") == 0 and other.say("mine") == 0


def test_what_is_over_is_not_said(consumer):
    consumer.update(field="ConversationStateField", conversationState="CLOSE")
    assert refused(consumer.say, "too late")[0] in (404, 409)


def test_a_dialog_that_is_none_is_not_closed(consumer):
    for dialog in (str(uuid.uuid4()), str(uuid.UUID(int=7))):
        field = {"field": "DialogChange", "type": "UPDATE", "dialog": {"dialogId": dialog, "state": "CLOSE"}}
        assert refused(consumer.update, **field)[:2] == (404, 40400)
    assert consumer.say("still open") == 0


def test_the_main_dialog_is_closed_twice(consumer):
    for _ in range(2):
        consumer.update(field="DialogChange", type="UPDATE", dialog={"dialogId": consumer.conversation, "state": "CLOSE"})
    assert refused(consumer.say, "too late")[0] in (404, 409)


def test_who_was_not_asked_rates_nothing(consumer):
    for rating in ({"csatRate": 4, "status": "FILLED"}, {"csatResolutionConfirmation": True}, {"status": "SKIPPED"}):
        assert refused(consumer.update, field="CSATRate", **rating)[:2] == (409, 40900)


def test_receipts_leave_out_what_the_consumer_said_itself(brand, consumer):
    assert consumer.say("mine") == 0
    here = f"/conversations/{consumer.conversation}"
    brand.operator.post(f"{here}/bot/join")
    brand.operator.post(f"{here}/messages", {"as": "bot", "body": {"text": "yours"}})
    # The number is that of the consumer's own report, also when it is sent again.
    assert consumer.report("READ", 0, 1, 99) == 2
    assert consumer.report("READ", 0, 1, 99) == 2
    assert consumer.report("READ", 0) == 0
    assert consumer.say("again mine") == 3


def test_a_token_is_good_for_what_the_installation_asks_now(brand):
    app = brand.configure("POST", body=manifest({}, events=()))
    connector = brand.connector(app)
    brand.configure("PUT", app["id"], manifest({}, events=(), name=app["client_name"], grant_types=["refresh_token"]))
    status, code, details = refused(connector.consumer_token, "chris")
    assert (status, code) == (403, 40300) and "client_credentials" in details
    status, code, details = refused(lambda: brand.connector(app).token)
    assert (status, code) == (403, 40300) and "client_credentials" in details


def test_the_channel_of_an_application_is_its_own(brand):
    body = manifest({}, events=())
    body["capabilities"]["cordboard"] = {"channel": "web-pull"}
    consumer = brand.connector(brand.configure("POST", body=body)).consumer(f"consumer-{uuid.uuid4()}")
    conversation = consumer.start()
    # Whoever comes there with the same name goes on with it.
    came = brand.operator.post("/conversations", {"channel": "web-pull", "customer": {"identifier": consumer.name}})
    assert came["conversation"]["id"] == conversation


def test_what_is_too_large_or_no_address_is_refused_in_the_same_form(connector, consumer):
    assert refused(consumer.say, "x" * 200_000)[0] in (400, 413)
    deep = json.loads("[" * 60 + "]" * 60)
    assert refused(consumer.publish, {"type": "RichContentEvent", "content": {"elements": deep}})[0] == 400
    base, headers = "/api/account/DEMOCO/messaging/consumer/conversation", {"Authorization": connector.token, "X-LP-ON-BEHALF": consumer.token}
    for raw in (b"", b"{", b"\xff\xfe", b"null", b"x" * 140_000):
        assert refused(connector.ask, "POST", base + "/send", content=raw, headers=headers)[0] in (400, 413)
    for path in (base + "/sendx", "/api/account/DEMOCO", "/api/account/DEMOCO/agents"):
        assert refused(connector.ask, "POST", path, headers=headers)[0] in (400, 404), path
    for method in ("GET", "PUT", "DELETE"):
        assert refused(connector.ask, method, base + "/send", headers=headers)[0] == 405
    assert refused(connector.ask, "POST", "/api/account/NOBODY/messaging/consumer/conversation/send", json={}, headers=headers)[:2] == (401, 40102)
    assert refused(connector.ask, "GET", "/api/account/NOBODY/configuration/app-install/installations")[0] in (401, 404)


@pytest.mark.parametrize("path, body", [("DEMOCO/messaging/consumer/conversation/send", b"x" * 3_000_000), ("%FF/consumer", b"{}")])
def test_what_nobody_reads_is_refused_before_it_is_of_a_dialect(connector, path, body):
    answer = connector.http.post(f"/api/account/{path}", content=body, headers={"Authorization": connector.token})
    assert answer.status_code in (400, 413) and answer.headers["content-type"] == "application/problem+json"


def test_a_consumer_goes_on_with_what_is_open(connector, consumer):
    first = consumer.conversation
    assert consumer.say("one") == 0
    assert connector.consumer(consumer.name).start() == first and consumer.say("two") == 1
    consumer.update(field="ConversationStateField", conversationState="CLOSE")
    assert consumer.start() != first and consumer.say("three") == 0


def test_an_application_without_the_scope_speaks_for_nobody(brand):
    app = brand.configure("POST", body=manifest({}, events=(), scope="msg.other"))
    connector = Connector(brand, app)
    assert refused(connector.consumer_token, "chris")[0] == 403


def test_tokens_end(tmp_path):
    with brand_of(tmp_path, TOKEN_LIFETIME="2s") as brand:
        connector = brand.connector(brand.configure("POST", body=manifest({}, events=())))
        consumer = connector.consumer("brief")
        consumer.start()

        def is_over():
            try:
                consumer.state("ACTIVE")
            except Failed as failed:
                return (failed.status, failed.code) == (401, 40102)

        eventually("the application's token ends", is_over, timeout=10)
        # The consumer's ended with it: a new one of the application is not enough.
        consumer.connector = brand.connector(connector.installation)
        assert refused(consumer.state, "ACTIVE")[:2] == (401, 40103)


def test_files_are_those_of_the_conversation(brand, connector, consumer):
    """A file is named in the conversation in which it was kept, and to the consumer only if it is for everybody."""
    other = connector.consumer(f"consumer-{uuid.uuid4()}")
    other.start()

    def kept(conversation, audience):
        path = f"/conversations/{conversation}/files"
        headers = {"Content-Type": "image/png"}
        file = brand.operator.call("POST", path, raw=PNG, headers=headers, query={"name": "a.png", "audience": audience}).json()["file"]
        return "/" + file["url"].split("/", 3)[3]

    def say(place):
        message = {"caption": "", "relativePath": place, "fileType": "PNG"}
        return consumer.publish({"type": "ContentEvent", "contentType": "hosted/file", "message": message})

    for place in (kept(other.conversation, "everyone"), kept(consumer.conversation, "agentsAndManagers"), "/3/elsewhere.png"):
        status, code, _ = refused(say, place)
        assert (status, code // 100) == (400, 400), place
    assert say(kept(consumer.conversation, "everyone")) >= 0


def test_a_conversation_that_came_to_the_channel_is_the_connectors_too(brand, connector, app):
    """It began on another channel; the consumer went on over the connector's."""
    consumer = connector.consumer(f"consumer-{uuid.uuid4()}")
    came = brand.operator.post("/conversations", {"channel": "web-pull", "customer": {"identifier": f"web-{uuid.uuid4()}"}})
    consumer.conversation = came["conversation"]["id"]
    assert refused(consumer.say, "not mine yet")[:2] == (404, 40400)
    channel = brand.operator.get(f"/conversations/{connector.consumer('probe').start()}")["conversation"]["sessions"][0]["channel"]
    brand.operator.post(f"/conversations/{consumer.conversation}/sessions", {"channel": channel, "customer": {"identifier": consumer.name}})
    assert consumer.start() == came["conversation"]["id"]
    assert consumer.say("here I am") >= 0
    stranger = connector.consumer(f"consumer-{uuid.uuid4()}")
    stranger.conversation = consumer.conversation
    assert refused(stranger.say, "not mine")[:2] == (404, 40400)
