"""Django's `migrate`, one at a time: a second machine, or container, waits for the first and finds all done."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.commands import migrate
from django.db import connections

NUMBER = 0x61746C72  # of the lock in PostgreSQL, where locks of applications have numbers and no names
AGAIN = 0.5  # seconds between two tries; a wait inside PostgreSQL would end at its own limit


class Command(migrate.Command):
    def handle(self, *args, database, **options):
        with _alone(connections[database]):
            return super().handle(*args, database=database, **options)


@contextmanager
def _alone(connection: Any) -> Iterator[None]:
    """Hold the database's own lock, which ends with whoever holds it. No lock for one that lives in memory."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            while not _said(cursor, "SELECT pg_try_advisory_lock(%s)"):
                time.sleep(AGAIN)
            try:
                yield
            finally:
                _said(cursor, "SELECT pg_advisory_unlock(%s)")
    elif connection.is_in_memory_db():
        yield
    else:
        with Path(f"{connection.settings_dict['NAME']}.migrating").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _said(cursor: Any, question: str) -> Any:
    cursor.execute(question, [NUMBER])
    return cursor.fetchone()[0]
