# SPDX-License-Identifier: Apache-2.0
"""Conversations that go on while networks break and servers end: nothing that was taken is lost, nothing is shown twice, and
everything is in the order in which it was said."""

import json
import math
import threading
import time
import uuid

import httpx
import pytest

from cable import Cable
from cordboard_client import Cordboard, Refused
from expertflow import Floor, Restartable, each_way, expertflow_server, floor, pull_list, shown  # noqa: F401
from expertflow_client import WAYS
from own_server import needs_binary

pytestmark = needs_binary


class Customer(threading.Thread):
    """A customer who goes on writing whatever becomes of the server: what was not taken is sent again, under the same id."""

    def __init__(self, floor, conversation, count):
        super().__init__(daemon=True)
        self.floor = floor
        self.conversation = conversation
        self.ids = [str(uuid.uuid4()) for _ in range(count)]
        self.trouble = None
        self.start()

    def run(self):
        try:
            client = Cordboard(self.floor.url).log_in_client("integration", "demo")
            for number, id in enumerate(self.ids):
                while not self.says(client, id, f"{number}"):
                    time.sleep(0.02)
        except Exception as error:
            self.trouble = error

    def says(self, client, id, text):
        try:
            client.post(f"/conversations/{self.conversation}/messages", {"id": id, "body": {"text": text}})
            return True
        except httpx.TransportError:
            return False
        except Refused as refused:
            if refused.status != 503:
                raise
            return False

    def finish(self):
        self.join(timeout=60)
        assert self.trouble is None, self.trouble
        assert not self.is_alive(), "the customer could not say everything within a minute"


def check_page(floor, conversation, *desks):
    """Every desk shows exactly what was said, in its order."""
    said = [message["id"] for message in floor.messages(conversation)]
    for desk in desks:
        desk.wait(lambda: said[-1] in shown(desk, conversation), "the last message")
        assert shown(desk, conversation) == said


def check_reasons(*desks):
    for desk in desks:
        assert desk.reasons and desk.socket.reason.SERVER_DISCONNECT not in desk.reasons, \
            f"{desk.username}: {desk.reasons}; a 41 would send the desk to its login page"


@pytest.fixture
def cable(expertflow_server):
    cable = Cable(expertflow_server.port)
    yield cable
    cable.end()


def test_a_network_that_breaks_again_and_again(cable, each_way):
    alice = each_way.ready("alice", url=cable.url)
    chat = each_way.serve(alice)
    bob = each_way.ready("bob")
    chat.to_agent("directConferenceRequest", bob.id)
    bob.accept(bob.hear("taskRequest"))
    for turn in range(1, 4):
        for number in range(5):
            each_way.says(chat.id, f"before break {turn}: {number}")
        cable.cut()
        for number in range(5):
            each_way.says(chat.id, f"during break {turn}: {number}")
        # Between two polls there is nothing to break: it is cut until the desk notices.
        while not alice.within(1, lambda: len(alice.reasons) >= turn):
            cable.cut()
        alice.wait(lambda: alice.connections > turn, "the desk to come back")
        alice.topic(chat.id).said(f"back for the {turn}. time")
    check_page(each_way, chat.id, alice, bob)
    assert len(shown(alice, chat.id)) == 1 + 3 * 11
    check_reasons(alice)
    assert bob.reasons == [], "another's network"
    assert alice.count("taskRequest") == 1 and alice.count("socketSessionRemoved") == 0


@pytest.fixture
def restartable(tmp_path):
    with Restartable(tmp_path) as server:
        yield server


@pytest.mark.parametrize("killed", [False, True], ids=["stopped", "killed"])
@pytest.mark.parametrize("ways", WAYS, ids="-".join)
def test_the_server_is_restarted_in_the_middle(restartable, ways, killed):
    with Floor(restartable, ways) as floor:
        live_through_a_restart(restartable, floor, killed)


def live_through_a_restart(server, floor, killed):
    alice = floor.ready("alice")
    wrapping = floor.serve(alice, "web")
    began = time.monotonic()
    wrapping.leave()
    assert alice.hear("wrapupTimerStarted")["duration"] == 60
    told = time.monotonic()
    chat = floor.serve(alice)
    chat.said("before")
    callbacks = pull_list(alice)
    alice.subscribe_list(callbacks)
    alice.hear("onPullModeSubscribedList", lambda lists: lists != [])
    listed = floor.customer("Call me", "web-pull")
    alice.hear("onPullModeSubscribedListRequest", lambda p: p["conversationId"] == listed)
    waiting = floor.customer("Me too", "plain")
    alice.hear("taskRequest", lambda t: t["conversationId"] == waiting)
    bob = floor.ready("bob")
    chat.to_agent("directConferenceRequest", bob.id)
    other = bob.accept(bob.hear("taskRequest"))
    sam = floor.desk("sam")
    watched = sam.monitor(chat.session, chat.id)
    assert watched.role == "SILENT_MONITOR"

    customer = Customer(floor, chat.id, 40)
    desks = [alice, bob, sam]
    for desk in desks:
        desk.wait(lambda: len(shown(desk, chat.id)) > 15, "a part of what the customer says")
    server.end(killed)
    for desk in desks:
        desk.wait(lambda: desk.reasons, "the end of the connection")
    passed = time.monotonic() - told
    server.start()
    for desk in desks:
        desk.wait(lambda: desk.connections == 2, "the desk to come back by itself")
    check_reasons(*desks)

    # Everything is as it was: the state, the list, the conversation, the offer and the after-contact work.
    presence = alice.presence(where=lambda p: p["action"] == "AGENT_STATE_UNCHANGED")
    assert presence["agentPresence"]["state"]["name"] == "READY"
    alice.hear("onPullModeSubscribedList", lambda lists: [entry["id"] for entry in lists] == [callbacks["id"]])
    again, other = alice.topic(chat.id), bob.topic(chat.id)
    watched = sam.topic(chat.id)
    assert (again.role, other.role, watched.role) == ("PRIMARY", "PRIMARY", "SILENT_MONITOR")
    again.said("after")
    other.said("me too")
    customer.finish()
    check_page(floor, chat.id, *desks)
    assert set(customer.ids) <= set(shown(alice, chat.id))
    for desk in [alice, bob]:
        assert sam.id not in json.dumps([event.payload for event in desk.events]), f"{desk.username} learned of the monitor"
    task = alice.hear("taskRequest")
    assert task["conversationId"] == waiting
    alice.accept(task).said("Hello")
    alice.topic(wrapping.id)
    left = alice.hear("wrapupTimerStarted", lambda p: p["conversationId"] == wrapping.id)["duration"]
    assert 60 - (time.monotonic() - began) <= left <= math.ceil(60 - passed), "the countdown does not start again"
    alice.chats[wrapping.id].close_wrap_up([{"categoryName": "Outcome", "value": "Resolved"}])
    assert wrapping.gone() == "Wrap Up applied"
