"""The machine that a request comes from, as far as it can be known."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

NETWORK = 64  # bits of an IPv6 address that one subscriber holds


def machine_of(request: HttpRequest) -> str:
    """Its network address, which our own proxy wrote; of IPv6 the part that does not change at will."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or ipaddress.ip_network((address, NETWORK), strict=False).network_address
    return str(address)
