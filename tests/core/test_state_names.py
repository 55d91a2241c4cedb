"""The same name of what a connection sees, the same rows: whoever writes, in whatever way, on two connections.

STATE_STEPS=20000 makes the walk longer.
"""

import os
import random
from contextlib import ExitStack, closing

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

STEPS = int(os.environ.get("STATE_STEPS", "300"))


@pytest.fixture
def pair(tmp_path):
    """Two connections to one database, as two processes have."""
    if connection.vendor == "sqlite":
        settings = {"ENGINE": "atelier.core.sqlite", "NAME": tmp_path / "two.sqlite3", "OPTIONS": {}}
        both = [ConnectionHandler({"default": dict(settings)})["default"] for _ in range(2)]
        execute(both[0], "PRAGMA journal_mode = wal")
    else:
        both = [connection.copy(), connection.copy()]
    with ExitStack() as stack:
        for one in both:
            stack.enter_context(closing(one))
        execute(both[0], "CREATE TABLE facts (number integer)")
        execute(both[0], "INSERT INTO facts VALUES (0)")
        yield both
        execute(both[0], "DROP TABLE facts")


def execute(one, sql):
    with one.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if sql.startswith("SELECT") else None


@pytest.mark.django_db(transaction=True)
def test_the_same_name_is_of_the_same_rows(pair):
    chance = random.Random(STEPS)
    rows, changed, open_in = {}, 0, None
    for number in range(1, STEPS + 1):
        writer = open_in or chance.choice(pair)
        act = chance.choice(["write", "write", "begin", "end", "undo", "look", "look", "look"])
        if act == "write":
            execute(writer, f"UPDATE facts SET number = {number}")
        elif act == "begin" and not open_in:
            open_in = writer
            writer.set_autocommit(False)
        elif act in {"end", "undo"} and open_in:
            open_in.commit() if act == "end" else open_in.rollback()
            open_in.set_autocommit(True)
            open_in = None
        for place, one in enumerate(pair):
            if one is not open_in:
                name = one.state_name()
                found = execute(one, "SELECT number FROM facts")
                assert rows.setdefault((place, name), found) == found, (act, number)
                changed += one.state_name() != name
    if open_in:
        open_in.rollback()
        open_in.set_autocommit(True)

    assert len(rows) < 2 * STEPS  # a name stays while nothing is written
    # On PostgreSQL another database of the same server may have written in between: a new name for the same rows.
    assert changed == 0 or connection.vendor == "postgresql"
