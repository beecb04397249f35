# SPDX-License-Identifier: Apache-2.0
"""Agents of Genesys Web Services while networks break, sessions are forgotten and servers are stopped: nothing lost, nothing twice."""

import asyncio
import json
import time

import httpx

from cable import Cable
from genesys import WAYS, Desktop, Visitor, run, ways
from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary


def forgotten(server):
    """Waits until the server has no session any more."""
    end = time.monotonic() + 40
    while time.monotonic() < end:
        metrics = httpx.get(f"{server.url}/metrics", timeout=30).text
        if any(line == "cordboard_front_sessions_open 0" for line in metrics.splitlines()):
            return
        time.sleep(0.1)
    raise AssertionError(metrics)


@ways
def test_a_client_whose_session_was_forgotten_begins_anew_and_loses_nothing(tmp_path, way):
    server = OwnServer(tmp_path, free_port(), CORDBOARD_GENESYS_MAX_INTERVAL="5s", CORDBOARD_GENESYS_TIMEOUT="5s")
    server.wait_until_ready()
    cable = Cable(server.port)

    async def body():
        async with Desktop(server.url, "alice", way, notifications=cable.url) as alice:
            await alice.ready()
            visitor = await asyncio.to_thread(Visitor(server).comes)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
            await asyncio.to_thread(visitor.says, "one")
            await alice.interaction("PropertiesChanged", "one")
            assert alice.states(id) == ["Invited", "Accepted"]
            cable.down()
            await asyncio.to_thread(visitor.says, "two")
            await asyncio.to_thread(forgotten, server)
            await asyncio.to_thread(visitor.says, "three")
            cable.up()
            await alice.interaction("Accepted", "one", "two", "three")
            await asyncio.to_thread(visitor.says, "four")
            await alice.interaction("PropertiesChanged", "one", "two", "three", "four")
            # What it knew is told once more for each topic that brings it, and as it was.
            assert alice.said(id) == ["one", "two", "three", "four"]
            assert set(alice.states(id)[2:]) == {"Accepted"}
            await alice.do("operate", id, "LeaveChat")
            await alice.interaction("LeftChat")
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    try:
        run(body())
    finally:
        cable.end()
        server.stop()


@ways
def test_a_network_that_breaks_loses_nothing_and_doubles_nothing(tmp_path, way):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    cable = Cable(server.port)

    async def body():
        async with Desktop(server.url, "alice", way, notifications=cable.url) as alice:
            await alice.ready()
            visitor = await asyncio.to_thread(Visitor(server).comes)
            id = (await alice.interaction("Invited"))["id"]
            cable.cut()
            await alice.do("operate", id, "Accept")
            await until("the chat is told", lambda: "Accepted" in alice.states(id))
            texts = [str(number) for number in range(6)]
            for text in texts:
                cable.cut()
                await asyncio.to_thread(visitor.says, text)
                # As news, or with how things stand where the break may have taken it along.
                await until(f"{text} is heard", lambda: text in alice.said(id))
            assert alice.said(id) == texts
            # Who was told of the invitation as it broke may be told once more, but never after it was accepted.
            states = alice.states(id)
            assert set(states) == {"Invited", "Accepted"} and states == sorted(states, reverse=True)
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    try:
        run(body())
    finally:
        cable.end()
        server.stop()


@ways
def test_a_restart_of_the_server_loses_nothing(tmp_path, way):
    port = free_port()
    server = OwnServer(tmp_path, port)
    server.wait_until_ready()

    async def body():
        nonlocal server
        async with Desktop(server.url, "alice", way) as alice:
            await alice.ready()
            visitor = await asyncio.to_thread(Visitor(server).comes)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
            await asyncio.to_thread(server.stop)
            server = OwnServer(tmp_path, port)
            await asyncio.to_thread(server.wait_until_ready)
            await asyncio.to_thread(visitor.says, "still there?")
            # The login outlives the process; the client shakes hands anew, subscribes and is told.
            await alice.until(
                "what was said meanwhile",
                lambda topic, data: "still there?" in json.dumps(data) or None,
                seconds=60,
            )
            await alice.do("operate", id, "Send", text="yes")
            await alice.interaction("PropertiesChanged", "still there?", "yes")
            said = (await asyncio.to_thread(visitor.ask, "GET", part="/messages"))["messages"]
            assert [line["text"] for line in said if line["type"] == "Text"] == ["still there?", "yes"]
            assert alice.said(id) == ["still there?", "yes"]
            assert await asyncio.to_thread(lambda: visitor.state) == "Chatting"
            await asyncio.to_thread(visitor.ask, "POST", "Complete")
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")
            assert await asyncio.to_thread(lambda: visitor.state) == "Completed"

    try:
        run(body())
    finally:
        server.stop()


async def until(what, isSo, seconds=20):
    end = time.monotonic() + seconds
    while not isSo():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.01)


def test_what_a_websocket_took_along_is_told_again(tmp_path):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()
    cable = Cable(server.port)

    async def body():
        async with Desktop(server.url, "alice", WAYS[1], notifications=cable.url) as alice:
            await alice.ready()
            visitor = await asyncio.to_thread(Visitor(server).comes)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
            for text in ["are you there?", "hello?"]:
                cable.isDeaf = True
                await asyncio.to_thread(visitor.says, text)
                # The server handed it over, and it is gone.
                await until("the server says it", lambda: text.encode() in cable.kept)
                assert text not in alice.said(id)
                cable.cut()
                assert (await alice.interaction("Accepted", text))["id"] == id
            await alice.do("operate", id, "StopProcessing")
            await alice.interaction("Completed")

    try:
        run(body())
    finally:
        cable.end()
        server.stop()


@ways
def test_an_end_of_which_a_client_did_not_hear_is_told_to_the_next(tmp_path, way):
    server = OwnServer(tmp_path, free_port()).wait_until_ready()

    async def body():
        async with Desktop(server.url, "alice", way) as alice:
            await alice.ready()
            await asyncio.to_thread(Visitor(server).comes)
            id = (await alice.interaction("Invited"))["id"]
            await alice.do("operate", id, "Accept")
            await alice.interaction("Accepted")
        # Nobody listens when it ends.
        await alice.do("operate", id, "StopProcessing")
        async with Desktop(server.url, "alice", way) as alice:
            ended = await alice.interaction("Completed", isKnown=False)
            assert ended["id"] == id and ended["capabilities"] == []
            assert await alice.do("interactions") == []

    try:
        run(body())
    finally:
        server.stop()
