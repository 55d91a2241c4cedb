"""Django's PostgreSQL, which reads every date that the server holds, and names the state that a moment sees.

Some of them Python does not know (« infinity », the year 12000): they are read as the first or the last one. Nothing
of ours writes them; one that was written by hand must not close every page that reads its row.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import transaction
from django.db.backends.postgresql import base
from psycopg import Connection, DataError, adapters
from psycopg.abc import AdaptContext
from psycopg.adapt import Loader
from psycopg.pq import Format

COPY = (
    "CREATE TEMPORARY TABLE {table} (LIKE {table} INCLUDING ALL);"
    "INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM public.{table};"
    "ANALYZE {table}"
)
DAY = timedelta(days=1)  # away from the ends of the calendar, a moment has an hour in every time zone
FIRST, LAST = date.min + DAY, date.max - DAY


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict) -> Connection:
        connection: Connection = super().get_new_connection(conn_params)
        first, last = (datetime.combine(day, time(), UTC) for day in (FIRST, LAST))
        _bound(connection, "date", FIRST, LAST)
        _bound(connection, "timestamptz", first, last)
        return connection

    def state_name(self) -> Hashable:
        """Which transactions this moment sees: the same name, the same rows. Read it outside a transaction.

        Numbers of transactions may come again after a crash, on a server that is not the one that started then.
        """
        with self.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text, pg_postmaster_start_time()")
            name: Hashable = cursor.fetchone()
        return name

    @contextmanager
    def copied(self) -> Iterator[None]:
        """This connection reads and writes a copy of what is committed, taken back at the end: nobody waits for it.

        A temporary table is found before the one whose name it has. What is copied has its constraints, but for
        references, and no triggers. Not within a transaction.
        """
        with transaction.atomic(using=self.alias, durable=True), self.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")  # all of one moment
            for table in map(self.ops.quote_name, self.introspection.table_names(cursor)):
                cursor.execute(COPY.format(table=table))
            for statement in self.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)
            yield
            transaction.set_rollback(True, using=self.alias)


def _bound(connection: Connection, name: str, first: date, last: date) -> None:
    """What this connection cannot load as this type is one of these two."""
    usual: Any = connection.adapters.get_loader(adapters.types[name].oid, Format.TEXT)

    class Bounded(Loader):
        timezone = getattr(usual, "timezone", None)  # Django asks the loader of moments for it

        def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
            super().__init__(oid, context)
            self.usual = usual(oid, context)

        def load(self, data: Any) -> date:
            try:
                loaded: date = self.usual.load(data)
            except DataError:
                text = bytes(data)
                return first if text.startswith(b"-") or text.endswith(b"BC") else last
            return loaded

    connection.adapters.register_loader(name, Bounded)
