# SPDX-License-Identifier: Apache-2.0
"""The same port over TLS, with a certificate made for the test."""

import asyncio
import json
import socket
import ssl
import subprocess

import httpx
import pytest
import websockets

from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary


@pytest.fixture
def certificate(tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=cordboard.test"]
        + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    return tmp_path / "certificate.pem", tmp_path / "key.pem"


def spoken(port, version):
    """What is spoken with a client that knows one version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # Debian's OpenSSL does not offer the old ones unless told.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection, context.wrap_socket(connection) as tls:
        return tls.version()


def test_requests_and_streams_over_tls(tmp_path, certificate):
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    server = OwnServer(
        tmp_path,
        free_port(),
        scheme="https",
        verify=trust,
        CORDBOARD_SERVER_TLS_CERTIFICATE=str(certificate[0]),
        CORDBOARD_SERVER_TLS_KEY=str(certificate[1]),
    ).wait_until_ready()
    try:
        token = server.token()
        with server.client(headers={"Authorization": f"Bearer {token}"}) as client:
            issuer = client.get("/realms/democo/.well-known/openid-configuration").json()["issuer"]
            assert issuer.startswith("https://")

            async def watch():
                address = f"wss://127.0.0.1:{server.port}/api/v1/accounts/DEMOCO/events"
                headers = {"Authorization": f"Bearer {token}"}
                async with websockets.connect(address, ssl=trust, additional_headers=headers) as stream:
                    await stream.recv()  # caught up
                    started = client.post(
                        "/api/v1/accounts/DEMOCO/conversations",
                        json={"channel": "web", "customer": {"identifier": "tls"}},
                    )
                    assert started.status_code == 201
                    event = json.loads(await asyncio.wait_for(stream.recv(), 30))
                    assert event["type"] == "cordboard.conversationStarted"

            asyncio.run(watch())
        # 1.2 is the oldest that is spoken.
        assert spoken(server.port, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
        with pytest.raises(ssl.SSLError):
            spoken(server.port, ssl.TLSVersion.TLSv1_1)
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{server.port}/healthz", timeout=10)
    finally:
        server.stop()


def test_a_certificate_without_its_key_is_refused_at_start(tmp_path, certificate):
    server = OwnServer(tmp_path, free_port(), CORDBOARD_SERVER_TLS_CERTIFICATE=str(certificate[0]))
    assert server.process.wait(timeout=60) == 78
    assert "server.tls.key" in (tmp_path / "server.log").read_text()
