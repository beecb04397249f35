# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Expertflow dialect share: servers of their own, desks, and customers who come by the native API."""

import copy
import json
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from websockets.sync.client import connect

from cordboard_client import Cordboard
from echo_server import next_frame
from expertflow_client import MESSAGES, WAYS, Desk
from own_server import CONFIG, OwnServer, free_port

AGENTS = ["alice", "bob", "carol", "sam"]

#: Queues beside the demo's: one in which nobody waits long for an agent, one without after-contact work, one with a second of it,
#: one whose after-contact work may be extended, and one in which neither side waits long for the other.
QUEUES = {
    "impatient": {"name": "Impatient", "mediaRoutingDomain": "chat", "offerDeadline": "1s"},
    "plain": {"name": "Plain", "mediaRoutingDomain": "chat", "offerDeadline": "60s"},
    "brief": {"name": "Brief", "mediaRoutingDomain": "chat", "offerDeadline": "60s", "wrapUp": {"limit": "1s"}},
    "thorough": {"name": "Thorough", "mediaRoutingDomain": "chat", "wrapUp": {"limit": "30s", "longest": "10m"}},
    "prompt": {"name": "Prompt", "mediaRoutingDomain": "chat", "response": {"first": "1s", "each": "1s"}},
}


def configuration(folder, other_account=None, **expertflow):
    """The demo centre with the dialect, with readiness per medium as the vendor has it, and with another account of the
    same people if one is named; the file's path."""
    document = yaml.safe_load(CONFIG.read_text())
    document["expertflow"] = {**(document.get("expertflow") or {}), "enabled": True, **expertflow}
    if other_account:
        document["accounts"][other_account] = copy.deepcopy(document["accounts"]["DEMOCO"]) | {"realm": other_account.lower()}
    account = document["accounts"]["DEMOCO"]
    account["readyAllMedia"] = False
    account["queues"]["support"]["offerDeadline"] = "60s"
    account["queues"]["sales"]["offerDeadline"] = "60s"
    account["queues"].update(QUEUES)
    for number, queue in enumerate(QUEUES):
        account["channels"][queue] = {"type": "chat", "serviceIdentifier": str(2000 + number), "queue": queue}
    account["channels"]["prompt"]["inactivity"] = {"warnAfter": "1s", "closeAfter": "3s"}
    account["pullLists"]["returns"] = {"name": "Returns", "description": "Parcels that come back"}
    path = Path(folder) / "centre.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return path


def serve(folder, **expertflow):
    """A server of its own for such a centre; it ends with the block that it is for."""
    return OwnServer(folder, free_port(), config=configuration(folder, **expertflow)).wait_until_ready()


class Floor:
    """Who works in one centre, and who writes to it."""

    def __init__(self, server, ways=("polling", "websocket")):
        self.url = server.url
        self.ways = ways
        self.integration = Cordboard(server.url).log_in_client("integration", "demo")
        self.desks = []

    def person(self, name):
        """A person by the native API."""
        return Cordboard(self.url).log_in(name, "demo")

    def desk(self, name, **options):
        """An agent at a desk of its own; it is logged in and not ready, and was told so."""
        desk = self.new_desk(name, **options).start()
        desk.presence("LOGIN")
        desk.presence("NOT_READY")
        return desk

    def new_desk(self, name, **options):
        """A desk at which nobody has logged in."""
        desk = Desk(options.pop("url", self.url), name, **{"ways": self.ways, **options})
        self.desks.append(desk)
        return desk

    def ready(self, name, **options):
        """An agent who takes chats."""
        desk = self.desk(name, **options)
        desk.change_state("READY")
        presence = desk.presence("READY")
        mrd = chat_mrd(presence)
        desk.change_media("READY", mrd)
        desk.presence("READY", lambda p: media(p, mrd)["state"] == "READY")
        return desk

    def customer(self, text="Hello", channel="web", **more):
        """A customer writes; the conversation's id."""
        body = {"channel": channel, "customer": {"identifier": f"customer-{uuid.uuid4()}"}, **more}
        if text is not None:
            body["message"] = {"body": {"text": text}}
        return self.integration.post("/conversations", body)["conversation"]["id"]

    def says(self, conversation, body, **more):
        """The customer says something; the message's id."""
        if isinstance(body, str):
            body = {"text": body}
        id = str(uuid.uuid4())
        self.integration.post(f"/conversations/{conversation}/messages", {"id": id, "body": body, **more})
        return id

    def messages(self, conversation):
        return self.integration.get(f"/conversations/{conversation}/messages", limit=500)["messages"]

    def facts(self, conversation):
        """Everything that happened in a conversation."""
        return self.integration.get(f"/conversations/{conversation}/events", limit=1000)["events"]

    def serve(self, desk, channel="plain", **more):
        """A customer comes and the desk takes it; the chat."""
        conversation = self.customer(channel=channel, **more)
        return desk.accept(desk.hear("taskRequest", lambda task: task["conversationId"] == conversation))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Every desk is closed whatever happened, and whether or not there is a server."""
        for desk in self.desks:
            desk.close()

    def clear(self):
        for desk in self.desks:
            desk.close()
        for conversation in self.integration.get("/conversations", limit=500)["conversations"]:
            self.integration.post(f"/conversations/{conversation['id']}/close", {"reason": "system"})
        for name in AGENTS:
            if self.integration.get(f"/agents/{name}")["agent"]["state"] != "LOGOUT":
                self.integration.post(f"/agents/{name}/logout")


def media(presence, mrd):
    """What a presence says of one media routing domain."""
    return next(m for m in presence["agentPresence"]["agentMrdStates"] if m["mrd"]["id"] == mrd)


def chat_mrd(presence):
    """The id under which the desk knows chat."""
    states = presence["agentPresence"]["agentMrdStates"]
    return next(m["mrd"]["id"] for m in states if m["mrd"]["name"].lower() == "chat")


def pull_list(desk, name="Callbacks"):
    """A list that the desk may follow."""
    return next(entry for entry in desk.get("/unified-admin/pull-mode-list").json() if entry["name"] == name)


def shown(desk, conversation):
    """The ids of the messages on the desk's page, in order: those of the last topic, and what came after it. What a desk
    is shown anew begins with what it was shown before."""
    ids = []
    for event in desk.events:
        if event.name == "onTopicData" and event.payload["conversationId"] == conversation:
            again = [e["data"]["id"] for e in event.payload["topicData"]["topicEvents"] if e["name"] in MESSAGES]
            assert again[:len(ids)] == ids, f"{desk.username} was shown {ids}, and then {again}"
            ids = again
        elif event.name == "onCimEvent" and event.payload["conversationId"] == conversation:
            if event.cim["name"] in MESSAGES:
                ids.append(event.cim["data"]["id"])
    return ids


@contextmanager
def joined(desk, **options):
    """A raw WebSocket of a desk that logged in and has been told how things stand."""
    cookies = "; ".join(f"{name}={value}" for name, value in desk.http.cookies.items())
    url = desk.url.replace("http", "ws", 1) + "/agent-manager/socket.io/?EIO=4&transport=websocket"
    options = {"max_size": None, "compression": None, "open_timeout": 60, "close_timeout": 2} | options
    with connect(url, additional_headers={"Cookie": cookies}, **options) as socket:
        assert socket.recv(timeout=60).startswith("0")
        socket.send("40" + json.dumps({"agent": json.dumps(desk.user), "fcm": ""}))
        assert next_frame(socket).startswith("40{")
        while not next_frame(socket).startswith('42["pullModeSubscribedListRequests"'):
            pass
        yield socket


def first_presence(desk):
    return next(event.payload for event in desk.events if event.name == "agentPresence")


@pytest.fixture(scope="module")
def expertflow_server(tmp_path_factory):
    """A module that needs other settings has a fixture of this name of its own."""
    with serve(tmp_path_factory.mktemp("expertflow")) as server:
        yield server


@pytest.fixture
def floor(expertflow_server):
    floor = Floor(expertflow_server)
    yield floor
    floor.clear()
    assert not [fault for desk in floor.desks for fault in desk.faults]


@pytest.fixture(params=WAYS, ids="-".join)
def each_way(request, floor):
    """The same floor by each of the transports in turn."""
    floor.ways = request.param
    return floor


class Restartable:
    """A server that may be stopped and started again at the same address, on the same data."""

    def __init__(self, folder, **expertflow):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = configuration(folder, **expertflow)
        self.server = None
        self.start()

    def start(self):
        self.server = OwnServer(self.folder, self.port, config=self.config).wait_until_ready()

    def end(self, killed=False):
        self.server.kill() if killed else self.server.stop()
        self.server = None

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        """The server ends whatever happened."""
        if self.server is not None:
            self.end(killed=error is not None)

    def restart(self, killed=False):
        self.end(killed)
        self.start()

