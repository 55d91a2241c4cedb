"""Reads the sheets of an xlsx, xls or ods file in a process of its own, whose time and memory are bounded.

Run as a script by `atelier.core.spreadsheets`, with the number of filled lines that it takes of a sheet: the file on
standard input, JSON on standard output. One line more is written at most, which it refuses. Two cells at the ends of a
sheet, a cell repeated a billion times or a zip that never ends make any reader allocate gigabytes, in Rust as in
Python; here the system stops it. Starting it takes 40 ms, as Django is not loaded. Measured: 5 000 lines of 12 cells,
0.17 s and 31 MB; the worst of the files in tests/hostile_files.py, 0.8 s and 96 MB.

Values are python-calamine's. It says nothing of what is hidden, of the cells of an ods file that are merged, nor of a
formula that was never calculated (its cell looks empty): these come from the XML, by three patterns and one loop. An
xls file is no XML: what is hidden there is not known.

Writes {"sheets": [{title, shown, rows, hidden_rows, hidden_columns, uncalculated}]}, rows numbered from 1 and columns
from 0, or {"refused": "large" | "locked" | "broken"}; it is killed beyond its limits.
"""

import io
import json
import posixpath
import re
import resource
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MAX_MEMORY = 100 << 20  # bytes of address space
MAX_SECONDS = 0.8  # of processor
MAX_WAIT = 3  # seconds by the clock, the reading of standard input included
MAX_UNPACKED = 20_000_000
MAX_ENTRIES = 500
MAX_CELLS = 1_000_000  # of a sheet, the empty ones among them
MAX_WRITTEN = 4_000_000  # characters, where a cell counts for at least four
PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # what spreadsheets write; bzip2 and lzma unpack without a bound
MANIFEST, LOCK = "META-INF/manifest.xml", b"encryption-data"  # of an ods file
DEFINITIONS = b"<!ENTITY"  # a DOCTYPE alone is what old OpenOffice writes


OLE = b"\xd0\xcf\x11\xe0"  # an xls file
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CONTENT, BOOK, LINKS = "content.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row(?=\s[^>]*\bhidden=["'](?:1|true))[^>]*?\br=["'](\d{1,7})["']""")
HIDDEN_COLUMNS = re.compile(rb"""<(?:\w+:)?col(?=\s[^>]*\bhidden=["'](?:1|true))([^>]*)>""")
UNCALCULATED = re.compile(  # a formula whose value is not kept, or is an error; an empty text is a value
    rb"""<c(?=\s)(?![^>]*\st=["']str)[^>]*?\br=["']([A-Z]{1,3}\d{1,7})["'][^>]*>\s*"""
    rb"""<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
    rb"""|<c(?=\s[^>]*\bt=["']e["'])[^>]*?\br=["']([A-Z]{1,3}\d{1,7})["']"""
)
ODS_UNCALCULATED = re.compile(rb"table:formula=(?![^>]*value-type=)|value-type=\"error\"")
ODS_PLACES = re.compile(rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
ODS_REPEATED = re.compile(rb'table:number-(?:columns|rows)-repeated="(\d{1,7})"')
ODS_SPANNED = re.compile(rb'table:number-rows-spanned="(\d{1,7})"')
ODS_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
ODS_NAME = re.compile(rb'table:name="([^"]*)"')


class RefusedError(Exception):
    """`args[0]` is the reason that the parent puts in words."""


def _confine() -> None:
    """The signal of the timer and a failed allocation in Rust both end the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)


def _check_archive(content: bytes) -> dict[str, bytes]:
    """Unpack everything once, counting: what an archive says of its sizes is not believed. The parts that are read."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES or len({entry.filename for entry in entries}) < len(entries):
            raise RefusedError("broken")
        if any(entry.flag_bits & 1 for entry in entries):
            raise RefusedError("locked")
        if any(entry.compress_type not in PLAIN for entry in entries):
            raise RefusedError("broken")
        left = MAX_UNPACKED
        for entry in entries:
            with archive.open(entry) as file:
                part = file.read(left + 1)
            left -= len(part)
            if left < 0:
                raise RefusedError("large")
            if entry.filename == MANIFEST and LOCK in part:
                raise RefusedError("locked")
            if DEFINITIONS in part or DEFINITIONS in part.replace(b"\0", b""):  # the second in UTF-16
                raise RefusedError("broken")
            if entry.filename in {CONTENT, BOOK, LINKS} or entry.filename.startswith("xl/worksheets/"):
                parts[entry.filename] = part
    return parts


@dataclass
class Marks:
    """What a sheet shows otherwise than its cells: rows from 0; `merged` gives by row (column, last row)."""

    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    uncalculated: str = ""


def _xlsx_marks(parts: dict[str, bytes]) -> dict[str, Marks]:
    """By the title of the sheet."""
    if not {BOOK, LINKS} <= parts.keys():
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in ET.fromstring(parts[LINKS])}  # noqa: S314 - no entity passed the check
    marks = {}
    for one in ET.fromstring(parts[BOOK]).iter():  # noqa: S314
        path = posixpath.normpath(posixpath.join("/xl", targets.get(one.get(RELATION), "")))[1:]
        if path in parts and (title := one.get("name")):
            xml = parts[path]
            bare = UNCALCULATED.search(xml)
            marks[title] = Marks(
                hidden_rows=[range(row - 1, row) for row in map(int, HIDDEN_ROW.findall(xml))],
                hidden_columns=[_columns(found) for found in HIDDEN_COLUMNS.findall(xml)],
                uncalculated=(bare[1] or bare[2]).decode() if bare else "",
            )
    return marks


def _columns(attributes: bytes) -> range:
    ends = {name: int(value) for name, value in re.findall(rb"""\b(min|max)=["'](\d{1,5})""", attributes)}
    return range(ends.get(b"min", 1) - 1, ends.get(b"max", 0))


def _letters(column: int) -> str:
    """« A » for 0, « AA » for 26."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _note_cell(marks: Marks, row: int, column: int, attributes: bytes) -> None:
    if (span := ODS_SPANNED.search(attributes)) and int(span[1]) > 1:
        marks.merged.setdefault(row, []).append((column, row + int(span[1]) - 1))
    if not marks.uncalculated and ODS_UNCALCULATED.search(attributes):
        marks.uncalculated = f"{_letters(column)}{row + 1}"


def _ods_marks(xml: bytes) -> list[Marks]:
    """In the order of the tables."""
    if not (ODS_HIDDEN.search(xml) or ODS_UNCALCULATED.search(xml) or re.search(rb'rows-spanned="(?!1")', xml)):
        return []
    marks: list[Marks] = []
    row = next_row = column = 0
    for kind, attributes in ODS_PLACES.findall(xml):
        times = int(found[1]) if (found := ODS_REPEATED.search(attributes)) else 1
        if kind == b"table":
            marks.append(Marks())
            row = next_row = column = 0
        elif not marks:
            continue
        elif kind == b"table-column":
            if ODS_HIDDEN.search(attributes):
                marks[-1].hidden_columns.append(range(column, column + times))
            column += times
        elif kind == b"table-row":
            row, next_row, column = next_row, next_row + times, 0
            if ODS_HIDDEN.search(attributes):
                marks[-1].hidden_rows.append(range(row, next_row))
        else:
            _note_cell(marks[-1], row, column, attributes)
            column += times
    return marks


def _text_of(cell: object) -> str:
    """A number has the fifteen digits that a spreadsheet shows: 3500, 0.3."""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _rows_of(sheet: CalamineSheet, merged: dict[int, list[tuple[int, int]]]) -> Iterator[list[str]]:
    """Each row at its number and each cell in its column, without what ends it and says nothing.

    A merged cell holds for the rows that it spans, where they say anything else.
    """
    if sheet.start is None or sheet.end is None:
        return
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > MAX_CELLS:
        raise RefusedError("large")
    shift = [""] * sheet.start[1]
    spread: dict[int, tuple[int, str]] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        row = shift + [_text_of(cell) for cell in cells]
        spread = {column: held for column, held in spread.items() if held[0] >= number}
        if spread and any(cell.strip() for cell in row):
            for column, (_, text) in spread.items():
                if column < len(row) and not row[column].strip():
                    row[column] = text
        for column, last in merged.get(number, ()):
            if column < len(row):
                spread[column] = (last, row[column])
        while row and not row[-1].strip():
            row.pop()
        yield row


def _merged_of(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """As `Marks.merged`, of the kinds of file where calamine knows it."""
    merged: dict[int, list[tuple[int, int]]] = {}
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        if last > first:
            merged.setdefault(first, []).append((column, last))
    return merged


def _read(content: bytes, *, most: int) -> list[dict[str, object]]:
    old = content.startswith(OLE)
    parts = {} if old else _check_archive(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    worksheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if not worksheets:
        raise RefusedError("broken")
    of_xlsx, of_ods = _xlsx_marks(parts), _ods_marks(parts.get(CONTENT, b""))
    by_title = of_xlsx or dict(zip(book.sheet_names, of_ods, strict=False))
    shown = {one.name for one in worksheets if one.visible == SheetVisibleEnum.Visible}
    sheets, left = [], MAX_WRITTEN
    for one in worksheets:
        marks = by_title.get(one.name, Marks())
        rows: list[list[str]] = []
        if one.name in shown or not shown:  # hidden ones are lists and drafts, unless there is nothing else
            sheet, lines = book.get_sheet_by_name(one.name), most + 1
            for row in _rows_of(sheet, marks.merged or _merged_of(sheet)):
                left -= 4 + sum(4 + len(cell) for cell in row)
                if left < 0:
                    raise RefusedError("large")
                rows.append(row)
                lines -= bool(row)
                if not lines:
                    break
        width = max(map(len, rows), default=0)
        sheets.append(
            {
                "title": one.name,
                "shown": one.name in shown or not shown,
                "rows": rows,
                "hidden_rows": [at + 1 for at in _within(marks.hidden_rows, len(rows)) if rows[at]],
                "hidden_columns": _within(marks.hidden_columns, width),
                "uncalculated": marks.uncalculated,
            }
        )
    return sheets


def _within(ranges: list[range], end: int) -> list[int]:
    """Each number once, in order, of those below `end`."""
    return sorted({at for one in ranges for at in range(one.start, min(one.stop, end))})


def main() -> None:
    signal.alarm(MAX_WAIT)  # the signal ends the process, also when its parent was killed and sends nothing more
    content = sys.stdin.buffer.read()
    _confine()
    try:
        answer: dict[str, object] = {"sheets": _read(content, most=int(sys.argv[1]))}
    except RefusedError as error:
        answer = {"refused": error.args[0]}
    except PasswordError:
        answer = {"refused": "locked"}
    except MemoryError:
        answer = {"refused": "large"}
    except (CalamineError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError):
        answer = {"refused": "broken"}
    except ET.ParseError:
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
