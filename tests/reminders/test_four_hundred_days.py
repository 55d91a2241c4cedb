"""The planner and the clock through more than a year: both clock changes, every weekday, every public holiday."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from atelier.core import office_hours
from atelier.outbox.models import Message
from atelier.reminders import planner
from tests.factories import RuleFactory, SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db

BEGINNING = date(2026, 9, 1)
TICK = timedelta(hours=6)


@pytest.fixture
def zone(settings):
    """Put the site in a time zone."""

    def put(name):
        settings.TIME_ZONE = name
        timezone.deactivate()
        timezone.get_default_timezone.cache_clear()
        return ZoneInfo(name)

    yield put
    timezone.get_default_timezone.cache_clear()


# (time zone, first of its days of eight, last): five seasons in turn, for planning one reads all its days each time.
YEAR = [("Europe/Paris", first, first + 10) for first in (2, 12, 22, 32)] + [("Europe/Paris", 42, 50)]


@pytest.mark.parametrize(("name", "first", "last"), [*YEAR, ("Indian/Reunion", 2, 8)])
def test_each_reminder_leaves_once_at_its_hour(name, first, last, zone):
    """A day every eight, on each weekday in turn, planned daily and delivered every six hours of wall time.

    Four hundred days in Paris. The clock never changes on La Réunion: two months of it say what a year would.
    """
    here = zone(name)
    long_ago = datetime(2020, 1, 1, tzinfo=here)
    season = SeasonFactory(number=90)
    TriptychFactory(season=season, admitted=True, people=1, people__state="confirmed", people__answered_at=long_ago)
    begins = datetime.combine(BEGINNING + timedelta(days=8 * (first - 2)), time(), tzinfo=here)
    days = add_days(season, *(BEGINNING + timedelta(days=8 * rank) for rank in range(first, last)))
    RuleFactory(season=season, is_active=True, effective_from=long_ago, days=3, hour=time(9))
    sent = []
    with time_machine.travel(begins, tick=False) as now:
        for step in range((last - first + 2) * 8 * 4):
            now.move_to(begins + step * TICK)
            if step % 4 == 2:
                planner.plan_messages()
            for message in Message.objects.due(timezone.now()).order_by("pk"):
                Message.objects.filter(pk=message.pk).update(state="sent", sent_at=timezone.now())
                sent.append((message.not_before.astimezone(here), timezone.now().astimezone(here)))

    assert len(sent) == len(days)
    assert {moment.hour for moment, _ in sent} == {9}
    assert all(office_hours.is_working_day(moment.date()) for moment, _ in sent)
    assert [left for moment, left in sent if not moment <= left < moment + TICK] == []
    assert [moment.date() for moment, _ in sent] == [expected(day.date) for day in days]


def expected(day):
    """Three days before, else the last working day before that."""
    before = day - timedelta(days=3)
    while not office_hours.is_working_day(before):
        before -= timedelta(days=1)
    return before
