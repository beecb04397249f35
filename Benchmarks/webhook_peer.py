#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The plain dispatcher that stands beside ours: aiohttp, signed as Standard Webhooks says, in order per conversation, so many
conversations at once. It keeps nothing, tries nothing again and reads no journal: bodies come from a file.

    webhook_peer.py URL BODIES WORKERS"""
import asyncio
import base64
import hashlib
import hmac
import re
import resource
import struct
import sys
import time

import aiohttp


def read(path):
    data, place = open(path, "rb").read(), 0
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        yield data[place + 4:place + 4 + length]
        place += 4 + length


async def main(url, path, workers):
    lanes = {}
    for body in read(path):
        lanes.setdefault(re.search(rb'"subject":"([^"]*)"', body).group(1), []).append(body)
    waiting = list(lanes.values())
    key = b"0" * 32
    count = 0

    async def work(session):
        nonlocal count
        while waiting:
            for body in waiting.pop():
                identifier, now = f"msg-{count}", str(int(time.time()))
                digest = hmac.new(key, f"{identifier}.{now}.".encode() + body, hashlib.sha256).digest()
                headers = {
                    "content-type": "application/cloudevents+json", "webhook-id": identifier, "webhook-timestamp": now,
                    "webhook-signature": "v1," + base64.b64encode(digest).decode(),
                }
                async with session.post(url, data=body, headers=headers) as answer:
                    assert answer.status == 200
                    await answer.read()
                count += 1

    connector = aiohttp.TCPConnector(limit=workers)
    async with aiohttp.ClientSession(connector=connector) as session:
        used = resource.getrusage(resource.RUSAGE_SELF)
        begin = time.monotonic()
        await asyncio.gather(*(work(session) for _ in range(workers)))
        wall = time.monotonic() - begin
        after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    print(f"RESULT webhooks.peer.cpu_micros {cpu / count * 1e6}")
    print(f"RESULT webhooks.peer.per_second {count / wall}")


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
