"""A receiver of signals: a real https server with an authority of its own, which the tests alone let in."""

import datetime as dt
import http.server
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from atelier.webhooks import addresses, managing
from atelier.webhooks.events import Event

HOST = "recepteur.example.org"


def certificate(subject, issuer, key, signed_by, *extensions):
    now = dt.datetime.now(dt.UTC)
    name, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (subject, issuer))
    built = x509.CertificateBuilder().subject_name(name).issuer_name(by).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
    built = built.not_valid_after(now + dt.timedelta(days=1))
    for extension in extensions:
        built = built.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
    return built.sign(signed_by, hashes.SHA256())


def pem(one):
    encoding = serialization.Encoding.PEM
    if isinstance(one, x509.Certificate):
        return one.public_bytes(encoding)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return one.private_bytes(encoding, *plain)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        status, headers = self.server.answers.pop(0) if self.server.answers else (204, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """The folder of the authority's certificate and of the server's, both signed today."""
    folder = tmp_path_factory.mktemp("tls")
    ours, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ski = x509.SubjectKeyIdentifier.from_public_key(ours.public_key())
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    ca = certificate("CA", "CA", ours, ours, x509.BasicConstraints(ca=True, path_length=None), ski, usage)
    aki = x509.AuthorityKeyIdentifier.from_issuer_public_key(ours.public_key())
    server = certificate(HOST, "CA", theirs, ours, x509.SubjectAlternativeName([x509.DNSName(HOST)]), aki)
    (folder / "ca.pem").write_bytes(pem(ca))
    (folder / "server.pem").write_bytes(pem(server) + pem(theirs))
    return folder


@pytest.fixture
def receiver(authority):
    """The server: `received` is what came, `answers` what it answers next, 204 when nothing is said."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.received, server.answers = [], []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "server.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *about: None
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_to_here(receiver, authority, monkeypatch):
    """Lift the rule of addresses for this server: its port, and an address that is not public."""
    port = receiver.server_port
    monkeypatch.setattr(addresses, "PORTS", {443, port})
    monkeypatch.setattr(addresses, "is_public", lambda text: text == "127.0.0.1")
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *about, **more: [(2, 1, 6, "", ("127.0.0.1", port))])
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    return port


@pytest.fixture
def webhook(season, open_to_here):
    return managing.add(season=season, url=f"https://{HOST}:{open_to_here}/signaux?cle=1", events=Event.values)
