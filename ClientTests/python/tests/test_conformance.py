# SPDX-License-Identifier: Apache-2.0
"""The server is what docs/openapi.yaml says: schemathesis makes requests of it, right and wrong ones, and checks the answers.

Every check schemathesis has is on (schemathesis/schemathesis.toml): no server error, described statuses, content types, headers
and bodies, wrong requests refused, right ones taken, nothing found after it was removed, everything found after it was made,
no operation without a token, and methods that are not described refused.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from own_server import OwnServer, free_port, needs_binary

HERE = Path(__file__).resolve().parents[1] / "schemathesis"


@needs_binary
def test_schemathesis_finds_nothing(tmp_path):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    run = subprocess.run(
        [
            Path(sys.executable).parent / "st",
            *["--config-file", HERE / "schemathesis.toml", "run", f"{server.url}/openapi.yaml"],
            *["--url", server.url, "-H", f"Authorization: Bearer {server.token()}"],
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(HERE), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2_000:]
    # The token held to the end: otherwise most requests were refused before they were looked at. One operation refuses all
    # the same, the one that gives tokens.
    refused = re.search(r"Authentication failed: (\d+) operation", run.stdout)
    assert refused is None or int(refused[1]) <= 3, run.stdout[-8_000:]
    server.stop()
