# SPDX-License-Identifier: Apache-2.0
"""What every server of Socket.IO 5 must do, in our own words. The Engine.IO half is in test_engineio_conformance."""

import json
import re
import sys
from pathlib import Path

import pytest

import test_engineio_conformance
from echo_server import PATIENT, SEPARATOR, Raw, any_server, echo_server, is_closed, needs_echo, needs_own_echo, next_frame

pytestmark = needs_echo


@pytest.fixture(scope="module")
def server():
    with any_server(*PATIENT) as server:
        yield server


@pytest.fixture
def raw(server):
    return Raw(server.url, "/socket.io/")


@pytest.fixture
def fresh(raw):
    """A WebSocket that joined nothing."""
    with raw.session() as socket:
        yield socket


@pytest.fixture
def joined(fresh):
    """A WebSocket that joined the main namespace."""
    fresh.send("40")
    assert next_frame(fresh).startswith("40")
    assert next_frame(fresh) == '42["auth",{}]'
    return fresh


class TestConnecting:
    @pytest.mark.parametrize(
        "packet, prefix, event",
        [
            ("40", "40", '42["auth",{}]'),
            ('40{"token":"123"}', "40", '42["auth",{"token":"123"}]'),
            ("40/custom", "40/custom,", '42/custom,["auth",{}]'),
            ("40/custom,", "40/custom,", '42/custom,["auth",{}]'),
            ('40/custom,{"token":"abc"}', "40/custom,", '42/custom,["auth",{"token":"abc"}]'),
        ],
    )
    def test_a_client_joins_a_namespace(self, fresh, packet, prefix, event):
        fresh.send(packet)
        answer = next_frame(fresh)
        assert answer.startswith(prefix)
        joined = json.loads(answer[len(prefix):])
        assert set(joined) == {"sid"} and isinstance(joined["sid"], str)
        assert next_frame(fresh) == event

    def test_its_id_there_is_not_that_of_the_session(self, raw):
        with raw.socket() as socket:
            session = json.loads(socket.recv(timeout=5)[1:])["sid"]
            socket.send("40")
            assert json.loads(next_frame(socket)[2:])["sid"] != session

    def test_an_unknown_namespace_is_refused(self, fresh):
        fresh.send("40/random")
        assert next_frame(fresh) == '44/random,{"message":"Invalid namespace"}'

    @pytest.mark.parametrize("packet", ["4abc", "4", '42["message"]', "43[]", "41", '40[]', '44{"message":"no"}'])
    def test_something_else_before_that_closes(self, fresh, packet):
        fresh.send(packet)
        assert is_closed(fresh)

    def test_nothing_before_that_closes(self, fresh):
        assert is_closed(fresh)


def check_open(socket):
    """A transport goes on: another namespace may be joined."""
    socket.send("40/custom")
    assert next_frame(socket).startswith("40/custom,")
    assert next_frame(socket) == '42/custom,["auth",{}]'


class TestLeaving:
    def test_leaving_the_main_namespace_leaves_the_transport_open(self, joined):
        joined.send("41")
        check_open(joined)

    def test_leaving_another_namespace_leaves_the_main_one(self, joined):
        check_open(joined)
        joined.send("41/custom")
        joined.send('42["message","message to main namespace"]')
        assert next_frame(joined) == '42["message-back","message to main namespace"]'

    def test_who_left_may_join_again(self, joined):
        joined.send("41")
        joined.send("40")
        assert next_frame(joined).startswith("40{")

    @needs_own_echo
    def test_the_server_sends_a_client_out(self, joined):
        joined.send('42["leave"]')
        assert next_frame(joined) == "41"
        check_open(joined)


def exchange_with_bytes(socket, sent, answer):
    """Sends an event with two attachments; the answer has them too, in their order."""
    arguments = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'
    attachments = [b"\x01\x02\x03", b"\x04\x05\x06"]
    for frame in [sent + arguments, *attachments]:
        socket.send(frame)
    assert [next_frame(socket) for _ in range(3)] == [answer + arguments, *attachments]


class TestMessages:
    def test_an_event_comes_back(self, joined):
        joined.send('42["message",1,"2",{"3":[true]}]')
        assert next_frame(joined) == '42["message-back",1,"2",{"3":[true]}]'

    def test_an_event_with_bytes_comes_back(self, joined):
        exchange_with_bytes(joined, '452-["message",', '452-["message-back",')

    def test_an_event_is_acknowledged(self, joined):
        joined.send('42456["message-with-ack",1,"2",{"3":[false]}]')
        assert next_frame(joined) == '43456[1,"2",{"3":[false]}]'

    def test_an_event_with_bytes_is_acknowledged(self, joined):
        exchange_with_bytes(joined, '452-789["message-with-ack",', "462-789[")

    @needs_own_echo
    def test_an_acknowledgement_that_does_not_come_in_time_is_missed(self, joined):
        joined.send('42["hurry","now"]')
        assert next_frame(joined) == '420["question","now"]'
        assert next_frame(joined) == '42["missed"]'
        joined.send('430["late"]')
        joined.send('42["message"]')
        assert next_frame(joined) == '42["message-back"]'

    @needs_own_echo
    def test_the_client_acknowledges(self, joined):
        joined.send('42["ask","why"]')
        assert next_frame(joined) == '420["question","why"]'
        joined.send('430["because"]')
        assert next_frame(joined) == '42["answered","because"]'
        joined.send('430["again"]')
        joined.send('4399["nobody asked"]')
        joined.send('42["message"]')
        assert next_frame(joined) == '42["message-back"]'

    @pytest.mark.parametrize(
        "packet",
        ["4abc", "42{}", '42abc["message-with-ack",1]', '42["disconnect"]', "42", "40", '452["message"]',
         '4511-["message"]', '42/custom,["message"]', '44{"message":"no"}'],
    )
    def test_what_breaks_the_protocol_closes(self, joined, packet):
        joined.send(packet)
        assert is_closed(joined)

    def test_text_while_bytes_are_due_closes(self, joined):
        joined.send('451-["message",{"_placeholder":true,"num":0}]')
        joined.send('42["message"]')
        assert is_closed(joined)

    def test_bytes_of_nothing_close(self, joined):
        joined.send(b"\x01")
        assert is_closed(joined)

    def test_what_one_client_breaks_is_its_own(self, raw, joined):
        with raw.session() as other:
            other.send("4abc")
            assert is_closed(other)
        joined.send('42["message"]')
        assert next_frame(joined) == '42["message-back"]'


@needs_own_echo
class TestRecovery:
    def packets(self, raw, sid):
        """What waits for a poll, but pings."""
        answer = raw.get(sid)
        assert answer.status_code == 200, answer.text
        return [packet for packet in answer.text.split(SEPARATOR) if packet != "2"]

    def test_a_polling_client_goes_on_where_it_was(self):
        with echo_server("--recovery", "--ping-interval", "1000", "--ping-timeout", "1000") as server:
            raw = Raw(server.url, "/socket.io/")
            sid = raw.open()
            raw.post(sid, "40")
            packets = self.packets(raw, sid)
            ids = json.loads(packets[0][2:])
            first = json.loads(packets[1][2:])
            assert first[:2] == ["auth", {}]
            raw.post(sid, '42["message","missed"]')
            # It polls no more, and the server finds out by the heartbeat.
            test_engineio_conformance.end_of(raw, sid)
            sid = raw.open()
            raw.post(sid, "40" + json.dumps({"pid": ids["pid"], "offset": first[2]}))
            packets = self.packets(raw, sid)
            assert json.loads(packets[0][2:])[:2] == ["message-back", "missed"]
            assert json.loads(packets[1][2:]) == ids

    def test_a_client_goes_on_where_it_was(self):
        with echo_server("--recovery", *PATIENT) as server:
            raw = Raw(server.url, "/socket.io/")
            with raw.session() as socket:
                socket.send("40")
                ids = json.loads(next_frame(socket)[2:])
                assert set(ids) == {"sid", "pid"}
                first = json.loads(next_frame(socket)[2:])
                assert first[:2] == ["auth", {}]
                socket.send('42["message","missed"]')
                missed = next_frame(socket)
                assert json.loads(missed[2:])[:2] == ["message-back", "missed"]
            wish = "40" + json.dumps({"pid": ids["pid"], "offset": first[2]})
            with raw.session() as socket:
                socket.send(wish)
                assert next_frame(socket) == missed
                assert json.loads(next_frame(socket)[2:]) == ids
                socket.send("41")
            with raw.session() as socket:
                socket.send(wish)
                assert json.loads(next_frame(socket)[2:])["pid"] != ids["pid"]


def test_every_check_of_the_public_suites_has_a_test():
    """The table in docs/protocols/socket.io.md is complete, and its tests exist."""
    page = Path(__file__).resolve().parents[3] / "docs" / "protocols" / "socket.io.md"
    rows = re.findall(r"^\| .* \| (\d*) \| (\d*) \| `(test_\w+)` \|$", page.read_text(), re.M)
    assert [sum(int(row[column] or 0) for row in rows) for column in (0, 1)] == [25, 32]
    modules = [test_engineio_conformance, sys.modules[__name__]]
    known = {name for module in modules for suite in vars(module).values() if isinstance(suite, type) for name in vars(suite)}
    assert {row[2] for row in rows} <= known
