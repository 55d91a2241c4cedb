"""What is said of the last backup: to machines, and on the organisers' first page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from atelier.core.declarations import SeasonFacts
from atelier.operations import action_items, machine
from atelier.operations.backup import record


def test_a_backup_is_missing_then_good_then_unproved_then_late_or_failed():
    now = timezone.now()
    seen = [record.state(now)[0]]
    record.note_made(now)
    seen.append(record.state(now)[0])
    record.note_proof(now)
    seen.append(record.state(now)[0])
    record.note_proof(now, "la table manque")
    seen.append(record.state(now)[0])
    seen.append(record.state(now + timedelta(hours=27))[0])
    record.note_failure("disque plein")
    seen.append(record.state(now)[0])
    record.note_made(now)
    record.note_proof(now)

    assert seen == ["none", "unproved", "ok", "unproved", "late", "failed"]
    assert record.state(now) == ("ok", "")


@pytest.mark.parametrize(("demo", "expected"), [(True, []), (False, ["Aucune sauvegarde n’a été faite"])])
def test_the_first_page_says_what_is_wrong_except_in_a_demonstration(settings, demo, expected):
    settings.DEMO = demo
    machine.note_heartbeat()
    items = list(action_items.machine_faults(SeasonFacts(None, date(2026, 11, 28))))
    assert [item.what for item in items] == expected


@pytest.mark.django_db
def test_whoever_watches_the_machine_reads_the_age_of_the_last_backup(client):
    record.note_made(timezone.now() - timedelta(hours=5, minutes=10))
    record.note_proof(timezone.now())
    said = client.get("/sante/pret/").json()
    assert (said["backup"], said["backup_age_hours"]) == ("ok", 5)
