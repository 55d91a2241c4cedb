"""What leaves by itself, and when."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from atelier.accounts.models import User
from atelier.keeping import retention
from atelier.outbox.models import Message
from sessions.models import Day
from territories.models import AccessNeed, Participant, Triptych
from tests.factories import (
    MessageFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def moved(season, days):
    Day.objects.filter(season=season).update(date=timezone.localdate() - timedelta(days=days))


def test_needs_leave_a_month_after_the_last_day(known):
    moved(known.season, 30)
    assert retention.due().needs == []
    moved(known.season, 31)
    assert len(retention.due().needs) == 1

    retention.apply()
    assert not AccessNeed.objects.exists()


def test_the_words_of_a_message_leave_after_ninety_days_and_its_key_stays():
    old = timezone.now() - timedelta(days=91)
    MessageFactory(key="a", state="sent", sent_at=old, created_at=old)
    MessageFactory(key="b", state="queued", created_at=old)
    MessageFactory(key="c", state="sent", sent_at=timezone.now())

    assert retention.apply()["courriels"] == 1
    assert retention.apply()["courriels"] == 0
    assert list(Message.objects.order_by("key").values_list("key", "text")) == [
        ("a", ""),
        ("b", "Texte\n"),
        ("c", "Texte\n"),
    ]


def test_people_leave_five_years_after_their_last_season(known):
    moved(known.season, 5 * 365)
    assert "zelie@example.org" not in retention.due().addresses
    moved(known.season, 5 * 365 + 1)
    assert "zelie@example.org" in retention.due().addresses

    other = TriptychFactory(season=SeasonFactory(number=8), admitted=True)
    again = ParticipantFactory(triptych=other, email="zelie@example.org")
    assert "zelie@example.org" not in retention.due().addresses  # she came back
    again.delete()

    call_command("retention", "--write", verbosity=0)
    assert not Participant.objects.filter(email="zelie@example.org").exists()
    assert retention.due().addresses == []


def test_people_of_a_refused_application_leave_after_two_years():
    triptych = TriptychFactory(submitted=True, people=1)
    triptych.status = "refused"
    triptych.save()
    Triptych.objects.update(updated_at=timezone.now() - timedelta(days=729))
    assert retention.due().addresses == []
    Triptych.objects.update(updated_at=timezone.now() - timedelta(days=731))

    assert retention.apply()["personnes"] == 1


def test_a_draft_that_nobody_touches_leaves_after_six_months():
    kept, left = TriptychFactory(people=1), TriptychFactory(people=1)
    Triptych.objects.filter(pk=left.pk).update(updated_at=timezone.now() - timedelta(days=184))

    assert retention.apply()["brouillons"] == 1
    assert list(Triptych.objects.all()) == [kept]
    assert Participant.objects.count() == 1


def test_an_account_that_nothing_uses_leaves_after_two_years(organiser):
    old = timezone.now() - timedelta(days=731)
    User.objects.update(date_joined=old)
    idle, used = UserFactory(date_joined=old), UserFactory(date_joined=old, last_login=timezone.now())

    assert retention.due().addresses == [idle.email]
    retention.apply()
    assert User.objects.filter(pk=used.pk, email=used.email).exists()
