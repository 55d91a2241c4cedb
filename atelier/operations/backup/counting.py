"""How many rows each table of the product holds, in the database itself or in one restored apart."""

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from atelier.operations.backup import postgresql_copy, sqlite_copy
from atelier.operations.backup.archive import Manifest, Refused

COPIES = {"sqlite": sqlite_copy, "postgresql": postgresql_copy}


def count_rows() -> dict[str, int]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return {table: _count(table, connection) for table in sorted(tables)}


def refuse_lost_rows(manifest: Manifest, database: BaseDatabaseWrapper = connection) -> None:
    """Raises Refused when a table of the manifest is not there, or holds another number of rows."""
    known = database.introspection.table_names()
    for table, rows in manifest.rows.items():
        if table not in known:
            raise Refused(f"La table {table} devait compter {rows} lignes\u00a0: elle n’y est pas.")
        if (found := _count(table, database)) != rows:
            raise Refused(f"La table {table} devait compter {rows} lignes\u00a0: elle en compte {found}.")


def _count(table: str, database: BaseDatabaseWrapper) -> int:
    with database.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {database.ops.quote_name(table)}")  # noqa: S608 - the name of a table
        return int(cursor.fetchone()[0])
