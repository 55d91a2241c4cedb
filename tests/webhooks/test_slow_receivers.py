"""A receiver that says a little now and then holds no worker: the whole exchange has an end."""

import ssl
import time

import pytest

from atelier.webhooks import addresses, sending
from tests.slow_server import DRIPS, LONGEST, dripping
from tests.webhooks.conftest import HOST


@pytest.fixture
def tls(authority, monkeypatch):
    """The certificate of the receiver; its address is let in."""
    monkeypatch.setattr(addresses, "resolve", lambda host, port: "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "server.pem")
    return context


@pytest.mark.parametrize("part", ["status", "headers", "interim answers"])
def test_a_receiver_that_never_ends_its_answer_is_left(part, tls, monkeypatch):
    monkeypatch.setattr(sending, "IN_ALL", 0.5)
    with dripping(*DRIPS[part], tls=tls) as port:
        monkeypatch.setattr(addresses, "PORTS", {port})
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            sending.post(f"https://{HOST}:{port}/", b"{}", {})

    assert time.monotonic() - started < LONGEST / 2


def test_a_receiver_that_never_ends_its_greeting_is_left(tls, monkeypatch):
    monkeypatch.setattr(sending, "IN_ALL", 0.5)
    with dripping(b"", b"") as port:
        monkeypatch.setattr(addresses, "PORTS", {port})
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            sending.post(f"https://{HOST}:{port}/", b"{}", {})

    assert time.monotonic() - started < LONGEST / 2
