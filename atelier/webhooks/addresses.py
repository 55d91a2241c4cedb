"""Where a signal may go: an https address by name, resolved once, outside every private network.

Refused: a user or a password, another port than 443, an address written in figures (decimal, octal, IPv6…), and a name
of which one answer is not a public address. Whoever sends connects to the address found here, so that a name which
answers something else a moment later leads nowhere.
"""

import ipaddress
import re
import socket
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError

PORTS = frozenset({443})
# Labels of letters, digits and dashes; the last one is no figure, so that no IPv4 address is a name in disguise.
NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$|0x)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])")
INSIDE = (".local", ".localhost", ".internal", ".home.arpa", ".lan", ".intranet")
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # the rest of IPv6 is local, reserved, or carries an IPv4 address
# What the library of some versions takes for public: addresses that carry another one, which a gateway may open (6to4
# and its relays, Teredo), those of special use (RFC 6890), of documentation (RFC 9637), and ORCHID (RFC 7343).
NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/23", "3fff::/20", "192.88.99.0/24", "192.0.0.0/24")))
REFUSED = "Donnez une adresse https:// d’un nom public, sans port ni identifiant : https://exemple.fr/signaux."


class AddressRefused(Exception):
    """Its name leads, or may lead, into a private network."""


def check_address(address: str) -> None:
    """A validator: the shape of the address, asking nobody. Raises ValidationError."""
    if _split(address) is None:
        raise ValidationError(REFUSED)


def _split(address: str) -> SplitResult | None:
    try:
        url = urlsplit(address)
        port = 443 if url.port is None else url.port
    except ValueError:
        return None
    clean = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    named = url.scheme == "https" and "@" not in url.netloc and not url.fragment and port in PORTS
    return url if clean and named and _is_public_name(url.hostname or "") else None


def _is_public_name(host: str) -> bool:
    return bool(NAME.fullmatch(host)) and not host.endswith(INSIDE)


def parts_of(address: str) -> tuple[str, int, str]:
    """Host, port and path with its query. Raises AddressRefused."""
    url = _split(address)
    if url is None or url.hostname is None:
        raise AddressRefused
    return url.hostname, url.port or 443, f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"


def resolve(host: str, port: int) -> str:
    """One public address of this name. Raises AddressRefused if any of its answers is not one, OSError without any."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = [str(answer[4][0]) for answer in answers]
    if not found or not all(map(is_public, found)):
        raise AddressRefused
    return found[0]


def is_public(text: str) -> bool:
    """Whether this address is of the public network, and carries no other one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if address not in GLOBAL_UNICAST:
            return False
    if any(address in network for network in NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
