# SPDX-License-Identifier: Apache-2.0
"""The demo centre as it is serves the vendor's desk. Everything else about the dialect is tested with servers of its own."""

import pytest

from expertflow import Floor, each_way  # noqa: F401


class Centre:
    def __init__(self, url):
        self.url = url


@pytest.fixture
def floor(url, centre):
    floor = Floor(Centre(url))
    yield floor
    floor.clear()


def test_a_desk_in_the_demo_centre(each_way):
    alice = each_way.desk("alice")
    # Here whoever is ready is so on every medium.
    alice.change_state("READY")
    alice.presence("READY")
    chat = each_way.serve(alice, "web", customer={"identifier": "jane", "displayName": "Jane Doe"})
    assert chat.customer["firstName"] == "Jane Doe"
    chat.said("Good day")
    chat.leave()
    alice.hear("wrapupTimerStarted")
    chat.close_wrap_up()
    assert chat.gone() == "choosing leave without Wrap Up"
    alice.change_state("LOGOUT")
    assert alice.presence("LOGOUT")["agentPresence"]["state"]["name"] == "LOGOUT"
