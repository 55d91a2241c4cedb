"""The calendar of a season: its days, the path they draw, and their iCalendar form."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard

from atelier.core import french
from atelier.core.shared_reading import shared_rows
from atelier.seasons.models import Season
from sessions.programme.models import PARIS, Day, HalfDay

PRODUCT = "-//Atelier//Calendrier//FR"
DEFAULT_HALF_DAYS = (
    (HalfDay.Period.MORNING, time(9, 30), time(12, 30)),
    (HalfDay.Period.AFTERNOON, time(14), time(17)),
)


@dataclass(frozen=True)
class Station:
    """One day on the path: `state` is done, next, later or cancelled."""

    day: Day
    state: str
    close_to_previous: bool

    STATES = {"done": "passée", "next": "prochaine", "later": "à venir", "cancelled": "annulée"}

    @property
    def state_in_words(self) -> str:
        if self.state == "next" and self.day.date == timezone.localdate():
            return "aujourd’hui"
        return self.STATES[self.state]


def add_usual_half_days(day: Day) -> None:
    HalfDay.objects.bulk_create(
        HalfDay(day=day, period=period, starts_at=start, ends_at=end) for period, start, end in DEFAULT_HALF_DAYS
    )


@transaction.atomic
def add_day(*, season: Season, number: int, date: date) -> Day:
    """A day with its two usual half-days."""
    day = Day.objects.create(season=season, number=number, date=date)
    add_usual_half_days(day)
    return day


def season_path(days: list[Day], today: date) -> list[Station]:
    """The stations of the season as they stand on `today` (Europe/Paris), by time; consecutive days draw close.

    A cancelled day is shown, and counts for nothing.
    """
    stations, next_found, previous = [], False, None
    for day in sorted(days, key=lambda one: (one.date, one.number)):
        if day.is_cancelled:
            state = "cancelled"
        elif day.date < today:
            state = "done"
        else:
            state = "later" if next_found else "next"
            next_found = True
        close = previous is not None and not day.is_cancelled and (day.date - previous.date).days == 1
        stations.append(Station(day, state, close))
        previous = previous if day.is_cancelled else day
    return stations


def stations_of(season: Season) -> list[Station]:
    """The path of a season, as it stands today."""
    return season_path(dated_days(season), timezone.localdate())


def freeze_before_days(season: Season, effective_on: date) -> str | None:
    """Why no seat changes holder that day: a day of the season comes too soon after it."""
    soon = effective_on + timedelta(days=season.holder_freeze_days)
    day = Day.objects.filter(season=season, status=Day.Status.PLANNED, date__gte=effective_on, date__lt=soon).first()
    if day is None:
        return None
    return (
        f"La journée {day.number} a lieu le {french.long_date(day.date)} : choisissez une date au moins "
        f"{season.holder_freeze_days} jours avant, ou le lendemain de la journée."
    )


@shared_rows
def days_of(*seasons: int) -> list[Day]:
    """The days of these seasons, by date, with their places, half-days and items."""
    return list(Day.objects.filter(season__in=seasons).with_programme().order_by("season", "date", "number"))


@shared_rows
def dated_days(season: Season) -> list[Day]:
    """The days of a season, in order, with it alone."""
    return list(Day.objects.filter(season=season).select_related("season").order_by("date", "number"))


def planned_days(season: Season) -> list[Day]:
    """The days that are not cancelled, in order, with their season."""
    return [day for day in dated_days(season) if not day.is_cancelled]


def dates_of(season: Season) -> list[date]:
    """The dates of the days that are not cancelled, in order."""
    return [day.date for day in planned_days(season)]


def dates_in_words(days: list[Day]) -> str:
    """« du 4 décembre 2020 au 7 avril 2021 », cancelled days apart; empty without days."""
    dates = [day.date for day in days if not day.is_cancelled]
    return french.period(min(dates), max(dates)) if dates else ""


def empty_calendar(method: str) -> Calendar:
    """An iCalendar object (RFC 5545) without its events, with the definition of Europe/Paris inside."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(paris_zone())
    return calendar


def paris_zone() -> Timezone:
    """Europe/Paris by the rule in force since 1996 (Directive 2000/84): last Sundays of March and October, 1 h UTC.

    Written with rules and not taken from the time zone database: lists of dates are misread by some agendas.
    """
    zone = Timezone()
    zone.add("tzid", PARIS.key)
    for part, start, month, before, after, name in (
        (TimezoneDaylight(), datetime(1996, 3, 31, 2), 3, 1, 2, "CEST"),  # noqa: DTZ001 - local by definition
        (TimezoneStandard(), datetime(1996, 10, 27, 3), 10, 2, 1, "CET"),  # noqa: DTZ001
    ):
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
