# SPDX-License-Identifier: Apache-2.0
"""The REST operations of Avaya's subscriptions: the published examples, every bound, every refusal, and what survives."""

import threading
import time

import pytest

from avaya import Centre, eventually, quick_config
from avaya_client import AvayaClient, AvayaRefused, moment
from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("avaya-subscriptions")
    settings = {"CORDBOARD_AVAYA_SUBSCRIPTIONS_PER_ACCOUNT": "1000", "CORDBOARD_LIMITS_REQUESTS_PER_SECOND": "0"}
    server = OwnServer(folder, free_port(), config=quick_config(folder), **settings).wait_until_ready()
    yield server
    server.stop()


@pytest.fixture
def client(server):
    client = AvayaClient(server.url).log_in()
    yield client
    while found := client.page(pageSize=25)["subscriptions"]:
        for subscription in found:
            client.delete(subscription["subscriptionId"])


def refused(action):
    with pytest.raises(AvayaRefused) as caught:
        action()
    problem = caught.value.problem
    assert problem["status"] == caught.value.status and problem["title"] and problem["type"].startswith("https://")
    assert problem["instance"].startswith("http://127.0.0.1:")
    assert problem["detail"] and caught.value.headers["content-type"] == "application/problem+json"
    return caught.value


PATHS = ["/api/auth/v1/{account}/protocol/openid-connect/token", "/auth/realms/{account}/protocol/openid-connect/token"]


@pytest.mark.parametrize("path", PATHS)
def test_tokens(server, path):
    client = AvayaClient(server.url)
    client.log_in(path)
    assert client.tokens["expires_in"] == 900 and client.tokens["refresh_expires_in"] == 9000
    client.log_in(
        path,
        grant_type="refresh_token",
        client_id="integration",
        client_secret="demo",
        refresh_token=client.tokens["refresh_token"],
    )
    assert client.page()["subscriptions"] == []
    client.log_in(
        path, grant_type="password", client_id="integration", client_secret="demo", username="ada", password="demo"
    )
    assert client.page()["pagination"]["total"] == 0
    with pytest.raises(AvayaRefused) as wrong:
        client.log_in(path, grant_type="client_credentials", client_id="integration", client_secret="wrong")
    assert (wrong.value.status, wrong.value.problem["error"]) == (401, "invalid_client")
    with pytest.raises(AvayaRefused) as wrong:
        client.log_in(path, grant_type="magic", client_id="integration", client_secret="demo")
    assert (wrong.value.status, wrong.value.problem["error"]) == (400, "unsupported_grant_type")
    client.account = "NOSUCH"
    with pytest.raises(AvayaRefused) as wrong:
        client.log_in(path)
    # As for a client that there is not: nobody finds out which accounts there are.
    assert (wrong.value.status, wrong.value.problem["error"]) == (401, "invalid_client")


def test_the_published_example(client):
    made = client.subscribe()
    assert set(made) == {
        "subscriptionId", "createdAt", "expiresAt", "expiresIn", "status", "family", "events", "transport"
    }
    assert (made["status"], made["family"], made["events"]) == ("ACTIVE", "AGENT_ENGAGEMENT", ["ALL"])
    endpoint = made["transport"]["endpoint"]
    assert endpoint.startswith("ws://") and endpoint.endswith(f"/ws/notification/v1/agent-engagement/DEMOCO/{made['subscriptionId']}")
    assert made["transport"] == {"type": "WEBSOCKET", "endpoint": endpoint, "pingInterval": 300}
    # The two ways to say when it ends agree, and neither is later than the token.
    left = (moment(made["expiresAt"]) - moment(made["createdAt"])).total_seconds()
    assert 0 <= left - made["expiresIn"] < 1 and 800 < left <= 900
    eventually("it counts down", lambda: client.get(made["subscriptionId"])["expiresIn"] < made["expiresIn"])
    assert client.get(made["subscriptionId"])["expiresAt"] == made["expiresAt"]
    renewed = client.log_in().renew(made["subscriptionId"])
    assert renewed["expiresAt"] > made["expiresAt"] and renewed["status"] == "ACTIVE"
    client.delete(made["subscriptionId"])
    assert refused(lambda: client.get(made["subscriptionId"])).status == 404
    assert refused(lambda: client.delete(made["subscriptionId"])).status == 404
    assert refused(lambda: client.renew(made["subscriptionId"])).status == 404


def test_a_webhook_with_everything(client):
    transport = {"type": "WEBHOOK", "endpoint": "https://crm.example.com/hook", "authToken": "secret", "authTokenHeader": "x-token"}
    made = client.subscribe(["AgentParticipant", "InboundEngagementCreated"], transport, extensions={"measureProducerId": "x"})
    assert made["transport"] == {k: transport[k] for k in transport} and made["extensions"] == {"measureProducerId": "x"}
    renewed = client.renew(made["subscriptionId"], json={"transport": {"authToken": "other"}})
    assert renewed["transport"]["authToken"] == "other"
    plain = client.subscribe(transport={"type": "WEBHOOK", "endpoint": "https://crm.example.com/hook"})
    assert plain["transport"]["authTokenHeader"] == "auth-token"


def test_pages(client):
    ids = [client.subscribe()["subscriptionId"] for _ in range(27)]
    first = client.page()
    assert first["pagination"] == {"pageNumber": 1, "pageSize": 10, "total": 27}
    base = "/api/notification/v1/accounts/DEMOCO/subscriptions"
    assert first["links"] == {"prev": "", "next": f"{base}?pageNumber=2&pageSize=10"}
    found = [s["subscriptionId"] for s in first["subscriptions"]]
    link = first["links"]["next"]
    while link:
        page = client.http.get(link, headers={"Authorization": f"Bearer {client.token}"}).json()
        found += [s["subscriptionId"] for s in page["subscriptions"]]
        link = page["links"]["next"]
    assert found == ids
    beyond = client.page(pageNumber=9, pageSize=25)
    assert beyond["subscriptions"] == [] and beyond["links"] == {"prev": f"{base}?pageNumber=2&pageSize=25", "next": ""}
    for query, field in [
        ({"pageNumber": 0}, "pageNumber"), ({"pageSize": 0}, "pageSize"), ({"pageSize": 26}, "pageSize"),
        ({"pageSize": "many"}, "pageSize"), ({"pageNumber": 2**40}, "pageNumber"),
    ]:
        assert refused(lambda: client.page(**query)).fields == [field]


GOOD = {"family": "AGENT_ENGAGEMENT", "events": ["ALL"], "transport": {"type": "WEBSOCKET"}}
HOOK = {"type": "WEBHOOK", "endpoint": "https://a.example/"}
NAMES = [
    "AgentLoggedIn", "AgentLoggedOut", "AgentReady", "AgentNotReady", "InboundEngagementCreated", "OutboundEngagementCreated",
    "EngagementPrerouted", "AutomationParticipantAdded", "AutomationParticipantRemoved", "AgentParticipantInvited",
    "AgentParticipantAdded", "AgentParticipantRemoved", "AgentParticipantHeld", "AgentParticipantUnheld",
    "AgentParticipantMoved", "AgentParticipantObserving", "AgentParticipantCoaching", "AgentParticipantBargedIn",
    "ExternalParticipantInvited", "ExternalParticipantAdded", "ExternalParticipantRemoved", "SingleStepTransferInitiated",
    "SingleStepTransferCancelled", "SingleStepTransferFailed", "SingleStepTransferToUserInitiated",
]


@pytest.mark.parametrize(
    "change",
    [
        {"events": NAMES},
        {"events": ["AgentState", "MatchOffered", "ChannelReady", "AfterContactWorkActivated", "AfterContactWorkCompleted"]},
        {"transport": {"type": "WEBSOCKET", "endpoint": ""}},
        {"transport": HOOK | {"endpoint": "https://a.example/" + "x" * (2048 - 18)}},
        {"transport": HOOK | {"authToken": "t" * 256, "authTokenHeader": "h" * 256}},
        {"transport": HOOK | {"authToken": "", "authTokenHeader": ""}},
        {"extensions": {f"k{n}": "v" * 256 for n in range(50)}},
        {"extensions": {"cordboard.sequence": "true", "cordboard.snapshot": "false"}},
        {"unknown": "member"},
    ],
    ids=str,
)
def test_at_the_limit(client, change):
    assert client.request("POST", json=GOOD | change).status_code == 201


@pytest.mark.parametrize(
    "change, fields",
    [
        ({"family": None}, ["family"]),
        ({"family": "ANALYTICS"}, ["family"]),
        ({"family": 7}, ["family"]),
        ({"events": None}, ["events"]),
        ({"events": []}, ["events"]),
        ({"events": "ALL"}, ["events"]),
        ({"events": NAMES + ["ALL"]}, ["events"]),
        ({"events": ["ALL", "AgentDancing"]}, ["events[1]"]),
        ({"events": ["", "a" * 257, 7, None]}, ["events[0]", "events[1]", "events[2]", "events[3]"]),
        ({"transport": None}, ["transport"]),
        ({"transport": {}}, ["transport.type"]),
        ({"transport": {"type": "PIGEON"}}, ["transport.type"]),
        ({"transport": {"type": "WEBSOCKET", "endpoint": "wss://mine.example/"}}, ["transport.endpoint"]),
        ({"transport": {"type": "WEBHOOK"}}, ["transport.endpoint"]),
        ({"transport": HOOK | {"endpoint": "https://a.example/" + "x" * (2049 - 18)}}, ["transport.endpoint"]),
        ({"transport": HOOK | {"endpoint": "http://a.example/"}}, ["transport.endpoint"]),
        ({"transport": HOOK | {"endpoint": "https://user:secret@a.example/"}}, ["transport.endpoint"]),
        ({"transport": HOOK | {"endpoint": "ftp://a.example/"}}, ["transport.endpoint"]),
        ({"transport": HOOK | {"authToken": "t" * 257}}, ["transport.authToken"]),
        ({"transport": HOOK | {"authToken": "line\r\nbreak"}}, ["transport.authToken"]),
        ({"transport": HOOK | {"authTokenHeader": "h" * 257}}, ["transport.authTokenHeader"]),
        ({"transport": HOOK | {"authTokenHeader": "no: good"}}, ["transport.authTokenHeader"]),
        ({"extensions": {f"k{n}": "" for n in range(51)}}, ["extensions"]),
        ({"extensions": {"k": "v" * 257}}, ["extensions.k"]),
        ({"extensions": {"k": 1}}, ["extensions.k"]),
        ({"extensions": {"k" * 257: "v"}}, ["extensions"]),
        ({"extensions": {"cordboard.magic": "true"}}, ["extensions.cordboard.magic"]),
        ({"extensions": {"cordboard.sequence": "yes"}}, ["extensions.cordboard.sequence"]),
        ({"family": None, "events": None, "transport": None}, ["family", "events", "transport"]),
    ],
    ids=str,
)
def test_past_the_limit(client, change, fields):
    body = {key: value for key, value in (GOOD | change).items() if value is not None}
    answer = refused(lambda: client.request("POST", json=body))
    assert (answer.status, answer.problem["title"], answer.fields) == (400, "Constraint Violation", fields)
    assert all(violation["message"] and violation["code"] for violation in answer.problem["violations"])
    assert client.page()["pagination"]["total"] == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'"text"', b"{" * 5000, b'{"family":' * 100])
def test_bodies_that_are_no_requests(client, body):
    answer = refused(lambda: client.request("POST", content=body))
    assert (answer.status, answer.problem["title"]) == (400, "Bad Request")


@pytest.mark.parametrize(
    "path, status",
    [("", 400), ("/not-a-uuid", 400), ("/nothing%20here", 400), ("/fdbec917-e76e-4645-8120-4eac46f29487", 405), ("/a/b", 404)],
)
def test_every_refusal_names_its_address(client, path, status):
    answer = refused(lambda: client.request("POST", path, content=b"no json"))
    base = str(client.http.base_url).rstrip("/")
    assert answer.status == status
    assert answer.problem["instance"] == f"{base}/api/notification/v1/accounts/DEMOCO/subscriptions{path}"


def test_who_may_not(client, server):
    made = client.subscribe()["subscriptionId"]
    nobody = AvayaClient(server.url)
    assert refused(nobody.page).status == 401
    nobody.token = "forged"
    assert refused(nobody.page).status == 401
    alice = AvayaClient(server.url).log_in(
        grant_type="password", client_id="integration", client_secret="demo", username="alice", password="demo"
    )
    for action in [alice.page, alice.subscribe, lambda: alice.get(made), lambda: alice.renew(made), lambda: alice.delete(made)]:
        assert refused(action).status == 403
    # Another account is refused whether it exists or not.
    for account, status, fields in [("OTHERS", 403, []), ("ABSENT", 403, []), ("DEMO", 400, ["accountId"]), ("DEMOC0", 400, ["accountId"])]:
        answer = refused(lambda: client.request("GET", account=account))
        assert (answer.status, answer.fields) == (status, fields)
    assert refused(lambda: client.get("fdbec917-e76e-4645-8120-4eac46f29487")).status == 404
    assert refused(lambda: client.get("not-a-uuid")).fields == ["subscriptionId"]
    assert refused(lambda: client.request("PATCH", f"/{made}", json={})).status == 405
    assert refused(lambda: client.request("POST", f"/{made}:destroy")).status == 404
    assert refused(lambda: client.renew(made, json={"transport": {}})).fields == ["transport.authToken"]
    assert refused(lambda: client.renew(made, content=b"nonsense")).status == 400
    assert client.get(made.upper())["subscriptionId"] == made


def test_accounts_do_not_meet(client, server):
    mine = client.subscribe()
    others = AvayaClient(server.url, account="OTHERS").log_in()
    theirs = others.subscribe()
    assert client.page()["pagination"]["total"] == others.page()["pagination"]["total"] == 1
    id = mine["subscriptionId"]
    for action in [
        lambda: others.request("GET", f"/{id}", account="DEMOCO"),
        lambda: others.request("DELETE", f"/{id}", account="DEMOCO"),
        lambda: others.request("POST", f"/{id}:renew", account="DEMOCO"),
        lambda: others.request("GET", account="DEMOCO"),
    ]:
        assert refused(action).status == 403
    assert refused(lambda: others.get(id)).status == 404
    with others.socket(theirs) as stream:
        centre = Centre(server)
        centre.ready("alice", "chat")
        assert stream.settled() == []
        with client.socket(mine) as listening:
            centre.person("alice").post("/agents/alice/logout")
            listening.until("AgentState", state="LOGGED_OUT")
        assert stream.settled() == []
    # The token of one account does not follow the subscription of another, by either address.
    for endpoint in [mine["transport"]["endpoint"], mine["transport"]["endpoint"].split("/DEMOCO")[0]]:
        with others.socket(mine, authenticate=False, endpoint=endpoint) as stream:
            status = stream.authenticate(id, others.token)["status"]
            expected = "INVALID_TOKEN" if "DEMOCO" in endpoint else "UNKNOWN_SUBSCRIPTION"
            assert status == f"CONNECTION_FAILED_{expected}"
    others.delete(theirs["subscriptionId"])


def test_a_thousand_subscriptions_and_no_more(client):
    def make():
        mine = AvayaClient(str(client.http.base_url))
        mine.token = client.token
        for _ in range(100):
            mine.subscribe()

    makers = [threading.Thread(target=make) for _ in range(10)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert client.page()["pagination"]["total"] == 1000
    answer = refused(client.subscribe)
    assert answer.status == 429 and "1000" in answer.problem["detail"]
    # The oldest is deleted, and there is room again.
    client.delete(client.page()["subscriptions"][0]["subscriptionId"])
    client.subscribe()


def test_subscriptions_survive_a_kill(tmp_path):
    config = quick_config(tmp_path)
    port = free_port()
    server = OwnServer(tmp_path, port, config=config).wait_until_ready()
    client = AvayaClient(server.url).log_in()
    kept, acknowledged, stop = [], [], threading.Event()
    for n in range(5):
        kept.append(client.subscribe(["AgentState"], extensions={"n": str(n)}))
    client.renew(kept[0]["subscriptionId"])
    client.delete(kept[4]["subscriptionId"])
    kept[0] = client.get(kept[0]["subscriptionId"])

    def write():
        mine = AvayaClient(server.url)
        mine.token = client.token
        try:
            while not stop.is_set():
                acknowledged.append(mine.subscribe()["subscriptionId"])
        except Exception:
            return

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    while len(acknowledged) < 40:
        time.sleep(0.005)
    server.kill()
    stop.set()
    for writer in writers:
        writer.join()

    server = OwnServer(tmp_path, port, config=config).wait_until_ready()
    try:
        for subscription in kept[:4]:
            again = client.get(subscription["subscriptionId"])
            # Only the time that is left has changed.
            assert again | {"expiresIn": 0} == subscription | {"expiresIn": 0}
        assert refused(lambda: client.get(kept[4]["subscriptionId"])).status == 404
        for id in acknowledged:
            assert client.get(id)["status"] == "ACTIVE"
        with client.socket(kept[0]) as stream:
            Centre(server).ready("alice", "chat")
            stream.until("AgentState", state="READY")
    finally:
        server.stop()
