# SPDX-License-Identifier: Apache-2.0
"""Who asks too often is told when to come again; others are not held up."""

import time

import httpx

from cordboard_client import Cordboard
from own_server import OwnServer, free_port, needs_binary


@needs_binary
def test_requests_past_the_burst_are_told_when_to_come_again(tmp_path):
    settings = {"CORDBOARD_LIMITS_REQUESTS_PER_SECOND": "1", "CORDBOARD_LIMITS_REQUEST_BURST": "5"}
    server = OwnServer(tmp_path, free_port(), **settings).wait_until_ready()
    try:
        client = Cordboard(server.url).log_in_client("integration", "demo")
        alice = Cordboard(server.url).log_in("alice", "demo")

        def ask(who):
            return httpx.get(
                f"{server.url}/api/v1/accounts/DEMOCO/agents/alice", headers={"Authorization": f"Bearer {who.token}"}
            )

        answers = [ask(client) for _ in range(12)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert [answer.status_code for answer in answers[:5]] == [200] * 5
        assert refused, [answer.status_code for answer in answers]
        assert refused[0].headers["content-type"] == "application/problem+json"
        assert refused[0].json()["code"] == "rateLimited"
        wait = int(refused[-1].headers["retry-after"])
        assert 1 <= wait <= 2
        assert ask(alice).status_code == 200
        time.sleep(wait)
        assert ask(client).status_code == 200
    finally:
        server.stop()
