# SPDX-License-Identifier: Apache-2.0
"""Files at desks of the vendor's kind: what an agent sends, and what a customer sent."""

import httpx

from expertflow import expertflow_server, floor  # noqa: F401
from own_server import needs_binary

pytestmark = needs_binary

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300


def upload(desk, content=PNG, name="my photo.png", kind="image/png"):
    """As the desk does: with a number of its own for the conversation, and no type of the whole."""
    return desk.http.post(
        f"{desk.url}/file-engine/api/uploadFileStream", files={"file": (name, content, kind)},
        data={"conversationId": "13318"}, timeout=30,
    )


def body(address, name):
    """What the desk publishes of a picture."""
    return {
        "type": "IMAGE", "markdownText": "", "caption": name, "additionalDetails": {},
        "attachment": {"mediaUrl": address, "mimeType": "image/png", "size": len(PNG), "thumbnail": ""},
    }


def shown(desk, address):
    """A picture as the desk asks for it: with the query of the address, at its own server."""
    return desk.get("/file-engine/api/downloadFileStream?" + httpx.URL(address).query.decode())


class TestFiles:
    def test_an_agent_sends_a_picture(self, floor):
        alice, bob = floor.ready("alice"), floor.desk("bob")
        chat = floor.serve(alice)
        found = upload(alice)
        assert found.status_code == 200
        answer = found.json()
        assert answer["type"] == "image/png" and answer["size"] == len(PNG) and answer["name"].endswith("my photo.png")
        address = f"{alice.url}/file-engine/api/downloadFileStream?filename={answer['name']}"
        # The desk draws it before anybody else knows of it.
        assert shown(alice, address).content == PNG and shown(bob, address).status_code == 404
        echo = chat.said(body(address, answer["name"]))
        assert shown(alice, echo["data"]["body"]["attachment"]["mediaUrl"]).content == PNG
        assert shown(bob, address).status_code == 404
        # Programs have it by the native API.
        said = floor.messages(chat.id)[-1]["body"]["content"]["attachment"]["mediaUrl"]
        got = httpx.get(said, headers={"Authorization": f"Bearer {floor.integration.token}"})
        assert got.content == PNG and got.headers["content-type"] == "image/png"

    def test_a_picture_of_the_customer_shows(self, floor):
        alice = floor.ready("alice")
        chat = floor.serve(alice)
        file = floor.integration.call(
            "POST", f"/conversations/{chat.id}/files", raw=PNG, headers={"Content-Type": "image/png"},
            query={"name": "hers.png"},
        ).json()["file"]
        floor.says(chat.id, {"type": "IMAGE", "content": {"attachment": {"mediaUrl": file["url"], "mimeType": "image/png"}}})
        event = alice.cim("CUSTOMER_MESSAGE", lambda event: event["data"]["body"]["type"] == "IMAGE")
        address = event["data"]["body"]["attachment"]["mediaUrl"]
        assert shown(alice, address).content == PNG
        # Also to a desk that came back.
        alice.reload()
        topic = alice.hear("onTopicData", lambda p: p["conversationId"] == chat.id)
        bodies = [e["data"].get("body", {}) for e in topic["topicData"]["topicEvents"]]
        assert address in [b.get("attachment", {}).get("mediaUrl") for b in bodies]

    def test_what_is_refused(self, floor):
        alice, bob = floor.ready("alice"), floor.desk("bob")
        chat = floor.serve(alice)
        assert upload(alice, b"MZ\x90\x00", "evil.exe", "application/x-msdownload").status_code == 415
        assert upload(alice, b"MZ\x90\x00", "photo.png").status_code == 415
        assert upload(alice, b"").status_code == 422
        stranger = httpx.post(f"{alice.url}/file-engine/api/uploadFileStream", files={"file": ("a.png", PNG, "image/png")})
        assert stranger.status_code == 401
        # Nobody sends what another put in.
        name = upload(bob).json()["name"]
        chat.say(body(f"{alice.url}/file-engine/api/downloadFileStream?filename={name}", name))
        assert "names a file" in alice.hear("errors")["msg"]
