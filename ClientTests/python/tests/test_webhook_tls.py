# SPDX-License-Identifier: Apache-2.0
"""Webhooks over TLS: whom the server trusts, which versions it speaks, and what it shows of itself."""

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from own_server import needs_binary
from webhooks import SAID, centre_of, eventually, texts

pytestmark = needs_binary

DAY = datetime.timedelta(days=1)


def sign(name, key, issuer, by, *extensions, until=DAY):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - 2 * DAY).not_valid_after(now + until)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
    return builder.sign(by, hashes.SHA256())


def named(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def authority():
    """A certificate that others may be signed with, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = named("Authority of the tests")
    return sign(name, key, name, key, x509.BasicConstraints(ca=True, path_length=None)), key


def chain(root, common_name, *addresses, until=DAY):
    """A certificate and its key, as PEM."""
    certificate, by = root
    key = ec.generate_private_key(ec.SECP256R1())
    alternatives = [x509.IPAddress(ipaddress.ip_address(a)) if a[0].isdigit() else x509.DNSName(a) for a in addresses]
    extensions = [x509.SubjectAlternativeName(alternatives)] if alternatives else []
    made = sign(named(common_name), key, certificate.subject, by, *extensions, until=until)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(serialization.Encoding.PEM), private


class Authority:
    def __init__(self, folder):
        self.folder, self.root = folder, authority()
        self.path = folder / f"authority-{id(self)}.pem"
        self.path.write_bytes(self.root[0].public_bytes(serialization.Encoding.PEM))

    def context(self, *addresses, clients=None, version=None, until=DAY):
        """What a receiver speaks TLS with; `clients` is who signs the certificates of those who call."""
        certificate, key = chain(self.root, "receiver", *addresses or ("127.0.0.1", "localhost"), until=until)
        (self.folder / "receiver.pem").write_bytes(certificate + key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "receiver.pem")
        if version:
            # Debian's OpenSSL does not speak the old ones unless told.
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = version
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients.path)
        return context


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("webhook-tls")


@pytest.fixture(scope="module")
def trusted(folder):
    return Authority(folder)


@pytest.fixture(scope="module")
def hooks(folder, trusted):
    with centre_of(folder, CERTIFICATES=str(trusted.path), TIMEOUT="3s") as hooks:
        yield hooks


@pytest.fixture(autouse=True)
def clean(request):
    yield
    if "hooks" in request.fixturenames:
        request.getfixturevalue("hooks").clear()


def is_refused(hooks, receiver, **more):
    """Whether nothing reaches a receiver, and its owner is told why."""
    webhook = hooks.make(receiver, **SAID, **more)
    hooks.say(hooks.start(), "secret words")
    eventually("it was tried", lambda: hooks.attempts(webhook))
    attempt, tested = hooks.attempts(webhook)[0], hooks.do(webhook, "test")
    assert receiver.requests == [] and "status" not in attempt and tested["delivered"] is False
    assert "TLS" in attempt["failure"] and "TLS" in tested["failure"], (attempt, tested)
    assert hooks.show(webhook)["state"] == "active"
    return True


@pytest.mark.parametrize("version", [None, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["any", "1.2", "1.3"])
def test_a_certificate_that_is_trusted(hooks, trusted, version):
    receiver = hooks.receiver(context=trusted.context(version=version))
    hooks.make(receiver, **SAID)
    conversation = hooks.start()
    hooks.say(conversation, *"abc")
    assert texts(receiver.wait_taken(3)) == ["a", "b", "c"]
    by_name = hooks.make(receiver.url.replace("127.0.0.1", "localhost"), **SAID)
    assert hooks.do(by_name, "test")["delivered"] is True


def test_a_certificate_that_is_not_trusted(hooks, folder):
    assert is_refused(hooks, hooks.receiver(context=Authority(folder).context()))


def test_a_certificate_for_somebody_else(hooks, trusted):
    assert is_refused(hooks, hooks.receiver(context=trusted.context("hooks.example.com", "127.0.0.2")))


def test_a_certificate_that_has_ended(hooks, trusted):
    assert is_refused(hooks, hooks.receiver(context=trusted.context(until=-DAY)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=["1.0", "1.1"])
def test_an_old_version_of_tls(hooks, trusted, version):
    assert is_refused(hooks, hooks.receiver(context=trusted.context(version=version)))


def test_a_receiver_without_tls(hooks):
    receiver = hooks.receiver()
    webhook = hooks.make(receiver.url.replace("http:", "https:"))
    tested = hooks.do(webhook, "test")
    assert tested["delivered"] is False and "TLS" in tested["failure"] and receiver.requests == []


def test_one_that_has_its_certificate_mended(hooks, trusted, folder):
    receiver = hooks.receiver(context=Authority(folder).context())
    webhook = hooks.make(receiver, **SAID)
    conversation = hooks.start()
    hooks.say(conversation, *"abc")
    eventually("it was tried", lambda: hooks.attempts(webhook))
    receiver.context = trusted.context()
    assert texts(hooks.finish(webhook, receiver, 3)) == ["a", "b", "c"]


def test_the_certificate_of_the_server(hooks, trusted, folder):
    clients = Authority(folder)
    receiver = hooks.receiver(context=trusted.context(clients=clients, version=ssl.TLSVersion.TLSv1_2))
    certificate, key = (part.decode() for part in chain(clients.root, "our centre"))
    # Without one, and with one of somebody else.
    assert is_refused(hooks, receiver)
    stranger, strangers = (part.decode() for part in chain(trusted.root, "somebody"))
    assert is_refused(hooks, receiver, clientCertificate=stranger, clientKey=strangers)
    webhook = hooks.make(receiver, clientCertificate=certificate, clientKey=key, **SAID)
    assert webhook["hasClientCertificate"] is True and hooks.show(webhook)["hasClientCertificate"] is True
    assert "BEGIN" not in str(webhook) + str(hooks.show(webhook))
    hooks.say(hooks.start(), "Hello")
    assert receiver.wait_taken(1)[0].peer["subject"] == ((("commonName", "our centre"),),)
    # Another webhook of the same receiver shows what is its own, and nothing of others.
    second, seconds = (part.decode() for part in chain(clients.root, "our other centre"))
    other = hooks.make(receiver, clientCertificate=second, clientKey=seconds, **SAID)
    assert hooks.do(other, "test")["delivered"] is True and hooks.do(webhook, "test")["delivered"] is True
    names = [request.peer["subject"][0][0][1] for request in receiver.requests]
    assert names == ["our centre", "our other centre", "our centre"]
    assert (
        is_refused(hooks, receiver)
        if (count := len(receiver.requests)) == 0
        else hooks.do(hooks.make(receiver, **SAID), "test")["delivered"] is False
    )
    assert len(receiver.requests) == count
    # It is gone when it is left out.
    hooks.owner.put(f"/webhooks/{webhook['id']}", {"url": receiver.url, **SAID})
    assert hooks.show(webhook)["hasClientCertificate"] is False and hooks.do(webhook, "test")["delivered"] is False


def test_certificates_that_cannot_be_read(tmp_path, folder):
    (tmp_path / "none.pem").write_text("no certificate")
    with pytest.raises(AssertionError, match="ended while it started"):
        with centre_of(tmp_path, CERTIFICATES=str(tmp_path / "none.pem")):
            pass
    log = (tmp_path / "server.log").read_text()
    assert "webhooks.certificates" in log or str(tmp_path / "none.pem") in log, log
