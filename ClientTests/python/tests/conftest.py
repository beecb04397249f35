# SPDX-License-Identifier: Apache-2.0
import os
import uuid

import pytest

from cordboard_client import Cordboard, Refused

AGENTS = ["alice", "bob", "carol", "sam"]


@pytest.fixture(scope="session")
def url():
    url = os.environ.get("CORDBOARD_URL")
    if not url:
        pytest.fail("set CORDBOARD_URL to a server that runs the demo contact centre")
    return url


#: Who is logged in for the whole run.
LOGGED_IN = []


@pytest.fixture(autouse=True)
def tokens_that_last():
    for client in LOGGED_IN:
        client.stay_logged_in()


@pytest.fixture(scope="session")
def integration(url):
    LOGGED_IN.append(Cordboard(url).log_in_client("integration", "demo"))
    return LOGGED_IN[-1]


@pytest.fixture(scope="session")
def people(url):
    """A person with a token, by name."""
    known = {}

    def person(name):
        if name not in known:
            known[name] = Cordboard(url).log_in(name, "demo")
            LOGGED_IN.append(known[name])
        return known[name]

    return person


@pytest.fixture
def centre(integration):
    """A centre in which nobody works and nothing waits."""

    def clear():
        for conversation in integration.get("/conversations", limit=500)["conversations"]:
            try:
                integration.post(f"/conversations/{conversation['id']}/close", {"reason": "system"})
            except Refused as refused:
                assert refused.status == 404
        for agent in AGENTS:
            if integration.get(f"/agents/{agent}")["agent"]["state"] != "LOGOUT":
                integration.post(f"/agents/{agent}/logout")
        for item in integration.get("/work-items", limit=500)["workItems"]:
            pytest.fail(f"work is left over: {item}")

    clear()
    yield integration
    clear()


@pytest.fixture
def customer():
    """An address no customer had before."""
    return f"customer-{uuid.uuid4()}"


@pytest.fixture
def ready(centre, people):
    """Logs an agent in and makes it ready for chats."""

    def make(name):
        agent = people(name)
        agent.post(f"/agents/{name}/login")
        agent.put(f"/agents/{name}/state", {"state": "READY"})
        agent.put(f"/agents/{name}/media/chat", {"state": "READY"})
        return agent

    return make


@pytest.fixture
def start(centre, customer):
    """A customer writes."""

    def make(text="Hello", channel="web", **more):
        body = {"channel": channel, "customer": {"identifier": customer}, "message": {"body": {"text": text}}, **more}
        return centre.post("/conversations", body)["conversation"]

    return make
