# SPDX-License-Identifier: Apache-2.0
"""Signatures of native webhooks, verified by the libraries that receivers use, and explained by the command line."""

import base64
import subprocess
import time

import pytest
import standardwebhooks
import svix.webhooks
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cordboard_client import Refused
from own_server import BINARY, needs_binary
from webhooks import SAID, centre_of

pytestmark = needs_binary


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    with centre_of(tmp_path_factory.mktemp("webhook-signatures")) as hooks:
        yield hooks


@pytest.fixture(autouse=True)
def clean(hooks):
    yield
    hooks.clear()


def is_good(request, secret):
    """What both libraries say, which must agree."""
    found = []
    for library in (standardwebhooks.Webhook, svix.webhooks.Webhook):
        try:
            verified = library(secret).verify(request.body, request.headers)
            assert verified is None or verified == request.json
            found.append(True)
        except (standardwebhooks.WebhookVerificationError, svix.webhooks.WebhookVerificationError):
            found.append(False)
    assert found[0] == found[1]
    return found[0]


def verifies(request, key):
    """Whether one of the Ed25519 signatures is right for a public key."""
    assert key.startswith("whpk_")
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_")))
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    for signature in request.headers["webhook-signature"].split(" "):
        version, code = signature.split(",")
        assert version == "v1a"
        try:
            public.verify(base64.b64decode(code), signed)
            return True
        except InvalidSignature:
            continue
    return False


WORDS = ["plain", "Grüße 👋 \u2028", 'quote " and \\ and %', "x" * 20_000]


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_every_delivery_verifies(hooks, mode):
    receiver = hooks.receiver([500])
    webhook = hooks.make(receiver, mode=mode)
    conversation = hooks.start(message={"body": {"text": "Hello"}}, subject="Ünïcode")
    hooks.say(conversation, *WORDS)
    hooks.owner.post(f"/conversations/{conversation}/close")
    requests = hooks.finish(webhook, receiver, 3 + len(WORDS) + 1)
    assert all(is_good(request, webhook["secret"]) for request in receiver.requests)
    first, again = [request for request in receiver.requests if request.id == receiver.requests[0].id]
    assert first.body == again.body and int(first.headers["webhook-timestamp"]) <= int(again.headers["webhook-timestamp"])
    # It would be noticed if anything were verified.
    other = hooks.make(hooks.receiver())["secret"]
    assert not any(is_good(request, other) for request in requests)


def test_a_test_delivery_verifies(hooks):
    receiver = hooks.receiver()
    webhook = hooks.make(receiver)
    assert hooks.do(webhook, "test")["delivered"] is True
    assert is_good(receiver.wait(1)[0], webhook["secret"])


def test_ed25519(hooks):
    receiver = hooks.receiver()
    webhook = hooks.make(receiver, signing="ed25519", **SAID)
    assert webhook["signing"] == "ed25519"
    other = hooks.make(hooks.receiver(), signing="ed25519")
    conversation = hooks.start()
    hooks.say(conversation, *WORDS)
    for request in receiver.wait(len(WORDS)):
        assert verifies(request, webhook["secret"]) and not verifies(request, other["secret"])
    new = hooks.do(webhook, "rotate-secret", {"overlap": 0})["webhook"]["secret"]
    hooks.say(conversation, "more")
    last = receiver.wait(len(WORDS) + 1)[-1]
    assert verifies(last, new) and not verifies(last, webhook["secret"])
    newest = hooks.do(webhook, "rotate-secret", {"overlap": 60})["webhook"]["secret"]
    hooks.say(conversation, "more")
    last = receiver.wait(len(WORDS) + 2)[-1]
    assert verifies(last, new) and verifies(last, newest) and not verifies(last, webhook["secret"])


def test_secrets_that_were_replaced(hooks):
    receiver = hooks.receiver()
    webhook = hooks.make(receiver, **SAID)
    conversation = hooks.start()

    def goods(*secrets):
        count = len(receiver.requests)
        hooks.say(conversation, "more")
        return [is_good(receiver.wait(count + 1)[-1], secret) for secret in secrets]

    def rotate(body=None):
        return hooks.do(webhook, "rotate-secret", body)["webhook"]["secret"]

    first = webhook["secret"]
    # For a day, unless something else is said.
    second = rotate()
    assert goods(first, second) == [True, True]
    third = rotate({"overlap": 600})
    assert goods(first, second, third) == [True, True, True]
    # It is the one before it that has no overlap.
    fourth = rotate({"overlap": 0})
    assert goods(third, fourth) == [False, True]
    fifth = rotate({"overlap": 0.5})
    deadline = time.monotonic() + 20
    while goods(fourth, fifth) == [True, True]:
        assert time.monotonic() < deadline
    assert goods(fourth, fifth) == [False, True]
    assert len({first, second, third, fourth, fifth}) == 5


def test_secrets_that_cannot_be_replaced(hooks):
    webhook = hooks.make(hooks.receiver())
    for body, pointer in [
        ({"overlap": -1}, "/overlap"),
        ({"overlap": 2_592_001}, "/overlap"),
        ({"overlap": "1h"}, "/overlap"),
        ({"secret": "x"}, "/secret"),
    ]:
        with pytest.raises(Refused) as refused:
            hooks.do(webhook, "rotate-secret", body)
        assert (refused.value.status, refused.value.pointers) == (422, [pointer]), body
    for _ in range(10):
        hooks.do(webhook, "rotate-secret")
    with pytest.raises(Refused) as refused:
        hooks.do(webhook, "rotate-secret")
    assert (refused.value.status, refused.value.code) == (409, "tooManySecrets")
    assert "secret" in hooks.do(webhook, "rotate-secret", {"overlap": 0})["webhook"]


@pytest.fixture
def delivered(hooks, tmp_path):
    """A real delivery, in files."""
    receiver = hooks.receiver()
    webhook = hooks.make(receiver, **SAID)
    hooks.say(hooks.start(), "Grüße")
    request = receiver.wait(1)[0]
    (tmp_path / "secret").write_text(webhook["secret"] + "\n")
    (tmp_path / "headers").write_text("".join(f"{name}: {value}\r\n" for name, value in request.headers.items()))
    (tmp_path / "body").write_bytes(request.body)
    return tmp_path, request, webhook["secret"]


def explain(folder, *options, secret="secret", body="body", given=None):
    arguments = ["--secret-file", folder / secret, "--headers-file", folder / "headers", "--body", body if body == "-" else folder / body]
    done = subprocess.run([BINARY, "webhooks", "verify", *arguments, *options], capture_output=True, input=given, timeout=30)
    return done.returncode, done.stdout.decode()


def test_the_command_line_says_whether_a_signature_is_good(delivered):
    folder, request, secret = delivered
    assert explain(folder) == (0, "good\nThe signature is right.\n")
    assert explain(folder, body="-", given=request.body)[0] == 0
    at = request.headers["webhook-timestamp"]
    assert explain(folder, "--at", at)[0] == 0
    # An old time, unless it says when it came in.
    for moment in (str(int(at) + 301), str(int(at) - 301)):
        code, text = explain(folder, "--at", moment)
        assert code == 1 and text.startswith("not good\n") and "301 seconds" in text, text
    assert explain(folder, "--at", str(int(at) + 301), "--tolerance", "600")[0] == 0
    # Another body, and the same written anew.
    (folder / "changed").write_bytes(request.body.replace("Grüße".encode(), b"Hello"))
    code, text = explain(folder, body="changed")
    assert code == 1 and "is not, byte by byte, what was sent" in text, text
    (folder / "line").write_bytes(request.body + b"\n")
    code, text = explain(folder, body="line")
    assert code == 1 and "line" in text and "another one" not in text, text
    # Another secret, and one that is right among others.
    (folder / "wrong").write_text("whsec_" + base64.b64encode(b"w" * 32).decode())
    code, text = explain(folder, secret="wrong")
    assert code == 1 and "the secret is another one" in text, text
    code, text = explain(folder, "--secret-file", folder / "secret", secret="wrong")
    assert code == 0 and "an old one" in text, text
    # And no secret is told.
    assert secret.removeprefix("whsec_") not in text


def test_the_command_line_says_what_is_missing(delivered):
    folder, _, _ = delivered
    for arguments in (
        ["--secret-file", folder / "secret"],
        ["--headers-file", folder / "headers"],
        ["--secret-file", folder / "none", "--headers-file", folder / "headers", "--body", folder / "body"],
    ):
        done = subprocess.run([BINARY, "webhooks", "verify", *arguments], capture_output=True, stdin=subprocess.DEVNULL, timeout=30)
        assert done.returncode == 64 and done.stderr, arguments
