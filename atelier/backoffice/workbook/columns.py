"""What the sheets of the workbook share: columns known by their titles, values as a French spreadsheet writes them."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Choices

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.headings import heading_key
from atelier.core.parsing import parse_euros
from atelier.core.spreadsheets import Book, Cell
from atelier.core.tables import Table, find_table, lost_value, missing_in_words
from atelier.seasons.models import Season

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass(frozen=True)
class Column:
    """`others` are titles that mean the same; what is not `given` is written by the product and never read back."""

    key: str
    title: str
    others: tuple[str, ...] = ()
    required: bool = False
    given: bool = True


@dataclass
class Row:
    """One line of a sheet, as it would be written: `changes` are (column, before, after) in words."""

    sheet: str
    number: int
    label: str = ""
    state: str = SAME
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def plain(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Worksheet:
    """One kind of rows. `rows` gives them for a season, by the keys of the columns.

    `open` reads what a season holds and returns a writer: given the cells of a line it writes it and says what changed;
    it raises ValidationError, in words, for a line that cannot be.
    """

    title: str
    permission: str
    columns: tuple[Column, ...]
    rows: Callable[[Season], Iterator[dict[str, Cell]]]
    open: Callable[[Season, User, dict], Callable[[dict[str, str], Row], None]]

    def table(self, season: Season) -> list[list[Cell]]:
        """Titles, then every row."""
        titles: list[Cell] = [column.title for column in self.columns]
        return [titles, *([row.get(column.key, "") for column in self.columns] for row in self.rows(season))]


def find_sheet_table(sheet: Worksheet, book: Book, *, most: int) -> Table:
    """Where the sheet is in a file, by the titles of its columns.

    Raises ValidationError, in words, when a title is missing without which no line can be understood, or is there
    twice, and for what cannot be read.
    """
    names = {column.key: (column.title, *column.others) for column in sheet.columns}
    table = find_table(book, names, least=1, most=most)
    required = [column for column in sheet.columns if column.required]
    missing = [column.title for column in required if table is None or column.key not in table.columns]
    if table is None or missing:
        raise ValidationError(f"Feuille «\u00a0{sheet.title}\u00a0». {missing_in_words(missing)}")
    return table


def read_rows(sheet: Worksheet, table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line with its number in the file and the cells that say something."""
    given = {column.key for column in sheet.columns if column.given}
    for number, line in table.rows:
        cells = {key: line[at].strip() for key, at in table.columns.items() if at < len(line) and key in given}
        yield number, {key: cell for key, cell in cells.items() if cell}


def refuse_lost_values(cells: dict[str, str], columns: tuple[Column, ...]) -> None:
    """Raises ValidationError naming every cell whose value a spreadsheet lost."""
    titles = {column.key: column.title for column in columns}
    lost = [f"{titles[key]}\u00a0: {words}." for key, cell in cells.items() if (words := lost_value(cell))]
    if lost:
        raise ValidationError(lost)


def required_cell(cells: dict[str, str], sheet_columns: tuple[Column, ...], *keys: str) -> None:
    """Raises ValidationError naming every cell that is empty and must not be."""
    titles = {column.key: column.title for column in sheet_columns}
    empty = [titles[key] for key in keys if not cells.get(key)]
    if empty:
        raise ValidationError([f"«\u00a0{title}\u00a0» est vide" for title in empty])


def with_zeros(text: str, length: int) -> str:
    """Digits to which a spreadsheet, which took them for a number, left one less; anything else as it is."""
    bare = "".join(text.split())
    return f"0{bare}" if bare.isdecimal() and len(bare) == length - 1 and bare[0] != "0" else text


def as_euros(text: str) -> Decimal:
    value = parse_euros(text)
    if value < 0 or value >= Decimal(10) ** 7:
        raise ValidationError(f"«\u00a0{text}\u00a0» n’est pas un montant en euros.")
    return value


def as_number(text: str, *, most: int) -> int:
    bare = text.removesuffix(".0")
    if not bare.isdecimal() or len(bare) > 9 or int(bare) > most:
        raise ValidationError(f"«\u00a0{text}\u00a0» n’est pas un nombre de 0 à {most}.")
    return int(bare)


def as_choice(text: str, choices: type[Choices]) -> str:
    """The value whose label or code this is, accents and capitals aside."""
    wanted = heading_key(text)
    for value, label in choices.choices:
        if wanted in {heading_key(str(label)), heading_key(str(value))}:
            return str(value)
    names = ", ".join(str(label) for label in choices.labels)
    raise ValidationError(f"«\u00a0{text}\u00a0» n’est pas connu\u00a0: {names}.")


def _value_in_words(value: object) -> str:
    """A value as the preview says it."""
    if value in (None, ""):
        return "rien"
    if isinstance(value, Decimal):
        return french.euros(value)
    return french.short_date(value) if isinstance(value, date) else str(value)


def note_changes(row: Row, columns: tuple[Column, ...], before: dict, after: dict) -> None:
    """Note in the row what changes, in the order of the columns."""
    for column in columns:
        if column.key in after and before.get(column.key) != after[column.key]:
            row.changes.append(
                (column.title, _value_in_words(before.get(column.key)), _value_in_words(after[column.key]))
            )
