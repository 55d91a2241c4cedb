"""Sessions in the database, read with the mark of the programme: a page of somebody signed in asks for both at once.

A session is never cached: one that is revoked ends with its row, in every process.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session  # noqa: TID251 - the table that is read here
from django.db import connection
from django.utils import timezone

from atelier.core import read_once, shared_reading

_STATEMENT = (
    f"SELECT session_data, ({shared_reading.MARK}) FROM {Session._meta.db_table} "  # noqa: S608 - our own names
    "WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(DatabaseStore):
    def load(self) -> dict[str, Any]:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:  # building the same query anew costs more than running it
            cursor.execute(_STATEMENT, [self.session_key, now])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        read_once.note(shared_reading.current_mark, str(row[1]) if row[1] else None)
        found: dict[str, Any] = self.decode(row[0])
        return found
