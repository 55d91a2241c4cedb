"""French typography: dates, hours, euros, SIRET, sort keys.

Rules of the Imprimerie nationale tradition: U+00A0 before « : », « € », « % » and around « h »;
U+202F inside numbers and before « ; ! ? ».
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from atelier.core.plain_text import without_stacked_marks

NBSP, NNBSP = "\u00a0", "\u202f"
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]  # fmt: skip
COUNTS = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()  # noqa: SIM905
# What Unicode does not take apart; static/js/checkin.js has the same.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"})
ORDINALS = ["première", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième"]


def local_date(value: date | datetime) -> date:
    """The day in Europe/Paris."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return value.date()
    return value


def day_number(value: date) -> str:
    return "1er" if value.day == 1 else str(value.day)


def long_date(value: date | datetime) -> str:
    """« 1er décembre 2026 »."""
    day = local_date(value)
    return f"{day_number(day)} {MONTHS[day.month - 1]} {day.year}"


def full_date(value: date | datetime) -> str:
    """« vendredi 4 décembre 2020 »."""
    day = local_date(value)
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"


def day_from(value: date, today: date) -> str:
    """« aujourd’hui », « demain », else « lundi 30 mars 2027 »: how a day is said on another."""
    near = {0: "aujourd’hui", 1: "demain"}
    return near.get((value - today).days) or full_date(value)


def month_name(value: date) -> str:
    """« décembre 2026 »."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def short_date(value: date | datetime) -> str:
    """« 04/12/2020 », for tables."""
    return local_date(value).strftime("%d/%m/%Y")


def until(value: date | datetime, is_read_afar: bool = False) -> str:
    """« jusqu’au 14 décembre 2026 inclus »: the one wording of a deadline, whose day counts.

    With « heure de Paris », in which that day ends, for whom it ends at another hour.
    """
    return f"jusqu’au {long_date(value)} inclus{', heure de Paris' if is_read_afar else ''}"


def deadline(value: date | datetime, is_read_afar: bool = False) -> str:
    """« lundi 14 décembre 2026 », for a text that says « jusqu’au … inclus » itself."""
    return f"{full_date(value)}{' (heure de Paris)' if is_read_afar else ''}"


def period(start: date, end: date) -> str:
    """« du 3 décembre 2026 au 31 mars 2027 », without repeating month or year."""
    if start == end:
        return f"le {long_date(start)}"
    first = day_number(start)
    if (start.month, start.year) != (end.month, end.year):
        first += f" {MONTHS[start.month - 1]}"
    if start.year != end.year:
        first += f" {start.year}"
    return f"du {first} au {long_date(end)}"


def moved(before: date, after: date) -> str:
    """« du 16 au 25 mars », « du 28 décembre 2026 au 4 janvier 2027 »: how a date changes, forwards or back.

    The year is said only when it changes.
    """
    if before.year != after.year:
        return f"du {long_date(before)} au {long_date(after)}"
    first = day_number(before)
    if before.month != after.month:
        first += f" {MONTHS[before.month - 1]}"
    return f"du {first} au {day_number(after)} {MONTHS[after.month - 1]}"


def hour(value: time | datetime) -> str:
    """« 9 h 30 », « 14 h »."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).time()
    minutes = f"{NBSP}{value.minute:02d}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def duration(minutes: int) -> str:
    """« 24 h », « 2 h 35 », « 45 min » from a number of minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hours}{NBSP}h"


def moment(value: datetime) -> str:
    """« 4 décembre 2020 à 9 h 30 », in Europe/Paris."""
    return f"{long_date(value)} à {hour(value)}"


def number(value: int | Decimal) -> str:
    """« 27 000 »; decimals, if any, behind a comma."""
    return f"{value:,}".replace(",", NNBSP).replace(".", ",")


def decimal(value: Decimal | None) -> str:
    """« 2,5 », « 3 »; a dash for nothing."""
    return "–" if value is None else f"{value.normalize():f}".replace(".", ",")


def amount(value: int | Decimal) -> str:
    """« 3 000 », « 1 250,50 », under a heading that says euros: cents are shown only when there are some."""
    exact = Decimal(value)
    shown = f"{exact:,.0f}" if exact == exact.to_integral_value() else f"{exact:,.2f}"
    return shown.replace(",", NNBSP).replace(".", ",")


def euros(value: int | Decimal) -> str:
    """« 3 000 € », « 1 250,50 € »."""
    return f"{amount(value)}{NBSP}€"


def siret(value: str) -> str:
    """« 732 829 320 00074 » from fourteen digits; a SIREN in three groups; anything else as it is."""
    if len(value) not in (9, 14) or not value.isdecimal():
        return value
    return NNBSP.join(part for part in (value[:3], value[3:6], value[6:9], value[9:]) if part)


def phone(value: str) -> str:
    """« 06 39 98 00 01 » from a French number; anything else as it is."""
    digits = re.sub(r"[\s.\-]", "", value)
    digits = "0" + digits[3:] if digits.startswith("+33") else digits
    if len(digits) != 10 or not digits.isdecimal():
        return value
    return NBSP.join(digits[index : index + 2] for index in range(0, 10, 2))


def file_size(size: int) -> str:
    """« 20 Ko » from a number of bytes; « 1,4 Mo » past a thousand of them."""
    kilobytes = max(1, round(size / 1000))
    return f"{kilobytes}{NBSP}Ko" if kilobytes < 1000 else f"{kilobytes / 1000:.1f}{NBSP}Mo".replace(".", ",")


def in_words(value: int) -> str:
    """« six », from two to sixteen; any other number in figures."""
    return COUNTS[value - 2] if 2 <= value < len(COUNTS) + 2 else number(value)


def ordinal(value: int) -> str:
    """« première », « deuxième »… in words for journées, « 9e » past eight."""
    return ORDINALS[value - 1] if 1 <= value <= len(ORDINALS) else f"{value}e"


def sort_key(text: str) -> str:
    """Sorts « Émile » with E and « Łukasz » with L, reads ' and ’ alike, any dash as a space, and nothing invisible."""
    decomposed = unicodedata.normalize("NFKD", without_stacked_marks(text).casefold().translate(LETTERS))
    bare = "".join(one for one in decomposed if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return re.sub(r"[’'‘ʼ`\-\u2010-\u2015\s]+", " ", bare).strip().lower()


def spaced(text: str) -> str:
    """The spaces that French wants, in a text typed by hand: before : ; ! ? % € and inside « »."""
    text = re.sub(r"[ \u00a0\u202f]+([;!?])", NNBSP + r"\1", text)
    text = re.sub(r"[ \u00a0\u202f]+([:%€])", NBSP + r"\1", text)
    text = re.sub(r"«[ \u00a0\u202f]*", "«" + NBSP, text)
    text = re.sub(r"[ \u00a0\u202f]*»", NBSP + "»", text)
    text = re.sub(r"(?<=\d)[ \u202f](?=\d{3}\b)", NNBSP, text)
    return text.replace("'", "’")


def period_length(length: timedelta) -> str:
    """« 5 ans », « 6 mois », « 30 jours »: years of 365 days, else half-years of 183 days, else days."""
    if length.days % 365 == 0:
        years = length.days // 365
        return f"{years}\u00a0an{'s' if years > 1 else ''}"
    if length.days % 183 == 0:
        return f"{length.days // 183 * 6}\u00a0mois"
    return f"{length.days}\u00a0jours"
