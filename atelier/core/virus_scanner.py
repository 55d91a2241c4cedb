"""ClamAV, where CLAMD_SOCKET names the Unix socket of its daemon: what a file holds is told to it as a stream.

The command is INSTREAM of clamd(8): parts of a file, each after its length in four bytes, the last one empty; one
line answers. A daemon that is away, late or that answers anything else has scanned nothing.
"""

import contextlib
import socket
import struct
import time
from collections.abc import Iterator
from typing import IO

from django.conf import settings

PATIENCE = 10.0  # seconds for one file, from the connection to the answer
_CHUNK, _MAX_ANSWER = 1 << 16, 1000  # bytes


class ScannerAway(Exception):
    """Nobody said whether the file is sound."""


def is_used() -> bool:
    return bool(settings.CLAMD_SOCKET)


def find_virus(file: IO[bytes]) -> str:
    """The name of what was found in the file, from its first byte on; empty when it is sound. Raises ScannerAway."""
    answer = _ask(file).rstrip("\0\r\n ")
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway(answer[:200])


def _ask(file: IO[bytes]) -> str:
    until = time.monotonic() + PATIENCE
    file.seek(0)
    try:
        with _connected(until) as daemon:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it has answered before the end
                daemon.sendall(b"zINSTREAM\0")
                while chunk := file.read(_CHUNK):
                    _hold(daemon, until)
                    daemon.sendall(struct.pack("!L", len(chunk)) + chunk)
                daemon.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < _MAX_ANSWER:
                _hold(daemon, until)
                if not (more := daemon.recv(_MAX_ANSWER)):
                    break
                answer += more
    except OSError as error:
        raise ScannerAway(str(error)) from error
    finally:
        file.seek(0)
    return answer.decode("utf-8", "replace")


@contextlib.contextmanager
def _connected(until: float) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as daemon:
        _hold(daemon, until)
        daemon.connect(settings.CLAMD_SOCKET)
        yield daemon


def _hold(daemon: socket.socket, until: float) -> None:
    """What is left of the time. Raises TimeoutError when it is over."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("The scanner did not answer in time.")
    daemon.settimeout(left)
