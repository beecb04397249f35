# SPDX-License-Identifier: Apache-2.0
"""The command line, as an operator uses it."""

import base64
import hashlib
import os
import pty
import re
import subprocess
import termios

import pytest

from own_server import BINARY, needs_binary

pytestmark = needs_binary


def matches(verifier, password):
    """What Python's own scrypt says of a verifier."""
    form = re.fullmatch(r"\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)", verifier)
    assert form, verifier
    cost, block, parallelism = (int(part) for part in form.groups()[:3])
    salt, expected = (base64.b64decode(part + "=" * (-len(part) % 4)) for part in form.groups()[3:])
    found = hashlib.scrypt(
        password.encode(), salt=salt, n=1 << cost, r=block, p=parallelism, dklen=len(expected), maxmem=1 << 30
    )
    return found == expected


def hash_password(given, *arguments):
    return subprocess.run([BINARY, "hash-password", *arguments], input=given, capture_output=True, timeout=60, text=True)


def test_a_piped_password_is_hashed():
    done = hash_password("Grüße 👋\n", "--cost", "10", "--parallelism", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("$scrypt$ln=10,r=8,p=2$")
    assert matches(done.stdout.rstrip("\n"), "Grüße 👋")
    assert not matches(done.stdout.rstrip("\n"), "Grüße")


@pytest.mark.parametrize("given, arguments", [("", []), ("\n", []), ("x" * 1025, []), ("x", ["--cost", "9"])])
def test_what_cannot_be_hashed_is_refused(given, arguments):
    done = hash_password(given, *arguments)
    assert done.returncode == 64 and done.stdout == "", done


@pytest.mark.parametrize("again", ["secret", "sekret"])
def test_a_terminal_does_not_show_what_is_typed(again):
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [BINARY, "hash-password", "--cost", "10"], stdin=terminal, stdout=subprocess.PIPE, stderr=terminal
    )
    os.close(terminal)
    shown = b""
    for prompt, answer in ((b"Password: ", "secret"), (b"Once more: ", again)):
        while prompt not in shown:
            shown += os.read(controller, 1024)
        # What is typed before the terminal stops showing it would be shown and thrown away: wait for it as a person does.
        while terminal_shows(controller):
            pass
        os.write(controller, answer.encode() + b"\n")
    out = process.communicate(timeout=60)[0].decode()
    try:
        while chunk := os.read(controller, 1024):
            shown += chunk
    except OSError:
        pass
    os.close(controller)
    assert b"secret" not in shown and b"sekret" not in shown
    if again == "secret":
        assert process.returncode == 0 and matches(out.rstrip("\n"), "secret")
    else:
        assert process.returncode == 64 and out == ""


def terminal_shows(descriptor):
    return bool(termios.tcgetattr(descriptor)[3] & termios.ECHO)
