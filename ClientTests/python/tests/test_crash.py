# SPDX-License-Identifier: Apache-2.0
"""A server that is killed in the middle of its work loses nothing that it acknowledged.

Each run starts a server of its own on its own data, writes from several clients at once, kills the process without
warning, starts it again on the same data, and looks for everything that was answered with success.
"""

import random
import threading
import time

import httpx
import pytest

from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary


def write_until_killed(url, token, name, acknowledged, stop):
    """Starts conversations and posts messages; notes only what was answered with success."""
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=5) as client:
        base = url + "/api/v1/accounts/DEMOCO/conversations"
        number = 0
        while not stop.is_set():
            number += 1
            try:
                started = client.post(
                    base,
                    json={"channel": "web", "customer": {"identifier": f"{name}-{number}"}},
                    headers={"Idempotency-Key": f"{name}-start-{number}"},
                )
                if started.status_code != 201:
                    continue
                conversation = started.json()["conversation"]["id"]
                acknowledged.append((conversation, None))
                for index in range(3):
                    message = f"{name}-{number}-{index}"
                    posted = client.post(
                        f"{base}/{conversation}/messages",
                        json={"as": "customer", "id": message, "body": {"type": "PLAIN", "text": message}},
                    )
                    if posted.status_code == 201:
                        acknowledged.append((conversation, message))
            except httpx.TransportError:
                return


@pytest.mark.parametrize("seed", range(3))
def test_everything_acknowledged_survives_kill_9(tmp_path, seed):
    port = free_port()
    acknowledged = []
    moment = random.Random(seed)
    for _ in range(2):
        server = OwnServer(tmp_path, port).wait_until_ready()
        stop = threading.Event()
        token = server.token()
        writers = [
            threading.Thread(
                target=write_until_killed, args=(server.url, token, f"w{seed}-{len(acknowledged)}-{n}", acknowledged, stop)
            )
            for n in range(4)
        ]
        before = len(acknowledged)
        for writer in writers:
            writer.start()
        # Killed in the middle: after some acknowledgements, at a moment the seed chooses.
        deadline = time.monotonic() + 60
        while len(acknowledged) < before + 40:
            assert server.process.poll() is None
            assert time.monotonic() < deadline and any(writer.is_alive() for writer in writers)
            time.sleep(0.005)
        time.sleep(moment.uniform(0, 0.3))
        server.kill()
        stop.set()
        for writer in writers:
            writer.join()
    assert len(acknowledged) >= 80

    server = OwnServer(tmp_path, port).wait_until_ready()
    try:
        # Who logged in is a fact for administrators alone; with them every offset is there.
        with httpx.Client(headers={"Authorization": f"Bearer {server.administrator_token()}"}, timeout=30) as client:
            base = server.url + "/api/v1/accounts/DEMOCO"
            events = []
            cursor = None
            while True:
                page = client.get(base + "/events", params={"topics": "account,audit", "limit": 1000} | ({"after": cursor} if cursor else {}))
                page.raise_for_status()
                body = page.json()
                events += body["events"]
                if not body["events"] or not body.get("next"):
                    break
                cursor = body["next"]
            offsets = [int(event["position"].split("-")[1]) for event in events]
            assert offsets == list(range(offsets[0], offsets[0] + len(offsets))), "the log has a gap or a double"
            started = {e["data"]["conversation"] for e in events if e["type"] == "cordboard.conversationStarted"}
            posted = {
                (e["data"]["conversation"], e["data"]["message"]["id"])
                for e in events
                if e["type"] == "cordboard.messagePosted"
            }
            for conversation, message in acknowledged:
                assert conversation in started
                assert message is None or (conversation, message) in posted
            metrics = client.get(server.url + "/metrics").text
            for line in metrics.splitlines():
                if line.startswith("cordboard_invariant_violations_total"):
                    assert line.endswith(" 0"), line
    finally:
        server.stop()
