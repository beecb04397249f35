# SPDX-License-Identifier: Apache-2.0
"""A browser at a desk: a page of our own, served by the server, does over Socket.IO what the vendor's desk does, and breaks where
that desk would. Its client of Socket.IO is ours as well, and is first held to the example server."""

import functools
import http.server
import threading
from pathlib import Path

import pytest

from browser import browser, needs_browser, new_page  # noqa: F401
from echo_server import echo_server, needs_own_echo
from expertflow import Floor, Restartable
from own_server import free_port, needs_binary

PAGES = Path(__file__).resolve().parents[2] / "pages" / "expertflow"

pytestmark = needs_browser


class TestItsSocket:
    """The page's own Socket.IO client against the example server."""

    pytestmark = needs_own_echo

    @pytest.fixture
    def page(self, new_page):
        handler = functools.partial(Quiet, directory=PAGES)
        with http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), handler) as server:
            threading.Thread(target=server.serve_forever).start()
            page = new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/assets/i18n/en.json")
            page.add_script_tag(path=PAGES / "socket.js")
            yield page
            server.shutdown()

    def test_it_speaks_listens_and_comes_back(self, page):
        with echo_server("--ping-timeout", "5000") as server:
            page.evaluate(
                """(url) => {
                    window.heard = [];
                    window.client = new SocketClient(`${url}/socket.io`, { auth: { token: "123" }, delay: 100 });
                    client.on("*", (event, ...values) => heard.push([event, ...values.filter((v) => typeof v !== "function")]));
                    client.on("question", (text, answer) => answer(`because ${text}`));
                    client.emit("message", "before it was connected");
                }""",
                server.url,
            )
            page.wait_for_function("client.transport === 'websocket'")
            for number in range(100):
                page.evaluate("(n) => client.emit('message', n, 'text €', { list: [true, null] })", number)
            page.wait_for_function("heard.filter(([event]) => event === 'message-back').length === 101")
            heard = page.evaluate("heard")
            assert heard[:2] == [["connect"], ["auth", {"token": "123"}]]
            back = [values for event, *values in heard if event == "message-back"]
            assert back == [["before it was connected"]] + [[n, "text €", {"list": [True, None]}] for n in range(100)]
            acked = page.evaluate("new Promise((resolve) => client.emit('message-with-ack', 'a', 1, (...v) => resolve(v)))")
            assert acked == ["a", 1]
            page.evaluate("client.emit('ask', 'why')")
            page.wait_for_function("heard.some(([event, text]) => event === 'answered' && text === 'because why')")

            page.evaluate("client.emit('drop')")
            page.wait_for_function("heard.filter(([event]) => event === 'connect').length === 2")
            page.wait_for_function("client.transport === 'websocket'")
            reasons = [values[0] for event, *values in page.evaluate("heard") if event == "disconnect"]
            assert reasons and reasons[0] != "io server disconnect"
            page.evaluate("client.disconnect()")
            assert page.evaluate("heard.at(-1)") == ["disconnect", "io client disconnect"]
            assert page.evaluate("client.engine.state") == "closed"

    def test_polling_alone(self, page):
        with echo_server("--ping-timeout", "5000") as server:
            page.evaluate(
                """(url) => {
                    window.heard = [];
                    window.WebSocket = class { close() {} };
                    window.client = new SocketClient(`${url}/socket.io`, { delay: 100 });
                    client.on("*", (event, ...values) => heard.push([event, ...values]));
                    for (let n = 0; n < 50; n++) client.emit("message", n);
                }""",
                server.url,
            )
            page.wait_for_function("heard.filter(([event]) => event === 'message-back').length === 50")
            assert [v[0] for event, *v in page.evaluate("heard") if event == "message-back"] == list(range(50))
            # Several heartbeats later it is still there.
            page.wait_for_function("client.engine.pings > 4")
            assert page.evaluate("client.connected && client.transport === 'polling'")
            page.evaluate("client.disconnect()")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Restartable(tmp_path_factory.mktemp("browser"), desk=str(PAGES)) as server:
        yield server


@pytest.fixture
def floor(server):
    floor = Floor(server)
    yield floor
    # The server may have been another process meanwhile; it knows the same people.
    Floor(server).clear()


@needs_binary
class TestDesk:
    @pytest.fixture
    def desk(self, new_page, floor):
        page = new_page()
        log_in(page, floor)
        return page

    def test_a_working_day(self, desk, floor):
        page = desk
        page.wait_for_function("socket.transport === 'websocket'")
        page.wait_for_function("document.querySelectorAll('#channels li').length > 0")
        assert all("image/" in text for text in page.locator("#channels li").all_inner_texts())
        ready(page)
        with floor.integration.web_socket(after=floor.integration.get("/state", agent="alice")["position"],
                                          signals="true") as stream:
            conversation = floor.customer("Hello", "web")
            tab = accept(page, conversation)
            tab.locator(".message.customer", has_text="Hello").wait_for()
            hello = floor.messages(conversation)[0]["id"]
            stream.until("cordboard.receiptReported", message=hello, status="read")

            tab.locator(".composer").click()
            page.keyboard.type("How can I help?")
            typing, _ = stream.until("cordboard.signal.typing")
            assert typing["data"]["participantKind"] == "agent"
            page.keyboard.press("Enter")
            tab.locator(".message.agent:not(.pale)", has_text="How can I help?").wait_for()
            asked = floor.says(conversation, "Where is my *parcel*?")
            tab.locator(".message.customer", has_text="parcel").wait_for()
            stream.until("cordboard.receiptReported", message=asked, status="read")
            floor.integration.post(f"/conversations/{conversation}/typing", {"isTyping": True})
            tab.locator(".typing", has_text="TYPING_STARTED").wait_for()

        tab.locator(".note").click()
        wrap_up(page, "Order", note="an angry man")
        tab.locator(".message.agent:not(.pale)", has_text="Order an angry man").wait_for()
        assert floor.messages(conversation)[-1]["audience"] == "agentsAndManagers"
        tab.locator(".more").click()
        tab.locator(".line", has_text="earlier: ").wait_for()

        tab.locator(".leave").click()
        page.locator("#wrapUp .without").wait_for()
        assert 55 <= float(page.locator("#wrapUp .countdown").inner_text()) <= 60
        wrap_up(page, "Resolved", note="sent again")
        tab.wait_for(state="detached")
        assert page.locator("#snackbar").inner_text() == "You are removed due to Wrap Up applied"

        second = accept(page, floor.customer("Me too", "web"))
        second.locator(".leave").click()
        page.locator("#wrapUp .without").click()
        second.wait_for(state="detached")
        assert page.locator("#snackbar").inner_text() == "You are removed due to choosing leave without Wrap Up"

        third = accept(page, floor.customer("And me", "plain"))
        third.locator(".leave").click()
        third.wait_for(state="detached")
        assert not page.locator("#wrapUp[open]").count()

        page.locator("#media button", has_text="CHAT (READY)").wait_for()
        check_the_day(page)
        page.locator("#logoutReasons").select_option(label="End of shift")
        page.locator("#logout").click()
        page.locator("#username").wait_for()
        assert page.evaluate("localStorage.getItem('ccUser')") is None
        assert floor.integration.get("/agents/alice")["agent"]["state"] == "LOGOUT"

    def test_a_logout_without_a_reason(self, desk, floor):
        desk.locator("#logout").click()
        desk.locator("#username").wait_for()
        assert floor.integration.get("/agents/alice")["agent"]["state"] == "LOGOUT"
        log_in(desk, floor)

    def test_not_ready_with_a_reason(self, desk):
        ready(desk)
        desk.locator("#states").select_option(label="Lunch")
        desk.locator("#state.not_ready").wait_for()
        assert desk.locator("#reason").inner_text() == "Lunch"

    def test_an_offer_is_taken_back(self, desk, floor):
        ready(desk)
        floor.customer("Hello", "impatient")
        desk.locator("#offers li").wait_for()
        desk.locator("#offers li").wait_for(state="detached")
        desk.locator("#state.not_ready").wait_for()

    def test_the_customer_goes(self, desk, floor):
        ready(desk)
        conversation = floor.customer("Hello", "plain")
        tab = accept(desk, conversation)
        floor.integration.post(f"/conversations/{conversation}/end-session", {"reason": "customer"})
        tab.locator(".line", has_text="CHANNEL_SESSION_ENDED WEB").wait_for()
        assert tab.locator(".composer").is_disabled()

    def test_a_reload_in_the_middle(self, desk, floor):
        ready(desk)
        conversation = floor.customer("Hello", "plain")
        tab = accept(desk, conversation)
        say(desk, tab, "before")
        waiting = floor.customer("Me too", "plain")
        desk.locator(f"#offers li[data-conversation='{waiting}']").wait_for()
        desk.reload()
        tab = desk.locator(f".tab[data-conversation='{conversation}']")
        tab.locator(".message.agent:not(.pale)", has_text="before").wait_for()
        desk.locator("#state.ready").wait_for()
        say(desk, tab, "after")
        other = accept(desk, waiting)
        say(desk, other, "welcome")
        assert desk.evaluate("heard.filter(([event]) => event === 'taskRequest').length") == 1
        assert desk.evaluate("failures") == []

    @pytest.mark.parametrize("killed", [False, True], ids=["stopped", "killed"])
    def test_a_restart_in_the_middle(self, desk, floor, server, killed):
        ready(desk)
        conversation = floor.customer("Hello", "plain")
        tab = accept(desk, conversation)
        say(desk, tab, "before")
        waiting = floor.customer("Me too", "plain")
        desk.locator(f"#offers li[data-conversation='{waiting}']").wait_for()
        server.end(killed)
        desk.locator("#snackbar", has_text="Unable to connect to chat").wait_for()
        # The page stays as it is, but for its offers, which closed.
        assert desk.locator(".tab").count() == 1 and desk.locator("#offers li").count() == 0
        server.start()
        desk.wait_for_function("socket.connected && heard.filter(([event]) => event === 'onTopicData').length === 2")
        say(desk, tab, "after")
        say(desk, accept(desk, waiting), "welcome")
        desk.locator("#state.ready").wait_for()
        reasons = desk.evaluate("heard.filter(([event]) => event === 'disconnect').map(([, reason]) => reason)")
        assert reasons and "io server disconnect" not in reasons
        floor.integration = Floor(server).integration

    def test_a_second_login_elsewhere(self, desk, floor, new_page):
        other = new_page()
        log_in(other, floor)
        # Sent out of the namespace, the desk goes to its login page.
        desk.locator("#username").wait_for()
        assert desk.dialogs == ["You are logged in elsewhere"]
        assert desk.evaluate("localStorage.getItem('ccUser')") is None
        ready(other)
        assert other.dialogs == []

    def test_a_wrong_password(self, new_page, floor):
        page = new_page()
        log_in(page, floor, password="wrong", waits=False)
        page.locator("#snackbar", has_text="Unauthorized User").wait_for()
        assert page.locator("#login").is_visible()

    def test_the_cookie_is_gone(self, desk):
        """Without the login's cookie nothing is answered and the socket is refused: the desk goes to its login page."""
        desk.context.clear_cookies()
        desk.reload()
        desk.locator("#username").wait_for()
        assert desk.evaluate("localStorage.getItem('ccUser')") is None


def log_in(page, floor, password="demo", waits=True):
    page.goto(f"{floor.url}/agent-desk-ui/")
    page.locator("#username").fill("alice")
    page.locator("#password").fill(password)
    page.locator("#login button").click()
    if waits:
        page.locator("#state.not_ready").wait_for()
        assert page.evaluate("failures") == []


def ready(page):
    page.locator("#states").select_option("READY")
    page.locator("#state.ready").wait_for()
    page.locator("#media button", has_text="CHAT (NOT_READY)").click()
    page.locator("#media button", has_text="CHAT (READY)").wait_for()


def accept(page, conversation):
    page.locator(f"#offers li[data-conversation='{conversation}'] button").click()
    tab = page.locator(f".tab[data-conversation='{conversation}']")
    tab.wait_for()
    return tab


def say(page, tab, text):
    tab.locator(".composer").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    tab.locator(".message.agent:not(.pale)", has_text=text).wait_for()


def wrap_up(page, *codes, note):
    for code in codes:
        page.locator("#wrapUp label", has_text=code).locator("input").check()
    page.locator("#wrapUp textarea").fill(note)
    page.locator("#wrapUp .apply").click()


def media(presence, domain):
    return next(m["state"] for m in presence["agentMrdStates"] if m["mrd"]["id"] == domain)


def check_the_day(page):
    """In which order the desk was told things, and that it asked in the right ones."""
    heard, sent = page.evaluate("heard"), page.evaluate("sent")
    # The transport may be upgraded before the namespace is joined.
    names = [event for event, *_ in heard if event != "upgrade"]
    assert names[0] == "connect"
    assert names.index("connect") < names.index("agentPresence") < names.index("onChannelTypes") < names.index("taskRequest")
    assert names.index("taskRequest") < names.index("onTopicData")
    assert all(values[1:] == ["ack"] for event, *values in heard if event == "onTopicData")
    assert names.count("taskRequest") == names.count("onTopicData") == names.count("topicUnsubscription") == 3
    assert "errors" not in names
    # Each request for a state had its presence, and each change of what it has on its hands.
    presences = [values[0]["agentPresence"] for event, *values in heard if event == "agentPresence"]
    busy = [("READY", "ACTIVE"), ("READY", "READY")]
    assert [(presence["state"]["name"], media(presence, "chat")) for presence in presences] == [
        ("LOGIN", "LOGIN"), ("NOT_READY", "NOT_READY"), ("READY", "NOT_READY"), ("READY", "READY"), *(3 * busy),
    ]
    first = [payload["cimEvent"]["name"] for event, payload in sent if event == "publishCimEvent"][:4]
    assert first == ["MESSAGE_DELIVERY_NOTIFICATION", "TYPING_INDICATOR", "AGENT_MESSAGE", "MESSAGE_DELIVERY_NOTIFICATION"]
    assert page.evaluate("failures") == []
