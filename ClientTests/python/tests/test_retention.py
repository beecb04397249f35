# SPDX-License-Identifier: Apache-2.0
"""A customer asks to be forgotten, and an operator forgets what is old; nobody misses a fact."""

import re
import subprocess
import time

import pytest

from cordboard_client import Cordboard, Refused
from own_server import BINARY, OwnServer, free_port, needs_binary

pytestmark = needs_binary
SECRET = "Quetzalcoatlus"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def run(*arguments, code=0):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, timeout=120, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def talk(client, customer, text):
    """A conversation that is over."""
    body = {
        "channel": "web",
        "customer": {"identifier": customer, "displayName": f"{SECRET} Smith"},
        "attributes": {"order": SECRET},
        "message": {"body": {"text": text}},
    }
    conversation = client.post("/conversations", body)["conversation"]
    headers = {"Content-Type": "text/plain"}
    path = f"/conversations/{conversation['id']}/files"
    answer = client.call("POST", path, raw=SECRET.encode(), headers=headers, query={"name": "a.txt"})
    conversation["file"] = answer.json()["file"]
    client.post(f"/conversations/{conversation['id']}/close", {"reason": "system"})
    return conversation


def facts(client):
    found, after = [], None
    while True:
        page = client.get("/events", topics="account", limit=1000, **({"after": after} if after else {}))
        found += page["events"]
        after = page.get("next")
        if after is None:
            return found


def holds(folder, text):
    """The files of a folder in which a text is, in any case."""
    return [
        file.name
        for file in folder.iterdir()
        if file.suffix != ".log" and re.search(text.encode(), file.read_bytes(), re.IGNORECASE)
    ]


def test_a_customer_is_forgotten(data):
    server = OwnServer(data, free_port()).wait_until_ready()
    try:
        centre = Cordboard(server.url).log_in_client("integration", "demo")
        ada = Cordboard(server.url).log_in("ada", "demo")
        first = talk(centre, "gone", f"I am {SECRET}")
        other = talk(centre, "stays", "I stay")
        customer = first["customer"]["id"]
        assert holds(data, f"I am {SECRET}")
        before = facts(centre)
        open_one = centre.post("/conversations", {"channel": "web", "customer": {"identifier": "gone"}})["conversation"]
        with pytest.raises(Refused) as refused:
            ada.delete(f"/customers/{customer}")
        assert refused.value.code == "customerHasOpenConversations"
        centre.post(f"/conversations/{open_one['id']}/close", {"reason": "system"})
        with pytest.raises(Refused) as refused:
            Cordboard(server.url).log_in("alice", "demo").delete(f"/customers/{customer}")
        assert refused.value.status == 403

        receipt = ada.delete(f"/customers/{customer}")["receipt"]
        assert receipt["cause"] == "request" and receipt["conversations"] == 2
        after = facts(centre)
        assert [fact["position"] for fact in after[: len(before)]] == [fact["position"] for fact in before]
        erased = [fact for fact in after if fact.get("erased")]
        assert len(erased) == receipt["facts"]
        assert {fact["subject"] for fact in erased} == {f"conversation/{one['id']}" for one in (first, open_one)}
        for one in (first, open_one):
            numbers = [fact["conversationsequence"] for fact in erased if fact["subject"] == f"conversation/{one['id']}"]
            assert numbers == list(range(1, len(numbers) + 1))
        assert SECRET not in str(erased)
        # A subscriber that was away for a moment is not served from what the server still has in memory.
        start = next(n for n, fact in enumerate(after) if fact["subject"] == f"conversation/{first['id']}")
        with centre.web_socket(topics="account", after=after[start - 1]["position"]) as stream:
            replayed = stream.caught_up()
        assert replayed == after[start:]
        # The texts of the other customer are still there.
        assert SECRET in str(after)
        assert centre.get(f"/conversations/{first['id']}")["conversation"]["erased"] is True
        [said] = centre.get(f"/conversations/{first['id']}/messages")["messages"]
        assert said["erased"] is True and said["body"]["type"] == "ERASED"
        assert centre.get("/conversations/search", text=f"am {SECRET}")["conversations"] == []
        assert [one["id"] for one in centre.get("/conversations/search", text="stay")["conversations"]] == [other["id"]]
        with pytest.raises(Refused) as refused:
            ada.get(f"/files/{first['file']['id']}")
        assert refused.value.status == 404
        assert ada.get(f"/files/{other['file']['id']}")["file"]["name"] == "a.txt"
        with pytest.raises(Refused) as refused:
            ada.delete(f"/customers/{customer}")
        assert refused.value.code == "unknownCustomer"
        [entry] = ada.get("/audit", kinds="retentionApplied")["entries"]
        assert entry["event"]["actor"] == "agent:ada" and entry["event"]["data"] == receipt
        # The bytes follow soon.
        deadline = time.monotonic() + 30
        while holds(data, f"I am {SECRET}") and time.monotonic() < deadline:
            time.sleep(0.05)
        assert holds(data, f"I am {SECRET}") == []
    finally:
        server.stop()
    assert "is whole" in run("verify", "--data", data).stdout
    server = OwnServer(data, free_port()).wait_until_ready()
    try:
        again = Cordboard(server.url).log_in_client("integration", "demo")
        assert facts(again)[: len(after)] == after
    finally:
        server.stop()


def test_what_is_old_goes_by_hand(data):
    server = OwnServer(data, free_port()).wait_until_ready()
    centre = Cordboard(server.url).log_in_client("integration", "demo")
    for number in range(3):
        talk(centre, f"customer {number}", f"I am {SECRET} {number}")
    # Times have milliseconds, and what the command is told has seconds.
    time.sleep(1.1)
    limit = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    stays = talk(centre, "late", "I came late")
    look = run("retain", "--data", data, "--before", limit, "--dry-run").stdout
    assert "account DEMOCO: 3 conversations" in look and "would be erased" in look
    assert "in use by process" in run("retain", "--data", data, "--before", limit, code=1).stderr
    server.kill()
    assert holds(data, f"{SECRET} 1")
    assert "it has no conversationRetention" in run("retain", "--data", data).stdout
    assert "account DEMOCO: 3 conversations" in run("retain", "--data", data, "--before", limit).stdout
    assert holds(data, f"{SECRET} 1") == [] and holds(data, "I came late")
    assert "nothing that closed before" in run("retain", "--data", data, "--before", limit).stdout
    assert "is whole" in run("verify", "--data", data).stdout
    assert SECRET in run("replay", "--data", data, "--conversation", stays["id"]).stdout
    server = OwnServer(data, free_port()).wait_until_ready()
    try:
        centre = Cordboard(server.url).log_in_client("integration", "demo")
        [receipt] = [fact["data"] for fact in facts(centre) if fact["type"] == "cordboard.retentionApplied"]
        assert receipt["cause"] == "age" and receipt["conversations"] == 3
        found = centre.get("/conversations/search", state="closed")["conversations"]
        assert [one.get("erased", False) for one in found] == [False, True, True, True]
    finally:
        server.stop()
