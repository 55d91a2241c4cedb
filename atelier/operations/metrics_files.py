"""The files in which web processes count their requests, one a process."""

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)
ROOM = 64 * 1024  # bytes of a file, as the library opens it
is_counting = True  # this process


def take_room(folder: Path) -> None:
    """Give the file of this process all its bytes now, or count nothing.

    The library writes in memory that the file stands behind: a disk that is full then would kill the process.
    """
    global is_counting  # noqa: PLW0603 - said once, when the process starts
    own = folder / f"histogram_{os.getpid()}.db"
    try:
        begin_anew(folder)
        with own.open("ab") as file:
            os.posix_fallocate(file.fileno(), 0, ROOM)
    except OSError as error:
        is_counting = False
        log.warning("This process counts no request: %s.", error)


def begin_anew(folder: Path) -> bool:
    """Delete what was counted when no process that counted lives: a restart. False while one does.

    What a single dead process counted stays: the sum would fall, which Prometheus takes for a restart.
    """
    files = list(folder.glob("*_*.db"))
    if any(_lives(path.stem.rpartition("_")[2]) for path in files):
        return False
    for path in files:
        path.unlink(missing_ok=True)
    return True


def _lives(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True
