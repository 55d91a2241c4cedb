"""The database of SQLite, copied whole, put aside, and put back: each a transaction of its own."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from atelier.operations.backup.archive import Refused

NAME = "database.sqlite3"
PATIENCE = 20  # seconds


@contextmanager
def snapshot() -> Iterator[None]:
    """What the queries of this block and `copy` see: the database at one instant. It holds nobody up."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")  # deferred: `atomic` would take the turn to write
        try:
            cursor.execute("SELECT count(*) FROM sqlite_master")
            yield
        finally:
            cursor.execute("ROLLBACK")


def copy(path: Path) -> None:
    """Raises Refused when the disk is full, or refuses."""
    try:
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
    except sqlite3.Error as error:
        raise Refused(f"La base n’a pas pu être copiée\u00a0: {error}.") from error


def check(path: Path) -> None:
    """Raises Refused when SQLite finds it damaged; read by our connection, whose functions its constraints call."""
    with connection.cursor() as cursor:
        cursor.execute("ATTACH %s AS incoming", [str(path)])
        try:
            cursor.execute("PRAGMA incoming.integrity_check")
            if cursor.fetchall() != [("ok",)]:
                raise Refused("La base de cette sauvegarde est abîmée.")
        finally:
            cursor.execute("DETACH incoming")


def _aside() -> Path:
    database = Path(connection.settings_dict["NAME"])
    return database.with_name(f"{database.name}.before-restore")


def _half() -> Path:
    """What will be aside, while it is being written."""
    return _aside().with_suffix(".half-restore")


def is_aside() -> bool:
    return _aside().exists()


def set_aside() -> None:
    half = _half()
    _remove(half)
    os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection.ensure_connection()
    copy(half)
    half.rename(_aside())


def load_copy(path: Path) -> None:
    connection.ensure_connection()
    deadline = time.monotonic() + PATIENCE

    def patient(status: int, remaining: int, total: int) -> None:
        if status == sqlite3.SQLITE_BUSY and time.monotonic() > deadline:
            raise Refused("Quelqu’un d’autre écrit dans la base\u00a0: arrêtez ce qui l’utilise, puis recommencez.")

    with closing(sqlite3.connect(path)) as source:
        source.backup(connection.connection, progress=patient)


@contextmanager
def loaded_apart(path: Path) -> Iterator[str]:
    """The database of an archive, beside that of the product; yields its name."""
    yield str(path)


def put_back() -> None:
    if is_aside():
        load_copy(_aside())
    forget_aside()


def forget_aside() -> None:
    _remove(_half())
    _remove(_aside())


def _remove(path: Path) -> None:
    for suffix in ("-journal", "-wal", "-shm", ""):  # the name that `is_aside` looks for goes last
        path.with_name(path.name + suffix).unlink(missing_ok=True)
