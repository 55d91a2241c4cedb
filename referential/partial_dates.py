"""Dates as people remember them: « vers 2014 », « hiver 2019-2020 », « mars 2020 », « 12 mars 2024 ».

Stored as the first day they may mean, with a precision. A season of the year is that of the year in which it begins.
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
    ABOUT = "about", "vers une année"


def parse_date(text: str) -> tuple[date, str]:
    """(first day, precision) of what was typed. Raises ValidationError, in words, for anything else."""
    day, precision = _read(text)
    in_years(day)
    return day, precision


def _read(text: str) -> tuple[date, str]:
    typed = re.sub(r"[\s/.-]+", " ", french.sort_key(re.sub(r"[/.\u2013-]", " ", text))).strip()
    words = re.sub(r"\b1er\b", "1", typed).split(" ")
    if re.fullmatch(r"\d{4}( \d\d){1,2}", typed):
        words.reverse()  # year first: ISO 8601, to the month or to the day
    try:
        return _read_words(words)
    except ValueError as error:
        raise ValidationError(WRONG) from error


def _read_words(words: list[str]) -> tuple[date, str]:
    """Words without accents nor marks. Raises ValueError for those that are no date."""
    seasons = {french.sort_key(name): number for name, number in SEASONS.items()}
    match words:
        case ["hiver", begins, ends] if _year(ends, after=begins) == _year(begins) + 1:
            return date(_year(begins), SEASONS["hiver"], 1), Precision.SEASON
        case [word, year] if word in seasons:
            return date(_year(year), seasons[word], 1), Precision.SEASON
        case ["vers", year]:
            return date(_year(year), 1, 1), Precision.ABOUT
        case [year]:
            return date(_year(year), 1, 1), Precision.YEAR
        case [month, year]:
            return date(_year(year), _month(month), 1), Precision.MONTH
        case [day, month, year]:
            return date(_year(year), _month(month), int(day)), Precision.DAY
    raise ValueError(words)


def _year(word: str, *, after: str = "") -> int:
    """Four digits; two are enough for the end of a winter, « 2019-20 », « 1999-00 »."""
    if after and word.isdecimal() and len(word) == 2:
        word = str(_year(after) // 100 * 100 + int(word) + 100 * (int(word) == 0))
    if not (word.isdecimal() and len(word) == 4):
        raise ValueError(word)
    return int(word)


def _month(word: str) -> int:
    """Its number, its name, or the beginning of one name alone: « févr », « juil »."""
    if word.isdecimal():
        return int(word)
    found = [n for n, name in enumerate(french.MONTHS, start=1) if french.sort_key(name).startswith(word)]
    if len(word) < 3 or len(found) != 1:
        raise ValueError(word)
    return found[0]


def date_in_words(day: date, precision: str) -> str:
    """As it is written on pages and documents; `parse` reads it back."""
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.ABOUT:
        return f"vers {day.year}"
    if precision == Precision.SEASON:
        names = {month: name for name, month in SEASONS.items()}
        is_winter = day.month == SEASONS["hiver"]
        return f"{names[day.month]} {day.year}" + (f"-{day.year + 1}" if is_winter else "")
    return french.month_name(day) if precision == Precision.MONTH else french.long_date(day)
