# SPDX-License-Identifier: Apache-2.0
"""Whether an application can know that LivePerson's notifications are from whom they say: signatures and headers."""

import json
import re

import pytest

from liveperson import brand_of, is_signed, is_standard
from own_server import needs_binary

pytestmark = needs_binary

WORDS = ["plain", "Grüße 👋 \u2028", "quote \" and \\ and % and </b>", "x" * 8_000]


def deliver(brand, receiver, **more):
    installation = brand.install(receiver, events=["ContentEvent"], **more)
    consumer = brand.consumer(installation)
    consumer.start()
    for text in WORDS:
        consumer.say(text)
    return installation, receiver.wait_taken(len(WORDS))


@pytest.mark.parametrize(
    "settings, digest, form, length",
    [
        ({}, "sha1", "base64", 28),
        ({"SIGNATURE": "sha256"}, "sha256", "base64", 44),
        ({"SIGNATURE_ENCODING": "hex", "STANDARD_HEADERS": "false"}, "sha1", "hex", 40),
    ],
)
def test_every_notification_is_signed(tmp_path, settings, digest, form, length):
    with brand_of(tmp_path, **settings) as brand:
        receiver = brand.receiver()
        headers = {"X-Brand": "shoes", "Authorization": "Basic YTpi", "x-empty": ""}
        installation, requests = deliver(brand, receiver, headers=headers)
        secret = installation["client_secret"]
        assert re.fullmatch("[a-z0-9]{26}", secret)
        for request in requests:
            assert is_signed(request, secret, digest, form)
            assert len(request.headers["x-liveperson-signature"]) == len(digest) + 1 + length
            assert not is_signed(request, secret[:-1] + "?", digest, form)
            assert request.headers["x-liveperson-account-id"] == "DEMOCO"
            assert request.headers["x-liveperson-client-id"] == installation["client_id"]
            assert {name.lower(): value for name, value in headers.items()}.items() <= request.headers.items()
            assert len(request.names) == len(set(request.names))
            # A receiver that signs what it parsed and wrote again, as LivePerson's own example does.
            again = json.dumps(request.json, separators=(",", ":"), ensure_ascii=False).encode()
            assert again == request.body
            if settings.get("STANDARD_HEADERS") == "false":
                assert not any(name.startswith("webhook-") for name in request.names)
            else:
                assert is_standard(request, secret) and not is_standard(request, secret[:-1] + "?")
        texts = [request.json["body"]["changes"][0]["event"]["message"] for request in requests]
        assert texts == WORDS
