"""Reminders leave in the office hours of whoever reads them: their clock, their public holidays, their « demain »."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from atelier.core import office_hours
from atelier.outbox.models import Message
from atelier.reminders import planner
from atelier.reminders.timeline import season_timeline
from tests.factories import TriptychFactory
from tests.reminders.conftest import DAY, LONG_AGO, PARIS, at, leave, rule

pytestmark = pytest.mark.django_db


def overseas(season, department):
    """One more territory, of one person, there."""
    return TriptychFactory(
        season=season, admitted=True, rank=2, territory__department=department, people=1,
        people__state="confirmed", people__answered_at=LONG_AGO,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("department", "zone", "day"),
    [
        ("971", "America/Guadeloupe", 25),  # the 26th is Good Friday, a holiday there
        ("972", "America/Martinique", 26),
        ("973", "America/Cayenne", 26),
        ("974", "Indian/Reunion", 26),
        ("976", "Indian/Mayotte", 26),
        ("987", "Pacific/Tahiti", 25),
        ("988", "Pacific/Noumea", 26),
    ],
)
def test_a_reminder_leaves_at_its_hour_there(department, zone, day, season, now):
    triptych = overseas(season, department)
    rule(season, days=1, hour=time(9), text="{quand}")
    planner.plan_messages()
    message = Message.objects.get(to_email=triptych.participants.get().email)

    assert message.not_before == datetime(2027, 3, day, 9, tzinfo=ZoneInfo(zone))

    now.move_to(message.not_before)
    leave()

    (sent,) = [one for one in mail.outbox if one.to == [message.to_email]]
    assert sent.body.startswith("mardi 30 mars 2027")


def test_tomorrow_is_that_of_the_reader(season, now):
    triptych = overseas(season, "987")
    season.days.update(date=date(2027, 4, 1))
    rule(season, days=1, hour=time(14), text="{quand}")
    planner.plan_messages()

    at(now, 4, 1, 2)  # two in the morning in Paris; two in the afternoon of the day before in Papeete
    leave()

    assert [(one.to, one.body.split("\n")[0]) for one in mail.outbox] == [
        ([triptych.participants.get().email], "demain")
    ]


def test_nothing_leaves_at_night_there(season, now):
    """A department put right after the plan is read again when the message leaves."""
    triptych = overseas(season, "62")
    rule(season, days=7, hour=time(10), text="{date}")
    planner.plan_messages()
    triptych.territory.department = "988"
    triptych.territory.save()

    at(now, 3, 23, 10)
    leave()
    assert triptych.participants.get().email not in [one.to[0] for one in mail.outbox]
    message = Message.objects.get(to_email=triptych.participants.get().email)
    assert (message.state, message.clock) == ("queued", "988")


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        ("67", date(2027, 3, 26)), ("57", date(2028, 12, 26)), ("971", date(2027, 5, 27)), ("973", date(2027, 6, 10)),
        ("974", date(2027, 12, 20)), ("976", date(2027, 4, 27)), ("987", date(2027, 3, 5)), ("988", date(2027, 9, 24)),
    ],
)  # fmt: skip
def test_offices_there_are_closed_on_their_own_holidays(clock, day):
    assert office_hours.is_working_day(day)
    assert not office_hours.is_working_day(day, clock)
    assert not office_hours.is_open(office_hours.local_datetime(day, time(10), clock), clock)


def test_a_year_beyond_the_table_of_holidays_stops_nothing():
    assert office_hours.working_day(date(2101, 1, 1), backwards=False, clock="987") >= date(2101, 1, 1)


def test_what_follows_an_event_does_not_leave_before_the_site_has_lived_it(season):
    """Eighteen hours in Nouméa is the morning in Paris: the day is not over."""
    after = rule(season, trigger="evaluation", days=0, direction="after", hour=time(18))

    assert after.moment(DAY, "988") == datetime(2027, 3, 31, 8, tzinfo=ZoneInfo("Pacific/Noumea"))
    assert after.moment(DAY, "971") == datetime(2027, 3, 30, 18, tzinfo=ZoneInfo("America/Guadeloupe"))
    assert after.moment(DAY, "974") == datetime(2027, 3, 31, 8, tzinfo=ZoneInfo("Indian/Reunion"))


def test_what_announces_a_day_leaves_while_it_is_to_come(season):
    """Eight hours of that morning in Guadeloupe is too late."""
    begins = datetime(2027, 3, 30, 9, 30, tzinfo=PARIS)
    before = rule(season, days=0, hour=time(8))

    assert before.moment(DAY, "971", begins) == datetime(2027, 3, 25, 8, tzinfo=ZoneInfo("America/Guadeloupe"))
    assert before.moment(DAY, "974", begins) == datetime(2027, 3, 30, 8, tzinfo=ZoneInfo("Indian/Reunion"))


def test_the_line_of_time_says_the_hour_there(season):
    overseas(season, "974")
    rule(season, days=5, hour=time(9))

    labels = {step.label for step in season_timeline(season, timezone.now())}

    assert labels == {"Journée 1", "Journée 1, à 9\u00a0h sur place"}
