"""Rates of presence over closed days: by person, category, territory and day, from one reading of the rows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from atelier.seasons.models import Season
from sessions.models import Attendance, Day
from territories.models import Participant


@dataclass(frozen=True)
class Rate:
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


def rows_of(season: Season) -> list[Attendance]:
    """Everything noted on the closed days of a season."""
    closed = Day.objects.filter(season=season, status=Day.Status.PLANNED).with_closing().filter(closed=True)
    # The season is said again: by the days alone, PostgreSQL reads the presence of every season first.
    rows = Attendance.objects.filter(half_day__day__season=season, half_day__day__in=closed)
    return list(
        rows.select_related("participant__triptych__territory", "participant__category", "half_day__day").order_by("pk")
    )


def rate(rows: list[Attendance]) -> Rate:
    attended = [row for row in rows if row.status in Attendance.ATTENDED]
    return Rate(len(attended), len(rows), sum(row.minutes or 0 for row in attended))


def grouped(rows: list[Attendance], key: Callable[[Attendance], Hashable]) -> dict[Hashable, Rate]:
    """One rate for each value of `key`, in the order they first appear."""
    sets: dict[Hashable, list[Attendance]] = {}
    for row in rows:
        sets.setdefault(key(row), []).append(row)
    return {value: rate(members) for value, members in sets.items()}


def by_person(rows: list[Attendance]) -> dict[Participant, Rate]:
    return grouped(rows, lambda row: row.participant)


def by_category(rows: list[Attendance]) -> dict[str, Rate]:
    return grouped(rows, lambda row: row.participant.category.label)


def by_territory(rows: list[Attendance]) -> dict[str, Rate]:
    return grouped(rows, lambda row: str(row.participant.triptych.territory))


def by_day(rows: list[Attendance]) -> dict[Day, Rate]:
    return grouped(rows, lambda row: row.half_day.day)
