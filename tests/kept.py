"""A world that many tests ask for is made once by each process; for the tests after, its rows and files are put back.

The verbs of the product take up to a second to make one, and putting it back takes some thousandths. That is right in
an empty database, at the present time or at the very moment where another test stopped the clock too: where a test
wrote something before, or moved to a moment from which the clock goes on, its world is made anew.
"""

import pickle
import random
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import time_machine
from django.conf import UserSettingsHolder, settings
from django.db import connection, transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from atelier.core import codes
from tests import cast, factories, strict

Cast = dict[str, object]  # the people and the things of a world, by the name of their fixture
COLUMN = {"sqlite": '+"{}"', "postgresql": '"{}"::text'}  # the value as it is stored: no converter reads it


@dataclass
class World:
    """What making it changed: rows, files below the folder of the test, what factories and codes counted."""

    cast: bytes
    rows: dict[str, list[tuple]]
    gone: dict[str, list[tuple]]  # the keys of rows that were there before, and are no more as they were
    files: dict[Path, bytes]
    counted: dict[type, int]
    drawn: tuple | None  # None where codes are not drawn from a seed


@dataclass
class Room:
    """What one test finds before it writes anything itself."""

    folder: Path
    held: list[str] = field(default_factory=list)
    cast: Cast = field(default_factory=dict)
    touched: bool = False

    def hold(self, name: str, make: Callable[[], Cast]) -> Cast:
        """Who and what is in the world of this name, which is there now."""
        touched = self.touched
        self.held.append(name)
        when = stopped_at() or timezone.localdate()
        key = (*self.held, when, *overridden(), *factories.CATEGORIES, content_types())
        if touched or (time_machine.escape_hatch.is_travelling() and not stopped_at()):
            found = make()
        else:
            if key in _worlds:
                put_back(_worlds[key], self.folder)
            else:
                _worlds[key] = remember(make, self.folder)
            found = pickle.loads(_worlds[key].cast)
        self.touched = touched
        self.cast |= found
        return found

    def one(self, name: str) -> object:
        """Somebody of the cast: who is there already, or somebody new."""
        if name not in self.cast:
            self.cast[name] = cast.EVERYBODY[name]()
        return self.cast[name]

    @contextmanager
    def watched(self):
        """Notes when the test writes."""

        def note(execute, sql, params, many, context):
            self.touched = self.touched or strict.is_write(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield self


_worlds: dict[tuple, World] = {}
FOLDERS = {"MEDIA_ROOT", "VAR_DIR"}  # each test has its own


def stopped_at() -> datetime | None:
    """The moment at which the test stopped the clock."""
    first = time_machine.escape_hatch.is_travelling() and timezone.now()
    return first if first and timezone.now() == first else None


def content_types() -> int:
    """The newest of them: a test outside transactions empties the tables, and leaves them with other keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM django_content_type")
        return cursor.fetchone()[0]


def overridden() -> list[str]:
    """Each setting that the test has changed, but for its folders."""
    found, holder = {}, settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        found = {name: value for name, value in vars(holder).items() if name.isupper()} | found
        holder = holder.default_settings
    return sorted(f"{name}={value!r}" for name, value in found.items() if name not in FOLDERS)


def remember(make: Callable[[], Cast], folder: Path) -> World:
    rows, files = all_rows(), all_files(folder)
    made = make()
    new_rows, new_files = all_rows(), all_files(folder)
    changed = {table: [row for key, row in new_rows[table].items() if rows[table].get(key) != row] for table in rows}
    gone = {table: [key for key, row in rows[table].items() if new_rows[table].get(key) != row] for table in rows}
    return World(
        cast=pickle.dumps(made),
        rows={table: found for table, found in changed.items() if found},
        gone={table: keys for table, keys in gone.items() if keys},
        files={path: content for path, content in new_files.items() if files.get(path) != content},
        counted={one: one._meta._counter.seq for one in DjangoModelFactory.__subclasses__() if one._meta._counter},
        drawn=codes.secrets.getstate() if isinstance(codes.secrets, random.Random) else None,
    )


def put_back(world: World, folder: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:  # keys are compared at its end: tables have no order
        for table, keys in world.gone.items():
            cursor.executemany(f'DELETE FROM "{table}" WHERE {_same(primary_key(table))}', keys)
        for table, rows in world.rows.items():
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
    for path, content in world.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for one, count in world.counted.items():
        one.reset_sequence(count, force=True)
    if world.drawn:
        codes.secrets.setstate(world.drawn)


def all_rows() -> dict[str, dict[tuple, tuple]]:
    """By table and by key, each row, in the order of the table's columns."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in tables().items():
            read = ", ".join(COLUMN[connection.vendor].format(column) for column in columns)
            cursor.execute(f'SELECT {read} FROM "{table}"')
            places = [columns.index(column) for column in primary_key(table)]
            found[table] = {tuple(row[place] for place in places): row for row in cursor.fetchall()}
    return found


@cache
def tables() -> dict[str, list[str]]:
    """The columns of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
            found[table] = [column[0] for column in cursor.description]
    return found


@cache
def primary_key(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.get_primary_key_columns(cursor, table)


def _same(columns: list[str]) -> str:
    return " AND ".join(f"{COLUMN[connection.vendor].format(column)} = %s" for column in columns)


def all_files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
