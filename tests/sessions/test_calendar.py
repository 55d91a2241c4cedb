from datetime import date, datetime, timedelta

import icalendar
import pytest

from atelier.core import french
from sessions.programme import calendar
from sessions.programme.calendar_entries import Entry, calendar_event
from sessions.programme.models import Day
from tests.factories import SeasonFactory, add_days

FLYER = [date(2020, 12, 4), date(2021, 1, 28), date(2021, 3, 16), date(2021, 4, 6), date(2021, 4, 7)]


@pytest.fixture
def days(db):
    add_days(SeasonFactory(), *FLYER)
    return list(Day.objects.all())


@pytest.mark.parametrize(
    ("today", "states"),
    [
        (date(2020, 12, 3), ["next", "later", "later", "later", "later"]),
        (date(2020, 12, 4), ["next", "later", "later", "later", "later"]),
        (date(2020, 12, 5), ["done", "next", "later", "later", "later"]),
        (date(2021, 4, 8), ["done"] * 5),
    ],
)
def test_the_path_tells_what_is_done_next_and_to_come(days, today, states):
    assert [station.state for station in calendar.season_path(days, today)] == states


def test_a_cancelled_day_is_never_the_next_one(days):
    days[0].status = Day.Status.CANCELLED

    assert [station.state for station in calendar.season_path(days, date(2020, 1, 1))][:2] == ["cancelled", "next"]


def test_two_days_in_a_row_draw_close(days):
    stations = calendar.season_path(days, FLYER[0])

    assert [station.day.number for station in stations if station.close_to_previous] == [5]


def test_the_period_is_told_in_words(days):
    assert calendar.dates_in_words(days) == "du 4 décembre 2020 au 7 avril 2021"
    assert calendar.dates_in_words([]) == ""


def test_a_day_comes_with_its_two_usual_half_days(days):
    assert [
        (half.period, french.hour(half.starts_at), french.hour(half.ends_at))
        for half in days[0].half_days.order_by("starts_at")
    ] == [
        ("morning", "9\u00a0h\u00a030", "12\u00a0h\u00a030"),
        ("afternoon", "14\u00a0h", "17\u00a0h"),
    ]


def test_the_hours_are_those_of_paris_on_both_sides_of_the_clock_change(days):
    offsets = [half.start.utcoffset() for day in (days[2], days[3]) for half in day.half_days.filter(period="morning")]

    assert offsets == [timedelta(hours=1), timedelta(hours=2)]


def test_the_absence_deadline_is_counted_before_the_day(days):
    assert days[0].absence_deadline == date(2020, 11, 27)


HOSTILE = "Titre\r\nATTENDEE:mailto:mal@example.org\rX;Y,Z\\\n" + "é" * 200


def file_of(day, entry):
    result = calendar.empty_calendar("PUBLISH")
    result.add_component(calendar_event(day, entry))
    return result.to_ical()


def test_an_event_reads_back_as_it_was_said_and_nothing_slips_in():
    day = Day(sequence=2, changed_at=datetime(2021, 1, 1, tzinfo=calendar.PARIS))
    entry = Entry(
        starts_at=datetime(2021, 3, 30, 9, 30, tzinfo=calendar.PARIS),
        ends_at=datetime(2021, 3, 30, 17, tzinfo=calendar.PARIS),
        summary=HOSTILE,
        location="8 quai, Paris",
        description="",
        url="https://atelier.example.org/",
        is_cancelled=False,
    )

    content = file_of(day, entry)

    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["DTSTART"].dt == entry.starts_at
    assert str(event["DTSTART"].dt.tzinfo) == "Europe/Paris"
    assert (event["SEQUENCE"], "ATTENDEE" in event) == (2, False)
    assert "".join(event["SUMMARY"].split()) == "".join(HOSTILE.split())
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content == file_of(day, entry)
