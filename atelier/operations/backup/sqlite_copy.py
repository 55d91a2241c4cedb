"""The database of SQLite, copied whole, put aside, and put back: each a transaction of its own."""

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
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)


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


def is_aside() -> bool:
    return _aside().exists()


def set_aside() -> None:
    half = _aside().with_suffix(".half-restore")
    half.unlink(missing_ok=True)
    connection.ensure_connection()
    copy(half)
    half.rename(_aside())


def fill(path: Path) -> None:
    connection.ensure_connection()
    deadline = time.monotonic() + PATIENCE

    def patient(status: int, remaining: int, total: int) -> None:
        if status == sqlite3.SQLITE_BUSY and time.monotonic() > deadline:
            raise Refused("Quelqu’un d’autre écrit dans la base\u00a0: arrêtez ce qui l’utilise, puis recommencez.")

    with closing(sqlite3.connect(path)) as source:
        source.backup(connection.connection, progress=patient)


def put_back() -> None:
    if is_aside():
        fill(_aside())
        forget_aside()


def forget_aside() -> None:
    for suffix in ("-wal", "-shm", ""):  # the name that `is_aside` looks for goes last
        _aside().with_name(_aside().name + suffix).unlink(missing_ok=True)
