# SPDX-License-Identifier: Apache-2.0
"""What every server of Engine.IO 4 must do, in our own words, and what our tables of errors and limits promise."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.protocol import State

from echo_server import (
    PATIENT, SEPARATOR, Raw, any_server, echo_server, falls_silent, is_closed, needs_echo, needs_own_echo, next_frame,
)

pytestmark = needs_echo

KEYS = {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}


@pytest.fixture(scope="module")
def server():
    with any_server(*PATIENT) as server:
        yield server


class Hasty:
    """Against a server that soon takes a client for gone, as the conformance suites expect it."""

    @pytest.fixture(scope="class")
    @classmethod
    def server(cls):
        with any_server() as server:
            yield server


@pytest.fixture(params=["/engine.io/", "/socket.io/"])
def either(server, request):
    """Both paths begin, beat, close and upgrade alike."""
    return Raw(server.url, request.param)


@pytest.fixture
def echo(server):
    return Raw(server.url, "/engine.io/")


class TestHandshake(Hasty):
    def test_a_poll_begins_a_session(self, either):
        answer = either.request()
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/plain; charset=UTF-8"
        assert answer.headers["cache-control"] == "no-store"
        opened = json.loads(answer.text[1:])
        assert answer.text[0] == "0" and set(opened) == KEYS
        assert opened["upgrades"] == ["websocket"]
        assert (opened["pingInterval"], opened["pingTimeout"], opened["maxPayload"]) == (300, 200, 1_000_000)

    def test_a_websocket_begins_a_session(self, either):
        with either.socket() as socket:
            frame = socket.recv(timeout=5)
            opened = json.loads(frame[1:])
            assert frame[0] == "0" and set(opened) == KEYS
            assert opened["upgrades"] == []
            assert (opened["pingInterval"], opened["pingTimeout"], opened["maxPayload"]) == (300, 200, 1_000_000)

    @pytest.mark.parametrize(
        "method, query, code, message",
        [
            ("GET", "transport=polling", 5, "Unsupported protocol version"),
            ("GET", "EIO=abc&transport=polling", 5, "Unsupported protocol version"),
            ("GET", "EIO=4", 0, "Transport unknown"),
            ("GET", "EIO=4&transport=abc", 0, "Transport unknown"),
            ("GET", "EIO=4&transport=polling&sid=nobody", 1, "Session ID unknown"),
            ("POST", "EIO=4&transport=polling&sid=nobody", 1, "Session ID unknown"),
            ("POST", "EIO=4&transport=polling", 2, "Bad handshake method"),
            ("PUT", "EIO=4&transport=polling", 2, "Bad handshake method"),
            ("GET", "EIO=4&transport=websocket", 3, "Bad request"),
        ],
    )
    def test_a_request_that_does_not_fit_is_told_why(self, either, method, query, code, message):
        answer = either.request(method, query)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == {"code": code, "message": message}

    @pytest.mark.parametrize(
        "query",
        ["transport=websocket", "EIO=abc&transport=websocket", "EIO=4", "EIO=4&transport=abc", "EIO=4&transport=polling",
         "EIO=4&transport=websocket&sid=nobody"],
    )
    def test_a_websocket_that_does_not_fit_is_closed(self, either, query):
        with pytest.raises(InvalidStatus) as refusal:
            either.socket(query)
        assert refusal.value.response.status_code == 400

    def test_the_path_needs_no_slash_and_other_parameters_are_ignored(self, server):
        raw = Raw(server.url, "/engine.io")
        assert raw.request(query="EIO=4&transport=polling&t=abc&username=alice").status_code == 200
        assert Raw(server.url, "/engine.iox").request().status_code == 404

    def test_pages_of_every_origin_are_let_in(self, either):
        for answer in [either.request(headers={"origin": "http://a.example"}), either.request(query="EIO=4")]:
            assert answer.headers["access-control-allow-origin"] == "*"
        asked = either.request("OPTIONS", headers={"origin": "http://a.example", "access-control-request-headers": "x"})
        assert asked.status_code == 204
        assert asked.headers["access-control-allow-methods"] == "GET,HEAD,PUT,PATCH,POST,DELETE"
        assert asked.headers["access-control-allow-headers"] == "x"

    def test_the_sessions_of_one_path_are_unknown_to_the_other(self, server):
        sid = Raw(server.url, "/engine.io/").open()
        assert Raw(server.url, "/socket.io/").get(sid).json()["code"] == 1


def end_of(raw, sid):
    """Waits until a session takes no packets any more; the refusal. What is sent meanwhile is no sign of life."""
    deadline = time.monotonic() + 10
    while (answer := raw.post(sid, "6")).status_code == 200:
        assert time.monotonic() < deadline, "the session goes on"
        time.sleep(0.02)
    return answer


def without_pings(answer):
    """What a poll brought but pings, which come between on a busy machine."""
    return SEPARATOR.join(packet for packet in answer.text.split(SEPARATOR) if packet != "2")


def next_poll(raw, sid):
    """What the next poll brings that brings anything: one is let go with nothing while a WebSocket takes over."""
    while (packets := without_pings(raw.get(sid))) in ("", "6"):
        pass
    return packets


class TestMessages:
    @pytest.mark.parametrize(
        "payload",
        ["4hello", SEPARATOR.join(["4test1", "4test2", "4test3"]), SEPARATOR.join(["4hello", "bAQIDBA=="]), "4€😀"],
    )
    def test_packets_go_in_and_come_back_together(self, echo, payload):
        sid = echo.open()
        pushed = echo.post(sid, payload.encode())
        assert (pushed.status_code, pushed.text) == (200, "ok")
        assert pushed.headers["content-type"] == "text/html"
        polled = echo.get(sid)
        assert (polled.status_code, without_pings(polled)) == (200, payload)

    @pytest.mark.parametrize("body", ["abc", "", "bA", "4\x1ex"])
    def test_a_malformed_payload_ends_the_session(self, echo, body):
        sid = echo.open()
        assert echo.post(sid, body).status_code == 400
        assert echo.get(sid).status_code == 400

    def test_a_body_that_says_it_is_binary_ends_the_session(self, echo):
        sid = echo.open()
        assert echo.post(sid, b"4a", headers={"content-type": "application/octet-stream"}).status_code == 400
        assert echo.get(sid).json()["code"] == 1

    def test_two_polls_at_once_end_the_session(self, echo):
        sid = echo.open()
        with ThreadPoolExecutor() as threads:
            polls = [threads.submit(raw.get, sid) for raw in [echo, Raw(echo.url, echo.path)]]
        first, second = sorted((poll.result() for poll in polls), key=lambda answer: answer.status_code)
        assert (first.status_code, first.text) == (200, "1")
        assert (second.status_code, second.json()["code"]) == (400, 3)
        assert echo.get(sid).json()["code"] == 1

    def test_a_poll_that_is_broken_off_ends_the_session(self, echo):
        sid = echo.open()
        with pytest.raises(httpx.ReadTimeout):
            echo.http.get(f"{echo.path}?EIO=4&transport=polling&sid={sid}", timeout=httpx.Timeout(30, read=0.05))
        # The server hears of it a moment later.
        assert end_of(Raw(echo.url, echo.path), sid).json()["code"] == 1

    def test_text_and_bytes_come_back_on_a_websocket(self, echo):
        with echo.session() as socket:
            socket.send("4hello")
            assert next_frame(socket) == "4hello"
            socket.send(b"\x01\x02\x03\x04")
            assert next_frame(socket) == b"\x01\x02\x03\x04"

    @pytest.mark.parametrize("frame", ["abc", "", "2", "bAQI="])
    def test_a_malformed_packet_closes_a_websocket(self, echo, frame):
        with echo.session() as socket:
            socket.send(frame)
            assert is_closed(socket)


class TestHeartbeat(Hasty):
    def test_polls_are_asked_for_a_sign_of_life(self, either):
        sid = either.open()
        for _ in range(3):
            assert either.get(sid).text == "2"
            assert either.post(sid, "3").status_code == 200

    def test_who_does_not_poll_is_forgotten(self, either):
        began = time.monotonic()
        sid = either.open()
        assert end_of(either, sid).json()["code"] == 1
        assert time.monotonic() - began >= 0.5

    def test_websockets_are_asked_for_a_sign_of_life(self, either):
        with either.session() as socket:
            for _ in range(3):
                assert socket.recv(timeout=5) == "2"
                socket.send("3")

    def test_a_silent_websocket_is_closed(self, either):
        with either.session() as socket:
            assert falls_silent(socket)


class TestClosing:
    def test_a_client_closes_while_it_polls(self, either):
        # Nothing says that a poll has arrived: one that came too late is tried again, with more time.
        for seconds in [0.05, 0.5, 5]:
            sid = either.open()
            with ThreadPoolExecutor() as threads:
                polled = threads.submit(either.get, sid)
                time.sleep(seconds)
                assert Raw(either.url, either.path).post(sid, "1").text == "ok"
            if polled.result().status_code == 200:
                break
        assert (polled.result().status_code, polled.result().text) == (200, "6")
        assert either.get(sid).json()["code"] == 1

    def test_a_client_closes_a_websocket(self, either):
        with either.session() as socket:
            socket.send("1")
            assert is_closed(socket)


def check_alive(raw, socket):
    """A session goes on: what is said is answered, on each path in its way."""
    unknown = '44/random,{"message":"Invalid namespace"}'
    said, answer = {"/engine.io/": ("4hello", "4hello"), "/socket.io/": ("40/random", unknown)}[raw.path]
    socket.send(said)
    assert next_frame(socket) == answer


class TestUpgrade:
    def test_a_websocket_takes_over(self, either):
        sid = either.open()
        with either.upgrading(sid) as socket:
            polled = either.get(sid)
            assert (polled.status_code, polled.text) == (200, "6")
            socket.send("5")
            check_alive(either, socket)

    def test_what_waits_for_a_poll_goes_by_the_websocket(self, echo):
        sid = echo.open()
        assert echo.post(sid, "4waited").status_code == 200
        with echo.upgraded(sid) as socket:
            assert next_frame(socket) == "4waited"

    def test_polls_are_refused_afterwards(self, either):
        sid = either.open()
        with either.upgraded(sid) as socket:
            check_alive(either, socket)
            answer = either.get(sid)
            assert (answer.status_code, answer.json()["code"]) == (400, 3)
            check_alive(either, socket)

    def test_a_second_websocket_is_closed_and_the_first_goes_on(self, either):
        sid = either.open()
        with either.upgraded(sid) as socket:
            with either.socket(f"EIO=4&transport=websocket&sid={sid}") as second:
                assert is_closed(second)
            check_alive(either, socket)

    def test_a_websocket_that_breaks_off_before_leaves_the_session_to_polls(self, echo):
        sid = echo.open()
        echo.upgrading(sid).close()
        assert echo.post(sid, "4hello").status_code == 200
        assert next_poll(echo, sid) == "4hello"

    def test_a_websocket_that_says_something_else_is_closed_and_polls_go_on(self, echo):
        sid = echo.open()
        with echo.socket(f"EIO=4&transport=websocket&sid={sid}") as socket:
            socket.send("4hello")
            assert is_closed(socket)
        assert echo.post(sid, "4hello again").status_code == 200
        assert next_poll(echo, sid) == "4hello again"

    def test_a_websocket_that_breaks_off_afterwards_ends_the_session(self, echo):
        sid = echo.open()
        socket = echo.upgraded(sid)
        socket.send("4hello")
        assert next_frame(socket) == "4hello"
        socket.close()
        assert echo.get(sid).status_code == 400


@needs_own_echo
class TestLimits:
    def test_a_body_that_is_too_large_is_refused_and_the_session_lives(self, echo):
        sid = echo.open()
        answer = echo.post(sid, "4" + "a" * 1_000_000)
        assert (answer.status_code, answer.content) == (413, b"")
        assert echo.post(sid, "4" + "a" * 999_999).status_code == 200
        assert len(without_pings(echo.get(sid))) == 1_000_000

    def test_a_message_that_is_too_large_closes_the_websocket_and_says_so(self, echo):
        with echo.session() as socket:
            socket.send("4" + "a" * 1_000_000)
            assert is_closed(socket)
            assert socket.close_code == 1009

    def test_a_thousand_half_open_upgrades_cost_little_and_end(self):
        # Each lives until its own patience ends: pings come later than that.
        with echo_server("--upgrade-timeout", "20000", "--ping-interval", "100000") as server:
            raw = Raw(server.url, "/engine.io/")
            before = server.resident_bytes()
            sids = [raw.open() for _ in range(1_000)]
            with ThreadPoolExecutor(8) as threads:
                sockets = list(threads.map(lambda sid: raw.socket(f"EIO=4&transport=websocket&sid={sid}"), sids))
            grown = server.resident_bytes() - before
            assert all(socket.protocol.state is State.OPEN for socket in sockets), "some ended before all were there"
            assert grown < 32 << 20, f"{grown >> 10} KiB more"
            assert all(is_closed(socket, within=60) for socket in sockets)
            assert raw.post(sids[0], "4hello").status_code == 200
            assert raw.get(sids[0]).text == "4hello"

    def test_a_flood_of_messages_nobody_polls_for_ends_its_session(self, echo):
        """4,000,000 bytes may wait: the fifth message is too much, and the session ends by it."""
        sid = echo.open()
        statuses = [echo.post(sid, "4" + "a" * 900_000).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [400]
        assert echo.get(sid).json()["code"] == 1


@needs_own_echo
def test_many_sessions_at_once_get_their_own(server):
    """Over two event loops: every session lives on one and is reached from both."""
    assert many_sessions(server.url) == []


def many_sessions(url):
    failures = []

    def run(number):
        raw = Raw(url, "/engine.io/")
        sid = raw.open()
        for turn in range(5):
            raw.post(sid, f"4{number}-{turn}")
            text = raw.get(sid).text
            if f"4{number}-{turn}" not in text.split(SEPARATOR):
                failures.append((number, turn, text))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
