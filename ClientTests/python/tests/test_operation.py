# SPDX-License-Identifier: Apache-2.0
"""The journal in the hands of an operator: verify, backup, restore and replay, beside a server that works."""

import json
import os
import pty
import re
import sqlite3
import stat
import subprocess
import threading

import httpx
import pytest

from own_server import BINARY, OwnServer, free_port, needs_binary
from test_crash import write_until_killed

pytestmark = needs_binary


def run(*arguments, code=0):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, timeout=120, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def positions(text):
    """The ends of the logs that a command printed, by account."""
    found = re.findall(r"account (\w+)(?: up to| goes on after|:.* at) ([0-9a-f]{8})-(\d+)", text)
    return {account: (epoch, int(offset)) for account, epoch, offset in found}


def acknowledge(server, acknowledged, count):
    """Writes until so many more things were acknowledged; returns what stops it."""
    stop = threading.Event()
    token = server.token()
    before = len(acknowledged)
    writers = [
        threading.Thread(
            target=write_until_killed, args=(server.url, token, f"o{before}-{n}", acknowledged, stop), daemon=True
        )
        for n in range(3)
    ]
    for writer in writers:
        writer.start()
    while len(acknowledged) < before + count:
        assert server.process.poll() is None and any(writer.is_alive() for writer in writers)

    def end():
        stop.set()
        for writer in writers:
            writer.join()

    return end


def test_a_backup_under_load_is_restored_after_kill_9(tmp_path):
    data, other, copy = tmp_path / "data", tmp_path / "other", tmp_path / "backup.db"
    data.mkdir()
    other.mkdir()
    server = OwnServer(data, free_port()).wait_until_ready()
    acknowledged = []
    end = acknowledge(server, acknowledged, 40)
    sure = list(acknowledged)
    reached = positions(run("backup", "--data", data, "--to", copy).stdout)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert "is whole" in run("verify", "--data", data).stdout
    assert "a backup never replaces a file" in run("backup", "--data", data, "--to", copy, code=1).stderr
    assert "in use by process" in run("restore", "--from", copy, "--data", data, code=1).stderr
    server.kill()
    end()
    assert "is whole" in run("verify", "--data", data).stdout
    assert "exists; move the old journal away" in run("restore", "--from", copy, "--data", data, code=1).stderr

    restored = positions(run("restore", "--from", copy, "--data", other).stdout)
    (old_epoch, offset), (new_epoch, new_offset) = reached["DEMOCO"], restored["DEMOCO"]
    assert offset == new_offset and old_epoch != new_epoch
    assert positions(run("verify", "--data", other).stdout)["DEMOCO"] == (new_epoch, offset)

    facts = [json.loads(line) for line in run("replay", "--data", other).stdout.splitlines()]
    assert [int(fact["position"].split("-")[1]) for fact in facts] == list(range(1, offset + 1))
    started = {fact["data"]["conversation"] for fact in facts if fact["type"] == "cordboard.conversationStarted"}
    said = {fact["data"]["message"]["id"] for fact in facts if fact["type"] == "cordboard.messagePosted"}
    for conversation, message in sure:
        assert conversation in started
        assert message is None or message in said

    server = OwnServer(other, free_port()).wait_until_ready()
    try:
        with httpx.Client(headers={"Authorization": f"Bearer {server.token()}"}, base_url=server.url) as client:
            events = "/api/v1/accounts/DEMOCO/events"
            refused = client.get(events, params={"after": f"{old_epoch}-{offset}"})
            assert refused.status_code == 410 and refused.json()["code"] == "cursorRefused"
            assert client.get(events, params={"after": f"{new_epoch}-{offset}"}).status_code == 200
    finally:
        server.stop()
    assert "is whole" in run("verify", "--data", other).stdout


def test_a_damaged_journal_has_a_sentence_for_its_fault(tmp_path):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    acknowledge(server, [], 4)()
    server.stop()
    with sqlite3.connect(tmp_path / "cordboard.db") as database:
        database.execute("UPDATE block SET body = substr(body, 1, 50) WHERE id = (SELECT max(id) FROM block)")
    done = run("verify", "--data", tmp_path, code=2)
    assert re.search(r"^fault: fact \d+ of account DEMOCO cannot be read: .*restore a backup$", done.stdout, re.M), done
    assert "cannot be read" in run("replay", "--data", tmp_path, "--state", code=1).stderr


def test_what_is_no_journal_is_told_apart(tmp_path):
    for command in (["verify"], ["replay"], ["backup", "--to", tmp_path / "copy.db"]):
        done = run(*command, "--data", tmp_path, code=1)
        assert "cordboard.db cannot be read: No such file or directory" in done.stderr
    (tmp_path / "cordboard.db").write_text("no database" * 500)
    assert "not a database" in run("verify", "--data", tmp_path, code=1).stderr


def test_a_terminal_shows_a_bar(tmp_path):
    OwnServer(tmp_path, free_port()).wait_until_ready().stop()
    controller, terminal = pty.openpty()
    process = subprocess.Popen([BINARY, "verify", "--data", tmp_path], stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    process.communicate(timeout=60)
    shown = os.read(controller, 4096).decode()
    os.close(controller)
    assert process.returncode == 0
    assert re.search(r"verify \[#{30}\] 100% (\d+) of \1 facts", shown), shown
    plain = run("verify", "--data", tmp_path).stderr
    assert re.fullmatch(r"(verify: \d+% \d+ of \d+ facts\n)+", plain), plain


def test_replay_shows_the_past(tmp_path):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    acknowledged = []
    acknowledge(server, acknowledged, 12)()
    base = "/api/v1/accounts/DEMOCO/conversations"
    with httpx.Client(headers={"Authorization": f"Bearer {server.token()}"}, base_url=server.url) as client:
        conversation = next(conversation for conversation, message in acknowledged if message)
        assert client.post(f"{base}/{conversation}/close", json={"reason": "system"}).status_code < 300
        headers = {"Authorization": f"Bearer {server.administrator_token()}"}
        wanted = {"topics": "account,audit", "limit": 1000}
        streamed = client.get("/api/v1/accounts/DEMOCO/events", params=wanted, headers=headers).json()["events"]
    replayed = [json.loads(line) for line in run("replay", "--data", tmp_path).stdout.splitlines()]
    assert replayed[: len(streamed)] == streamed

    ours = [fact for fact in replayed if fact["data"].get("conversation") == conversation]
    lines = run("replay", "--data", tmp_path, "--conversation", conversation).stdout.splitlines()
    assert [json.loads(line) for line in lines] == ours
    before = int(ours[-1]["position"].split("-")[1]) - 1
    for until in (str(before), replayed[before - 1]["position"]):
        lines = run("replay", "--data", tmp_path, "--until", until).stdout.splitlines()
        assert [json.loads(line) for line in lines] == replayed[:before]
    time = ours[0]["time"]
    lines = run("replay", "--data", tmp_path, "--until", time).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [fact for fact in replayed if fact["time"] <= time]

    def state(*arguments):
        return json.loads(run("replay", "--data", tmp_path, "--state", *arguments).stdout)

    def is_open(state):
        return conversation in [each["id"] for each in state["conversations"]]

    assert is_open(state("--until", before)) and not is_open(state())
    assert state("--until", before)["position"] == replayed[before - 1]["position"]
    assert {agent["id"] for agent in state()["agents"]} >= {"alice", "bob"}
    closed = state("--conversation", conversation)
    assert closed["conversation"]["state"] == "closed" and closed["messages"]
    assert "hash" not in json.dumps(state()).lower()
    server.stop()

    for wrong, sentence in (
        (["--account", "NOBODY"], "no account NOBODY; it has: DEMOCO"),
        (["--until", "yesterday"], "yesterday is no point of a log"),
        (["--until", "00000000-1"], "of another log"),
        (["--conversation", "1"], "must be a UUID"),
    ):
        assert sentence in run("replay", "--data", tmp_path, *wrong, code=1).stderr


@pytest.mark.parametrize("command", ["verify", "backup", "restore", "replay", "doctor"])
def test_each_command_has_help(command):
    assert "--data" in run(command, "--help").stdout
