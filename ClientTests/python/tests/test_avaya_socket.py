# SPDX-License-Identifier: Apache-2.0
"""The notification WebSocket: every status and close code, filters, what a subscriber may ask for beyond Avaya's page, and
webhooks."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from avaya import Centre, eventually, quick_config
from avaya_client import AvayaClient, AvayaRefused
from external_issuer import ExternalIssuer, Key
from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary

UNKNOWN = "fdbec917-e76e-4645-8120-4eac46f29487"
RETRY = "CORDBOARD_AVAYA_WEBHOOKS_PATIENCE"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("avaya-socket")
    settings = {
        "CORDBOARD_AVAYA_AUTHENTICATION_TIMEOUT": "4s",
        "CORDBOARD_AVAYA_PING_INTERVAL": "3s",
        "CORDBOARD_AVAYA_RETAINED_NOTIFICATIONS": "20",
        RETRY: "2s",
    }
    server = OwnServer(folder, free_port(), config=quick_config(folder), **settings).wait_until_ready()
    yield server
    server.stop()


@pytest.fixture
def centre(server):
    centre = Centre(server)
    yield centre
    centre.clear()
    while found := centre.avaya.page(pageSize=25)["subscriptions"]:
        for subscription in found:
            centre.avaya.delete(subscription["subscriptionId"])


@pytest.fixture
def client(centre):
    return centre.avaya


def short(subscription):
    return "/".join(subscription["transport"]["endpoint"].split("/")[:-2])


def test_the_first_message_must_be_an_authentication(client):
    made = client.subscribe()
    for first in [{"event": "ping"}, {"event": "subscribe"}, {"subscriptionId": made["subscriptionId"], "token": client.token}]:
        with client.socket(made, authenticate=False) as stream:
            stream.send(**first)
            assert stream.receive()["status"] == "CONNECTION_FAILED_CONSTRAINT_VIOLATION"
            assert stream.close_code() == 4400
    for text in ["ping", "{", "[]", '"x"', "{}"]:
        with client.socket(made, authenticate=False) as stream:
            stream.socket.send(text)
            assert stream.receive()["status"] == "CONNECTION_FAILED_CONSTRAINT_VIOLATION"
            assert stream.close_code() == 4400
    with client.socket(made, authenticate=False) as stream:
        stream.socket.send(b"\x00\x01")
        assert stream.receive()["status"] == "CONNECTION_FAILED_CONSTRAINT_VIOLATION"


def test_both_addresses(client):
    made = client.subscribe()
    for endpoint in [made["transport"]["endpoint"], short(made)]:
        with client.socket(made, endpoint=endpoint) as stream:
            assert stream.answer["event"] == "authenticationResponse"
            assert stream.answer["subscriptionId"] == made["subscriptionId"]
            assert stream.answer["pingInterval"] == 3 and 0 < stream.answer["expiresInterval"] <= 900
            assert set(stream.answer) == {"event", "status", "subscriptionId", "pingInterval", "expiresInterval"}
            stream.ping()
            assert stream.receive() == {"event": "pong"}
            stream.send(event="ping", subscriptionId=made["subscriptionId"])
            assert stream.receive() == {"event": "pong"}


@pytest.mark.parametrize("form", ["long", "short"])
def test_tokens_and_subscriptions_that_are_not_good(client, centre, form):
    made = client.subscribe()
    endpoint = made["transport"]["endpoint"] if form == "long" else short(made)
    alice = centre.person("alice").token
    for subscription, token, status, code in [
        (made["subscriptionId"], "forged", "INVALID_TOKEN", 4401),
        (made["subscriptionId"], alice, "INVALID_TOKEN", 4401),
        (made["subscriptionId"], "", "CONSTRAINT_VIOLATION", 4400),
        ("no-uuid", client.token, "CONSTRAINT_VIOLATION", 4400),
        (UNKNOWN, client.token, "UNKNOWN_SUBSCRIPTION" if form == "short" else "CONSTRAINT_VIOLATION", 4404 if form == "short" else 4400),
    ]:
        with client.socket(made, authenticate=False, endpoint=endpoint) as stream:
            assert stream.authenticate(subscription, token)["status"] == f"CONNECTION_FAILED_{status}"
            assert stream.close_code() == code
    with client.socket(made, authenticate=False, endpoint=endpoint.replace("DEMOCO", "OTHERS")) as stream:
        status = stream.authenticate(made["subscriptionId"], client.token)["status"]
        assert status == ("CONNECTION_FAILED_INVALID_TOKEN" if form == "long" else "CONNECTION_CONFIRMED")
    hook = client.subscribe(transport={"type": "WEBHOOK", "endpoint": "http://127.0.0.1:9/"})
    with client.socket(made, authenticate=False, endpoint=short(made)) as stream:
        assert stream.authenticate(hook["subscriptionId"], client.token)["status"] == "CONNECTION_FAILED_UNKNOWN_SUBSCRIPTION"


def test_who_says_nothing_is_closed(client):
    with client.socket(client.subscribe(), authenticate=False) as stream:
        assert stream.close_code() == 4401


def test_nothing_before_the_confirmation_and_everything_after(client, centre):
    made = client.subscribe()
    with client.socket(made, authenticate=False) as stream:
        centre.ready("alice", "chat")
        stream.authenticate(made["subscriptionId"], client.token)
        assert stream.answer["status"] == "CONNECTION_CONFIRMED"
        centre.person("alice").post("/agents/alice/logout")
        assert [m["body"]["state"] for m in [stream.next(), stream.next()]] == ["NOT_READY", "LOGGED_OUT"]


def test_pings_keep_a_subscription_active(client):
    made = client.subscribe()
    with client.socket(made) as stream:
        # Longer than the interval, in steps that are shorter. Nothing else comes meanwhile.
        for _ in range(5):
            with pytest.raises(TimeoutError):
                stream.receive(timeout=1)
            stream.ping()
            assert stream.receive() == {"event": "pong"}
        assert client.get(made["subscriptionId"])["status"] == "ACTIVE"
        assert stream.close_code() == 4408
    assert client.get(made["subscriptionId"])["status"] == "INACTIVE"
    with client.socket(made, authenticate=False) as stream:
        status = stream.authenticate(made["subscriptionId"], client.token)["status"]
        assert status == "CONNECTION_FAILED_UNKNOWN_SUBSCRIPTION" and stream.close_code() == 4404
    # Renewing revives it.
    assert client.renew(made["subscriptionId"])["status"] == "ACTIVE"
    with client.socket(made) as stream:
        stream.ping()


def test_a_second_connection_takes_the_place_of_the_first(client):
    made = client.subscribe()
    with client.socket(made) as first, client.socket(made) as second:
        assert first.close_code() == 4409
        second.ping()
        assert second.receive() == {"event": "pong"}
        second.send(event="authentication", subscriptionId=made["subscriptionId"], token=client.token)
        assert second.close_code() == 4400


def test_a_deleted_subscription_ends_its_connection(client):
    made = client.subscribe()
    with client.socket(made) as stream:
        client.delete(made["subscriptionId"])
        assert stream.close_code() == 4410


def test_a_subscription_ends_with_its_token(tmp_path):
    settings = {"CORDBOARD_IDENTITY_ACCESS_TOKEN_LIFETIME": "10s", "CORDBOARD_AVAYA_INACTIVE_RETENTION": "4s"}
    server = OwnServer(tmp_path, free_port(), config=quick_config(tmp_path), **settings).wait_until_ready()
    try:
        client = AvayaClient(server.url).log_in()
        kept, left = client.subscribe(), client.subscribe()
        assert kept["expiresIn"] <= 10
        with client.socket(kept) as going, client.socket(left) as ending:
            # The token that renews is younger by so much.
            with pytest.raises(TimeoutError):
                ending.receive(timeout=2)
            client.log_in().renew(kept["subscriptionId"])
            assert ending.close_code() == 4410
            going.ping()
            assert going.receive() == {"event": "pong"}
            client.log_in()
            assert client.get(left["subscriptionId"]) | {"status": "INACTIVE", "expiresIn": 0} == client.get(left["subscriptionId"])
            assert client.get(kept["subscriptionId"])["status"] == "ACTIVE"
            assert going.close_code() == 4410
        eventually("what is inactive for long is forgotten", lambda: not client.log_in().page()["pagination"]["total"])
    finally:
        server.stop()


def test_filters(client, centre):
    fine = client.subscribe(["AgentReady", "AgentParticipantInvited"])
    coarse = client.subscribe(["AgentState", "AgentParticipant"])
    with client.socket(fine) as first, client.socket(coarse) as second:
        centre.ready("alice", "chat")
        centre.start()
        centre.accept("alice")

        def names(stream):
            return [m["body"].get("state") or m["body"]["action"] for m in stream.settled()]

        assert names(first) == ["READY", "INVITED"]
        assert names(second) == ["LOGGED_IN", "NOT_READY", "READY", "INVITED", "ADDED"]
        assert all(set(m) <= {"correlationId", "subscriptionId", "family", "sentAt", "accountId", "loginId", "body"} for m in second.seen)
        assert {m["subscriptionId"] for m in second.seen} == {coarse["subscriptionId"]}
        # The same event is the same event for everybody.
        assert {m["body"]["id"] for m in first.seen} <= {m["body"]["id"] for m in second.seen}


NUMBERED = {"cordboard.sequence": "true"}


def test_numbers_and_going_on_after_one(client, centre):
    made = client.subscribe(["AgentState"], extensions=NUMBERED)
    alice = centre.person("alice")
    alice.post("/agents/alice/login")
    with client.socket(made) as stream:
        start, generation = stream.answer["sequence"], stream.answer["generation"]
        alice.put("/agents/alice/state", {"state": "READY"})
        first = stream.until("AgentState", state="READY")
        assert first["sequence"] == start + 1
    # While nobody listens:
    for _ in range(3):
        alice.put("/agents/alice/state", {"state": "NOT_READY", "reason": "lunch"})
        alice.put("/agents/alice/state", {"state": "READY"})
    with client.socket(made, after=first["sequence"], generation=generation) as stream:
        assert stream.answer["sequence"] == first["sequence"]
        numbers = [m["sequence"] for m in stream.settled()]
        assert numbers == list(range(start + 2, start + 8))
        assert [m["body"]["state"] for m in stream.seen] == ["NOT_READY", "READY"] * 3
    # More than is kept:
    for _ in range(15):
        alice.put("/agents/alice/state", {"state": "NOT_READY", "reason": "lunch"})
        alice.put("/agents/alice/state", {"state": "READY"})
    with client.socket(made, after=numbers[-1], generation=generation) as stream:
        gap = stream.receive()
        assert gap["event"] == "gap" and gap["firstMissed"] == numbers[-1] + 1
        after = [m["sequence"] for m in stream.settled()]
        assert after[0] == gap["lastMissed"] + 1 and after == list(range(after[0], start + 38)) and after[-1] == start + 37
    # A cursor of another life, or one that lies ahead.
    for after, other in [(1, "another"), (10**6, generation)]:
        with client.socket(made, after=after, generation=other) as stream:
            assert stream.receive() == {"event": "gap"} and stream.settled() == []
    for bad in [{"after": -1, "generation": generation}, {"after": "1", "generation": generation}, {"after": 1}]:
        with client.socket(made, authenticate=False) as stream:
            assert stream.authenticate(made["subscriptionId"], client.token, **bad)["status"].endswith("CONSTRAINT_VIOLATION")


def test_a_subscriber_that_did_not_ask_gets_nothing_new(client, centre):
    made = client.subscribe()
    with client.socket(made, after=0, generation="x") as stream:
        assert "sequence" not in stream.answer
        centre.ready("alice")
        assert "sequence" not in stream.next()


def test_how_things_stand(client, centre):
    centre.ready("alice", "chat")
    conversation = centre.start()
    centre.accept("alice")
    made = client.subscribe(extensions=NUMBERED | {"cordboard.snapshot": "true"})
    media = centre.person("alice").get("/agents/alice")["agent"]["media"]
    channels = sum(medium["state"] in ("READY", "ACTIVE") for medium in media)
    with client.socket(made) as stream:
        told = []
        while (message := stream.receive()).get("event") != "snapshotComplete":
            assert message["snapshot"] is True and "sequence" not in message
            told.append((message["body"]["event"], message["body"].get("action") or message["body"].get("state")))
        assert told == [("AgentState", "READY")] + [("ChannelReady", None)] * channels + [
            ("InboundEngagementCreated", None), ("ExternalParticipant", "ADDED"), ("AgentParticipant", "ADDED"),
        ]
        centre.person("alice").post(f"/conversations/{conversation}/leave")
        left = stream.until("AgentParticipant", action="REMOVED")
        assert left["sequence"] > stream.answer["sequence"] and "snapshot" not in left


def test_what_stands_has_ids_of_its_own(client, centre):
    made = client.subscribe(extensions={"cordboard.snapshot": "true"})
    with client.socket(made) as live:
        centre.ready("alice", "chat")
        events = live.settled()
        with client.socket(client.subscribe(extensions={"cordboard.snapshot": "true"})) as late:
            told = late.settled()
    # How things stood a little earlier serves, too; what happened since then follows it.
    standing = [message for message in told if "snapshot" in message]
    assert standing and events and not any("snapshot" in message for message in events)
    assert {message["body"]["id"] for message in told[len(standing):]} <= {message["body"]["id"] for message in events}
    ids = [message["correlationId"] for message in events + standing] + [message["body"]["id"] for message in events + standing]
    assert len(set(ids)) == len(ids)


def test_how_things_stand_after_a_gap(client, centre):
    made = client.subscribe(["AgentState"], extensions=NUMBERED | {"cordboard.snapshot": "true"})
    alice = centre.ready("alice", "chat")
    with client.socket(made) as stream:
        last, generation = stream.answer["sequence"], stream.answer["generation"]
        assert stream.receive()["snapshot"] and stream.receive() == {"event": "snapshotComplete"}
    for _ in range(15):
        alice.put("/agents/alice/state", {"state": "NOT_READY", "reason": "lunch"})
        alice.put("/agents/alice/state", {"state": "READY"})
    with client.socket(made, after=last, generation=generation) as stream:
        assert stream.answer["sequence"] == last + 30
        gap = stream.receive()
        assert gap["event"] == "gap" and gap["firstMissed"] == last + 1
        standing = stream.receive()
        assert standing["snapshot"] and standing["body"]["state"] == "READY"
        assert stream.receive() == {"event": "snapshotComplete"}
        alice.put("/agents/alice/state", {"state": "NOT_READY", "reason": "lunch"})
        assert stream.next()["sequence"] == last + 31
    # Who missed nothing goes on, and is told nothing twice.
    with client.socket(made, after=last + 31, generation=generation) as stream:
        assert stream.settled() == []


def test_more_stands_than_may_be_told(tmp_path):
    settings = {"CORDBOARD_AVAYA_SNAPSHOT_NOTIFICATIONS": "3"}
    server = OwnServer(tmp_path, free_port(), config=quick_config(tmp_path), **settings).wait_until_ready()
    try:
        centre = Centre(server)
        made = centre.avaya.subscribe(["AgentState"], extensions={"cordboard.snapshot": "true"})
        centre.person("alice").post("/agents/alice/login")
        with centre.avaya.socket(made) as stream:
            assert stream.receive()["snapshot"] and stream.receive() == {"event": "snapshotComplete"}
        for name in ["bob", "carol"]:
            centre.person(name).post(f"/agents/{name}/login")
        with centre.avaya.socket(made) as stream:
            assert stream.receive() == {"event": "gap"}
            assert stream.settled() == []
    finally:
        server.stop()


def test_numbers_instead_of_strings(tmp_path):
    settings = {"CORDBOARD_AVAYA_NUMERIC_TIMESTAMPS": "true"}
    server = OwnServer(tmp_path, free_port(), config=quick_config(tmp_path), **settings).wait_until_ready()
    try:
        centre = Centre(server)
        made = centre.avaya.subscribe(["AgentState"])
        with connect(made["transport"]["endpoint"]) as socket:
            socket.send(json.dumps({"event": "authentication", "subscriptionId": made["subscriptionId"], "token": centre.avaya.token}))
            assert json.loads(socket.recv())["status"] == "CONNECTION_CONFIRMED"
            centre.person("alice").post("/agents/alice/login")
            message = json.loads(socket.recv())
            assert abs(message["body"]["timestamp"] - time.time() * 1000) < 60_000
            message["body"]["timestamp"] = str(message["body"]["timestamp"])
            centre.avaya.check(message, is_strict=True)
    finally:
        server.stop()


def test_a_token_that_cannot_be_checked_at_the_moment(tmp_path):
    issuer = ExternalIssuer(Key("first", "RS256"))
    issuer.down = True
    config = yaml.safe_load(quick_config(tmp_path).read_text())
    config["accounts"]["DEMOCO"]["externalIssuer"] = {"issuer": issuer.url}
    path = tmp_path / "issuer.yaml"
    path.write_text(yaml.safe_dump(config))
    settings = {"CORDBOARD_IDENTITY_EXTERNAL_FETCH_INTERVAL": "1s"}
    server = OwnServer(tmp_path, free_port(), config=path, **settings).wait_until_ready()
    try:
        client = AvayaClient(server.url).log_in()
        made = client.subscribe()
        token = issuer.program("integration", "conversations events")
        with client.socket(made, authenticate=False) as stream:
            assert stream.authenticate(made["subscriptionId"], token)["status"] == "CONNECTION_FAILED_INTERNAL_SERVER_ERROR"
            assert stream.close_code() == 1011
        assert client.get(made["subscriptionId"])["status"] == "ACTIVE"
        # It is worth to try again.
        issuer.down = False

        def is_taken():
            with client.socket(made, authenticate=False) as stream:
                return stream.authenticate(made["subscriptionId"], token)["status"] == "CONNECTION_CONFIRMED"

        eventually("the token is taken once its issuer answers", is_taken)
    finally:
        server.stop()
        issuer.close()


@pytest.mark.parametrize("garbage", [b"\x00\x01", b'{"event":"ping"}', "{", "[]", "ping", '{"event":"subscribe"}', '{"no":"event"}', "{}"])
def test_garbage_after_the_confirmation(client, garbage):
    made = client.subscribe()
    with client.socket(made) as stream:
        stream.socket.send(garbage)
        assert stream.close_code() == 4400
    # It is the connection that is over.
    assert client.get(made["subscriptionId"])["status"] == "ACTIVE"


def test_pings_before_the_answer(client):
    made = client.subscribe()
    with client.socket(made, authenticate=False) as stream:
        stream.send(event="authentication", subscriptionId=made["subscriptionId"], token=client.token)
        stream.ping()
        assert stream.receive()["status"] == "CONNECTION_CONFIRMED"
        assert stream.receive() == {"event": "pong"}


def test_ids_are_the_same_after_a_restart(tmp_path):
    config, port = quick_config(tmp_path), free_port()
    server = OwnServer(tmp_path, port, config=config).wait_until_ready()
    centre = Centre(server)
    made = centre.avaya.subscribe(extensions=NUMBERED)
    with centre.avaya.socket(made) as stream:
        centre.ready("alice", "chat")
        conversation = centre.start()
        centre.accept("alice")
        added = stream.until("AgentParticipant", action="ADDED")
        generation = stream.answer["generation"]
        server.kill()
        assert stream.close_code() is None
    server = OwnServer(tmp_path, port, config=config).wait_until_ready()
    try:
        with centre.avaya.socket(made, after=added["sequence"], generation=generation) as stream:
            # What was in memory is gone, and it is said so.
            assert stream.receive() == {"event": "gap"} and stream.answer["generation"] != generation
            centre.person("alice").post(f"/conversations/{conversation}/leave")
            left = stream.until("AgentParticipant", action="REMOVED")
            for name in ["engagementId", "connectionId", "dialogId", "agentId", "channelProviderId", "providerEngagementId"]:
                assert left["body"][name] == added["body"][name], name
    finally:
        server.stop()


def test_clients_that_leave_things_out(tmp_path):
    config = quick_config(tmp_path)
    server = OwnServer(tmp_path, free_port(), config=config, CORDBOARD_AVAYA_LENIENT="true").wait_until_ready()
    try:
        client = AvayaClient(server.url).log_in()
        made = client.request("POST", json={"family": "AGENT_ENGAGEMENT", "transport": {}}).json()
        assert made["events"] == ["ALL"] and made["transport"]["type"] == "WEBSOCKET"
        with connect(made["transport"]["endpoint"]) as socket:
            socket.send(json.dumps({"subscriptionId": made["subscriptionId"], "token": client.token}))
            assert json.loads(socket.recv())["status"] == "CONNECTION_CONFIRMED"
            socket.send("ping")
            assert socket.recv() == "pong"
            socket.send(json.dumps({"event": "PING"}))
            assert json.loads(socket.recv()) == {"event": "pong"}
            centre = Centre(server)
            centre.ready("alice", "chat")
            here = f"/conversations/{centre.start()}"
            centre.accept("alice")
            centre.person("alice").post(f"{here}/transfers", {"target": {"queue": "sales"}})
            ids = set()
            while (message := json.loads(socket.recv()))["body"]["event"] != "SingleStepTransfer":
                client.check(message, is_strict=True)
                ids.add(message["body"]["id"])
            # A transfer has an id, too; otherwise it is as always.
            assert message["body"].pop("id") not in ids
            client.check(message, is_strict=True)
    finally:
        server.stop()


def test_a_server_that_shuts_down_says_so(tmp_path):
    server = OwnServer(tmp_path, free_port(), config=quick_config(tmp_path)).wait_until_ready()
    client = AvayaClient(server.url).log_in()
    with client.socket(client.subscribe()) as stream:
        server.stop()
        assert stream.close_code() == 1001


def test_a_client_that_is_removed(client, centre):
    ada = centre.person("ada")
    ada.put("/configuration/clients/wallboard", {"name": "Wallboard", "scopes": ["events"]})
    ada.put("/configuration/clients/wallboard/secret", {"secret": "a wallboard's own"})
    wallboard = AvayaClient(centre.url, client_id="wallboard", client_secret="a wallboard's own").log_in()
    made = wallboard.subscribe()
    with wallboard.socket(made) as stream:
        ada.delete("/configuration/clients/wallboard")
        assert stream.close_code() == 4401
    with pytest.raises(AvayaRefused) as refused:
        wallboard.page()
    assert refused.value.status == 401
    eventually("it is inactive", lambda: client.get(made["subscriptionId"])["status"] == "INACTIVE")


class Receiver:
    """Takes what is posted to it, as it is told to."""

    def __init__(self, answers):
        self.answers, self.got = list(answers), []
        self.more = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with outer.more:
                    status = outer.answers.pop(0) if outer.answers else 200
                    outer.got.append((status, dict(self.headers), body))
                    outer.more.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count):
        with self.more:
            assert self.more.wait_for(lambda: len(self.got) >= count, timeout=20), self.got
            return self.got


def test_a_webhook(client, centre):
    receiver = Receiver([200, 503, 200])
    transport = {"type": "WEBHOOK", "endpoint": receiver.url, "authToken": "s3cret", "authTokenHeader": "X-Hook-Token"}
    made = client.subscribe(["AgentState"], transport)
    centre.ready("alice")
    got = receiver.wait(4)
    # The second is tried again before the third is sent.
    states = [(status, body["body"]["state"]) for status, _, body in got]
    assert states == [(200, "LOGGED_IN"), (503, "NOT_READY"), (200, "NOT_READY"), (200, "READY")]
    assert got[1][2] == got[2][2] and got[0][2]["subscriptionId"] == made["subscriptionId"]
    assert all(headers["X-Hook-Token"] == "s3cret" for _, headers, _ in got)
    for _, _, body in got:
        client.check(body, is_strict=True)
    client.renew(made["subscriptionId"], json={"transport": {"authToken": "other"}})
    centre.person("alice").post("/agents/alice/logout")
    assert receiver.wait(5)[4][1]["X-Hook-Token"] == "other"


def test_the_header_of_a_webhook_that_names_none(client, centre):
    receiver = Receiver([])
    client.subscribe(["AgentState"], {"type": "WEBHOOK", "endpoint": receiver.url, "authToken": "s3cret"})
    centre.person("alice").post("/agents/alice/login")
    _, headers, _ = receiver.wait(1)[0]
    assert {name.lower(): value for name, value in headers.items()}["auth-token"] == "s3cret"


@pytest.mark.parametrize("answers", [[410], [500] * 20], ids=["gone", "never"])
def test_a_webhook_that_takes_nothing_becomes_inactive(client, centre, answers):
    receiver = Receiver(answers)
    made = client.subscribe(["AgentState"], {"type": "WEBHOOK", "endpoint": receiver.url})
    centre.person("alice").post("/agents/alice/login")
    eventually("it is inactive", lambda: client.get(made["subscriptionId"])["status"] == "INACTIVE")
    receiver.answers.clear()
    count = len(receiver.got)
    assert client.renew(made["subscriptionId"])["status"] == "ACTIVE"
    centre.person("alice").post("/agents/alice/logout")
    assert receiver.wait(count + 1)[-1][2]["body"]["state"] == "LOGGED_OUT"


def test_a_reader_that_stops_reading_is_closed_and_others_are_served(tmp_path):
    settings = {"CORDBOARD_LIMITS_OUTBOX_BYTES": "256KiB"}
    server = OwnServer(tmp_path, free_port(), config=quick_config(tmp_path), **settings).wait_until_ready()
    try:
        centre = Centre(server)
        client = centre.avaya
        events = ["InboundEngagementCreated", "EngagementPrerouted"]
        slow, quick = client.subscribe(events), client.subscribe(events)
        attributes = {f"attribute-{n}": "x" * 4000 for n in range(10)}
        # A small window, so that what the reader does not take is soon the server's.
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect(("127.0.0.1", server.port))
        with connect(slow["transport"]["endpoint"], sock=raw, max_queue=1) as lazy, client.socket(quick) as stream:
            text = {"event": "authentication", "subscriptionId": slow["subscriptionId"], "token": client.token}
            lazy.send(json.dumps(text))
            assert json.loads(lazy.recv())["status"] == "CONNECTION_CONFIRMED"
            # Eight megabytes, more than the system keeps for a socket.
            for number in range(100):
                centre.start(identifier=f"customer-{number}", attributes=attributes)
                assert len(stream.settled()) == 2 * (number + 1)
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    lazy.recv(timeout=30)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 4000
        assert client.get(slow["subscriptionId"])["status"] == "ACTIVE"
        with client.socket(slow) as again:
            again.ping()
            assert again.receive() == {"event": "pong"}
        # What a client is told when it comes waits for it, however much it is and however slowly it reads.
        state = client.subscribe(["InboundEngagementCreated"], extensions={"cordboard.snapshot": "true"})
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect(("127.0.0.1", server.port))
        with connect(state["transport"]["endpoint"], sock=raw, max_queue=1) as lazy:
            lazy.send(json.dumps(text | {"subscriptionId": state["subscriptionId"]}))
            assert json.loads(lazy.recv())["status"] == "CONNECTION_CONFIRMED"
            centre.start(identifier="late", attributes=attributes)
            seen = [json.loads(lazy.recv(timeout=30)) for _ in range(102)]
            assert all(message["snapshot"] for message in seen[:100])
            assert seen[100] == {"event": "snapshotComplete"}
            assert seen[101]["body"]["externalParticipantId"] == "late" and "snapshot" not in seen[101]
    finally:
        server.stop()
