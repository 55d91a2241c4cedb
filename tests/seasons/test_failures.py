"""One row that a nightly task cannot treat stops itself alone, and the first page says it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from atelier.privacy import erasure, retention
from atelier.privacy import tasks as privacy_tasks
from atelier.seasons import jobs
from atelier.seasons.models import Failure, Job
from sessions import tasks as papers
from sessions.documents.models import Convocation
from territories import seat_transfer
from territories import tasks as seats
from territories.models import HolderChange, Triptych
from tests.factories import (
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    let_age,
)

pytestmark = pytest.mark.django_db


def test_a_draft_that_cannot_leave_stops_nobody_else(monkeypatch, as_user, organiser):
    one, other = (TriptychFactory(season=SeasonFactory(), people=1) for _ in range(2))
    for draft in (one, other):
        let_age(draft, 184)
    forgotten = retention.forgotten

    def refused(triptych):
        if triptych.pk == one.pk:
            raise OSError
        return forgotten(triptych)

    monkeypatch.setattr(retention, "forgotten", refused)
    privacy_tasks.apply_retention()

    assert list(Triptych.objects.all()) == [one]
    assertContains(as_user(organiser).get("/admin/"), f"triptyque n°\u00a0{one.pk}")
    assert other.pk != one.pk

    monkeypatch.undo()
    privacy_tasks.apply_retention()
    assert not Triptych.objects.exists()
    assert not Failure.objects.exists()


def test_a_person_who_cannot_be_erased_stops_nobody_else(monkeypatch):
    now = timezone.now()
    old = now - timedelta(days=731)
    UserFactory(date_joined=old, email="a@example.org")
    kept = UserFactory(date_joined=old, email="b@example.org")
    retention.apply(now)
    erase = erasure.erase

    def refused(*, email, **more):
        if email == "a@example.org":
            raise OSError
        return erase(email=email, **more)

    monkeypatch.setattr(erasure, "erase", refused)

    assert retention.apply(now + timedelta(days=15))["personnes"] == 1
    kept.refresh_from_db()
    assert not kept.is_active
    assert "example.org" not in str(Failure.objects.values().get())


def test_a_seat_that_cannot_pass_on_stops_no_other(monkeypatch):
    by, today = UserFactory(), timezone.localdate()
    decided = {"state": "accepted", "decided_by": by, "decided_at": timezone.now(), "asked_by": by}
    one, other = (
        HolderChange.objects.create(
            leaving=ParticipantFactory(state="confirmed"), email=f"{n}@example.org", effective_on=today, **decided
        )
        for n in range(2)
    )
    take_effect = seat_transfer.take_effect

    def refused(pk):
        if pk == one.pk:
            raise ValueError
        return take_effect(pk)

    monkeypatch.setattr(seat_transfer, "take_effect", refused)
    for change in HolderChange.objects.due(today):
        seats.transfer_seat(change.pk)

    done = HolderChange.objects.exclude(took_effect_at=None)
    assert list(done) == [other]
    assert Failure.objects.get().address == reverse("admin:territories_holderchange_change", args=[one.pk])


def test_a_file_that_cannot_go_keeps_no_other(monkeypatch, settings):
    settings.MEDIA_ROOT.mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        Job.objects.create(kind="import", season=SeasonFactory(), author=UserFactory(), name=name)
    Job.objects.update(asked_at=timezone.now() - timedelta(days=8), state="done")
    one = Job.objects.get(name="a.xlsx")
    (settings.MEDIA_ROOT / one.path).mkdir(parents=True)
    (settings.MEDIA_ROOT / one.path / "held").touch()  # a folder that is not empty is not deleted

    jobs.delete_expired()

    assert list(Job.objects.all()) == [one]
    assert Failure.objects.get().kind == Failure.Kind.RETENTION


def test_a_document_that_cannot_be_made_is_said(monkeypatch, as_user, organiser):
    def broken(pk):
        raise KeyError("day")

    monkeypatch.setattr("sessions.documents.rendering.render_convocation", broken)
    papers.render_convocation(7)

    assertContains(as_user(SeasonFactory() and organiser).get("/admin/"), "Un document n’a pas pu être fait")
    assert Failure.objects.get().label == f"{Convocation._meta.verbose_name} n°\u00a07"


def test_what_nothing_met_again_for_two_days_is_said_no_more():
    Failure.objects.create(kind=Failure.Kind.DOCUMENT, ref="x:1", label="convocation n° 1", address="/admin/")
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=1), tick=False):
        assert not Failure.objects.recent().exists()
        privacy_tasks.apply_retention()

    assert not Failure.objects.exists()
