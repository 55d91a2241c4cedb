"""The six people from a spreadsheet, pasted or in a file: read, checked row by row, never written here.

Columns are known by their titles; without titles they are taken in the order of COLUMNS.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from atelier.core import spreadsheets, tables
from atelier.core.email_addresses import normalize_email
from atelier.core.fields import LINK, NameField, has_link
from atelier.core.french import sort_key
from atelier.core.headings import heading_key
from atelier.core.plain_text import one_line
from atelier.core.tables import Table, lost_value
from atelier.seasons.models import Category
from territories import full_names
from territories.models import Participant, Triptych
from territories.models.participant import SAME_NAME

COLUMNS = ("category", "first_name", "last_name", "position", "organisation", "email")
ORDERS: dict[full_names.Order, tuple[str, ...]] = {
    "last first": ("nom prénom", "nom et prénom", "nom / prénom", "noms et prénoms", "noms prénoms"),
    "first last": ("prénom nom", "prénom et nom", "prénom / nom", "prénoms et noms"),
}
SHOWN_TITLES = dict(zip(COLUMNS, ("Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"), strict=True))
TITLES = {  # of several that are there the first counts
    "category": ("catégorie", "panneau", "collège"),
    "first_name": ("prénom", "prénoms"),
    "last_name": ("nom d’usage", "nom de famille", "nom", "noms"),
    "position": ("fonction", "poste", "mandat", "fonctions", "qualité"),
    "organisation": ("organisme", "structure", "organisation", "employeur", "collectivité"),
    "email": (
        "courriel professionnel",
        "courriel",
        "adresse courriel",
        "adresse mail",
        "adresse e-mail",
        "adresse email",
        "mail professionnel",
        "e-mail",
        "email",
        "mail",
        "adresse électronique",
        "adresse de courriel",
        "adresse de messagerie",
    ),
    "full_name": (*ORDERS["last first"], *ORDERS["first last"], "nom complet", "identité"),
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
    unsplit: str = ""  # a whole name of which nobody can say where it parts
    shares_mailbox: bool = False  # somebody of another name is written to at the same address

    @property
    def sort_name(self) -> str:
        return Participant.sort_name_of(self.values.get("first_name", ""), self.values.get("last_name", ""))


def read_pasted(text: str) -> Table:
    return _people_in(spreadsheets.read_pasted(text, most=MAX_ROWS))


def read_file(name: str, content: bytes) -> Table:
    return _people_in(spreadsheets.read_book(name, content, most=MAX_ROWS + tables.TITLES_WITHIN))


def _people_in(book: spreadsheets.Book) -> Table:
    """The sheet that has the titles, else the first that says something.

    Raises ValidationError, in words, for a title that is there twice or too many lines.
    """
    if found := tables.find_table(book, TITLES, least=len(COLUMNS) // 2, most=MAX_ROWS):
        return found
    sheet = next((one for one in book.sheets if any(map(any, one.rows))), book.sheets[0])
    lines = sheet.seen_lines(MAX_ROWS)
    rows = [(number, line) for number, line in enumerate(lines, start=1) if line]
    columns = {name: index for index, name in enumerate(COLUMNS)}
    return Table(columns, [], rows, lines, [*tables.hidden_notes(sheet), *tables.other_sheets(book, [sheet])])


def absent_columns(table: Table) -> list[str]:
    """Those of COLUMNS that the table should have, and has not."""
    there = table.columns.keys() | ({"first_name", "last_name"} if "full_name" in table.columns else set())
    return [name for name in COLUMNS if name not in there]


def absent_in_words(table: Table) -> str:
    """« Il manque la colonne « Courriel ». », said once; nothing when all are there."""
    titles = [SHOWN_TITLES[name] for name in absent_columns(table)]
    return tables.missing_in_words(titles) if titles else ""


def check_rows(triptych: Triptych, table: Table) -> list[Row]:
    """Each line with the free seat it would take and everything that prevents it; nothing is written."""
    categories = list(triptych.season.categories.all())
    taken = set(triptych.participants.seated().values_list("category_id", "seat"))
    rows: list[Row] = []
    seated: dict[str, set[str]] = _readers_of(triptych)  # by address, sort names
    above: dict[str, set[str]] = {}
    absent = absent_columns(table)
    for number, line in table.rows:
        row = Row(number, dict.fromkeys(COLUMNS, ""))
        for name, index in table.columns.items():
            row.values[name] = one_line(line[index]) if index < len(line) else ""
        _split_name(row, table)
        row.category = category_named(row.values.get("category", ""), categories)
        _check_values(row, absent)
        _place(row, triptych, taken)
        _check_mailbox(row, seated, above)
        rows.append(row)
    return rows


def _split_name(row: Row, table: Table) -> None:
    """First and last name from one column that holds both, when nobody can read it otherwise."""
    whole = row.values.pop("full_name", "")
    if not whole or row.values.get("first_name") or row.values.get("last_name"):
        return
    title = heading_key(table.titles[table.columns["full_name"]])
    order = next((order for order, titles in ORDERS.items() if title in map(heading_key, titles)), None)
    found = full_names.split(whole, order)
    row.unsplit = "" if found else whole
    row.values["first_name"], row.values["last_name"] = found or ("", whole)


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


def _check_values(row: Row, absent: list[str]) -> None:
    """Everything that is wrong with the cells of a line; a column that is absent is said once, elsewhere."""
    if row.category is None and "category" not in absent:
        row.errors.append(f"catégorie inconnue\u00a0: «\u00a0{row.values.get('category', '')}\u00a0»")
    row.errors += [words for value in row.values.values() if (words := lost_value(value))]
    if row.unsplit:
        row.errors.append(
            f"«\u00a0{row.unsplit}\u00a0»\u00a0: où finit le nom\u202f? Écrivez-le en capitales, ou faites deux "
            "colonnes, nom et prénom"
        )
    for name in COLUMNS[1:]:
        column: Any = Participant._meta.get_field(name)
        value = row.values.get(name, "")
        if not value and name not in absent and not row.unsplit:
            row.errors.append(f"{column.verbose_name} manquant")
        elif len(value) > column.max_length:
            row.errors.append(f"{column.verbose_name} trop long")
        elif isinstance(column, NameField) and has_link(value):
            row.errors.append(f"{column.verbose_name}\u00a0: {LINK}")
    email = normalize_email(row.values.get("email", ""))
    try:
        validate_email(email or "absent@example.org")
    except ValidationError:
        row.errors.append(f"courriel invalide\u00a0: «\u00a0{email}\u00a0»")


def _place(row: Row, triptych: Triptych, taken: set[tuple[int, int]]) -> None:
    if row.category is None:
        return
    free = [seat for seat in triptych.seats_of(row.category) if (row.category.pk, seat) not in taken]
    if not free:
        row.errors.append(f"plus de siège libre dans la catégorie «\u00a0{row.category.label}\u00a0»")
        return
    row.seat = free[0]
    taken.add((row.category.pk, row.seat))


def _readers_of(triptych: Triptych) -> dict[str, set[str]]:
    """By address, the sort names of those of this triptych alone: who is a candidate elsewhere is not told."""
    found: dict[str, set[str]] = {}
    for email, name in triptych.participants.seated().order_by("pk").values_list("email", "sort_name"):
        found.setdefault(email, set()).add(name)
    return found


def _check_mailbox(row: Row, seated: dict[str, set[str]], above: dict[str, set[str]]) -> None:
    """Somebody of another name at the same address shares the mailbox, which is shown; the same name is one person."""
    email = normalize_email(row.values.get("email", ""))
    if not email:
        return
    there, read = seated.get(email, set()), above.setdefault(email, set())
    row.shares_mailbox = bool((there | read) - {row.sort_name})
    if row.sort_name in there:
        row.errors.append(SAME_NAME)
    if row.sort_name in read:
        row.errors.append("ce courriel figure déjà plus haut")
    read.add(row.sort_name)
