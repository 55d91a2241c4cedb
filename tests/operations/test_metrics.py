"""Metrics: to whoever holds the token, from every process, true to the rows."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from atelier import config_optional
from atelier.operations import metrics, metrics_files
from atelier.operations.backup import record
from tests.factories import MessageFactory

TOKEN = "x" * 32


def test_metrics_are_off_without_a_token(client, db):
    assert client.get("/sante/mesures/", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", f"Bearer {TOKEN}x", TOKEN])
def test_who_does_not_hold_the_token_reads_nothing(client, db, settings, given):
    settings.METRICS_TOKEN = TOKEN

    assert client.get("/sante/mesures/", headers={"Authorization": given}).status_code == 401


@pytest.fixture
def read(client, settings):
    settings.METRICS_TOKEN = TOKEN

    def scrape():
        text = client.get("/sante/mesures/", headers={"Authorization": f"Bearer {TOKEN}"}).text
        return dict(re.fullmatch(r"(\S+) (\S+)", line).groups() for line in text.splitlines() if line[0] != "#")

    return scrape


@pytest.mark.django_db
def test_mail_is_counted_by_state_with_the_age_of_the_oldest_that_is_due(read):
    now = timezone.now()
    MessageFactory(state="queued", not_before=now - timedelta(hours=2))
    MessageFactory(state="queued", not_before=now + timedelta(hours=2))
    MessageFactory(state="failed")
    found = read()

    assert (found['atelier_messages{state="queued"}'], found['atelier_messages{state="failed"}']) == ("2.0", "1.0")
    assert found['atelier_messages{state="sent"}'] == "0.0"
    assert 7190 < float(found["atelier_oldest_due_message_seconds"]) < 7800


@pytest.mark.django_db
def test_ages_of_the_backup_and_of_its_proof_are_said_once_known(read):
    assert "atelier_backup_age_seconds" not in read()

    record.note_made(timezone.now() - timedelta(hours=3))
    record.note_proof(timezone.now() - timedelta(hours=2))
    found = read()
    assert 10_790 < float(found["atelier_backup_age_seconds"]) < 11_400
    assert 7190 < float(found["atelier_backup_proof_age_seconds"]) < 7800
    assert found["atelier_backup_ok"] == "1.0"


@pytest.mark.django_db
def test_a_silent_redis_hides_nothing_else(read, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    found = read()

    assert "atelier_queue_depth" not in found
    assert "atelier_oldest_due_message_seconds" in found


@pytest.mark.django_db
def test_requests_are_counted_by_class(read, client):
    name = 'atelier_request_duration_seconds_count{status="%s"}'
    before = read()
    client.get("/sante/")
    client.get("/nulle-part/")
    after = read()

    assert float(after[name % "4xx"]) - float(before.get(name % "4xx", 0)) == 1
    assert float(after[name % "2xx"]) - float(before.get(name % "2xx", 0)) == 2  # the first reading, and `/sante/`


COUNTING = """
from prometheus_client import Histogram
Histogram("seconds", "x", ["status"]).labels("2xx").observe(0.2)
"""
ADDING = """
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry(); MultiProcessCollector(registry); print(generate_latest(registry).decode())
"""


def test_what_two_processes_count_is_added_up_until_all_are_gone(tmp_path):
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", COUNTING], env=environment, check=True)
    asked = {"env": environment, "check": True, "capture_output": True, "text": True}
    added = subprocess.run([sys.executable, "-c", ADDING], **asked).stdout

    assert 'seconds_count{status="2xx"} 2.0' in added
    (tmp_path / f"histogram_{os.getpid()}.db").touch()
    assert not metrics_files.begin_anew(tmp_path)
    (tmp_path / f"histogram_{os.getpid()}.db").unlink()
    assert metrics_files.begin_anew(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_token_that_can_be_guessed_stops_the_program(monkeypatch, tmp_path):
    monkeypatch.setenv("METRICS_TOKEN", "court")
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN"):
        config_optional.metrics_token(tmp_path)

    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    assert config_optional.metrics_token(tmp_path) == TOKEN
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"].startswith(str(tmp_path))


def test_the_queues_are_those_of_every_priority():
    assert metrics.QUEUES == ("celery", "celery\x06\x163", "celery\x06\x166", "celery\x06\x169")
