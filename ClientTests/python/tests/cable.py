# SPDX-License-Identifier: Apache-2.0
"""A line between clients and a server which a test can cut."""

import socket
import struct
import threading


class Cable:
    """Hands bytes on both ways. When it is cut, every connection ends and what was on its way is lost, as where a network
    breaks; whoever connects anew gets through."""

    def __init__(self, port):
        self.port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._ends = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                client.close()
                continue
            with self._lock:
                self._ends |= {client, server}
            for ends in [(client, server), (server, client)]:
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            with self._lock:
                if source in self._ends:
                    target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        with self._lock:
            self._ends.discard(source)
        source.close()

    def cut(self):
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            try:
                # Closed like this, it drops what it has, and the peer is told that the connection was reset.
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RD)
            except OSError:
                pass

    def end(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
