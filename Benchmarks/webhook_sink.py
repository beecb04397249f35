#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes what webhooks post, as cheaply as Python can, and says what came. One process; its CPU is not measured.

GET /count, GET /bodies (all bodies, each behind its length), GET /times (when each came, in monotonic nanoseconds),
POST /reset; everything posted to /hook is taken, and what is posted to /stall is never answered."""
import asyncio
import struct
import sys
import time

bodies, times = [], []


class Sink(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""

    def data_received(self, data):
        self.buffer += data
        while True:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            place = head.find(b"content-length:")
            length = int(head[place + 15:].split(b"\r\n", 1)[0]) if place >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4:end + 4 + length]
            self.buffer = self.buffer[end + 4 + length:]
            self.answer(head, body)

    def answer(self, head, body):
        if head.startswith(b"post /hook"):
            times.append(time.monotonic_ns())
            bodies.append(body)
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        elif head.startswith(b"post /stall"):
            pass
        elif head.startswith(b"post /reset"):
            bodies.clear()
            times.clear()
            self.say(b"")
        elif head.startswith(b"get /count"):
            self.say(str(len(bodies)).encode())
        elif head.startswith(b"get /bodies"):
            self.say(b"".join(struct.pack(">I", len(body)) + body for body in bodies))
        elif head.startswith(b"get /times"):
            self.say(struct.pack(f">{len(times)}q", *times))
        else:
            self.transport.close()

    def say(self, body):
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


async def main():
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    print("READY", flush=True)
    await server.serve_forever()


asyncio.run(main())
