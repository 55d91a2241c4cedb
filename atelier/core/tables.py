"""Where a table begins in a file that somebody wrote for people: under a title, on the second sheet, between notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from openpyxl.utils import get_column_letter

from atelier.core.headings import find_headings, heading_key
from atelier.core.spreadsheets import Book, Sheet

TITLES_WITHIN = 10  # filled lines of a sheet in which its titles are looked for
NAMED = 8  # things that a note names before it counts the others
FORMULA_ERROR = re.compile(
    r"#[A-ZÉ]+(?:/[A-Z0-9])?\s?[!?]?|Err\s?:\d{3}"
)  # of Excel and LibreOffice, in both languages
ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{2}")


@dataclass(frozen=True)
class Table:
    """A sheet from its titles on: `columns` gives the index of each, `rows` come with their number in the file.

    `lines` is the whole sheet as people see it, `notes` what was not read, in French.
    """

    columns: dict[str, int]
    titles: list[str]
    rows: list[tuple[int, list[str]]]
    lines: list[list[str]]
    notes: list[str]


def find_table(book: Book, names: Mapping[str, Iterable[str]], *, least: int, most: int) -> Table | None:
    """The table of the first sheet where a line holds `least` of these titles; None where no sheet does.

    Raises ValidationError, in words, for a sheet that cannot be read, more than `most` lines or a title twice.
    """
    known = {key: {heading_key(name) for name in titles} for key, titles in names.items()}
    for sheet in book.sheets:
        at = _titles_at(sheet, known, least)
        if at is not None:
            return _table_of(book, sheet, names, at, most)
    return None


def _titles_at(sheet: Sheet, known: Mapping[str, set[str]], least: int) -> int | None:
    """The index of the line with most titles, among the first that say something."""
    filled = [at for at, row in enumerate(sheet.rows) if any(cell.strip() for cell in row)][:TITLES_WITHIN]
    counts = {at: _titles_in(sheet.rows[at], sheet.hidden_columns, known) for at in filled}
    best = max(filled, key=lambda at: counts[at], default=None)
    return best if best is not None and counts[best] >= least and best + 1 not in sheet.hidden_rows else None


def _titles_in(row: list[str], masked: Sequence[int], known: Mapping[str, set[str]]) -> int:
    keys = {heading_key(cell) for at, cell in enumerate(row) if at not in masked}
    return sum(bool(titles & keys) for titles in known.values())


def _table_of(book: Book, sheet: Sheet, names: Mapping[str, Iterable[str]], at: int, most: int) -> Table:
    lines = sheet.seen_lines(most + at + 1)
    titles = lines[at]
    columns = find_headings(titles, names)
    if book.hides_unsaid:
        _refuse_two_of_one_meaning(titles, names)
    rows = [(number, line) for number, line in enumerate(lines[at + 1 :], start=at + 2) if line]
    if len(rows) > most:
        raise ValidationError(f"Ce tableau compte plus de {most} lignes\u00a0: retirez celles qui sont de trop.")
    above = [number for number, line in enumerate(lines[:at], start=1) if line]
    unknown = [title for index, title in enumerate(titles) if title and index not in columns.values()]
    notes = [
        _note("Lignes au-dessus des titres", in_ranges(above)),
        *hidden_notes(sheet),
        _note("Colonnes d’un autre titre", named(unknown)),
    ]
    return Table(columns, titles, rows, lines, [*filter(None, notes), *other_sheets(book, [sheet])])


def _refuse_two_of_one_meaning(titles: list[str], names: Mapping[str, Iterable[str]]) -> None:
    for meant in names.values():
        known = {heading_key(name) for name in meant}
        found = [title for title in titles if heading_key(title) in known]
        if len(found) > 1:
            raise ValidationError(
                f"Les colonnes {named(found)} ont le même sens, et l’une est peut-être masquée\u00a0: enregistrez ce "
                "fichier au format xlsx, ou retirez celle qui est de trop."
            )


def hidden_notes(sheet: Sheet) -> list[str]:
    """What people do not see in a sheet is not read, and said."""
    letters = [get_column_letter(index + 1) for index in sheet.hidden_columns]
    notes = [
        _note("Lignes masquées", in_ranges(sheet.hidden_rows)),
        _note("Colonnes masquées", ", ".join(letters[:NAMED])),
    ]
    return [f"{note} Affichez-les dans le tableur pour qu’elles le soient." for note in notes if note]


def other_sheets(book: Book, taken: Sequence[Sheet]) -> list[str]:
    """The sheets that hold something, or are hidden, and were not taken."""
    others = [sheet.title for sheet in book.sheets if sheet not in taken and any(map(any, sheet.rows))]
    notes = [_note("Autres feuilles", named(others)), _note("Feuilles masquées", named(book.hidden))]
    return [*filter(None, notes), *book.notes]


def _note(what: str, which: str) -> str:
    return f"{what}, non lues\u00a0: {which}." if which else ""


def named(titles: Sequence[str]) -> str:
    """« Notes », « Listes » et 3 autres."""
    shown = ", ".join(f"«\u00a0{title[:40]}\u00a0»" for title in titles[:NAMED])
    return f"{shown} et {len(titles) - NAMED} autres" if len(titles) > NAMED else shown


def in_ranges(numbers: Sequence[int]) -> str:
    """« 2 à 4, 7 » from [2, 3, 4, 7]."""
    if not numbers:
        return ""
    cuts = [at for at, (one, after) in enumerate(pairwise(numbers), start=1) if after != one + 1]
    parts = [numbers[start:end] for start, end in zip([0, *cuts], [*cuts, len(numbers)], strict=True)]
    words = [f"{part[0]} à {part[-1]}" if len(part) > 1 else str(part[0]) for part in parts]
    more = f" et {len(words) - NAMED} autres passages" if len(words) > NAMED else ""
    return ", ".join(words[:NAMED]) + more


def missing_in_words(titles: Sequence[str]) -> str:
    """« Il manque les colonnes « Nom », « Courriel » … », with the remedy."""
    which = "la colonne" if len(titles) == 1 else "les colonnes"
    return f"Il manque {which} {named(titles)}\u00a0: ajoutez-{'les' if len(titles) > 1 else 'la'} au tableau."


def lost_value(text: str) -> str:
    """What is to be said of a cell whose value a spreadsheet lost; nothing of another."""
    if FORMULA_ERROR.fullmatch(text):
        return f"«\u00a0{text}\u00a0» est l’erreur d’une formule\u00a0: écrivez la valeur dans la case"
    if ROUNDED.fullmatch(text):
        return (
            f"«\u00a0{text}\u00a0»\u00a0: un tableur a arrondi ce numéro, et ses derniers chiffres sont perdus. Mettez "
            "la colonne au format Texte, puis saisissez-le de nouveau"
        )
    return ""
