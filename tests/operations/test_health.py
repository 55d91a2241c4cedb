"""What watches the machine: alive, and ready or why not; nothing of anybody's."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from atelier.operations import health
from atelier.outbox.models import Message
from tests.factories import MessageFactory


def test_a_process_says_that_it_is_alive(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/sante/")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_it_says_that_it_is_ready_and_how_much_mail_is_late(client):
    MessageFactory(not_before=timezone.now() - timedelta(minutes=16), to_email="zoe@example.org")
    MessageFactory(not_before=timezone.now() - timedelta(minutes=14))

    response = client.get("/sante/pret/")

    said = response.json()
    assert said.pop("backup") in {"none", "ok", "late", "unproved", "failed"}
    said.pop("backup_age_hours")
    said.pop("faults")
    assert said == {"database": "ok", "migrations": "ok", "late_messages": 1}
    assert response.status_code == 200


@pytest.mark.django_db
def test_a_database_behind_the_code_or_silent_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "pending_migrations", lambda: ["a migration"])
    assert client.get("/sante/pret/").status_code == 503

    def silent(**lookups):
        raise DatabaseError

    monkeypatch.setattr(Message.objects, "filter", silent)
    response = client.get("/sante/pret/")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")
    assert "backup-none" in response.json()["faults"]  # what files say is said all the same
