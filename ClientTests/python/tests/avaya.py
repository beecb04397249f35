# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Avaya dialect share: servers of their own, and agents who work by the native API."""

import os
import time
from pathlib import Path

import pytest

from avaya_client import AvayaClient
from cordboard_client import Cordboard
from own_server import CONFIG, OwnServer, free_port

TRANSCRIPTS = Path(__file__).parent / "transcripts" / "avaya"


OTHERS = """
  OTHERS:
    name: Another contact centre
    realm: others
    clients:
      integration: {name: Integration, scopes: [events], secret: demo}
"""


def quick_config(folder, **changes):
    """The demo centre, in which nobody waits long, and another one."""
    text = CONFIG.read_text().replace("offerDeadline: 20s", "offerDeadline: 1s")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = Path(folder) / "quick.yaml"
    path.write_text(text.rstrip() + OTHERS)
    return path


class Centre:
    """The people of one server."""

    def __init__(self, server):
        self.url = server.url
        self.integration = Cordboard(server.url).log_in_client("integration", "demo")
        self.people = {}
        self.avaya = AvayaClient(server.url).log_in()

    def person(self, name):
        if name not in self.people:
            self.people[name] = Cordboard(self.url).log_in(name, "demo")
        return self.people[name]

    def ready(self, name, *media):
        agent = self.person(name)
        agent.post(f"/agents/{name}/login")
        for medium in media:
            agent.put(f"/agents/{name}/media/{medium}", {"state": "READY"})
        agent.put(f"/agents/{name}/state", {"state": "READY"})
        return agent

    def start(self, channel="web", identifier="person-1", **more):
        body = {"channel": channel, "customer": {"identifier": identifier}, **more}
        return self.integration.post("/conversations", body)["conversation"]["id"]

    def offer(self, name):
        return self.person(name).get("/offers")["offers"][0]

    def accept(self, name):
        offer = self.offer(name)
        self.person(name).post(f"/offers/{offer['id']}/accept")
        return offer

    def finish(self, name):
        agent = self.person(name)
        for item in agent.get("/work-items")["workItems"]:
            agent.post(f"/work-items/{item['id']}/wrap-up", {})

    def clear(self):
        for conversation in self.integration.get("/conversations", limit=500)["conversations"]:
            self.integration.post(f"/conversations/{conversation['id']}/close", {"reason": "system"})
        for name in self.people:
            if self.integration.get(f"/agents/{name}")["agent"]["state"] != "LOGOUT":
                self.integration.post(f"/agents/{name}/logout")


@pytest.fixture(scope="module")
def quick_server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("avaya")
    server = OwnServer(folder, free_port(), config=quick_config(folder)).wait_until_ready()
    yield server
    server.stop()


@pytest.fixture
def call_centre(quick_server):
    centre = Centre(quick_server)
    yield centre
    centre.clear()


def eventually(what, holds, timeout=30):
    """Waits for something the server does by itself."""
    deadline = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def compare(name, text):
    """Holds a transcript to the golden one."""
    path = TRANSCRIPTS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS") == "1" and os.environ.get("CI") != "true":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert text == path.read_text(), f"{path} differs"
