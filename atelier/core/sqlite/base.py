"""Django's SQLite, where everybody waits alike for their turn to write.

SQLite's own wait sleeps longer at each try, up to a tenth of a second: under load whoever has waited longest asks
least often, and may starve for seconds. Here the wait is short (`timeout` of the settings), and begun again until
the patience of the process is over (`atelier.config`): then « database is locked ».
"""

import sqlite3
import time
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import connections
from django.db.backends.sqlite3 import base
from django.utils.dateparse import parse_date, parse_datetime

from atelier import config

Result = TypeVar("Result")


def _or_nothing(parse: Callable[[str], Any]) -> Callable[[bytes], Any]:
    """A day or a moment that is none (« 2027-02-31 », written by hand) is read as nothing."""

    def convert(value: bytes) -> Any:
        try:
            return parse(value.decode())
        except ValueError:
            return None

    return convert


sqlite3.register_converter("date", _or_nothing(parse_date))
sqlite3.register_converter("datetime", _or_nothing(parse_datetime))


def _retry_while_locked(call: Callable[..., Result], *arguments: Any) -> Result:
    """Call, and call again while the database is busy: nothing was done then. Raises what else goes wrong."""
    deadline = time.monotonic() + config.patience.lock
    while True:
        try:
            return call(*arguments)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise


# What SQLite says when it can neither read nor make the small files that it keeps beside a database that is written
NO_ROOM = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}


def _only_to_be_read(conn_params: dict) -> dict:
    """The same file, which nobody can write: SQLite locks nothing and makes no file beside it."""
    return {**conn_params, "database": f"{Path(conn_params['database']).absolute().as_uri()}?immutable=1"}


def _is_whole(path: Path) -> bool:
    """Every transaction is in the file itself: whoever closed it last left nothing beside it."""
    journal = path.with_name(f"{path.name}-wal")
    return path.exists() and not (journal.exists() and journal.stat().st_size)


class Cursor(base.SQLiteCursorWrapper):
    def execute(self, query: str, params: Any = None) -> Any:
        return _retry_while_locked(super().execute, query, params)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict) -> sqlite3.Connection:
        """On a disk that is full or read-only, one that only reads: what is written waits, pages are still answered."""
        connect, path = super().get_new_connection, conn_params["database"]
        try:
            connection: sqlite3.Connection = _retry_while_locked(connect, conn_params)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in NO_ROOM or not _is_whole(Path(path)):
                raise
            connection = connect(_only_to_be_read(conn_params))
        self.opened = uuid.uuid4()
        return connection

    def state_name(self) -> Hashable:
        """What this connection sees: a number that changes when another one commits, and how much it wrote itself.

        The same name, the same rows. Read it outside a transaction.
        """
        with self.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            (others,) = cursor.fetchone()
        return self.opened, others, self.connection.total_changes

    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor

    @contextmanager
    def copied(self) -> Iterator[None]:
        """This thread reads and writes a copy of what is committed, which goes at the end: nobody waits for it.

        Not within a transaction.
        """
        self.ensure_connection()
        copy = _Copy(self.settings_dict, self.alias)
        copy.ensure_connection()
        self.connection.backup(copy.connection)
        connections[self.alias] = copy
        try:
            yield
        finally:
            connections[self.alias] = self
            copy.close()


class _Copy(DatabaseWrapper):
    """A database without a name: SQLite keeps it in memory, then in a file that nobody else can open, and it goes
    when it is closed or its process dies."""

    def get_connection_params(self) -> dict:
        return {**super().get_connection_params(), "database": ""}
