"""A server that never ends what it says: it gives a little, waits, gives a little more."""

import contextlib
import socket
import ssl
import threading
import time

PAUSE = 0.05  # seconds: far below any timeout that begins anew with each part
LONGEST = 3.0  # seconds after which it gives up

# What comes first, then what comes again and again.
DRIPS = {
    "status": (b"HTTP/1.1 ", b" "),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}


@contextlib.contextmanager
def dripping(first: bytes, then: bytes, *, tls: ssl.SSLContext | None = None):
    """Yields the port; with `tls`, behind that certificate."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(LONGEST)
        talking = threading.Thread(target=_talk, args=(listening, first, then, tls, over), daemon=True)
        talking.start()
        yield listening.getsockname()[1]
        over.set()
        talking.join(LONGEST)


def _talk(listening, first, then, tls, over):
    with contextlib.suppress(OSError):
        plain, _ = listening.accept()
        with plain, tls.wrap_socket(plain, server_side=True) if tls else plain as talk:
            talk.recv(10_000)
            talk.sendall(first)
            until = time.monotonic() + LONGEST
            while time.monotonic() < until and not over.wait(PAUSE):
                talk.sendall(then)
