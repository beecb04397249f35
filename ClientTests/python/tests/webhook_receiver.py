# SPDX-License-Identifier: Apache-2.0
"""A receiver of webhooks that keeps all that it is sent, and does with each request what it is told to."""

import json
import os
import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 20


@dataclass
class Answer:
    """A whole answer."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes = b""


def redirect(url, status=307):
    return Answer(status, {"Location": url})


#: Says nothing until it is let go, and then takes it.
STALL = "stall"
#: Resets the connection.
RESET = "reset"
#: Sends headers and a part of the body, and then nothing.
HALF = "half"
#: Sends headers, and then a byte now and then.
DRIP = "drip"
#: What is no HTTP.
NOISE = "noise"


class Request:
    """One request, and what was done with it."""

    def __init__(self, handler, body, action):
        self.path, self.body, self.action = handler.path, body, action
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.names = [name.lower() for name in handler.headers.keys()]
        self.peer = handler.connection.getpeercert() if isinstance(handler.connection, ssl.SSLSocket) else None
        self.id, self.at = self.headers.get("webhook-id"), time.monotonic()

    @property
    def is_taken(self):
        return isinstance(self.action, Answer) and 200 <= self.action.status < 300

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        event = self.json
        at = f"{event.get('subject')}#{event.get('conversationsequence')}" if isinstance(event, dict) else ""
        what = self.action.status if isinstance(self.action, Answer) else self.action
        return f"<{self.id} {at} {what}>"


class Receiver:
    """Listens on 127.0.0.1, where it is up.

    `plan` has what is done with the next requests, one after the other; behind its end `decide` is asked, and without it
    everything is taken. Each is a status, an `Answer`, or one of the words above.
    """

    def __init__(self, plan=(), decide=None, context=None):
        self.plan, self.decide, self.context = list(plan), decide, context
        self.requests, self.refused = [], []
        self.more = threading.Condition()
        self.released = threading.Event()
        self.server, self.port = None, 0
        self.up()

    @property
    def url(self):
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}/hook"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # Being there

    def up(self):
        self.server = _Server(self)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def down(self):
        """Nobody listens any more, and every connection ends."""
        self.server.shutdown()
        self.server.server_close()
        self.server.end_connections()
        self.server = None

    def close(self):
        self.release()
        if self.server:
            self.down()

    def release(self):
        """Lets go of everything that stalls now or will."""
        self.released.set()

    # What came

    @property
    def taken(self):
        with self.more:
            return [request for request in self.requests if request.is_taken]

    def note(self, handler, body):
        with self.more:
            action = self.plan.pop(0) if self.plan else self.decide(body) if self.decide else 200
            request = Request(handler, body, Answer(action) if isinstance(action, int) else action)
            self.requests.append(request)
            self.more.notify_all()
        return request

    def wait(self, count, timeout=PATIENCE):
        """The requests, once there are so many."""
        self.until(lambda: len(self.requests) >= count, timeout)
        return list(self.requests)

    def wait_taken(self, count, timeout=PATIENCE):
        """Those that were taken, once there are so many."""
        self.until(lambda: sum(request.is_taken for request in self.requests) >= count, timeout)
        return self.taken

    def until(self, holds, timeout=PATIENCE):
        with self.more:
            assert self.more.wait_for(holds, timeout), f"after {timeout} s: {self.requests[-20:]}"


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, receiver):
        self.receiver, self.connections = receiver, set()
        super().__init__(("127.0.0.1", receiver.port), _Handler)

    def get_request(self):
        connection, address = super().get_request()
        self.connections.add(connection)
        return connection, address

    def finish_request(self, request, client_address):
        context = self.receiver.context
        if context is None:
            return super().finish_request(request, client_address)
        try:
            request.settimeout(PATIENCE)
            secure = context.wrap_socket(request, server_side=True)
        except (ssl.SSLError, OSError) as error:
            with self.receiver.more:
                self.receiver.refused.append(error)
                self.receiver.more.notify_all()
            return
        self.connections.add(secure)
        super().finish_request(secure, client_address)
        secure.close()

    def end_connections(self):
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def handle_error(self, request, client_address):
        """A peer that goes away, as one that is killed, is nothing to tell of."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length, receiver = int(self.headers["Content-Length"]), self.server.receiver
        body = self.rfile.read(length)
        if len(body) < length:
            # Who sent it is gone in the middle of it: it is no request.
            self.close_connection = True
            return
        request = receiver.note(self, body)
        if request.action == RESET:
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())
        elif request.action == NOISE:
            self.close_connection = True
            self.wfile.write(b"220 mail.example ESMTP\r\n\r\n")
        elif request.action in (HALF, DRIP):
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart")
            # Until it is let go or the peer has enough.
            while not receiver.released.wait(0.2 if request.action == DRIP else PATIENCE) and request.action == DRIP:
                self.wfile.write(b".")
        elif request.action == STALL:
            receiver.released.wait(PATIENCE)
            with receiver.more:
                request.action = Answer(200)
                receiver.more.notify_all()
            self.answer(request.action)
        else:
            self.answer(request.action)

    def do_GET(self):
        self.do_POST()

    def answer(self, answer):
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *arguments):
        pass
