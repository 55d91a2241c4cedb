"""A database that stays away is waited for once: the threads that are left answer at once."""

import time

import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse

from atelier import middleware

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away(monkeypatch):
    """No connection is had; pages wait for a fifth of a second."""

    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(middleware, "RESTART", 0.2)
    monkeypatch.setattr(middleware, "_outage", middleware._Outage())
    wrapper = connections["default"]
    monkeypatch.setattr(wrapper, "is_usable", lambda: False)
    with monkeypatch.context() as until:
        until.setattr(wrapper, "close", lambda: None)
        until.setattr(wrapper, "ensure_connection", refuse)
        yield until


def seconds(rf) -> float:
    started = time.monotonic()
    assert middleware.read_again(lambda request: HttpResponse(status=503))(rf.get("/")).status_code == 503
    return time.monotonic() - started


def test_pages_wait_together_for_one_that_restarts_and_no_more(away, rf):
    first, *others = (seconds(rf) for _ in range(4))

    assert first >= 0.2
    assert sum(others) < 0.15


def test_once_it_was_back_the_next_restart_is_waited_for(away, rf, monkeypatch):
    assert seconds(rf) >= 0.2
    away.setattr(connections["default"], "ensure_connection", lambda: None)
    assert seconds(rf) < 0.15
    away.undo()
    assert middleware._outage.ends_patience() > time.monotonic() + 0.15
