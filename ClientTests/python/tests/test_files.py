# SPDX-License-Identifier: Apache-2.0
"""Files: a customer's picture on its way to the agent, and what must not happen to it."""

import hashlib
import os
import socket
import sqlite3

import pytest

from cordboard_client import Cordboard, Refused
from own_server import OwnServer, free_port, needs_binary

PNG = b"\x89PNG\r\n\x1a\n" + os.urandom(3_000)


def upload(client, conversation, content, kind="image/png", **query):
    return client.call(
        "POST", f"/conversations/{conversation}/files", raw=content, headers={"Content-Type": kind}, query=query
    ).json()["file"]


def download(client, url, **headers):
    return client.http.get(url, headers={"Authorization": f"Bearer {client.token}", **headers})


def test_a_picture_from_the_customer_to_the_agent(centre, ready, start):
    alice = ready("alice")
    conversation = start()["id"]
    [offer] = alice.get("/offers")["offers"]
    alice.post(f"/offers/{offer['id']}/accept")
    file = upload(centre, conversation, PNG, name="kitten.png")
    assert file["sha256"] == hashlib.sha256(PNG).hexdigest()
    body = {"type": "IMAGE", "content": {"attachment": {"mediaUrl": file["url"], "mimeType": "image/png"}}}
    centre.post(f"/conversations/{conversation}/messages", {"body": body})
    said = alice.get(f"/conversations/{conversation}/messages")["messages"][-1]
    answer = download(alice, said["body"]["content"]["attachment"]["mediaUrl"])
    assert answer.content == PNG and answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    part = download(alice, file["url"], Range="bytes=10-19")
    assert part.status_code == 206 and part.content == PNG[10:20]
    assert download(alice, file["url"], **{"If-None-Match": answer.headers["etag"]}).status_code == 304

    reply = upload(alice, conversation, b"%PDF-1.7 the answer", "application/pdf", name="../Grüße.pdf")
    assert reply["name"] == "Grüße.pdf"
    answer = download(centre, reply["url"])
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf" in answer.headers["content-disposition"]


def test_what_is_refused(centre, people, start):
    conversation = start()["id"]
    for content, kind, code in [
        (b"", "image/png", "fileEmpty"),
        (b"<html><script>alert(1)</script>", "image/png", "fileTypeRefused"),
        (b"<html>", "text/html", "fileTypeRefused"),
        (b"MZ\x90\x00", "application/pdf", "fileTypeRefused"),
    ]:
        with pytest.raises(Refused) as refused:
            upload(centre, conversation, content, kind)
        assert refused.value.code == code
    file = upload(centre, conversation, PNG)
    bob = people("bob")
    assert download(bob, file["url"]).status_code == 404
    assert download(bob, file["url"]).json()["code"] == "unknownFile"
    with pytest.raises(Refused) as refused:
        upload(bob, conversation, PNG)
    assert refused.value.status in (403, 404)
    people("ada").delete(f"/files/{file['id']}")
    assert download(centre, file["url"]).status_code == 404


@needs_binary
def test_large_files_stay_out_of_memory_and_survive_a_kill(tmp_path):
    megabyte = os.urandom(1 << 20)
    settings = {"CORDBOARD_FILES_FILE_BYTES": "300MiB", "CORDBOARD_FILES_BYTES_PER_CONVERSATION": "1GiB"}
    port = free_port()
    server = OwnServer(tmp_path, port, **settings).wait_until_ready()
    client = Cordboard(server.url).log_in_client("integration", "demo")
    body = {"channel": "web", "customer": {"identifier": "large"}, "message": {"body": {"text": "Hello"}}}
    conversation = client.post("/conversations", body)["conversation"]["id"]
    path = f"{server.url}/api/v1/accounts/DEMOCO/conversations/{conversation}/files"
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/pdf"}
    before = server.resident_bytes()

    def content():
        yield b"%PDF-1.7\n"
        for _ in range(150):
            yield megabyte

    answer = client.http.post(path, content=content(), headers=headers, timeout=300)
    assert answer.status_code == 201, answer.text
    file = answer.json()["file"]
    assert file["bytes"] == 150 * (1 << 20) + 9
    digest = hashlib.sha256()
    with client.http.stream("GET", file["url"], headers=headers) as answer:
        for piece in answer.iter_bytes():
            digest.update(piece)
    assert digest.hexdigest() == file["sha256"]
    assert server.resident_bytes() - before < 100 << 20, "the file was held in memory"

    # A second upload is under way when the process is killed.
    with socket.create_connection(("127.0.0.1", port)) as half:
        lines = [f"POST {path.removeprefix(server.url)} HTTP/1.1", "Host: t", "Content-Length: 10000000"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        half.sendall("\r\n".join(lines).encode() + b"\r\n\r\n%PDF-1.7\n" + megabyte * 2)
        client.get("/conversations")
        server.kill()
    server = OwnServer(tmp_path, port, **settings).wait_until_ready()
    client = Cordboard(server.url).log_in_client("integration", "demo")
    assert [f["id"] for f in client.get(f"/conversations/{conversation}/files")["files"]] == [file["id"]]
    digest = hashlib.sha256()
    with client.http.stream("GET", file["url"], headers=headers | {"Authorization": f"Bearer {client.token}"}) as answer:
        for piece in answer.iter_bytes():
            digest.update(piece)
    assert digest.hexdigest() == file["sha256"]
    server.stop()
    with sqlite3.connect(tmp_path / "cordboard.db") as database:
        assert database.execute("SELECT count(*) FROM file_part").fetchone()[0] == -(-file["bytes"] // (256 << 10))
