"""Days and amounts as people and banks write them, in forms and in files: one rule for each.

Both are whole values: what may be another day or another amount is refused, with the remedy.
"""

import re
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from atelier.core.dates import in_years

ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")  # as spreadsheets give it, with the hour
FRENCH = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
EUROS = re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?: \d{3}){1,4})(?:[.,]\d{1,2})?", re.ASCII)
SPACES = re.compile("[ \u00a0\u202f]+")  # a line break parts two amounts
UNIT = re.compile(r" ?(?:€|EUR)$")
SHOWN = 40  # characters of what is refused


def parse_day(text: str) -> date:
    """04/05/2026, 04-05-26, 4.5.2026 or 2026-05-04; a year of two digits is of this century.

    Raises ValidationError, in words, for anything else and for a year that is a slip of the keyboard.
    """
    text = text.strip()
    try:
        day = _day_of(text)
    except ValueError as error:
        raise ValidationError(
            f"«\u00a0{text[:SHOWN]}\u00a0» n’est pas une date\u00a0: écrivez-la 31/12/2026."
        ) from error
    in_years(day)
    return day


def _day_of(text: str) -> date:
    if found := ISO.fullmatch(text):
        return date(*map(int, found.groups()))
    if found := FRENCH.fullmatch(text):
        day, _mark, month, year = found.groups()
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    raise ValueError(text)


def parse_euros(text: str) -> Decimal:
    """« 1 234,50 € », 1234.5 or −12: euros, with two decimals.

    Raises ValidationError, in words, for anything else: 1.234 may be a thousand, 12,345 has a digit too many, and
    « 1 50 » or « 1€50 » may be two amounts.
    """
    bare = UNIT.sub("", SPACES.sub(" ", text.strip()).replace("\N{MINUS SIGN}", "-"))
    if not EUROS.fullmatch(bare):
        raise ValidationError(
            f"«\u00a0{text.strip()[:SHOWN]}\u00a0» n’est pas un montant en euros\u00a0: écrivez-le 1234,50, sans point "
            "entre les milliers et avec deux décimales au plus."
        )
    return Decimal(bare.replace(" ", "").replace(",", ".")).quantize(Decimal("0.01"))
