"""Rates of presence over closed days: by person, category, territory and day, from one reading of the rows."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.urls import reverse
from django.utils import timezone

from atelier.core import french
from atelier.core.drawings import BarChart, Given, bar_chart
from atelier.core.read_once import read_once
from atelier.seasons.models import Category, Season
from sessions.attendance import expected
from sessions.attendance.models import Attendance
from sessions.programme.models import Day
from territories.models import Participant, Territory

_READ = (
    "participant__triptych__territory",
    "participant__category",
    "participant__season",
    "half_day__day__venue",
    "half_day__day__season__venue",
)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class AttendanceRate:
    """Half-days attended out of those that counted; `minutes` missed in them by lateness or early leaving."""

    attended: int
    total: int
    minutes: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded down, so that a threshold is never reached by rounding; None before anything counted."""
        return self.attended * 100 // self.total if self.total else None

    def is_under(self, threshold: int) -> bool:
        return self.percent is not None and self.percent < threshold


@read_once
def closed_attendance(*seasons: Season) -> list[Attendance]:
    """What was noted on the closed days of these seasons, of the people who were expected at them."""
    closed = Day.objects.filter(season__in=seasons).with_closing().filter(closed=True)  # type: ignore[misc]  # it adds it
    rows = expected.noted_attendance(*seasons).filter(half_day__day__in=closed)
    return list(
        rows.select_related(*_READ).order_by("pk"),
    )


def attendance_rate(rows: list[Attendance]) -> AttendanceRate:
    attended = [row for row in rows if row.counts]
    return AttendanceRate(len(attended), len(rows), sum(row.minutes or 0 for row in attended))


def _rates_by(rows: list[Attendance], key: Callable[[Attendance], Key]) -> dict[Key, AttendanceRate]:
    """One rate for each value of `key`, in the order they first appear."""
    sets: dict[Key, list[Attendance]] = {}
    for row in rows:
        sets.setdefault(key(row), []).append(row)
    return {value: attendance_rate(members) for value, members in sets.items()}


def under_threshold(rows: list[Attendance], season: Season) -> list[Participant]:
    """Who may still be written to about it: those who hold a seat, whose rate falls under the threshold."""
    return [
        person
        for person, rate in by_person(rows).items()
        if rate.is_under(season.attendance_threshold) and not person.has_left_by(timezone.localdate())
    ]


def by_person(rows: list[Attendance]) -> dict[Participant, AttendanceRate]:
    return _rates_by(rows, lambda row: row.participant)


def by_category(rows: list[Attendance]) -> dict[Category, AttendanceRate]:
    return _rates_by(rows, lambda row: row.participant.category)


def by_territory(rows: list[Attendance]) -> dict[Territory, AttendanceRate]:
    return _rates_by(rows, lambda row: row.participant.triptych.territory)


def by_day(rows: list[Attendance]) -> dict[Day, AttendanceRate]:
    return _rates_by(rows, lambda row: row.half_day.day)


def day_chart(days: Sequence[Day], rates: Mapping[Day, AttendanceRate]) -> BarChart:
    """The presence of each day in percent, or why it has none; read the days through `with_closing()`."""
    given = [
        Given(
            str(day),
            [("present", rate.percent or 0, _rate_in_words(rate)) if rate else ("present", 0, _unknown(day))],
            reverse("admin:day_presence", args=[day.pk]),
            f", {french.full_date(day.date)}",
        )
        for day in days
        for rate in [rates.get(day)]
    ]
    return bar_chart("Présence par journée", given, in_words=lambda at: f"{at}{french.NBSP}%", whole=100)


def _rate_in_words(rate: AttendanceRate) -> str:
    return f"{rate.percent}{french.NBSP}%, {rate.attended} sur {rate.total} demi-journées"


def _unknown(day: Day) -> str:
    """Of a day without rates."""
    if day.is_cancelled:
        return "annulée"
    if day.closed:
        return "close, personne n’était attendu"
    return "à venir" if day.date > timezone.localdate() else "à saisir, puis à clore"
