"""`migrate` from two machines at once: the second waits for the first."""

import threading
import time

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, connections

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_second_migration_waits_for_the_first(monkeypatch, tmp_path):
    if connection.vendor == "sqlite":  # a file, as outside tests
        monkeypatch.setattr(type(connections["default"]), "is_in_memory_db", lambda self: False)
        monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "db.sqlite3")
    inside, most, seen = [], [], threading.Lock()

    def slow(self, *args, **options):
        with seen:
            inside.append(1)
            most.append(len(inside))
        time.sleep(0.3)
        with seen:
            inside.pop()

    def one():
        try:
            call_command("migrate", verbosity=0)
        finally:
            connection.close()

    monkeypatch.setattr(migrate.Command, "handle", slow)
    at_once = [threading.Thread(target=one) for _ in range(2)]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join(10)

    assert most == [1, 1]


def test_a_migration_that_fails_leaves_the_way_free(monkeypatch):
    def fail(self, *args, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(migrate.Command, "handle", fail)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            call_command("migrate", verbosity=0)
