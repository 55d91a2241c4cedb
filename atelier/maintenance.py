"""Everybody stands aside while the data of the product are being replaced.

One file of VAR_DIR says it: with something in it, the product is closed. Whoever answers a page, runs a task or makes
a backup holds a shared lock on it meanwhile; whoever replaces the data writes in it, so that nobody new comes in, then
takes the lock alone, so that whoever was inside has ended. Killed, they leave the file as it is, and the product
closed. A second file is locked by whoever replaces the data, from before it looks at them until it has ended: one at a
time. A lock asks a shared disk (NFS) for the file anew, so that it holds for several machines.
"""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

CLOSED, SETTLED = b"closed ", b"settled"  # of one length: the one is written over the other, never nothing between


UNWRITABLE = {errno.EROFS, errno.ENOSPC, errno.EDQUOT}  # a disk that is read-only or full


class Closed(Exception):
    """The data are being replaced."""


class Busy(Exception):
    """Somebody still works with the data."""


class BeingReplaced(Exception):
    """Somebody else is replacing the data."""


def _path() -> Path:
    return Path(settings.VAR_DIR, "maintenance")


@contextmanager
def replacing() -> Iterator[None]:
    """Hold this from before looking at the data to replace until they are replaced. Raises BeingReplaced at once."""
    file = _opened(os.O_RDWR, "maintenance.lock")
    try:
        if not _locked(file, fcntl.LOCK_EX):
            raise BeingReplaced
        yield
    finally:
        os.close(file)


@contextmanager
def working() -> Iterator[None]:
    """Hold this while reading or writing the data of the product. Raises Closed."""
    try:
        file = _opened(os.O_RDONLY)
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        yield  # the file is not there and cannot be made: nobody replaces anything on such a disk
        return
    try:
        if not _locked(file, fcntl.LOCK_SH) or os.fstat(file).st_size:
            raise Closed
        yield
    finally:
        os.close(file)


@contextmanager
def closed(patience: float | None = None) -> Iterator[None]:
    """Alone with the data; `reopen` ends it, and nothing else does.

    Raises Busy, and reopens, after `patience` seconds; by default, once the longest task has ended.
    """
    patience = settings.CELERY_TASK_TIME_LIMIT + 30 if patience is None else patience
    file = _opened(os.O_RDWR)
    try:
        was_open = not os.fstat(file).st_size
        if was_open:
            os.pwrite(file, CLOSED, 0)
        try:
            _wait_alone(file, patience)
        except BaseException:  # an interruption too
            if was_open:
                reopen()
            raise
        if not os.fstat(file).st_size:  # whoever held it before us reopened
            os.pwrite(file, CLOSED, 0)
        yield
    finally:
        os.close(file)


def _wait_alone(file: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not _locked(file, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            raise Busy
        time.sleep(0.05)


def note(state: bytes) -> None:
    """How far whoever is alone has come: SETTLED, and what was put in place stays whatever happens to the rest."""
    file = _opened(os.O_RDWR)
    os.pwrite(file, state, 0)
    os.close(file)


def is_closed() -> bool:
    """Now, or since somebody was killed."""
    return _path().exists() and _path().stat().st_size > 0


def is_settled() -> bool:
    return _path().read_bytes() == SETTLED


def reopen() -> None:
    os.truncate(_path(), 0)


def _opened(flags: int, name: str = "maintenance") -> int:
    path = _path().with_name(name)
    try:
        return os.open(path, flags | os.O_CREAT, 0o644)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags | os.O_CREAT, 0o644)


def _locked(file: int, kind: int) -> bool:
    """False when somebody else holds it; a disk that knows no lock stops nobody."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
