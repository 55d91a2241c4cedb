"""A PostgreSQL that restarts: who reads waits a moment for it, who writes is told to send again."""

import psycopg
import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from atelier.middleware import read_again
from atelier.operations import health

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="an SQLite file does not restart"),
]


@pytest.fixture
def restarts(client, monkeypatch):
    """The server ends this connection while a page is drawn, as often as asked."""
    ended = []

    def end_of_connection(times: int) -> list[int]:
        def ask(*args, **options):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
                if len(ended) < times:
                    ended.append(pid)
                    told = connection.get_connection_params()
                    known = {name: told[name] for name in ("host", "port", "user", "dbname") if name in told}
                    with psycopg.connect(**known, autocommit=True) as other:
                        other.execute("SELECT pg_terminate_backend(%s, 2000)", [pid])
                cursor.execute("SELECT 1")
            return []

        monkeypatch.setattr(health, "pending_migrations", ask)
        monkeypatch.setattr(health, "DatabaseError", ZeroDivisionError)
        return ended

    client.raise_request_exception = False
    yield end_of_connection
    connection.close()  # what the server ended is no connection for the next test


def test_a_page_that_only_reads_is_read_again(client, restarts):
    ended = restarts(1)

    answer = client.get(reverse("ready"))

    assert (answer.status_code, len(ended)) == (200, 1)


def test_a_page_is_read_again_once(client, restarts):
    ended = restarts(9)

    answer = client.get(reverse("ready"))

    assert (answer.status_code, answer["Retry-After"], len(ended)) == (503, "10", 2)


@pytest.mark.parametrize(("method", "times"), [("GET", 2), ("HEAD", 2), ("POST", 1)])
def test_only_what_reads_is_asked_again(rf, method, times):
    asked = []

    def lost(request):
        asked.append(request.method)
        connection.connection.close()
        return HttpResponse(status=503)

    connection.ensure_connection()
    assert read_again(lost)(rf.generic(method, "/")).status_code == 503
    assert len(asked) == times
    connection.close()


def test_a_lock_that_nobody_gives_back_is_waited_for_once(rf):
    asked = []

    def beaten(request):
        asked.append(request.method)
        return HttpResponse(status=503)

    connection.ensure_connection()
    assert read_again(beaten)(rf.get("/")).status_code == 503
    assert len(asked) == 1
