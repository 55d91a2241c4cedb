"""The first of March 2027, in Paris, and a season whose day comes at the end of the month."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from atelier.outbox import delivery
from atelier.outbox.models import Message
from tests.factories import RuleFactory, SeasonFactory, TriptychFactory, add_days

PARIS = ZoneInfo("Europe/Paris")
LONG_AGO = datetime(2020, 1, 1, tzinfo=PARIS)
DAY = date(2027, 3, 30)  # a Tuesday, after the clock change of the 28th and Easter Monday the 29th


def rule(season, **values):
    return RuleFactory(season=season, is_active=True, effective_from=LONG_AGO, **values)


def at(now, *moment):
    now.move_to(datetime(2027, *moment, tzinfo=PARIS))


def leave():
    """Deliver whatever is due, as after a stop of the worker: before any planning."""
    for pk in list(Message.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        delivery.deliver(pk)
    return mail.outbox


def states():
    return sorted(Message.objects.values_list("state", flat=True))


@pytest.fixture
def now():
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


@pytest.fixture
def season(now):
    """Season 90: a territory of two people who confirmed long ago, and one day."""
    season = SeasonFactory(number=90)
    TriptychFactory(season=season, admitted=True, people=2, people__state="confirmed", people__answered_at=LONG_AGO)
    add_days(season, DAY)
    return season


@pytest.fixture
def coming_season():
    """Season 90, with two people who have just confirmed, and a day in forty days."""
    season = SeasonFactory(number=90)
    confirmed = {"people__state": "confirmed", "people__answered_at": timezone.now()}
    TriptychFactory(season=season, admitted=True, people=2, **confirmed)
    add_days(season, timezone.localdate() + timedelta(days=40))
    return season


@pytest.fixture
def day(season):
    return season.days.get()
