# SPDX-License-Identifier: Apache-2.0
"""Desktops of Genesys Web Services that did not hear everything: what they are told when they are back."""

import asyncio
import time
from urllib.parse import urlsplit

import pytest

from cable import Cable
from genesys import Desktop, aiocometd

TYPES = [aiocometd.ConnectionType.LONG_POLLING, aiocometd.ConnectionType.WEBSOCKET]


def run(body):
    asyncio.run(asyncio.wait_for(body, 110))


class DeafCable(Cable):
    """One that may keep what it is given before it is cut."""

    isDeaf = False
    kept = b""

    def _carry(self, source, target):
        outer = self

        class Target:
            def sendall(self, data):
                if outer.isDeaf:
                    outer.kept += data
                else:
                    target.sendall(data)

            def shutdown(self, how):
                target.shutdown(how)

        super()._carry(source, Target())


@pytest.fixture
def comes(centre, customer):
    """A customer begins a chat, and says things in it."""

    class Chat:
        def start(self, text="hello"):
            body = {"channel": "web", "customer": {"identifier": customer}, "message": {"body": {"text": text}}}
            self.conversation = centre.post("/conversations", body)["conversation"]

        def say(self, text):
            session = self.conversation["sessions"][0]["id"]
            here = f"/conversations/{self.conversation['id']}"
            centre.post(f"{here}/messages", {"session": session, "body": {"text": text}})

    return Chat()


@pytest.fixture
def cable(url):
    cable = DeafCable(urlsplit(url).port)
    yield cable
    cable.end()


async def until(what, isSo, seconds=20):
    end = time.monotonic() + seconds
    while not isSo():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.01)


def test_what_a_websocket_took_along_is_told_again(url, centre, comes, cable):
    async def body():
        async with Desktop(cable.url, "alice", aiocometd.ConnectionType.WEBSOCKET) as alice:
            await alice.ready()
            await asyncio.to_thread(comes.start)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted", "hello")
            for text in ["are you there?", "hello?"]:
                cable.isDeaf = True
                await asyncio.to_thread(comes.say, text)
                # The server handed it over, and it is gone.
                await until("the server says it", lambda: text.encode() in cable.kept)
                assert not any(text in str(data) for _, data in alice.heard)
                cable.cut()
                cable.isDeaf = False
                assert (await alice.interaction("Accepted", "hello", text))["id"] == id
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    run(body())


@pytest.mark.parametrize("way", TYPES, ids=[way.value for way in TYPES])
def test_an_end_of_which_a_client_did_not_hear_is_told_to_the_next(url, centre, comes, way):
    async def body():
        async with Desktop(url, "alice", way) as alice:
            await alice.ready()
            await asyncio.to_thread(comes.start)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
        # Nobody listens when it ends.
        await alice.do("operate", id, "StopProcessing")
        async with Desktop(url, "alice", way) as alice:
            ended = await alice.interaction("Completed")
            while ended["id"] != id:
                ended = await alice.interaction("Completed")
            assert ended["capabilities"] == []
            assert await alice.do("interactions") == []

    run(body())


@pytest.mark.parametrize("way", TYPES, ids=[way.value for way in TYPES])
def test_a_channel_that_is_configured_meanwhile_is_known(url, centre, people, customer, way):
    ada = people("ada")
    web = next(one for one in ada.get("/configuration/channels")["channels"] if one["id"] == "web")
    kiosk = {name: value for name, value in web.items() if name != "id"} | {"serviceIdentifier": "kiosk"}

    async def body():
        async with Desktop(url, "alice", way) as alice:
            await alice.ready()
            await asyncio.to_thread(ada.put, "/configuration/channels/kiosk", kiosk)
            who = {"channel": "kiosk", "customer": {"identifier": customer}, "message": {"body": {"text": "hello"}}}
            await asyncio.to_thread(centre.post, "/conversations", who)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted", "hello")
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    try:
        run(body())
    finally:
        ada.delete("/configuration/channels/kiosk")
