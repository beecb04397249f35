# SPDX-License-Identifier: Apache-2.0
"""Other people's clients of Bayeux, long polling and on WebSockets: aiocometd-ng, and Ruby's Faye where it is installed."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bayeux_server import BayeuxServer, Raw, bayeux_server, needs_bayeux

aiocometd = pytest.importorskip("aiocometd_ng")

pytestmark = needs_bayeux

TYPES = [aiocometd.ConnectionType.LONG_POLLING, aiocometd.ConnectionType.WEBSOCKET]
ways = pytest.mark.parametrize("way", TYPES, ids=[way.value for way in TYPES])
FAYE = Path(__file__).parent / "faye_client.rb"


def has_faye():
    ruby = shutil.which("ruby")
    return ruby is not None and subprocess.run([ruby, "-e", "require 'faye'"], capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def server():
    with bayeux_server("--timeout", "1000") as server:
        yield server


def run(body):
    asyncio.run(asyncio.wait_for(body, 60))


async def hear(client, count):
    return [(await asyncio.wait_for(client.receive(), 20))["data"] for _ in range(count)]


@ways
def test_a_client_hears_what_is_published(server, way):
    async def body():
        async with aiocometd.Client(server.url, way) as client, aiocometd.Client(server.url, way) as other:
            assert client.connection_type == way
            await client.subscribe("/chat/one")
            await client.subscribe("/chat/*")
            for number in range(20):
                answer = await other.publish("/chat/one", {"n": number})
                assert answer["successful"] and "data" not in answer
            assert await hear(client, 20) == [{"n": number} for number in range(20)]
            await client.unsubscribe("/chat/one")
            await client.unsubscribe("/chat/*")
            await other.publish("/chat/one", 1)
            await client.publish("/service/echo", "mine")
            assert await hear(client, 1) == ["mine"]

    run(body())


@ways
def test_connects_that_run_out_lose_nothing(server, way):
    async def body():
        async with aiocometd.Client(server.url, way) as client:
            await client.subscribe("/slow")
            for number in range(3):
                await asyncio.sleep(1.2)
                await client.publish("/slow", number)
            assert await hear(client, 3) == [0, 1, 2]

    run(body())


@ways
def test_a_client_that_may_not_is_told(server, way):
    async def body():
        async with aiocometd.Client(server.url, way) as client:
            for refused in [client.subscribe("/private/a"), client.publish("/private/a", 1)]:
                with pytest.raises(aiocometd.exceptions.ServerError) as error:
                    await refused
                assert error.value.error_code == 403

    run(body())


@ways
def test_a_forgotten_client_shakes_hands_anew_and_subscribes_again(server, way):
    async def body():
        async with aiocometd.Client(server.url, way) as client, aiocometd.Client(server.url, way) as other:
            await client.subscribe("/again")
            try:
                await client.publish("/service/forget", 1)
            except aiocometd.exceptions.AiocometdException:
                pass
            heard = asyncio.ensure_future(client.receive())
            while not heard.done():
                await other.publish("/again", "news")
                await asyncio.wait([heard], timeout=0.2)
            assert heard.result()["data"] == "news"

    run(body())


@ways
def test_a_client_survives_a_restart_of_the_server(way):
    async def body():
        server = BayeuxServer("--timeout", "1000")
        try:
            # It waits for ever: its own time limit uses what Python 3.10 took away.
            async with aiocometd.Client(server.url, way, connection_timeout=0) as client:
                await client.subscribe("/again")
                server.kill()
                port = server.port
                server = BayeuxServer("--timeout", "1000", port=port)
                heard = asyncio.ensure_future(client.receive())
                raw = Raw(server).connected()
                while not heard.done():
                    raw.publish("/again", "news")
                    await asyncio.wait([heard], timeout=0.2)
                assert heard.result()["data"] == "news"
        finally:
            server.stop()

    run(body())


@ways
def test_rooms_full_of_clients(server, way):
    async def body():
        clients = [aiocometd.Client(server.url, way) for _ in range(20)]
        await asyncio.gather(*(client.open() for client in clients))
        await asyncio.gather(*(client.subscribe(f"/room/{number % 4}") for number, client in enumerate(clients)))
        for number in range(40):
            await clients[number % 20].publish(f"/room/{number % 4}", number)
        heard = await asyncio.gather(*(hear(client, 10) for client in clients))
        for number, numbers in enumerate(heard):
            assert numbers == list(range(number % 4, 40, 4))
        await asyncio.gather(*(client.close() for client in clients))

    run(body())


@pytest.mark.skipif(not has_faye(), reason="Ruby's Faye is not installed")
@pytest.mark.parametrize("way", ["long-polling", "websocket"])
class TestFaye:
    def test_a_client_hears_what_is_published(self, server, way):
        """The client subscribes to /faye/to, says so on /faye/ready, repeats on /faye/back what it hears on /faye/to, and
        leaves when it hears `bye`."""
        watcher = Raw(server).connected()
        watcher.subscribe(["/faye/ready", "/faye/back"])
        faye = subprocess.Popen(
            ["ruby", str(FAYE), server.url, way], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            assert watcher.heard("/faye/ready", 1) == [way]
            for number in range(10):
                watcher.publish("/faye/to", number)
            # It repeats each by a request of its own, several at once: what it heard is in order, what it sent need not be.
            assert sorted(watcher.heard("/faye/back", 10)) == list(range(10))
            watcher.publish("/faye/to", "bye")
            output, errors = faye.communicate(timeout=20)
            assert faye.returncode == 0, errors
            assert json.loads(output) == {"refused": 403, "heard": [*range(10), "bye"]}
        finally:
            faye.kill()
            watcher.post(watcher.message("/meta/disconnect"))
