"""One POST over TLS to an address that was resolved once: no redirect is followed, little of the answer is read."""

import http.client
import socket
import ssl
import time

from atelier.webhooks import addresses

TIMEOUT = 10  # seconds to connect, then for each part of the exchange
IN_ALL = 20  # seconds


class _Pinned(http.client.HTTPSConnection):
    """Connects to this address, and asks for a certificate of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._context = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT, context=self._context)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=TIMEOUT)
        try:
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """The status of the answer and its `Retry-After`. Raises AddressRefused, OSError, HTTPException."""
    host, port, path = addresses.parts_of(url)
    connection = _Pinned(host, port, addresses.resolve(host, port))
    until = time.monotonic() + IN_ALL
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", "User-Agent": "Atelier", **headers})
        connection.sock.settimeout(max(0.1, min(TIMEOUT, until - time.monotonic())))
        response = connection.getresponse()
        return response.status, response.headers.get("Retry-After", "")
    finally:
        connection.close()
