"""Dates as people remember them: « 2014 », « printemps 2019 », « mars 2020 », « 12 mars 2024 ».

Stored as the first day they may mean, with a precision. A season of the year is named by the year in which it begins.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from atelier.core import french
from atelier.core.dates import InYears

SEASONS = {"printemps": 3, "été": 6, "automne": 9, "hiver": 12}
WRONG = "Écrivez une date comme « 2014 », « printemps 2019 », « mars 2020 » ou « 12/03/2024 »."
YEARS = range(1900, 2101)  # a territory tells its past
in_years = InYears(YEARS)


class Precision(models.TextChoices):
    DAY = "day", "jour"
    MONTH = "month", "mois"
    SEASON = "season", "saison de l’année"
    YEAR = "year", "année"


def parse_date(text: str) -> tuple[date, str]:
    """(first day, precision) of what was typed. Raises ValidationError, in words, for anything else."""
    day, precision = _read(text)
    in_years(day)
    return day, precision


def _read(text: str) -> tuple[date, str]:
    typed = re.sub(r"\s+", " ", french.sort_key(text.replace("/", " ").replace(".", " "))).replace("1er", "1")
    months = {french.sort_key(name): number for number, name in enumerate(french.MONTHS, start=1)}
    seasons = {french.sort_key(name): number for name, number in SEASONS.items()}
    *before, year = typed.split(" ")
    try:
        if not (year.isdecimal() and len(year) == 4):
            return _parse_iso(typed)
        match before:
            case []:
                return date(int(year), 1, 1), Precision.YEAR
            case [word] if word in seasons:
                return date(int(year), seasons[word], 1), Precision.SEASON
            case [month]:
                return date(int(year), months.get(month) or int(month), 1), Precision.MONTH
            case [day, month]:
                return date(int(year), months.get(month) or int(month), int(day)), Precision.DAY
    except ValueError as error:
        raise ValidationError(WRONG) from error
    raise ValidationError(WRONG)


def _parse_iso(typed: str) -> tuple[date, str]:
    """« 2024 03 12 », once its hyphens are spaces. Raises ValueError for anything else."""
    return date.fromisoformat(typed.replace(" ", "-")), Precision.DAY


def date_in_words(day: date, precision: str) -> str:
    """As it is written on pages and documents; `parse` reads it back."""
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.SEASON:
        names = {month: name for name, month in SEASONS.items()}
        return f"{names[day.month]} {day.year}"
    return french.month_name(day) if precision == Precision.MONTH else french.long_date(day)
