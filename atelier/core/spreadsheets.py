"""Tables that come in and go out: csv, xlsx and ods read with their traps refused; xlsx and csv formula-safe."""

import codecs
import csv
import io
import json
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.styles import Font

log = logging.getLogger(__name__)
READER = str(Path(__file__).with_name("sheet_reader.py"))
PATIENCE = 10  # seconds for the reader, which a busy machine may slow down
TURN = 0.3  # seconds that a file waits for those being read: most take less
MAX_BYTES = 1_000_000
MAX_COLUMNS = 100
MAX_CELL = 32_767  # characters, as in Excel
TEXTS = {"csv", "txt", "tsv"}
BOOKS = {"xlsx", "ods"}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what Excel calls the part that a password locks
MARKS = (  # that of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 2_000  # bytes that tell UTF-16 without a mark
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")  # that no table needs
TOO_HEAVY = "Ce fichier dépasse 1\u00a0Mo\u00a0: envoyez-le en plusieurs fois."
UNREADABLE = "Ce fichier ne se lit pas\u00a0: enregistrez-le de nouveau depuis un tableur, au format xlsx, ods ou csv."
NO_TEXT = "Ce fichier n’est pas du texte\u00a0: enregistrez-le depuis un tableur, au format xlsx, ods ou csv."
BUSY = "D’autres fichiers sont en train d’être lus\u00a0: renvoyez celui-ci dans quelques secondes."
OLD_EXCEL = "Ce fichier est au format des anciens Excel (xls)\u00a0: enregistrez-le au format xlsx."
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


def read_pasted(text: str, *, most: int) -> list[list[str]]:
    """Lines copied from a spreadsheet (tabs), or typed with semicolons or commas.

    Raises ValidationError, in words, for what is too big or badly quoted.
    """
    text, delimiter = _delimited(text)
    try:
        return non_empty_rows(_csv_rows(text, delimiter=delimiter, strict=True), most)
    except ValidationError:
        if delimiter != "\t":
            raise
        # Between tabs a quote is mostly a sign like another: Excel copies « "La Fabrique" du Val » as it stands.
        return non_empty_rows(_csv_rows(text, delimiter=delimiter, quoting=csv.QUOTE_NONE), most)


def as_pasted(rows: list[list[str]]) -> str:
    """Rows as text that `read_pasted` reads back cell for cell."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerows(rows)
    return buffer.getvalue().rstrip("\n")


def read_file(name: str, content: bytes, *, most: int) -> list[list[str]]:
    """The filled lines of the first sheet. Raises ValidationError, in words, for what is too big or unreadable."""
    if _is_text(name, content):
        return read_pasted(_decode(content), most=most)
    return non_empty_rows(next(iter(_sheets_of(content, "first", most).values())), most)


def read_book(name: str, content: bytes, *, most: int) -> dict[str, list[list[str]]]:
    """Every sheet of a file by its title, lines kept at their number; a csv file has one sheet without a title.

    Raises ValidationError, in words, for what is too big or unreadable.
    """
    if _is_text(name, content):
        return {"": read_pasted(_decode(content), most=most)}
    book = {title: _numbered_rows(lines) for title, lines in _sheets_of(content, "all", most).items()}
    if sum(map(len, book.values())) > most:
        raise ValidationError(f"Ce classeur compte plus de {most} lignes\u00a0: envoyez-le en plusieurs fois.")
    return book


def _numbered_rows(lines: list[list[str]]) -> list[list[str]]:
    """Each line at its number; what ends in spaces alone, in a line or in the sheet, says nothing."""
    rows = [_text_cells(line, number) if line else [] for number, line in enumerate(lines, start=1)]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _is_text(name: str, content: bytes) -> bool:
    """Whether it is read as csv; what it holds counts more than its name. Raises ValidationError for neither."""
    if len(content) > MAX_BYTES:
        raise ValidationError(TOO_HEAVY)
    extension = name.rpartition(".")[2].lower()
    if extension not in TEXTS | BOOKS:
        raise ValidationError(UNREADABLE)
    if content.startswith(OLE):
        raise ValidationError(REFUSED["locked"] if ENCRYPTED in content else OLD_EXCEL)
    if content.startswith(ZIP):
        return False
    if extension in BOOKS:
        raise ValidationError(UNREADABLE)
    return True


def _sheets_of(content: bytes, which: str, most: int) -> dict[str, list[list[str]]]:
    """The `first` sheet of a workbook, or `all`, read by a process with limits; `most` filled lines, or one more."""
    if not _turns.acquire(timeout=TURN):
        raise ValidationError(BUSY)
    try:
        answer = _run_reader(content, which, most)
    finally:
        _turns.release()
    if "refused" in answer:
        raise ValidationError(REFUSED[answer["refused"]])
    sheets: dict[str, list[list[str]]] = answer["sheets"]
    return sheets


def _run_reader(content: bytes, which: str, most: int) -> dict[str, Any]:
    """What the reader answers. Raises ValidationError, in words, when it came to no end."""
    command = [sys.executable, "-I", READER, which, str(most)]
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


def _decode(content: bytes) -> str:
    """The text of a file, with `\\n` at the ends of its lines. Raises ValidationError for what is no text."""
    text = content.decode(_encoding_of(content), errors="replace")
    if "\0" in text:
        raise ValidationError(NO_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding_of(content: bytes) -> str:
    """By its mark; else UTF-16 by its zeros, UTF-8 when it holds, Excel for Mac by its line ends, a French Excel."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    for start, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        half = content[start:SAMPLE:2]
        if half.count(0) * 2 > len(half) > 1:
            return encoding
    try:
        content.decode()
    except UnicodeDecodeError:
        return "mac_roman" if b"\r" in content and b"\n" not in content else "cp1252"
    return "utf-8"


def _delimited(text: str) -> tuple[str, str]:
    """The lines, and the mark between their cells: what « sep= » says, else what the first line holds out of quotes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    first, _, others = text.partition("\n")
    if said := re.fullmatch(r'"?sep=([\t;,|])"?', first.strip(" "), re.IGNORECASE):
        return others, said[1]
    bare = re.sub(r'"[^"]*"', "", first)
    return text, next((mark for mark in "\t;," if mark in bare), "\t")


def _csv_rows(text: str, **dialect: Any) -> Iterator[list[str]]:
    """The rows of a csv file: nothing else calls `csv.reader`.

    Raises ValidationError, with the line, for a quote that would swallow the next ones and for a cell that is longer
    than the csv module reads (131 072 characters).
    """
    reader = csv.reader(io.StringIO(text), **dialect)
    while True:
        number = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ValidationError(
                f"Ligne {number}\u00a0: un guillemet est seul ou mal placé, ou une cellule est trop longue. "
                "Corrigez cette ligne, ou enregistrez le tableau au format xlsx."
            ) from error


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


def non_empty_rows(lines: Iterable[list[str]], most: int) -> list[list[str]]:
    """The lines that say something, at most so many."""
    rows = []
    for number, line in enumerate(lines, start=1):
        if any(line) and any(row := _text_cells(line, number)):
            rows.append(row)
        if len(rows) > most:
            raise ValidationError(f"Ce tableau compte plus de {most} lignes\u00a0: retirez celles qui sont de trop.")
    return rows


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
