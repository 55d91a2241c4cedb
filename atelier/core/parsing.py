"""Days and amounts as people and banks write them, in forms and in files: one rule for each.

Both are whole values: what may be another day or another amount is asked about or refused, with the remedy.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from atelier.core.dates import in_years
from atelier.core.french import sort_key

HOUR = re.compile(r"[ T]\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")  # spreadsheets and banks add it
ISO = re.compile(r"(\d{4})([-/])(\d{2})\2(\d{2})", re.ASCII)
FRENCH = re.compile(r"(\d{1,2})([/. -])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
IN_WORDS = re.compile(
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?(\d{1,2}|1er) ([a-z]+)\.? (\d{4}|\d{2})", re.ASCII
)
MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")  # how they begin
SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)  # days since EPOCH: a date whose cell lost its format
EPOCH = date(1899, 12, 30)
EUROS = re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?: \d{3}){1,4})(?:[.,]\d{1,2})?", re.ASCII)
POINTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?", re.ASCII)  # 3.000,50: a point between thousands
MAY_BE_THOUSANDS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}", re.ASCII)
SPACES = re.compile("[ \u00a0\u2000-\u200a\u202f\u205f]+")  # a line break parts two amounts
UNIT = re.compile(r" ?(?:€|EUR)$")
CLOCK = re.compile(r"(?P<hours>\d{1,3})h(?P<minutes>[0-5]\d)?", re.ASCII)
MINUTES = re.compile(r"(?P<minutes>\d{1,4})(?:min|mn)", re.ASCII)
HOURS = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?", re.ASCII)
SHOWN = 40  # characters of what is refused


def parse_day(text: str) -> date:
    """04/05/2026, 04-05-26, 4.5.2026, lundi 4 mai 2026, 4-mai-26, 2026-05-04 or 46146, which a spreadsheet keeps.

    A year of two digits is of this century; an hour behind is left.

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
    text = HOUR.sub("", text)
    if found := ISO.fullmatch(text):
        return date(*map(int, found.group(1, 3, 4)))
    if found := FRENCH.fullmatch(text):
        day, _mark, month, year = found.groups()
        return date(_century(year), int(month), int(day))
    if found := IN_WORDS.fullmatch(sort_key(text)):
        month = next((at for at, start in enumerate(MONTHS, start=1) if found[2].startswith(start)), 0)
        return date(_century(found[3]), month, int(found[1].removesuffix("er")))
    if SERIAL.fullmatch(text):
        return EPOCH + timedelta(days=int(text.partition(".")[0]))
    raise ValueError(text)


def _century(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def parse_euros(text: str) -> Decimal:
    """« 1 234,50 € », 1.234,50, 1234.5 or −12: euros, with two decimals.

    Raises ValidationError, in words, for anything else: 1.234 and 12,345 may be thousands or have a digit too many,
    which is asked; « 1 50 » or « 1€50 » may be two amounts.
    """
    bare = UNIT.sub("", SPACES.sub(" ", text.strip()).replace("\N{MINUS SIGN}", "-"))
    if MAY_BE_THOUSANDS.fullmatch(bare):
        whole, cents = re.sub("[.,]", "", bare), re.sub("[.,]", ",", bare)[:-1]
        raise ValidationError(
            f"«\u00a0{bare}\u00a0» n’est pas un montant sûr\u00a0: est-ce {whole}\u00a0€ ou {cents}\u00a0€\u202f? "
            "Pour le dire, écrivez-le 1234,50, sans point ni virgule entre les milliers."
        )
    if POINTED.fullmatch(bare):
        bare = bare.replace(".", "")
    if not EUROS.fullmatch(bare):
        raise ValidationError(
            f"«\u00a0{text.strip()[:SHOWN]}\u00a0» n’est pas un montant en euros\u00a0: écrivez-le 1234,50, sans point "
            "entre les milliers et avec deux décimales au plus."
        )
    return Decimal(bare.replace(" ", "").replace(",", ".")).quantize(Decimal("0.01"))


def parse_minutes(text: str) -> int:
    """« 1 h 30 », « 1h30 », « 45 min », « 1,5 » or « 2 » (hours) as whole minutes, at least one.

    Raises ValidationError, in words, for anything else.
    """
    words = SPACES.sub("", text.strip().lower())
    if found := CLOCK.fullmatch(words):
        minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    elif found := MINUTES.fullmatch(words):
        minutes = int(found["minutes"])
    elif HOURS.fullmatch(words):
        minutes = round(Decimal(words.replace(",", ".")) * 60)
    else:
        minutes = 0
    if minutes < 1:
        shown = text.strip()[:SHOWN]
        raise ValidationError(
            f"« {shown} » ne se lit pas comme une durée : écrivez 1\u00a0h\u00a030, 45\u00a0min ou 1,5."
        )
    return minutes
