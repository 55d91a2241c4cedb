"""A clock that was once wrong stops nothing: beat's file is checked against it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import Celery

from atelier.celery import app as product
from atelier.operations import machine
from atelier.operations.beat import ClockedScheduler

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


@pytest.fixture
def beat(tmp_path):
    """A scheduler as beat starts it, upon one file; `given` is what it gave."""
    given = []
    celery = Celery("clock", broker="memory://", set_as_current=False)
    celery.conf.timezone = "UTC"
    celery.conf.beat_schedule = {"tick": {"task": "tick", "schedule": 30.0}}

    def start():
        scheduler = ClockedScheduler(app=celery, schedule_filename=str(tmp_path / "beat"))
        scheduler.apply_async = lambda entry, **options: given.append(entry.name)
        return scheduler

    start.given = given
    return start


def test_the_product_s_beat_checks_its_file():
    assert product.conf.beat_scheduler == "atelier.operations.beat:ClockedScheduler"


@pytest.mark.parametrize("restarted", [True, False])
def test_what_was_given_in_the_future_is_due_a_period_later(beat, restarted, caplog):
    with time_machine.travel(NOW + timedelta(days=400), tick=False) as clock:
        scheduler = beat()
        clock.shift(31)
        scheduler.tick()
        assert beat.given == ["tick"]
        clock.move_to(NOW)
        if restarted:
            scheduler.close()
            scheduler = beat()
        scheduler.tick()
        clock.shift(31)
        scheduler.tick()
        scheduler.tick()
        assert beat.given == ["tick", "tick"]
    assert "The clock went back: tick" in caplog.text


def test_a_heartbeat_of_the_future_says_nothing_of_today():
    machine.note_heartbeat(NOW + timedelta(days=400))

    assert "worker" in [word for word, _ in machine.faults(NOW)]
