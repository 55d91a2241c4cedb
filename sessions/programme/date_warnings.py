"""What to know before a date is kept: warnings, never a refusal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates

from atelier.core import office_hours
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
    """In Europe/Paris; `departments` are codes, for their own holidays, of school and public ones."""
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
    return found + _local_holidays(when, departments, closed) + _school_holidays_of(when, departments)


def _local_holidays(when: date, departments: set[str], closed: holidays.HolidayBase) -> list[DateWarning]:
    """Public holidays of Alsace-Moselle and of overseas, which the mainland does not have."""
    names: dict[str, list[str]] = {}
    for code in sorted(departments & office_hours.CLOCKS.keys()):
        name = office_hours.public_holidays(when.year, code).get(when)
        if name and when not in closed:
            names.setdefault(name, []).append(geography.department_name(code))
    return [
        DateWarning(f"C’est un jour férié\u00a0: {name} ({', '.join(places)}).", strong=False)
        for name, places in names.items()
    ]


def _school_holidays_of(when: date, departments: set[str]) -> list[DateWarning]:
    """What the ministry's calendar says of the zones; what it does not say is said to be unknown."""
    found = []
    zones = sorted({geography.school_zone(code) for code in departments} - {""})
    if zones and when > _last_known_day():
        found.append(
            DateWarning("Vacances scolaires\u00a0: calendrier inconnu à cette date, à vérifier.", strong=False)
        )
    elif on_holiday := [zone for zone in zones if _school_holidays().is_holiday_for_zone(when, zone)]:
        found.append(DateWarning(f"Vacances scolaires, {_zones(on_holiday)}.", strong=False))
    if own := sorted(code for code in departments if geography.has_own_school_calendar(code)):
        names = ", ".join(map(geography.department_name, own))
        found.append(DateWarning(f"Vacances scolaires\u00a0: calendrier propre à vérifier ({names}).", strong=False))
    return found


def _zones(names: list[str]) -> str:
    """« zone B », « zones A, B et C »."""
    if len(names) == 1:
        return f"zone {names[0]}"
    return f"zones {', '.join(names[:-1])} et {names[-1]}"


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


@cache
def _last_known_day() -> date:
    """The last day of school holidays of the ministry's calendar: after it nothing is published, or known here."""
    last: date = max(_school_holidays().data)
    return last
