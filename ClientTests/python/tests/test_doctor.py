# SPDX-License-Identifier: Apache-2.0
"""What cordboard doctor finds, on machines that are as they should be and on others."""

import http.client
import http.server
import os
import socket
import subprocess
import threading

import pytest

from own_server import BINARY, CONFIG, OwnServer, free_port, needs_binary

pytestmark = needs_binary


def doctor(data, port, config=CONFIG, **settings):
    """The exit code, and each check's result and text by its subject."""
    done = subprocess.run(
        [BINARY, "doctor", "--config", str(config), "--data", str(data), "--port", str(port)],
        capture_output=True,
        timeout=60,
        text=True,
        env=os.environ | settings,
    )
    checks = {}
    for line in done.stdout.splitlines():
        result, subject, text = line.split(": ", 2)
        assert result in ("ok", "warning", "failed")
        checks.setdefault(subject, []).append((result, text))
    return done.returncode, {subject: max(found, key=lambda c: ("ok", "warning", "failed").index(c[0])) for subject, found in checks.items()}


def test_a_free_machine_is_fine(tmp_path):
    code, checks = doctor(tmp_path, free_port())
    assert code == 0, checks
    assert set(checks) == {
        "configuration", "port", "clock", "open files", "data directory", "disk space", "disk sync",
    }  # fmt: skip
    assert checks["port"][0] == checks["data directory"][0] == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_running_server_is_fine(tmp_path):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    code, checks = doctor(tmp_path, server.port)
    assert code == 0, checks
    assert "is the running server's" in checks["port"][1]
    assert f"process {server.process.pid}" in checks["data directory"][1]
    code, checks = doctor(tmp_path, free_port())
    assert code == 2 and checks["data directory"][0] == "failed", checks
    server.stop()


def test_a_port_that_is_taken_names_who_has_it(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, checks = doctor(tmp_path, other.getsockname()[1])
    assert code == 2
    assert checks["port"][0] == "failed" and f"taken by process {os.getpid()}" in checks["port"][1], checks


def test_a_wrong_configuration_is_said(tmp_path):
    config = tmp_path / "wrong.yaml"
    config.write_text("server:\n  prot: 1\n")
    assert doctor(tmp_path, free_port(), config)[0] == 78


def test_too_few_open_files_are_said(tmp_path):
    _, checks = doctor(tmp_path, free_port(), CORDBOARD_LIMITS_CONNECTIONS="1000000")
    hard = int(subprocess.run(["sh", "-c", "ulimit -Hn"], capture_output=True, text=True).stdout)
    assert checks["open files"][0] == ("warning" if hard < 1000128 else "ok")


def test_certificates_are_read(tmp_path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"

    def make(days):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
             str(days), "-keyout", key, "-out", certificate, "-subj", "/CN=localhost"],
            check=True, capture_output=True,
        )  # fmt: skip

    settings = {"CORDBOARD_SERVER_TLS_CERTIFICATE": str(certificate), "CORDBOARD_SERVER_TLS_KEY": str(key)}
    assert doctor(tmp_path, free_port(), **settings)[1]["TLS"][0] == "failed"
    make(90)
    key.chmod(0o600)
    code, checks = doctor(tmp_path, free_port(), **settings)
    assert code == 0 and checks["TLS"][0] == "ok", checks
    key.chmod(0o644)
    assert "everybody" in doctor(tmp_path, free_port(), **settings)[1]["TLS"][1]
    key.chmod(0o600)
    kept = certificate.read_text()
    make(3)
    key.chmod(0o600)
    assert "expires in 2 days" in doctor(tmp_path, free_port(), **settings)[1]["TLS"][1]
    certificate.write_text(kept)
    code, checks = doctor(tmp_path, free_port(), **settings)
    assert code == 2 and "cannot be used together" in checks["TLS"][1]


class Proxy(http.server.BaseHTTPRequestHandler):
    """Passes requests on without the headers that concern one connection only, as proxies do unless told otherwise."""

    upstream = 0

    def do_GET(self):
        there = http.client.HTTPConnection("127.0.0.1", self.upstream)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "upgrade")}
        there.request("GET", self.path, headers=headers)
        answer = there.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("Content-Type"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def proxy():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_websockets_are_tried_through_the_public_address(tmp_path, proxy):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    Proxy.upstream = server.port

    def public(url):
        return doctor(tmp_path, server.port, CORDBOARD_SERVER_PUBLIC_URL=url)

    code, checks = public(server.url)
    assert code == 0 and checks["public address"] == ("ok", f"WebSockets come through {server.url}")
    code, checks = public(f"http://127.0.0.1:{proxy}")
    assert code == 2 and "let the proxy pass Upgrade" in checks["public address"][1]
    code, checks = public(f"http://127.0.0.1:{free_port()}")
    assert code == 0 and checks["public address"][0] == "warning"
    server.stop()
