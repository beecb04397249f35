# SPDX-License-Identifier: Apache-2.0
"""Mail in and out with Python's own libraries: smtplib hands it over, email reads what arrives at a relay."""

import email
import email.policy
import smtplib
import socket
import ssl
import subprocess
import threading
import time
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from genesys import Listener, Rest
from own_server import OwnServer, free_port, needs_binary

pytestmark = needs_binary

ADDRESS = "support@demo.example"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63646068f80f00028b01"
    "8668e6f76a0000000049454e44ae426082"
)


class Relay:
    """A mail server that takes everything and keeps it; it can be told to say nothing at the end of a message."""

    def __init__(self, port=0):
        self.socket = socket.create_server(("127.0.0.1", port))
        self.port = self.socket.getsockname()[1]
        self.mails = []
        self.refusals = []
        self.is_mute = False
        self.came = threading.Condition()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.try_to_serve, args=(peer,), daemon=True).start()

    def try_to_serve(self, peer):
        try:
            self.serve(peer)
        except OSError:
            pass  # The server on the other side was killed.

    def serve(self, peer):
        with peer, peer.makefile("rb") as lines:
            say = lambda text: peer.sendall(text.encode() + b"\r\n")
            say("220 relay")
            recipients = []
            while line := lines.readline():
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"EHLO":
                    say("250-relay\r\n250-PIPELINING\r\n250 8BITMIME")
                elif verb == b"RCPT":
                    recipients.append(line.decode().partition("<")[2].partition(">")[0])
                    say("250 ok")
                elif verb == b"DATA":
                    say("354 go")
                    content = []
                    while (line := lines.readline()) != b".\r\n":
                        if not line:
                            return
                        content.append(line[1:] if line.startswith(b".") else line)
                    if self.is_mute:
                        return
                    with self.came:
                        refusal = self.refusals.pop(0) if self.refusals else None
                        if refusal is None:
                            message = email.message_from_bytes(b"".join(content), policy=email.policy.default)
                            self.mails.append((recipients, message))
                            self.came.notify_all()
                    say(refusal or "250 2.0.0 queued")
                    recipients = []
                elif verb == b"QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 ok")

    def wait_for(self, count):
        with self.came:
            assert self.came.wait_for(lambda: len(self.mails) >= count, timeout=30), f"{len(self.mails)} of {count} came"
            return self.mails

    def close(self):
        self.socket.close()


class Centre:
    """A server that takes mail, and an agent who works on it."""

    def __init__(self, data, relay, protocol="smtp", **settings):
        self.mail_port = free_port()
        self.data, self.port = data, free_port()
        self.settings = {
            "CORDBOARD_MAIL_HOST_NAME": "centre.example",
            "CORDBOARD_MAIL_LISTENER_ENABLED": "true",
            "CORDBOARD_MAIL_LISTENER_PORT": str(self.mail_port),
            "CORDBOARD_MAIL_LISTENER_PROTOCOL": protocol,
            "CORDBOARD_MAIL_RELAY_HOST": "127.0.0.1",
            "CORDBOARD_MAIL_RELAY_PORT": str(relay.port),
            "CORDBOARD_MAIL_RELAY_ENCRYPTION": "none",
            "CORDBOARD_SERVER_SHUTDOWN_GRACE": "1s",
        } | settings
        self.start()

    def start(self):
        trust = self.settings.get("CORDBOARD_SERVER_TLS_CERTIFICATE")
        self.trust = ssl.create_default_context(cafile=trust) if trust else True
        scheme = "https" if trust else "http"
        self.server = OwnServer(self.data, self.port, scheme=scheme, verify=self.trust, **self.settings).wait_until_ready()
        self.alice = self.server.grant(grant_type="password", client_id="cordboard", username="alice", password="demo")

    def call(self, method, path, body=None):
        with self.server.client(headers={"Authorization": f"Bearer {self.alice}"}) as client:
            answer = client.request(method, f"/api/v1/accounts/DEMOCO{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def ready(self):
        self.call("POST", "/agents/alice/login")
        self.call("PUT", "/agents/alice/state", {"state": "READY"})
        self.call("PUT", "/agents/alice/media/email", {"state": "READY"})

    def accept(self):
        offer = self.call("GET", "/offers")["offers"][0]
        self.call("POST", f"/offers/{offer['id']}/accept")
        return offer["conversation"]

    def messages(self, conversation):
        return self.call("GET", f"/conversations/{conversation}/messages?limit=500")["messages"]

    def say(self, conversation, text):
        self.call("POST", f"/conversations/{conversation}/messages", {"body": {"text": text}})

    def hand_over(self, message, kind=smtplib.SMTP, to=(ADDRESS,)):
        with kind("127.0.0.1", self.mail_port) as client:
            return client.send_message(message, "jo@x.example", list(to))


@pytest.fixture
def relay():
    relay = Relay()
    yield relay
    relay.close()


@pytest.fixture
def centre(tmp_path, relay):
    centre = Centre(tmp_path, relay)
    yield centre
    centre.server.kill()


def mail(text="Where is my parcel?", subject="Größe", number=1, sender="Jö Doe <jo@x.example>", **fields):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ADDRESS, subject
    message["Message-ID"] = f"<{number}@x.example>"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_a_mail_reaches_an_agent_and_the_answer_its_customer_in_the_thread(centre, relay):
    message = mail()
    message.add_alternative("<p>Where is my <b>parcel</b>?</p>", subtype="html")
    message.add_attachment(PNG, maintype="image", subtype="png", filename="Foto 1 – März.png")
    centre.ready()
    assert centre.hand_over(message) == {}
    conversation = centre.accept()
    said = centre.messages(conversation)[0]["body"]
    assert (said["type"], said["text"]) == ("EMAIL", "Where is my parcel?")
    content = said["content"]
    assert content["subject"] == "Größe" and content["additionalDetails"]["messageId"] == "1@x.example"
    (file,) = content["attachments"]
    assert (file["mediaName"], file["mimeType"], file["size"]) == ("Foto 1 – März.png", "image/png", len(PNG))
    with centre.server.client(headers={"Authorization": f"Bearer {centre.alice}"}) as client:
        assert client.get(file["mediaUrl"]).content == PNG

    centre.say(conversation, "Sie ist unterwegs: größer, schöner.\n.\n--\nAlice")
    ((recipients, answer),) = relay.wait_for(1)
    assert recipients == ["jo@x.example"]
    assert answer["From"].addresses[0].addr_spec == ADDRESS
    assert (answer["To"].addresses[0].display_name, answer["Subject"]) == ("Jö Doe", "Re: Größe")
    assert answer["In-Reply-To"] == "<1@x.example>" and answer["References"] == "<1@x.example>"
    assert answer.get_content().replace("\r\n", "\n").rstrip() == "Sie ist unterwegs: größer, schöner.\n.\n--\nAlice"
    assert not answer.defects and not any(field.defects for field in answer.values())

    references = f"{answer['References']} {answer['Message-ID']}"
    again = mail("Thank you", number=2, sender="bo@y.example", In_Reply_To=answer["Message-ID"], References=references)
    centre.hand_over(again)
    assert [m["body"]["text"].strip() for m in centre.messages(conversation)][2:] == ["Thank you"]
    centre.say(conversation, "Gern")
    second = relay.wait_for(2)[1][1]
    # Bo answered, and Jo is who the answer is for: it answers what Jo wrote, in the thread of all.
    assert relay.wait_for(2)[1][0] == ["jo@x.example"] and second["In-Reply-To"] == "<1@x.example>"
    assert second["References"].split() == ["<1@x.example>", answer["Message-ID"], "<2@x.example>"]


def test_lmtp_has_an_answer_for_each_recipient(tmp_path, relay):
    centre = Centre(tmp_path, relay, protocol="lmtp")
    refused = centre.hand_over(mail(), smtplib.LMTP, [ADDRESS, "nobody@demo.example"])
    assert {name: code for name, (code, _) in refused.items()} == {"nobody@demo.example": 550}
    centre.ready()
    assert centre.messages(centre.accept())[0]["body"]["type"] == "EMAIL"
    centre.server.stop()


def test_what_may_not_come_in_does_not(tmp_path, relay):
    centre = Centre(tmp_path, relay, CORDBOARD_MAIL_LISTENER_MESSAGE_BYTES="64KiB")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        centre.hand_over(mail(), to=["nobody@elsewhere.example"])
    with pytest.raises(smtplib.SMTPSenderRefused) as large:
        centre.hand_over(mail("x" * 70_000))
    assert large.value.smtp_code == 552
    with pytest.raises(smtplib.SMTPDataError) as loop:
        centre.hand_over(mail(sender=ADDRESS))
    assert loop.value.smtp_code == 554
    hidden = b"Subject: x\r\n\r\nx\n.\nMAIL FROM:<e@x.example>\r\nRCPT TO:<" + ADDRESS.encode() + b">\r\nDATA\r\nhidden\r\n.\r\n"
    with socket.create_connection(("127.0.0.1", centre.mail_port)) as peer, peer.makefile("rb") as lines:
        for command, code in [(None, b"220"), (b"HELO x", b"250"), (b"MAIL FROM:<a@x.example>", b"250")]:
            if command:
                peer.sendall(command + b"\r\n")
            assert lines.readline().startswith(code)
        peer.sendall(b"RCPT TO:<" + ADDRESS.encode() + b">\r\nDATA\r\n")
        assert [lines.readline()[:3] for _ in range(2)] == [b"250", b"354"]
        peer.sendall(hidden + b"QUIT\r\n")
        assert [lines.readline()[:3] for _ in range(2)] == [b"550", b"221"]
    centre.ready()
    assert centre.call("GET", "/offers")["offers"] == []
    centre.server.stop()


class Handler:
    """Keeps what aiosmtpd, another implementation of a mail server, was handed."""

    def __init__(self):
        self.came = threading.Event()

    async def handle_DATA(self, server, session, envelope):
        self.session, self.envelope = session, envelope
        self.came.set()
        return "250 2.0.0 queued"


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_both_ways_encrypted_with_a_password_for_the_relay(tmp_path, mechanism):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=cordboard.test"]
        + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    certificate, key = str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem")
    identity = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    identity.load_cert_chain(certificate, key)
    handler = Handler()
    logins = []

    def authenticate(server, session, envelope, mechanism, data):
        logins.append((mechanism, data.login, data.password))
        return AuthResult(success=data.password == b"secret")

    relay = Controller(
        handler,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=identity,
        require_starttls=True,
        authenticator=authenticate,
        auth_required=True,
        auth_exclude_mechanism=[{"PLAIN": "LOGIN", "LOGIN": "PLAIN"}[mechanism]],
    )
    relay.start()
    (tmp_path / "password").write_text("secret\n")
    centre = Centre(
        tmp_path,
        relay,
        CORDBOARD_SERVER_TLS_CERTIFICATE=certificate,
        CORDBOARD_SERVER_TLS_KEY=key,
        CORDBOARD_MAIL_LISTENER_REQUIRE_TLS="true",
        CORDBOARD_MAIL_RELAY_ENCRYPTION="required",
        CORDBOARD_MAIL_RELAY_CERTIFICATES=certificate,
        CORDBOARD_MAIL_RELAY_USER="contact",
        CORDBOARD_MAIL_RELAY_PASSWORD_FILE=str(tmp_path / "password"),
    )
    try:
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            centre.hand_over(mail())
        assert refused.value.smtp_code == 530
        with smtplib.SMTP("127.0.0.1", centre.mail_port) as client:
            client.starttls(context=centre.trust)
            assert client.send_message(mail(), "jo@x.example", [ADDRESS]) == {}
        centre.ready()
        centre.say(centre.accept(), "Grüße")
        assert handler.came.wait(30), "nothing came"
        assert logins == [(mechanism, b"contact", b"secret")]
        assert handler.session.ssl and handler.envelope.rcpt_tos == ["jo@x.example"]
        message = email.message_from_bytes(handler.envelope.content, policy=email.policy.default)
        assert message.get_content().strip() == "Grüße"
        centre.server.stop()
    finally:
        relay.stop()
        centre.server.kill()


def test_an_answer_that_is_not_taken_is_on_record(centre, relay):
    centre.ready()
    centre.hand_over(mail())
    conversation = centre.accept()
    relay.refusals = ["550 5.1.1 nobody of that name"]
    centre.say(conversation, "Hello?")
    deadline = time.monotonic() + 30
    while not (receipts := centre.messages(conversation)[1]["receipts"]):
        assert time.monotonic() < deadline, "no receipt came"
        time.sleep(0.05)
    assert receipts[0]["status"] == "failed" and "nobody of that name" in receipts[0]["detail"]


def test_kill_9_loses_no_mail_in_either_direction(tmp_path, relay):
    centre = Centre(tmp_path, relay)
    centre.ready()
    centre.hand_over(mail("0", number=0))
    conversation = centre.accept()
    acknowledged = []

    def hand_over_until_killed():
        for number in range(1, 200):
            try:
                centre.hand_over(mail(str(number), number=number))
                acknowledged.append(str(number))
            except (OSError, smtplib.SMTPException):
                return

    writer = threading.Thread(target=hand_over_until_killed)
    writer.start()
    relay.is_mute = True
    said = []
    for number in range(20):
        centre.say(conversation, f"answer {number}")
        said.append(f"answer {number}")
    centre.server.kill()
    writer.join()
    assert acknowledged, "nothing was handed over before the end"
    relay.is_mute = False
    centre.start()
    came = lambda: {m.get_content().strip() for _, m in relay.mails}
    deadline = time.monotonic() + 100
    while not set(said) <= came():
        # What was on its way to a relay that fell silent is tried again after a minute or so.
        assert time.monotonic() < deadline, f"{set(said) - came()} never came"
        time.sleep(0.2)
    identifiers = {}
    for _, message in relay.mails:
        identifiers.setdefault(message.get_content().strip(), set()).add(message["Message-ID"])
    assert all(len(names) == 1 for names in identifiers.values()), "a mail that is sent again is the same one"
    kept = [m["body"]["text"].strip() for m in centre.messages(conversation) if m["body"]["type"] == "EMAIL"]
    assert set(acknowledged) <= set(kept) and len(kept) == len(set(kept))
    centre.server.stop()


def test_broken_mail_is_read_as_far_as_it_goes_and_injects_nothing(centre, relay):
    centre.ready()

    def hand_over(lines, number):
        head = f"From: jo@x.example\r\nTo: {ADDRESS}\r\nMessage-ID: <{number}@x.example>\r\n".encode()
        with smtplib.SMTP("127.0.0.1", centre.mail_port) as client:
            return client.sendmail("jo@x.example", [ADDRESS], head + b"\r\n".join(lines) + b"\r\n")

    broken = [
        [b"Content-Type: multipart/mixed; boundary=b", b"", b"--b", b"", b"words 1"],
        [b"Content-Type: multipart/mixed", b"", b"words 2"],
        [b"Content-Type: text/plain; charset=nonsense", b"Content-Transfer-Encoding: base64", b"", b"d29yZHMgMw==!!"],
        [b"Subject: =?utf-8?b?DQpCY2M6IGV2aWxAeS5leGFtcGxl?=", b"", b"words 4"],
        [
            b"Content-Type: multipart/mixed; boundary=b",
            b"",
            b"--b",
            b"",
            b"words 5",
            b"--b",
            b"Content-Type: image/png; name=\"=?utf-8?b?YQ0KQmNjOiBldmlsQHkuZXhhbXBsZS5wbmc=?=\"",
            b"Content-Transfer-Encoding: base64",
            b"",
            b"iVBORw0KGgo=",
            b"--b--",
        ],
    ]
    for number, lines in enumerate(broken, 1):
        assert hand_over(lines, number) == {}
    conversation = centre.accept()
    said = [m["body"] for m in centre.messages(conversation)]
    assert [body["text"] for body in said] == [f"words {number}" for number in range(1, 6)]
    assert said[2]["content"]["additionalDetails"]["defects"], "what could not be read is said"
    # What an agent writes, and what is answered, makes no line of its own either.
    centre.say(conversation, "An answer\r\n.\r\nRSET\r\nMAIL FROM:<evil@y.example>")
    ((recipients, answer),) = relay.wait_for(1)
    assert recipients == ["jo@x.example"] and answer["Bcc"] is None and "\n" not in answer["Subject"]
    assert "MAIL FROM:<evil@y.example>" in answer.get_content()
    body = {"type": "EMAIL", "text": "x", "content": {"subject": "a\r\nBcc: evil@y.example", "recipientsTo": ["a@y.example\r\nRCPT TO:<b@y.example>", "c@y.example"]}}
    centre.call("POST", f"/conversations/{conversation}/messages", {"body": body})
    recipients, second = relay.wait_for(2)[1]
    assert recipients[-1] == "c@y.example" and not any(c in address for address in recipients for c in " \r\n<>")
    assert second["Bcc"] is None

    # A mail that goes round is refused, and so is what was said before the encryption that is not offered here.
    loop = [b"Received: from a by b"] * 101 + [b"", b"round"]
    with pytest.raises(smtplib.SMTPDataError) as refused:
        hand_over(loop, 9)
    assert refused.value.smtp_code == 554


def test_commands_said_before_the_encryption_count_for_nothing(tmp_path, relay):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=cordboard.test"]
        + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    centre = Centre(
        tmp_path,
        relay,
        CORDBOARD_SERVER_TLS_CERTIFICATE=str(tmp_path / "certificate.pem"),
        CORDBOARD_SERVER_TLS_KEY=str(tmp_path / "key.pem"),
    )
    try:
        with socket.create_connection(("127.0.0.1", centre.mail_port)) as peer:
            assert peer.recv(1_000).startswith(b"220")
            peer.sendall(b"EHLO x\r\n")
            while b"250 " not in peer.recv(1_000):
                pass
            peer.sendall(b"STARTTLS\r\nMAIL FROM:<evil@y.example>\r\nRCPT TO:<" + ADDRESS.encode() + b">\r\n")
            assert peer.recv(1_000).startswith(b"220")
            try:
                with centre.trust.wrap_socket(peer, server_hostname="127.0.0.1") as encrypted:
                    encrypted.sendall(b"EHLO x\r\nDATA\r\n")
                    heard = b""
                    while b"503" not in heard:
                        more = encrypted.recv(1_000)
                        assert more, heard
                        heard += more
                    assert b"250 2.1.0" not in heard, "the sender said in the clear is not known"
            except (ssl.SSLError, ConnectionError):
                pass  # Or the connection is given up: nothing was taken either way.
    finally:
        centre.server.kill()


def test_a_desktop_of_another_vendor_answers_a_mail_and_passes_it_on(centre, relay):
    alice = Rest(centre.server.url, "alice")
    alice.me("StartContactCenterSession", channels=["email"])
    alice.channel("email", "Ready")
    listener = Listener(alice, "/v2/me/interactions", "/v2/me/emails")
    try:
        message = mail("Wie groß?", Cc="bo@x.example")
        message.add_alternative("<p>Wie <b>groß</b>?</p>", subtype="html")
        message.add_attachment(PNG, maintype="image", subtype="png", filename="shoe.png")
        assert centre.hand_over(message) == {}
        invited = listener.until(lambda topic, data: topic == "/v2/me/emails" and data["email"]["state"] == "Invited")["email"]
        alice.operate(invited["id"], "Accept")
        accepted = lambda topic, data: topic == "/v2/me/emails" and data["email"]["state"] == "Processing"
        shown = listener.until(accepted)["email"]
        assert shown["from"] == "jo@x.example" and shown["cc"] == ["bo@x.example"] and shown["subject"] == "Größe"
        assert shown["bodyAsPlainText"] == "Wie groß?" and shown["mime"] == "text/html" and "<b>groß</b>" in shown["body"]
        [file] = shown["attachments"]
        assert file["name"] == "shoe.png"
        # Its address says 127.0.0.1, for which the client has no cookie.
        assert alice.client.get(file["uri"].partition("/api/v2")[2]).content == PNG

        alice.operate(invited["id"], "ReplyAll", body="<p>Größe <b>5</b></p>", quoteOriginal=False)
        draft = next(one for one in alice.interactions() if one["state"] == "Composing")
        files = f"/me/emails/{draft['id']}/attachments"
        alice.ask("POST", files, files={"file": ("list.txt", b"shoes 5", "text/plain")})
        alice.operate(draft["id"], "Send")
        recipients, answer = relay.wait_for(1)[0]
        assert recipients == ["jo@x.example", "bo@x.example"] and answer["Subject"] == "Re: Größe"
        assert answer["In-Reply-To"] == "<1@x.example>" and answer["From"].endswith(ADDRESS)
        assert answer.get_body(("plain",)).get_content().strip() == "Größe 5"
        assert answer.get_body(("html",)).get_content().strip() == "<p>Größe <b>5</b></p>"
        assert [part.get_filename() for part in answer.iter_attachments()] == ["list.txt"]

        alice.operate(invited["id"], "Forward", to=["Ann <ann@y.example>"])
        passed = next(one for one in alice.interactions() if one["state"] == "Composing")
        alice.operate(passed["id"], "Send")
        recipients, passed = relay.wait_for(2)[1]
        assert recipients == ["ann@y.example"] and passed["Subject"] == "Fwd: Größe"
        assert "Wie groß?" in passed.get_body(("plain",)).get_content()
        assert [part.get_filename() for part in passed.iter_attachments()] == ["shoe.png"]

        # What the customer says next is in the same interaction.
        again = mail("Danke!", number=2, References=answer["Message-ID"])
        assert centre.hand_over(again) == {}
        listener.until(lambda topic, data: "Danke!" in str(data))
        assert [one["id"] for one in alice.interactions()] == [invited["id"]]
        alice.operate(invited["id"], "StopProcessing")
        listener.until(lambda topic, data: data.get("email", {}).get("state") == "Completed" and data["email"]["id"] == invited["id"])
    finally:
        listener.close()
