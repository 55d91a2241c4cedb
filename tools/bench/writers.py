"""Eight processes write to one SQLite file as fast as they can: how many wait in vain, and how long the worst waits."""

import multiprocessing
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from atelier import config

WRITERS, SECONDS = 8, 6


def measure():
    print(f"{WRITERS} processes write to one SQLite file for {SECONDS} s; each transaction reads, inserts 3, updates 1")
    for name, database in (("Django's defaults", plain), ("tuned, SQLite's own wait", tuned), ("Atelier", ours)):
        with tempfile.TemporaryDirectory() as folder:
            print(f"  {name:26} {race(database(Path(folder, 'bench.sqlite3')))}")


def ours(path):
    return {"CONN_MAX_AGE": None, **config.sqlite(path)}


def tuned(path):
    found = ours(path)
    return {**found, "ENGINE": "django.db.backends.sqlite3", "OPTIONS": {**found["OPTIONS"], "timeout": 20}}


def plain(path):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "CONN_MAX_AGE": None}


def race(database) -> str:
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(WRITERS), context.Queue()
    prepared = context.Process(target=prepare, args=(database,))
    prepared.start()
    prepared.join()
    processes = [context.Process(target=write, args=(database, barrier, results)) for _ in range(WRITERS)]
    for process in processes:
        process.start()
    found = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    waits = sorted(wait for one, _ in found for wait in one)
    locked = sum(count for _, count in found)
    steps = quantiles(waits, n=100)
    return (
        f"{len(waits) / SECONDS:5.0f} transactions/s, {locked:5} « locked », "
        f"p50 {steps[49]:5.1f} ms, p95 {steps[94]:6.1f} ms, p99 {steps[98]:6.1f} ms, worst {waits[-1]:6.0f} ms"
    )


def connected(database):
    from django.conf import settings  # noqa: PLC0415 - each process has settings of its own

    settings.configure(DATABASES={"default": database})
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    return connection


def prepare(database):
    with connected(database).cursor() as cursor:
        cursor.execute("CREATE TABLE entry (id integer PRIMARY KEY, writer integer, words text)")
        cursor.execute("CREATE TABLE tally (writer integer PRIMARY KEY, entries integer)")
        for writer in range(WRITERS):
            cursor.execute("INSERT INTO tally VALUES (%s, 0)", [writer])


def write(database, barrier, results):
    from django.db import OperationalError, transaction  # noqa: PLC0415 - settings come first

    connection = connected(database)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    waits, locked, writer = [], 0, barrier.wait(timeout=60)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        started = time.perf_counter()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT entries FROM tally WHERE writer = %s", [writer])
                for number in range(3):
                    cursor.execute("INSERT INTO entry (writer, words) VALUES (%s, %s)", [writer, f"Ligne {number}"])
                cursor.execute("UPDATE tally SET entries = entries + 3 WHERE writer = %s", [writer])
        except OperationalError:
            locked += 1
        else:
            waits.append((time.perf_counter() - started) * 1000)
    results.put((waits, locked))
