# SPDX-License-Identifier: Apache-2.0
"""A server of a test's own, which it may start, stop and kill as it likes."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

BINARY = os.environ.get("CORDBOARD_BINARY")
CONFIG = Path(__file__).resolve().parents[3] / "config" / "demo.yaml"

needs_binary = pytest.mark.skipif(BINARY is None, reason="CORDBOARD_BINARY names the server to run")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class OwnServer:
    def __init__(self, data, port, scheme="http", verify=True, config=CONFIG, **settings):
        self.port = port
        self.url = f"{scheme}://127.0.0.1:{port}"
        self.verify = verify
        self.process = subprocess.Popen(
            [BINARY, "serve", "--config", str(config), "--port", str(port), "--data", str(data)],
            stderr=open(Path(data) / "server.log", "ab"),
            env=os.environ | settings,
        )

    def client(self, **options):
        return httpx.Client(base_url=self.url, verify=self.verify, timeout=30, **options)

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        """It ends whatever happened; cleanly, if nothing did."""
        self.stop() if error is None else self.kill()

    def wait_until_ready(self):
        try:
            return self._wait_until_ready()
        except BaseException:
            self.kill()
            raise

    def _wait_until_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server ended while it started; see server.log"
            try:
                with self.client() as client:
                    if client.get("/readyz").status_code == 200:
                        return self
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the server did not become ready within a minute")

    def token(self) -> str:
        return self.grant(grant_type="client_credentials", client_id="integration", client_secret="demo")

    def administrator_token(self) -> str:
        return self.grant(grant_type="password", client_id="cordboard", username="ada", password="demo")

    def grant(self, **form) -> str:
        with self.client() as client:
            answer = client.post("/realms/democo/protocol/openid-connect/token", data=form)
        answer.raise_for_status()
        return answer.json()["access_token"]

    def resident_bytes(self) -> int:
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("the process has no memory")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            assert self.process.wait(timeout=60) == 0
        finally:
            self.kill()
