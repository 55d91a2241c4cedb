"""One POST over TLS to an address that was resolved once: no redirect is followed, little of the answer is read."""

import http.client
import socket
import ssl
import time

from atelier.core.whole_answers import WholeAnswer
from atelier.webhooks import addresses

TIMEOUT = 10  # seconds to connect, then for each step of the exchange
IN_ALL = 20  # seconds


class _Pinned(http.client.HTTPSConnection):
    """Connects to this address, and asks for a certificate of the name; over at `until` (monotonic clock)."""

    response_class = WholeAnswer

    def __init__(self, host: str, port: int, address: str, until: float) -> None:
        self._context = ssl.create_default_context()
        super().__init__(host, port, context=self._context)
        self._address, self._until = address, until

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=self.left())
        try:
            plain.settimeout(self.left())
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        self.sock.settimeout(self.left())

    def left(self) -> float:
        """Seconds for the next step. Raises TimeoutError when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(TIMEOUT, left)


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """The status of the answer and its `Retry-After`. Raises AddressRefused, OSError, HTTPException."""
    until = time.monotonic() + IN_ALL
    host, port, path = addresses.parts_of(url)
    connection = _Pinned(host, port, addresses.resolve(host, port), until)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", "User-Agent": "Atelier", **headers})
        connection.sock.settimeout(connection.left())
        with connection.getresponse() as response:
            return response.status, response.headers.get("Retry-After", "")
    finally:
        connection.close()
