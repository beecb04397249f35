#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures webhooks: signed deliveries to a sink on this machine, durable and in order per conversation, beside a plain
dispatcher on aiohttp; and what an endpoint that takes nothing costs another.

    webhooks.py BINARY DATA [--facts 60000] [--seconds 15]

Prints RESULT lines as the other measurements do. The facts are in the journal before the webhook is created, which begins in
the past: so what is measured is reading, encoding, signing and sending, and nothing else."""
import argparse
import http.client
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
CONVERSATIONS = 1_000


class Server:
    def __init__(self, binary, data, port, core):
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        settings = {
            "CORDBOARD_LIMITS_REQUESTS_PER_SECOND": "0", "CORDBOARD_SERVER_EVENT_LOOPS": "1",
            "CORDBOARD_WEBHOOKS_PENDING": "10000",
        }
        command = [binary, "serve", "--config", str(HERE.parent / "config/demo.yaml"), "--port", str(port), "--data", data]
        self.port = port
        self.process = subprocess.Popen(pinned(core) + command, stderr=subprocess.DEVNULL, env=os.environ | settings)
        for _ in range(600):
            try:
                if Connection(self).call("GET", "/readyz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        form = {"grant_type": "password", "client_id": "cordboard", "username": "ada", "password": "demo"}
        self.administrator = Connection(self).token(form)
        form = {"grant_type": "client_credentials", "client_id": "integration", "client_secret": "demo"}
        self.channel = Connection(self).token(form)

    def cpu_seconds(self):
        total = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def rest(self):
        """Waits until it does nothing more: what was put in is brought into the search index behind."""
        known = -1
        while self.cpu_seconds() - known > 0.01:
            known = self.cpu_seconds()
            time.sleep(0.5)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Connection:
    def __init__(self, server, token=None):
        self.http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method, path, body=None, kind="application/json"):
        headers = self.headers | ({"Content-Type": kind} if body is not None else {})
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        return answer.status, answer.read()

    def token(self, form):
        path = "/realms/democo/protocol/openid-connect/token"
        status, body = self.call("POST", path, urlencode(form), "application/x-www-form-urlencoded")
        assert status == 200, body
        return json.loads(body)["access_token"]

    def api(self, method, path, body=None):
        status, answer = self.call(method, f"/api/v1/accounts/DEMOCO{path}", None if body is None else json.dumps(body))
        assert status < 300, (status, answer)
        return json.loads(answer) if answer else None


class Sink:
    def __init__(self, port, core):
        command = pinned(core) + [sys.executable, str(HERE / "webhook_sink.py"), str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.process.stdout.readline()
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path)
        return connection.getresponse().read()

    def wait(self, count, patience=300):
        end = time.monotonic() + patience
        while int(self.ask("GET", "/count")) < count:
            assert time.monotonic() < end, f"only {self.ask('GET', '/count')} of {count} came"
            time.sleep(0.02)

    def stop(self):
        self.process.kill()


def pinned(core):
    return ["taskset", "-c", str(core)] if os.cpu_count() > 1 else []


def begin_conversations(server):
    """Conversations that wait, so that nothing but messages happens in them."""
    connection, found = Connection(server, server.channel), []
    for number in range(CONVERSATIONS):
        body = {"channel": "web", "customer": {"identifier": f"customer-{number}"}, "message": {"body": text("first")}}
        found.append(start(connection, body))
    return found


def text(words):
    return {"text": words}


def start(connection, body):
    answer = connection.api("POST", "/conversations", body)
    return answer["conversation"]["id"]


def say(server, conversations, count, threads=4, words=None):
    def work(part):
        connection = Connection(server, server.channel)
        for number in range(part, count, threads):
            place = conversations[number % len(conversations)]
            message = {"body": text(words or f"message {number} " + "x" * 200)}
            connection.api("POST", f"/conversations/{place}/messages", message)

    workers = [threading.Thread(target=work, args=(part,)) for part in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def webhook(server, url, **members):
    body = {"url": url, "events": ["messagePosted"], "concurrency": 16} | members
    return Connection(server, server.administrator).api("POST", "/webhooks", body)["webhook"]["id"]


def remove(server, identifier):
    Connection(server, server.administrator).api("DELETE", f"/webhooks/{identifier}")


def result(name, value):
    print(f"RESULT webhooks.{name} {value}", flush=True)


def check_order(blob, count):
    place, last, seen = 0, {}, set()
    while place < len(blob):
        (length,) = struct.unpack_from(">I", blob, place)
        body = blob[place + 4:place + 4 + length]
        place += 4 + length
        subject = re.search(rb'"subject":"([^"]*)"', body).group(1)
        offset = int(re.search(rb'"position":"[0-9a-f]+-([0-9]+)"', body).group(1))
        assert last.get(subject, 0) < offset, f"{subject} is out of order"
        last[subject] = offset
        seen.add(offset)
    assert len(seen) == count, f"{len(seen)} of {count} came"


def deliveries(server, sink, data, count):
    sink.ask("POST", "/reset")
    server.rest()
    before, began = server.cpu_seconds(), time.monotonic()
    beginning = Connection(server, server.administrator).api("GET", "/webhooks")["position"].split("-")[0] + "-0"
    identifier = webhook(server, sink.url + "/hook", after=beginning)
    sink.wait(count)
    wall = time.monotonic() - began
    result("cpu_micros", (server.cpu_seconds() - before) / count * 1e6)
    result("per_second", count / wall)
    remove(server, identifier)
    blob = sink.ask("GET", "/bodies")
    check_order(blob, count)
    result("body_bytes", len(blob) / count - 4)
    bodies = data / "bodies"
    bodies.write_bytes(blob)
    sink.ask("POST", "/reset")
    command = pinned(0) + [sys.executable, str(HERE / "webhook_peer.py"), sink.url + "/hook", str(bodies), "16"]
    subprocess.run(command, check=True)


def latencies(server, sink, conversations, seconds, name):
    """How long after a message was acknowledged it came: 300 a second, one after the other."""
    sink.ask("POST", "/reset")
    connection, acknowledged = Connection(server, server.channel), {}
    begin = time.monotonic()
    for number in range(300 * seconds):
        wait = begin + number / 300 - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        place = conversations[number % len(conversations)]
        message = {"body": text(f"live {number}.")}
        connection.api("POST", f"/conversations/{place}/messages", message)
        acknowledged[number] = time.monotonic_ns()
    sink.wait(300 * seconds)
    blob, times = sink.ask("GET", "/bodies"), sink.ask("GET", "/times")
    times, place, found = struct.unpack(f">{len(times) // 8}q", times), 0, []
    for moment in times:
        (length,) = struct.unpack_from(">I", blob, place)
        number = int(re.search(rb"live ([0-9]+)\.", blob[place + 4:place + 4 + length]).group(1))
        place += 4 + length
        found.append((moment - acknowledged[number]) / 1e6)
    found.sort()
    result(f"{name}.p50_ms", found[len(found) // 2])
    result(f"{name}.p99_ms", found[len(found) * 99 // 100])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("data", type=Path)
    options.add_argument("--facts", type=int, default=60_000)
    options.add_argument("--seconds", type=int, default=15)
    options.add_argument("--port", type=int, default=8098)
    options = options.parse_args()
    sink = Sink(options.port + 100, 1)
    server = Server(options.binary, options.data / "webhooks", options.port, 0)
    try:
        conversations = begin_conversations(server)
        say(server, conversations, options.facts)
        count = options.facts + len(conversations)
        deliveries(server, sink, options.data, count)
        good = webhook(server, sink.url + "/hook")
        latencies(server, sink, conversations, options.seconds, "alone")
        bad = [webhook(server, sink.url + "/stall"), webhook(server, "http://127.0.0.1:1/refused")]
        latencies(server, sink, conversations, options.seconds, "beside_dead")
        for identifier in [good, *bad]:
            remove(server, identifier)
    finally:
        server.stop()
        sink.stop()


main()
