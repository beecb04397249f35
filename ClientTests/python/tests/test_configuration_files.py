# SPDX-License-Identifier: Apache-2.0
"""The configuration of an account as a file, through the API and the command line."""

import subprocess

import pytest
import yaml

from cordboard_client import Cordboard, Refused
from own_server import BINARY, OwnServer, free_port, needs_binary


@pytest.fixture
def own(tmp_path):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    yield server
    server.stop()


def send(client, text, **query):
    headers = {"Content-Type": "application/yaml"}
    return client.call("POST", "/configuration/import", raw=text, headers=headers, query=query).json()


@needs_binary
def test_out_and_in_again(own):
    ada = Cordboard(own.url).log_in("ada", "demo")
    text = ada.call("GET", "/configuration/export").text
    assert "passwordHash" not in text
    assert send(ada, text, removeOthers="true")["changes"] == []
    whole = yaml.safe_load(text)
    centre = whole["accounts"]["DEMOCO"]
    centre["queues"]["support"]["offerDeadline"] = "25s"
    del centre["wrapUpCodes"]
    dry = send(ada, yaml.safe_dump(whole), dryRun="true", removeOthers="true")
    assert dry["dryRun"] and {change["action"] for change in dry["changes"]} == {"changed", "removed"}
    assert ada.get("/configuration/queues/support")["queue"]["offerDeadlineSeconds"] != 25
    done = send(ada, yaml.safe_dump(whole), removeOthers="true")
    assert done["changes"] == dry["changes"]
    assert ada.get("/configuration/queues/support")["queue"]["offerDeadlineSeconds"] == 25
    assert ada.get("/configuration/wrap-up-codes")["wrapUpCodes"] == []
    # Passwords are where they were.
    Cordboard(own.url).log_in("alice", "demo")


@needs_binary
def test_what_is_wrong_has_its_line(own):
    ada = Cordboard(own.url).log_in("ada", "demo")
    with pytest.raises(Refused) as refused:
        send(ada, "accounts:\n  DEMOCO:\n    realm: democo\n    queues:\n      x: {mediaRoutingDomain: chet}\n")
    assert refused.value.code == "invalidConfiguration"
    [place] = refused.value.problem["errors"]
    assert place["line"] == 5 and "chet" in place["detail"]
    program = Cordboard(own.url).log_in_client("integration", "demo")
    with pytest.raises(Refused) as refused:
        program.call("GET", "/configuration/export", query={"secrets": "true"})
    assert refused.value.status == 403


@needs_binary
def test_the_command_line(own, tmp_path):
    who = ["--url", own.url, "--user", "ada", "--password", "demo"]
    out = subprocess.run([BINARY, "export-config", *who, "--secrets"], capture_output=True, text=True, check=True).stdout
    assert "passwordHash" in out
    file = tmp_path / "centre.yaml"
    file.write_text(out.replace("offerDeadline: 20s", "offerDeadline: 21s"))
    dry = subprocess.run([BINARY, "import-config", *who, "--dry-run", file], capture_output=True, text=True, check=True)
    assert "~ queue support: offerDeadlineSeconds" in dry.stdout and "would be made" in dry.stdout, dry.stdout
    done = subprocess.run([BINARY, "import-config", *who, file], capture_output=True, text=True, check=True)
    assert "changes made" in done.stdout
    again = subprocess.run([BINARY, "import-config", *who, file], capture_output=True, text=True, check=True)
    assert again.stdout == "nothing changes\n"
    # What was exported is a configuration file.
    subprocess.run([BINARY, "check-config", "--config", file], capture_output=True, check=True)
    file.write_text(out.replace("mediaRoutingDomain: ", "mediaRoutingDomian: ", 1))
    wrong = subprocess.run([BINARY, "import-config", *who, file], capture_output=True, text=True)
    assert wrong.returncode != 0 and f"{file}:" in wrong.stderr and "did you mean" in wrong.stderr
