"""What to know before a date is kept: warnings, never a refusal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

from atelier.core.dates import YEARS
from sessions.programme.models import PARIS, Day
from territories import geography
from territories.models import Triptych

NAMES = {5: "un samedi", 6: "un dimanche"}


@dataclass(frozen=True)
class DateWarning:
    """`strong` for what keeps most people away, light for what keeps some."""

    sentence: str
    strong: bool


def warnings_for_day(day: Day) -> list[DateWarning]:
    """Weekend, public holiday, bridge, clock change, school holidays of the zones of the territories concerned."""
    admitted = Triptych.objects.admitted().filter(season=day.season_id).select_related("territory")
    departments = {triptych.territory.department for triptych in admitted}
    return warnings_for_date(day.date, departments)


def warnings_for_date(when: date, departments: set[str]) -> list[DateWarning]:
    """In Europe/Paris; `departments` are codes, for their school holidays."""
    if when.year not in YEARS:
        return [DateWarning("Vérifiez l’année.", strong=True)]
    found = []
    if when.weekday() in NAMES:
        found.append(DateWarning(f"C’est {NAMES[when.weekday()]}.", strong=True))
    closed = _public_holidays(when.year)
    if name := closed.get(when):
        found.append(DateWarning(f"C’est un jour férié : {name}.", strong=True))
    elif _is_bridge(when, closed):
        found.append(DateWarning("C’est un pont, entre un jour férié et une fin de semaine.", strong=False))
    if _clock_changes_on(when - timedelta(days=1)) or _clock_changes_on(when):
        found.append(DateWarning("L’heure change ce jour-là ou la veille.", strong=False))
    zones = sorted({geography.school_zone(code) for code in departments} - {""})
    if on_holiday := [zone for zone in zones if _is_school_holiday(when, zone)]:
        found.append(DateWarning(f"Vacances scolaires, zone {' et '.join(on_holiday)}.", strong=False))
    return found


@cache
def _public_holidays(year: int) -> holidays.HolidayBase:
    """Those of mainland France, from the year before to the year after."""
    return holidays.country_holidays("FR", years=[year - 1, year, year + 1], language="fr")


@cache
def _school_holidays() -> SchoolHolidayDates:
    """The ministry's calendar, read once."""
    return SchoolHolidayDates()


def _is_bridge(when: date, closed: holidays.HolidayBase) -> bool:
    """A Friday after a holiday, or a Monday before one."""
    return (when.weekday() == 4 and when - timedelta(days=1) in closed) or (
        when.weekday() == 0 and when + timedelta(days=1) in closed
    )


def _clock_changes_on(when: date) -> bool:
    midnights = [_offset(when), _offset(when + timedelta(days=1))]
    return midnights[0] != midnights[1]


def _offset(when: date) -> timedelta | None:
    return datetime(when.year, when.month, when.day, tzinfo=PARIS).utcoffset()


def _is_school_holiday(when: date, zone: str) -> bool:
    """False for a year that the ministry has not published yet."""
    try:
        return bool(_school_holidays().is_holiday_for_zone(when, zone))
    except UnsupportedYearException:
        return False
