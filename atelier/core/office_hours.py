"""When the product writes to people by itself: working days, from 8 h to 19 h, in the time zone of the site."""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.db import models
from django.utils import timezone

OPENS, CLOSES = time(8), time(19)


class Direction(models.TextChoices):
    """On which side of an event a reminder leaves, or a task falls due."""

    BEFORE = "before", "avant"
    AFTER = "after", "après"


@cache
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", years=year, language="fr")


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a public holiday of mainland France."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def is_open(now: datetime) -> bool:
    local = timezone.localtime(now)
    return is_working_day(local.date()) and OPENS <= local.time() < CLOSES


def working_day(day: date, *, backwards: bool) -> date:
    """The day itself, else the nearest working day before it, or after it."""
    step = timedelta(days=-1 if backwards else 1)
    while not is_working_day(day):
        day += step
    return day


def after_working_days(moment: datetime, count: int) -> datetime:
    """The closing hour of the `count`-th working day after the day of `moment`."""
    day = timezone.localtime(moment).date()
    for _ in range(count):
        day = working_day(day + timedelta(days=1), backwards=False)
    return local_datetime(day, CLOSES)


def local_datetime(day: date, hour: time) -> datetime:
    """A wall time of the site as a moment."""
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())
