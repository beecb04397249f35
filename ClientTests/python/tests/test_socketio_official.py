# SPDX-License-Identifier: Apache-2.0
"""The official Socket.IO client for browsers, in Chromium: against the example server, and as the socket of a desk. Packages that
carry it lie beside the environment; scripts/setup.sh says which."""

import sys
import uuid
import zipfile
from pathlib import Path

import pytest

from browser import browser, needs_browser, new_page  # noqa: F401
from echo_server import PATIENT, echo_server, needs_own_echo
from expertflow import expertflow_server, floor  # noqa: F401
from expertflow_client import MESSAGES, Chat
from own_server import needs_binary

CARRIERS = Path(sys.prefix) / "carriers"
VERSIONS = {"4.8.1": "nicegui-3.18.0-py3-none-any.whl", "4.5.0": "nicegui-1.0.1-py3-none-any.whl"}
WAYS = [["polling"], ["websocket"], ["polling", "websocket"]]

pytestmark = [
    needs_browser,
    pytest.mark.skipif(not CARRIERS.is_dir(), reason="scripts/setup.sh python fetches the client"),
    pytest.mark.parametrize("version", VERSIONS),
]

#: A client that notes what it hears. What JSON has not is told in words of JSON.
NOTING = """
const plain = (value) =>
    value instanceof ArrayBuffer ? { bytes: [...new Uint8Array(value)] }
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    : value;
const heard = [];
const note = (name, ...values) => heard.push([name, ...values.filter((v) => typeof v !== "function").map(plain)]);
const make = (url, options) => {
    const socket = io(url, { reconnectionDelay: 100, reconnectionDelayMax: 200, randomizationFactor: 0, ...options });
    socket.on("connect", () => note("connect"));
    socket.on("disconnect", (reason) => note("disconnect", reason));
    socket.on("connect_error", (error) => note("connect_error", error.message, error.data ?? null));
    socket.onAny(note);
    return socket;
};
const ask = (socket, ...values) => new Promise((resolve) => socket.emit(...values, (...answer) => resolve(plain(answer))));
"""


@pytest.fixture
def client(new_page, version):
    """A page of an origin, with the client on it."""

    def open(url):
        page = new_page()
        # Any page of the origin will do; this is a refusal.
        page.goto(f"{url}/socket.io/")
        with zipfile.ZipFile(CARRIERS / VERSIONS[version]) as carrier:
            page.add_script_tag(content=carrier.read("nicegui/static/socket.io.min.js").decode())
        page.add_script_tag(content=NOTING)
        return page

    return open


def wait_for(page, name, count=1):
    """Waits until an event was heard so many times; what came with each."""
    page.wait_for_function("([name, count]) => heard.filter(([n]) => n === name).length >= count", arg=[name, count])
    return [values for heard, *values in page.evaluate("heard") if heard == name]


def carry(page, ways):
    """Waits until packets go by the last of some ways."""
    page.wait_for_function("way => socket.io.engine.transport.name === way", arg=ways[-1])


@needs_own_echo
@pytest.mark.parametrize("ways", WAYS, ids="-".join)
class TestEcho:
    @pytest.fixture(scope="class")
    @classmethod
    def url(cls):
        # Pings come, and a page of a busy machine may take its time to answer.
        with echo_server("--ping-timeout", "5000") as server:
            yield server.url

    @pytest.fixture
    def page(self, client, url, ways):
        page = client(url)
        page.evaluate("([url, transports]) => { window.socket = make(url, { transports, auth: { token: '123' } }); }", [url, ways])
        assert wait_for(page, "auth") == [[{"token": "123"}]]
        carry(page, ways)
        yield page
        page.evaluate("socket.disconnect()")
        page.wait_for_function("socket.io.engine.readyState === 'closed'")

    def test_events_come_back_in_order(self, page, ways):
        page.evaluate(
            """for (let n = 0; n < 50; n++)
                socket.emit("message", n, "text €😀", { list: [true, null], bytes: new Uint8Array([n, 1]) })"""
        )
        back = wait_for(page, "message-back", 50)
        assert back == [[n, "text €😀", {"list": [True, None], "bytes": {"bytes": [n, 1]}}] for n in range(50)]

    def test_events_are_acknowledged_both_ways(self, page, ways):
        assert page.evaluate("ask(socket, 'message-with-ack', 'a', 1)") == ["a", 1]
        assert page.evaluate("ask(socket, 'message-with-ack', new Uint8Array([7]))") == [{"bytes": [7]}]
        page.evaluate("() => { socket.on('question', (text, answer) => answer(`because ${text}`, new Uint8Array([8]))); }")
        page.evaluate("socket.emit('ask', 'why')")
        assert wait_for(page, "answered") == [["because why", {"bytes": [8]}]]
        assert page.evaluate("ask(socket, 'message-with-ack', 'x'.repeat(900000)).then(([text]) => text.length)") == 900_000

    def test_namespaces(self, page, url, ways):
        page.evaluate("window.other = make('/custom', { transports: socket.io.opts.transports })")
        assert wait_for(page, "auth", 2)[1] == [{}]
        assert page.evaluate("other.io === socket.io && other.id !== socket.id")
        page.evaluate("make('/random', { transports: socket.io.opts.transports })")
        assert wait_for(page, "connect_error") == [["Invalid namespace", None]]
        page.evaluate("other.disconnect(); socket.emit('message')")
        assert wait_for(page, "message-back") == [[]]

    def test_it_outlives_heartbeats(self, page, ways):
        page.evaluate("window.pings = 0; socket.io.on('ping', () => pings++)")
        page.wait_for_function("pings > 4")
        assert page.evaluate("ask(socket, 'message-with-ack', 'still here')") == ["still here"]
        assert page.evaluate("heard.map(([name]) => name)") == ["connect", "auth"]

    def test_it_comes_back_after_the_server_dropped_it(self, page, ways):
        page.evaluate("socket.emit('drop')")
        assert wait_for(page, "connect", 2) and page.evaluate("ask(socket, 'message-with-ack', 'again')") == ["again"]
        # A poll is let go without a word, and the next one is refused.
        assert wait_for(page, "disconnect") == [["transport error" if ways == ["polling"] else "transport close"]]
        carry(page, ways)

    def test_it_stays_away_once_it_was_sent_out(self, page, ways):
        page.evaluate("socket.emit('leave')")
        assert wait_for(page, "disconnect") == [["io server disconnect"]]
        assert page.evaluate("!socket.active")


@needs_own_echo
def test_it_goes_on_where_it_was(client, version):
    with echo_server("--recovery", *PATIENT) as server:
        page = client(server.url)
        page.evaluate("url => { window.socket = make(url, { transports: ['websocket'] }); }", server.url)
        [[first, *_]] = wait_for(page, "auth")
        assert first == {}
        # It says something and its connection breaks before it hears of that.
        page.evaluate("socket.emit('message', 'missed'); window.id = socket.id; socket.io.engine.close()")
        wait_for(page, "connect", 2)
        # Clients before 4.6 know nothing of it, and begin anew.
        if version == "4.5.0":
            wait_for(page, "auth", 2)
            assert page.evaluate("socket.id !== id")
        else:
            assert [text for text, *_ in wait_for(page, "message-back")] == ["missed"]
            assert page.evaluate("socket.recovered && socket.id === id")
            assert len(wait_for(page, "auth")) == 1
        page.evaluate("socket.disconnect()")


@needs_binary
@pytest.mark.parametrize("ways", WAYS, ids="-".join)
def test_a_desk(client, floor, version, ways):
    """Its login, its state, an offer, a conversation, a break, and the end, with the payloads of the vendor's desk."""
    pattern = floor.new_desk("alice").log_in()
    page = client(floor.url)
    page.evaluate(
        """async ([transports]) => {
            const headers = { "Content-Type": "application/json" };
            const body = JSON.stringify({ username: "alice", password: "demo" });
            const login = await (await fetch("/agent-manager/agent/login", { method: "POST", headers, body })).json();
            const user = login.data.keycloak_User;
            const auth = { agent: JSON.stringify(user), fcm: { desktopFcmKey: null, mobileFcmKey: null } };
            window.socket = make("/?username=alice", { path: "/agent-manager/socket.io", transports, auth });
            socket.on("onTopicData", (data, answer) => answer({ status: "ok" }));
        }""",
        [ways],
    )
    wait_for(page, "agentPresence")
    carry(page, ways)

    def ask(event, payload):
        """What the desk asks for is acknowledged."""
        assert page.evaluate("([event, payload]) => ask(socket, event, payload)", [event, payload]) == [{"status": "ok"}]

    ask("changeAgentState", {"agentId": "alice", "action": "agentState", "state": {"name": "READY", "reasonCode": None}})
    ask("changeAgentState", {"agentId": "alice", "action": "agentMRDState", "state": "READY", "mrdId": "chat"})
    conversation = floor.customer("Hello", "plain")
    [[task]] = wait_for(page, "taskRequest")
    ask("topicSubscription", {
        "topicParticipant": pattern.participant(conversation), "agentId": "alice", "conversationId": conversation,
        "roomInfo": task["roomInfo"], "taskId": task["taskId"],
    })
    [[topic]] = wait_for(page, "onTopicData")
    chat = Chat(pattern, topic)

    def say(text):
        """Says something, which comes back."""
        data = {"id": str(uuid.uuid4()), "header": chat.header(), "body": {"type": "PLAIN", "markdownText": text}}
        event = chat.event("AGENT_MESSAGE", "MESSAGE", data)
        ask("publishCimEvent", {"cimEvent": event, "agentId": "alice", "conversationId": chat.id, "roomInfo": chat.room})
        page.wait_for_function(
            "id => heard.some(([name, p]) => name === 'onCimEvent' && JSON.parse(p.cimEvent).data.id === id)", arg=data["id"]
        )

    say("Good day €😀")
    # A break: the library comes back by itself, with what it said first, and is shown the conversation again.
    page.evaluate("socket.io.engine.close()")
    topic = wait_for(page, "onTopicData", 2)[1][0]["topicData"]
    texts = [e["data"]["body"]["markdownText"] for e in topic["topicEvents"] if e["name"] in MESSAGES]
    assert texts == ["Hello", "Good day €😀"]
    carry(page, ways)
    say("here again")
    # Another login sends it out, and it stays away.
    floor.new_desk("alice").start()
    assert wait_for(page, "disconnect", 2)[1] == ["io server disconnect"]
    assert wait_for(page, "socketSessionRemoved") == [[{"agentId": "alice"}]]
    assert page.evaluate("!socket.active")
    assert [m["body"]["text"] for m in floor.messages(conversation)] == ["Hello", "Good day €😀", "here again"]
