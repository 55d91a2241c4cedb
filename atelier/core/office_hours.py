"""When the product writes to people by itself: working days, from 8 h to 19 h, by the clock of whoever reads.

A clock is named by the département that has its own hour or public holidays; empty, it is that of the site.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.db import models
from django.utils import timezone

OPENS, CLOSES = time(8), time(19)
# The zone of each (None: that of the site), and its public holidays by the codes of the library `holidays`.
CLOCKS: dict[str, tuple[str | None, str | None]] = {
    "": (None, None),
    "57": (None, "57"),
    "67": (None, "6AE"),
    "68": (None, "6AE"),
    "971": ("America/Guadeloupe", "971"),
    "972": ("America/Martinique", "972"),
    "973": ("America/Cayenne", "973"),
    "974": ("Indian/Reunion", "974"),
    "975": ("America/Miquelon", "PM"),
    "976": ("Indian/Mayotte", "976"),
    "977": ("America/St_Barthelemy", "BL"),
    "978": ("America/Marigot", "MF"),
    "984": ("Indian/Reunion", "TF"),  # its administration is in Saint-Pierre
    "986": ("Pacific/Wallis", "WF"),
    "987": ("Pacific/Tahiti", "PF"),
    "988": ("Pacific/Noumea", "NC"),
}


class Direction(models.TextChoices):
    """On which side of an event a reminder leaves, or a task falls due."""

    BEFORE = "before", "avant"
    AFTER = "after", "après"


def clock_of(department: str) -> str:
    """The clock of a département: its own, else that of the site."""
    return department if department in CLOCKS else ""


def zone_of(clock: str) -> tzinfo:
    name = CLOCKS[clock][0]
    return ZoneInfo(name) if name else timezone.get_current_timezone()


@cache
def public_holidays(year: int, clock: str = "") -> holidays.HolidayBase:
    """Those of a year, from the table of the library, which ends in 2100 as the dates that people may type do."""
    return holidays.country_holidays("FR", subdiv=CLOCKS[clock][1], years=year, language="fr")


def is_working_day(day: date, clock: str = "") -> bool:
    """Neither a weekend nor a public holiday there."""
    return day.weekday() < 5 and day not in public_holidays(day.year, clock)


def is_open(now: datetime, clock: str = "") -> bool:
    local = now.astimezone(zone_of(clock))
    return is_working_day(local.date(), clock) and OPENS <= local.time() < CLOSES


def closed_clocks(now: datetime) -> list[str]:
    return [clock for clock in CLOCKS if not is_open(now, clock)]


def next_opening(now: datetime, clock: str = "") -> datetime:
    """This moment if offices are open there, else when they next open."""
    if is_open(now, clock):
        return now
    local = now.astimezone(zone_of(clock))
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return local_datetime(working_day(day, backwards=False, clock=clock), OPENS, clock)


def working_day(day: date, *, backwards: bool, clock: str = "") -> date:
    """The day itself, else the nearest working day before it, or after it."""
    step = timedelta(days=-1 if backwards else 1)
    while not is_working_day(day, clock):
        day += step
    return day


def after_working_days(moment: datetime, count: int, clock: str = "") -> datetime:
    """The closing hour of the `count`-th working day after the day of `moment`."""
    day = moment.astimezone(zone_of(clock)).date()
    for _ in range(count):
        day = working_day(day + timedelta(days=1), backwards=False, clock=clock)
    return local_datetime(day, CLOSES, clock)


def local_datetime(day: date, hour: time, clock: str = "") -> datetime:
    """A wall time there as a moment."""
    return datetime.combine(day, hour, tzinfo=zone_of(clock))
