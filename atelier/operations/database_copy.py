"""Every row of another database, of the same kind or of the other, copied into that of the settings, and proved equal.

Both are read through the models, so that each kind stores a value in its own way; the copy is one transaction, which
ends only when every table holds the same rows on both sides and every relation holds. What the product makes by
itself is not copied: the cache, the mark of public pages, the record of migrations.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from atelier import config, maintenance
from atelier.accounts.models import User
from atelier.core import page_cache
from atelier.core.models import CacheVersion
from atelier.seasons.models import Season

ALIAS = "copied_from"
ROWS = 500  # a statement
CLOSED = "Une restauration ou une copie interrompue a fermé le site. D’abord\u00a0: manage.py restore --abandon."


class Refused(Exception):
    """Nothing was copied; the message says why, in French."""


def copy_from(address: str) -> dict[str, int]:
    """Copy the database at this address (as DATABASE_URL writes it). Returns the number of rows of each table.

    Raises Refused, the database of the settings being as before.
    """
    try:
        with maintenance.replacing(), _opened(config.database_at(address)) as source:
            if maintenance.is_closed():
                raise Refused(CLOSED)
            with maintenance.closed():
                try:
                    return _copy(source)
                finally:
                    maintenance.reopen()
    except (maintenance.BeingReplaced, maintenance.Busy) as error:
        raise Refused("Le produit travaille encore\u00a0: arrêtez web, worker et beat, puis recommencez.") from error
    except DatabaseError as error:
        raise Refused(f"La base a refusé\u00a0: {str(error).strip()}") from error


@contextmanager
def _opened(settings: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    same = ("ENGINE", "NAME", "HOST", "PORT")
    if all(str(settings.get(part) or "") == str(connection.settings_dict.get(part) or "") for part in same):
        raise Refused("C’est la base du produit elle-même\u00a0: donnez l’adresse de l’autre.")
    if settings["ENGINE"].endswith("sqlite") and not Path(settings["NAME"]).exists():
        raise Refused(f"Il n’y a pas de base à {settings['NAME']}.")
    connections.databases[ALIAS] = {**connection.settings_dict, "USER": "", "PASSWORD": "", **settings}
    try:
        yield connections[ALIAS]
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def _copy(source: BaseDatabaseWrapper) -> dict[str, int]:
    there, here = (MigrationRecorder(one).applied_migrations().keys() for one in (source, connection))
    if there != here:
        raise Refused("Les deux bases ne sont pas à la même version\u00a0: lancez migrate sur chacune.")
    if Season.objects.exists() or User.objects.exists():
        raise Refused("La base d’arrivée contient déjà une saison ou un compte\u00a0: il en faut une neuve.")
    tables = _copied_models()
    with _unchecked(), transaction.atomic(using=ALIAS), transaction.atomic():
        _empty(tables)
        for model in tables:
            _copy_rows(model)
            _keep_position(model, source)
        connection.check_constraints()
        rows = {model._meta.db_table: _same_rows(model) for model in tables}
    page_cache.create_triggers(connection.alias)  # the mark went with the rest
    return rows


def _copied_models() -> list[type[models.Model]]:
    found: list[type[models.Model]] = list(apps.get_models(include_auto_created=True))
    return [model for model in found if model._meta.managed and not model._meta.proxy and model is not CacheVersion]


@contextmanager
def _unchecked() -> Iterator[None]:
    """Rows come in any order; relations are checked once all are there. On PostgreSQL each is checked at the end."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def _empty(tables: list[type[models.Model]]) -> None:
    """What `migrate` wrote goes: the rows of the other database have their own keys."""
    names = [*(model._meta.db_table for model in tables), CacheVersion._meta.db_table]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), names, reset_sequences=True):
            cursor.execute(statement)


def _columns(model: type[models.Model]) -> list[Any]:
    fields: list[Any] = list(model._meta.local_concrete_fields)
    return [field for field in fields if not getattr(field, "generated", False)]


def _rows(model: type[models.Model], alias: str) -> Iterator[tuple]:
    names = [field.attname for field in _columns(model)]
    return iter(model._base_manager.using(alias).order_by().values_list(*names).iterator(chunk_size=ROWS))


def _copy_rows(model: type[models.Model]) -> None:
    columns, quote = _columns(model), connection.ops.quote_name
    names, places = ", ".join(quote(field.column) for field in columns), ", ".join(["%s"] * len(columns))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        waiting = _rows(model, ALIAS)
        while rows := list(islice(waiting, ROWS)):
            prepared: list[list[Any]] = [
                [_stored(field, value) for field, value in zip(columns, row, strict=True)] for row in rows
            ]
            try:
                cursor.executemany(insert, prepared)
            except DatabaseError as error:
                first = f"{model._meta.verbose_name} {rows[0][0]} et suivants"
                raise Refused(f"{first}\u00a0: {str(error).strip()}") from error


def _stored(field: models.Field, value: object) -> object:
    if value is None and not field.null:  # the « null » of JSON, which is a value
        return field.get_db_prep_value(value, connection)
    return field.get_db_prep_save(value, connection)


def _keep_position(model: type[models.Model], source: BaseDatabaseWrapper) -> None:
    """A key that was given once is not given again: a link to a row that was deleted must lead nowhere."""
    key = model._meta.pk
    if not isinstance(key, models.AutoField):
        return
    table = model._meta.db_table
    position = _read_position(source, table, key.column)
    if not position:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', key.column, position])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, position])


def _read_position(database: BaseDatabaseWrapper, table: str, column: str | None) -> int | None:
    """The last key that was given, whether its row is there or not; None when none was."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            cursor.execute(f"SELECT last_value FROM {cursor.fetchone()[0]} WHERE is_called")  # noqa: S608
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _same_rows(model: type[models.Model]) -> int:
    """How many rows both hold. Raises Refused when one of them differs."""
    there, here = (_sum(_rows(model, alias)) for alias in (ALIAS, connection.alias))
    if there != here:
        raise Refused(f"La table {model._meta.db_table} n’est pas la même des deux côtés\u00a0: rien n’est copié.")
    return here[0]


def _sum(rows: Iterator[tuple]) -> tuple[int, int]:
    """How many rows, and the sum of their SHA-256: each kind of database sorts text in its own order."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest())
    return count, total


def _plain(value: object) -> object:
    """What is the same in Python whichever kind of database it comes from."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, memoryview):
        return bytes(value)
    return json.dumps(value, sort_keys=True, default=str) if isinstance(value, dict | list) else value
