"""The six people from a spreadsheet, pasted or in a file: read, checked row by row, never written here.

Columns are known by their titles; without titles they are taken in the order of COLUMNS.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from atelier.core import spreadsheets
from atelier.core.email_addresses import normalize_email
from atelier.core.french import sort_key
from atelier.core.headings import find_headings
from atelier.core.plain_text import one_line
from atelier.seasons.models import Category
from territories.models import Participant, Triptych
from territories.models.participant import NAMED_TWICE

COLUMNS = ("category", "first_name", "last_name", "position", "organisation", "email")
TITLES = {  # of several that are there the first counts
    "category": ("catégorie", "panneau", "collège"),
    "first_name": ("prénom",),
    "last_name": ("nom d’usage", "nom de famille", "nom"),
    "position": ("fonction", "poste", "mandat"),
    "organisation": ("organisme", "structure", "organisation", "employeur"),
    "email": ("courriel professionnel", "courriel", "e-mail", "email", "mail", "adresse électronique"),
}
MAX_ROWS = 60


@dataclass
class Row:
    """One line as it was read: its values, the seat it would take, and what is wrong with it."""

    number: int
    values: dict[str, str]
    category: Category | None = None
    seat: int | None = None
    errors: list[str] = field(default_factory=list)


def read_pasted(text: str) -> list[list[str]]:
    return spreadsheets.read_pasted(text, most=MAX_ROWS)


def read_file(name: str, content: bytes) -> list[list[str]]:
    return spreadsheets.read_file(name, content, most=MAX_ROWS)


def check_rows(triptych: Triptych, lines: list[list[str]]) -> list[Row]:
    """Each line with the free seat it would take and everything that prevents it; nothing is written.

    Raises ValidationError when nobody can tell which column is which.
    """
    columns, start = _columns_of(lines)
    categories = list(triptych.season.categories.all())
    taken = set(triptych.participants.seated().values_list("category_id", "seat"))
    rows: list[Row] = []
    emails: set[str] = set()
    for number, line in enumerate(lines[start:], start=start + 1):
        values = {name: one_line(line[index]) if index < len(line) else "" for name, index in columns.items()}
        row = Row(number, values)
        row.category = category_named(values.get("category", ""), categories)
        _check_values(row, emails)
        _place(row, triptych, taken)
        _check_named_twice(row, triptych)
        rows.append(row)
    return rows


def _columns_of(lines: list[list[str]]) -> tuple[dict[str, int], int]:
    """Where each column is, and the first line of people. Raises ValidationError when a title is there twice."""
    if not lines:
        return dict(zip(COLUMNS, range(len(COLUMNS)), strict=True)), 0
    found = find_headings(lines[0], TITLES)
    if len(found) >= len(COLUMNS) // 2:
        return found, 1
    return {name: index for index, name in enumerate(COLUMNS)}, 0


def category_named(text: str, categories: list[Category]) -> Category | None:
    """« élu », « Elus », « agents »… : by its whole name, its code, or the beginning of a word, singular or plural."""
    wanted = sort_key(text).rstrip("s")
    if not wanted:
        return None
    for category in categories:
        if wanted == sort_key(category.label).rstrip("s"):
            return category
    for category in categories:
        words = [category.code, *(word for word in sort_key(category.label).split() if len(word) > 3)]
        if any(word.rstrip("s").startswith(wanted) for word in words):
            return category
    return None


def _check_values(row: Row, emails: set[str]) -> None:
    if row.category is None:
        row.errors.append(f"catégorie inconnue\u00a0: «\u00a0{row.values.get('category', '')}\u00a0»")
    for name in COLUMNS[1:]:
        column: Any = Participant._meta.get_field(name)
        if not row.values.get(name):
            row.errors.append(f"{column.verbose_name} manquant")
        elif len(row.values[name]) > column.max_length:
            row.errors.append(f"{column.verbose_name} trop long")
    email = normalize_email(row.values.get("email", ""))
    try:
        validate_email(email or "absent@example.org")
    except ValidationError:
        row.errors.append(f"courriel invalide\u00a0: «\u00a0{email}\u00a0»")
    if email and email in emails:
        row.errors.append("ce courriel figure déjà plus haut")
    emails.add(email)


def _place(row: Row, triptych: Triptych, taken: set[tuple[int, int]]) -> None:
    if row.category is None:
        return
    free = [seat for seat in triptych.seats_of(row.category) if (row.category.pk, seat) not in taken]
    if not free:
        row.errors.append(f"plus de siège libre dans la catégorie «\u00a0{row.category.label}\u00a0»")
        return
    row.seat = free[0]
    taken.add((row.category.pk, row.seat))


def _check_named_twice(row: Row, triptych: Triptych) -> None:
    """In this triptych: who is a candidate elsewhere is not told."""
    email = row.values.get("email", "")
    if email and triptych.participants.seated().filter(email=email).exists():
        row.errors.append(NAMED_TWICE)
