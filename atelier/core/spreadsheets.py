"""Tables that come in and go out: csv, xlsx, xls and ods read with their traps refused; xlsx and csv formula-safe."""

import csv
import io
import json
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.styles import Font

from atelier.core import delimited_text

log = logging.getLogger(__name__)
READER = str(Path(__file__).with_name("sheet_reader"))
PATIENCE = 10  # seconds for the reader, which a busy machine may slow down
TURN = 0.3  # seconds that a file waits for those being read: most take less
MAX_BYTES = 1_000_000
MAX_COLUMNS = 100
MAX_CELL = 32_767  # characters, as in Excel
TEXTS = {"csv", "txt", "tsv", "xls"}  # many a bank gives text the name of an old Excel file
BOOKS = {"xlsx", "xlsm", "ods"}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what Excel calls the part that a password locks
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")  # that no table needs
TOO_HEAVY = "Ce fichier dépasse 1\u00a0Mo\u00a0: envoyez-le en plusieurs fois."
UNREADABLE = "Ce fichier ne se lit pas\u00a0: enregistrez-le de nouveau depuis un tableur, au format xlsx, ods ou csv."
BUSY = "D’autres fichiers sont en train d’être lus\u00a0: renvoyez celui-ci dans quelques secondes."
OLD_EXCEL = (
    "Ce fichier est au format des anciens Excel (xls), qui ne dit ni ce qui y est masqué, ni la monnaie des "
    "montants\u00a0: vérifiez que rien de trop n’a été lu, ou enregistrez-le au format xlsx."
)
REFUSED = {
    "large": "Ce fichier est plus grand qu’il n’en a l’air\u00a0: copiez les seules lignes utiles dans un nouveau "
    "classeur, et choisissez celui-là.",
    "locked": "Ce fichier est protégé par un mot de passe\u00a0: enregistrez-le sans mot de passe.",
    "broken": UNREADABLE,
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
Cell = str | int | Decimal | date | None

# How many threads of this process may wait for the reader at once: half of them go on serving pages.
_turns = threading.Semaphore(max(1, settings.WEB_THREADS // 2))


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was read, each row at its number less one; `uncalculated` is the first formula without a value.

    Hidden rows are numbered from 1, hidden columns from 0.
    """

    title: str
    rows: list[list[str]]
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    uncalculated: str = ""

    def seen_lines(self, most: int) -> list[list[str]]:
        """Each line at its number, its cells in their columns; what is hidden is empty.

        Raises ValidationError, in words, for more than `most` filled lines, too many columns, too long a cell, or a
        formula that nobody calculated.
        """
        if self.uncalculated:
            raise ValidationError(
                f"Cellule {self.uncalculated}\u00a0: le résultat de la formule manque, ou est une erreur. Ouvrez ce "
                "fichier dans un tableur, corrigez cette cellule s’il le faut, enregistrez-le, puis choisissez-le de "
                "nouveau."
            )
        hidden, masked = set(self.hidden_rows), set(self.hidden_columns)
        lines: list[list[str]] = []
        left = most
        for number, row in enumerate(self.rows, start=1):
            shown = [] if number in hidden else ["" if at in masked else cell for at, cell in enumerate(row)]
            lines.append(_text_cells(shown, number))
            left -= bool(lines[-1])
            if left < 0:
                raise ValidationError(
                    f"Ce tableau compte plus de {most} lignes\u00a0: retirez celles qui sont de trop, ou envoyez-le en "
                    "plusieurs fois."
                )
        while lines and not lines[-1]:
            lines.pop()
        return lines


@dataclass(frozen=True)
class Book:
    """The sheets of a file that people see; a csv file has one, without a title. `notes` are to be shown with them."""

    sheets: list[Sheet]
    hidden: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hides_unsaid: bool = False  # an old Excel file: nobody knows what is hidden in it


def read_pasted(text: str, *, most: int) -> Book:
    """Lines copied from a spreadsheet (tabs), or typed with semicolons or commas.

    Raises ValidationError, in words, for what is badly quoted.
    """
    return Book([Sheet("", delimited_text.rows_of(text, most=most))])


def as_pasted(lines: list[list[str]]) -> str:
    """Lines as text that `read_pasted` reads back cell for cell, each at its number."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    width = max(map(len, lines), default=0)
    for line in lines:
        if line:
            writer.writerow([*line, *[""] * (width - len(line))])
        else:
            buffer.write("\n")
    return buffer.getvalue().rstrip("\n")


def read_file(name: str, content: bytes, *, most: int) -> list[list[str]]:
    """The filled lines of the first sheet that people see, its hidden lines and columns among them.

    Raises ValidationError, in words, for what is too big or unreadable.
    """
    sheet = read_book(name, content, most=most).sheets[0]
    return [line for line in Sheet("", sheet.rows, uncalculated=sheet.uncalculated).seen_lines(most) if line]


def read_book(name: str, content: bytes, *, most: int) -> Book:
    """The sheets of a file, at most so many filled lines of each and one more, which its reading refuses.

    Raises ValidationError, in words, for what is too big or unreadable.
    """
    if _is_text(name, content):
        text, notes = delimited_text.decode(content)
        return Book([Sheet("", delimited_text.rows_of(text, most=most))], notes=notes)
    answer = _sheets_of(content, most)
    sheets = [
        Sheet(one["title"], one["rows"], one["hidden_rows"], one["hidden_columns"], one["uncalculated"])
        for one in answer
        if one["shown"]
    ]
    old = content.startswith(OLE)
    return Book(sheets, [one["title"] for one in answer if not one["shown"]], [OLD_EXCEL] if old else [], old)


def _is_text(name: str, content: bytes) -> bool:
    """Whether it is read as csv; what it holds counts more than its name. Raises ValidationError for neither."""
    if len(content) > MAX_BYTES:
        raise ValidationError(TOO_HEAVY)
    extension = name.rpartition(".")[2].lower()
    if extension not in TEXTS | BOOKS:
        raise ValidationError(UNREADABLE)
    if content.startswith(OLE) and ENCRYPTED in content:
        raise ValidationError(REFUSED["locked"])
    if content.startswith((OLE, ZIP)):
        return False
    if extension in BOOKS or content[:100].lstrip().startswith(b"<"):  # a page of HTML, of which xls is a usual name
        raise ValidationError(UNREADABLE)
    return True


def _sheets_of(content: bytes, most: int) -> list[dict]:
    """What `sheet_reader` says of each sheet, in a process with limits."""
    if not _turns.acquire(timeout=TURN):
        raise ValidationError(BUSY)
    try:
        answer = _run_reader(content, most)
    finally:
        _turns.release()
    if "refused" in answer:
        raise ValidationError(REFUSED[answer["refused"]])
    sheets: list[dict] = answer["sheets"]
    return sheets


def _run_reader(content: bytes, most: int) -> dict[str, Any]:
    """What the reader answers. Raises ValidationError, in words, when it came to no end."""
    command = [sys.executable, "-I", READER, str(most)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, env={}, timeout=PATIENCE, check=False)  # noqa: S603 - fixed names
    except subprocess.TimeoutExpired as error:
        raise ValidationError(REFUSED["large"]) from error
    if done.returncode < 0:  # killed at one of its limits
        raise ValidationError(REFUSED["large"])
    if done.returncode:
        log.warning("The reader of spreadsheets ended with %s.", done.returncode)
        raise ValidationError(UNREADABLE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _text_cells(line: list[str], number: int) -> list[str]:
    """The cells on one line each, without the apostrophe that kept one from being a formula.

    Raises ValidationError for a line of too many columns or with too long a cell.
    """
    width = next((at for at in range(len(line), 0, -1) if line[at - 1].strip()), 0)
    if width > MAX_COLUMNS:
        raise ValidationError(
            f"Ligne {number}\u00a0: {width} colonnes, {MAX_COLUMNS} au plus\u00a0; retirez les autres."
        )
    if any(len(cell) > MAX_CELL for cell in line[:width]):
        raise ValidationError(
            f"Ligne {number}\u00a0: une cellule compte plus de {MAX_CELL} signes\u00a0; raccourcissez-la, ou "
            "retirez le guillemet qui l’ouvre."
        )
    cells = [" ".join(CONTROLS.sub("", cell).split()) for cell in line[:width]]
    while cells and not cells[-1]:
        cells.pop()
    return [cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell for cell in cells]


def _escape_formula(cell: Cell) -> Cell:
    """A text that a spreadsheet would read as a formula is written with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def write_xlsx(sheets: Mapping[str, Iterable[Iterable[Cell]]]) -> bytes:
    """An xlsx file with a sheet a key, the first row of each in bold."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:31])
        for row in rows:
            sheet.append([_escape_formula(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def write_csv(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Semicolons, a comma in decimals and a mark of UTF-8: what a French spreadsheet opens with a double click."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow(
            [str(cell).replace(".", ",") if isinstance(cell, Decimal) else _escape_formula(cell) for cell in row]
        )
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()
