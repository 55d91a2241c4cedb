"""Where a signal may go: never into a private network, however the address is written or resolved."""

import pytest
from django.core.exceptions import ValidationError

from atelier.webhooks import addresses, sending

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        "http://exemple.fr/",
        "ftp://exemple.fr/",
        "https://user@exemple.fr/",
        "https://user:secret@exemple.fr/",
        "https://exemple.fr@127.0.0.1/",
        "https://exemple.fr:8443/",
        "https://exemple.fr:0/",
        "https://exemple.fr:99999/",
        "https://exemple.fr/#x",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://localhost/",
        "https://serveur/",
        "https://imprimante.local/",
        "https://metadata.internal/",
        "https://exemple.fr./",
        "https://exem ple.fr/",
        "https://exemple.fr\\@interne/",
        "https://exemple。fr/",
        "https:///chemin",
        "//exemple.fr/",
        "",
    ],
)
def test_what_is_no_plain_public_name_is_refused(address):
    with pytest.raises(ValidationError):
        addresses.check_address(address)
    with pytest.raises(addresses.AddressRefused):
        addresses.parts_of(address)


@pytest.mark.parametrize(
    "address", ["https://exemple.fr/signaux", "https://a.b-c.exemple.fr:443/x?y=1", "https://xn--rcepteur-90a.fr"]
)
def test_a_public_name_is_taken(address):
    addresses.check_address(address)


@pytest.mark.parametrize(
    "answer",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "ff02::1",
        "fec0::1", "feff::1", "::10.0.0.1", "::ffff:0:10.0.0.1", "3fff::1", "5f00::1", "100::1", "2001:db8::1",
        "2001:20::1", "192.88.99.1", "192.0.0.8", "192.0.2.1", "203.0.113.1", "240.0.0.1",
    ],
)  # fmt: skip
def test_a_name_that_answers_a_private_address_is_refused(answer, monkeypatch):
    """Also among public ones: which of them is connected to is not left to chance."""
    for found in ([answer], [PUBLIC, answer]):
        given = [(0, 0, 0, "", (one, 443)) for one in found]
        monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *about, given=given, **more: given)
        with pytest.raises(addresses.AddressRefused):
            addresses.resolve("exemple.fr", 443)


@pytest.mark.parametrize("answer", [PUBLIC, "2a00:1450:4007:80e::2003", "::ffff:93.184.216.34", "9.9.9.9"])
def test_a_name_of_the_public_network_is_taken(answer, monkeypatch):
    given = [(0, 0, 0, "", (answer, 443))]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *about, **more: given)

    assert addresses.resolve("exemple.fr", 443) == answer


def test_a_name_that_answers_twice_is_asked_once(monkeypatch):
    """Public when it is checked, private a moment later: the connection goes to what was checked."""
    asked, connected = [], []

    def answer(host, *about, **more):
        asked.append(host)
        return [(0, 0, 0, "", (PUBLIC if len(asked) == 1 else "127.0.0.1", 443))]

    def connect(where, timeout):
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(addresses.socket, "getaddrinfo", answer)
    monkeypatch.setattr(sending.socket, "create_connection", connect)
    with pytest.raises(ConnectionRefusedError):
        sending.post("https://exemple.fr/x", b"{}", {})

    assert (asked, connected) == (["exemple.fr"], [(PUBLIC, 443)])
