"""A bank statement in any format that is read here: by what it holds, not by its name."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from atelier.core import spreadsheets
from atelier.core.tables import hidden_notes, other_sheets
from contributions.statements import camt, ofx, tables
from contributions.statements.operations import Reading

MAX_LINES = 5000


def read_statement(name: str, content: bytes, layouts: Sequence[tables.Layout] = ()) -> Reading:
    """What came in and what is set apart, in a csv, xlsx, ods, OFX or CAMT.053 file.

    Raises ValidationError, in words, for what cannot be read; UnknownTableError for a table without known titles.
    """
    reader = next((read for is_one, read in _MARKED if is_one(content)), None)
    if reader is None:
        return _read_sheets(name, content, layouts)
    if len(content) > spreadsheets.MAX_BYTES:
        raise ValidationError(spreadsheets.TOO_HEAVY)
    return reader(content)


def read_or_ask(name: str, content: bytes, layouts: Sequence[tables.Layout] = ()) -> Reading | tables.Rows:
    """The same; the rows of a table without known titles, for somebody to say what its columns are."""
    try:
        return read_statement(name, content, layouts)
    except tables.UnknownTableError as error:
        if not error.rows:
            raise
        return error.rows


_MARKED = ((ofx.is_ofx, ofx.read_ofx), (camt.is_camt, camt.read_camt))


def _read_sheets(name: str, content: bytes, layouts: Sequence[tables.Layout]) -> Reading:
    """As people see them, lines at their number, with a note on what they do not see."""
    book = spreadsheets.read_book(name, content, most=MAX_LINES)
    reading = tables.read_tables([sheet.seen_lines(MAX_LINES) for sheet in book.sheets], layouts)
    hidden = (note for sheet in book.sheets for note in hidden_notes(sheet))
    reading.notes.extend([*hidden, *other_sheets(book, book.sheets)])
    return reading
