"""Tables that come in and go out: csv, xlsx and ods read with their traps refused; xlsx and csv formula-safe."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import tablib
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.styles import Font

MAX_BYTES = 1_000_000
MAX_UNPACKED = 20_000_000
UNREADABLE = "Ce fichier ne se lit pas\u202f: enregistrez-le au format xlsx, ods ou csv, ou collez ses lignes."
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
Cell = str | int | Decimal | date | None


def read_pasted(text: str, *, most: int) -> list[list[str]]:
    """Lines copied from a spreadsheet (tabs), or typed with semicolons or commas."""
    first = text.strip("\n").partition("\n")[0]
    delimiter = next((mark for mark in "\t;," if mark in first), "\t")
    return cleaned(csv.reader(io.StringIO(text), delimiter=delimiter), most)


def read_file(name: str, content: bytes, *, most: int) -> list[list[str]]:
    """The first sheet of a file. Raises ValidationError, in words, for what is too big or unreadable."""
    if len(content) > MAX_BYTES:
        raise ValidationError("Ce fichier dépasse 1\u00a0Mo.")
    extension = name.rpartition(".")[2].lower()
    if extension in {"csv", "txt", "tsv"}:
        return read_pasted(decoded(content), most=most)
    if extension not in {"xlsx", "ods"}:
        raise ValidationError(UNREADABLE)
    try:
        refuse_bombs(content)
        data = tablib.Dataset().load(content, format=extension, headers=False)
    except ValidationError:
        raise
    except Exception as error:  # the readers raise whatever a broken file makes them raise
        raise ValidationError(UNREADABLE) from error
    return cleaned(data, most)


def read_book(name: str, content: bytes, *, most: int) -> dict[str, list[list[str]]]:
    """Every sheet of a file by its title, lines kept at their number; a csv file has one sheet without a title.

    Raises ValidationError, in words, for what is too big or unreadable.
    """
    extension = name.rpartition(".")[2].lower()
    if extension not in {"xlsx", "ods"}:
        return {"": read_file(name, content, most=most)}
    if len(content) > MAX_BYTES:
        raise ValidationError("Ce fichier dépasse 1\u00a0Mo.")
    try:
        refuse_bombs(content)
        book = tablib.Databook().load(content, format=extension, headers=False)
        sheets = {sheet.title: [words_of(line) for line in sheet] for sheet in book.sheets()}
    except ValidationError:
        raise
    except Exception as error:  # the readers raise whatever a broken file makes them raise
        raise ValidationError(UNREADABLE) from error
    if sum(map(len, sheets.values())) > most:
        raise ValidationError(f"Ce classeur compte trop de lignes\u00a0: {most} au plus.")
    return sheets


def words_of(line: Iterable) -> list[str]:
    """The cells as text, without the apostrophe that kept one from being a formula."""
    cells = [" ".join(str(cell).split()) if cell is not None else "" for cell in line]
    return [cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell for cell in cells]


def decoded(content: bytes) -> str:
    """UTF-8, else the cp1252 of a French Excel."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def refuse_bombs(content: bytes) -> None:
    """A sheet is a zip of XML: refuse one that unpacks to far more than a table, or that defines entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise ValidationError(UNREADABLE)
        for entry in archive.infolist():
            if entry.filename.endswith(".xml") and b"<!ENTITY" in archive.read(entry):
                raise ValidationError(UNREADABLE)


def cleaned(lines: Iterable, most: int) -> list[list[str]]:
    rows = [row for row in map(words_of, lines) if any(row)]
    if len(rows) > most:
        raise ValidationError(f"Ce tableau compte {len(rows)} lignes\u00a0: {most} au plus.")
    return rows


def safe(cell: Cell) -> Cell:
    """A text that a spreadsheet would read as a formula is written with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def workbook(sheets: dict[str, list[list[Cell]]]) -> bytes:
    """An xlsx file with a sheet a key, the first row of each in bold."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:31])
        for row in rows:
            sheet.append([safe(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_file(rows: list[list[Cell]]) -> bytes:
    """Semicolons, a comma in decimals and a mark of UTF-8: what a French spreadsheet opens with a double click."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([str(cell).replace(".", ",") if isinstance(cell, Decimal) else safe(cell) for cell in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()
