"""A dead worker, a full disk, Redis away, statics that are missing: said to machines, and on the first page."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from atelier.celery import app
from atelier.operations import machine, tasks
from atelier.operations.backup import record


@pytest.fixture(autouse=True)
def healthy(settings, tmp_path, monkeypatch):
    """A machine of its own, on which nothing fails."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").touch()
    monkeypatch.setattr(machine, "redis_answers", lambda: True)
    tasks.heartbeat()
    record.note_made(timezone.now())
    record.note_proof(timezone.now())


def words(**options):
    return [word for word, _ in machine.faults(**options)]


def test_each_fault_is_said(settings, tmp_path, monkeypatch):
    assert words() == []
    assert words(now=timezone.now() + timedelta(minutes=6)) == ["worker"]
    (tmp_path / "heartbeat").unlink()
    assert words() == ["worker"]
    tasks.heartbeat()
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: SimpleNamespace(free=machine.LOW - 1))
    assert list(machine.faults()) == [("disk-full", "Le disque est presque plein\u00a0: il reste 200,0\u00a0Mo")]
    monkeypatch.setattr(machine.os, "access", lambda path, mode: False)
    (tmp_path / "staticfiles.json").unlink()
    assert words() == ["statics", "disk-read-only"]


def test_beat_asks_a_worker_to_note_that_it_works():
    assert app.conf.beat_schedule["atelier.operations.tasks.heartbeat"]["schedule"] == 60.0


@pytest.mark.django_db
def test_what_stops_no_page_is_refused_to_whoever_asks_for_all(client, tmp_path, monkeypatch):
    def answers():
        seen = [client.get(path) for path in ("/sante/pret/", "/sante/pret/?tout")]
        return [response.status_code for response in seen], seen[0].json()["faults"]

    assert answers() == ([200, 200], [])
    (tmp_path / "heartbeat").unlink()
    monkeypatch.setattr(machine, "redis_answers", lambda: False)
    assert answers() == ([200, 503], ["worker", "redis"])
    (tmp_path / "staticfiles.json").unlink()
    assert answers() == ([503, 503], ["statics", "worker", "redis"])


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "unix:///nowhere/redis.sock"])
def test_a_redis_that_is_away_does_not_answer(settings, monkeypatch, url):
    monkeypatch.undo()
    settings.REDIS_URL = url
    assert machine.redis_answers() is False
