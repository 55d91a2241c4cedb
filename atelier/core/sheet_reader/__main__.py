"""Reads the sheets of an xlsx, xls or ods file in a process of its own, whose time and memory are bounded.

Its folder is run as a script by `atelier.core.spreadsheets`, with the number of filled lines that it takes of a sheet:
the file on standard input, JSON on standard output. One line more is written at most, which it refuses. Two cells at
the ends of a sheet, a cell repeated a billion times or a zip that never ends make any reader allocate gigabytes, in
Rust as in Python; here the system stops it. Starting it takes 40 ms, as Django is not loaded. Measured: 5 000 lines of
12 cells, 0.17 s and 31 MB; the worst of the files in tests/hostile_files.py, 0.8 s and 96 MB.

Values are python-calamine's. It says nothing of what is hidden, of the cells of an ods file that are merged, nor of a
formula that was never calculated (its cell looks empty), nor of the currency of an amount: these come from the XML
(`marks`). An xls file is no XML: what is hidden there, and in what currency, is not known.

Writes {"sheets": [{title, shown, rows, hidden_rows, hidden_columns, uncalculated}]}, rows numbered from 1 and columns
from 0, or {"refused": "large" | "locked" | "broken"}; it is killed beyond its limits.
"""

import io
import json
import resource
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from marks import BOOK, CONTENT, LINKS, STYLES, Marks, ods_marks, xlsx_marks  # type: ignore[import-not-found]
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
STYLED = {CONTENT, BOOK, LINKS, STYLES}  # the parts that say what is hidden, merged, or in another currency


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
            if entry.filename in STYLED or entry.filename.startswith("xl/worksheets/"):
                parts[entry.filename] = part
    return parts


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
    of_xlsx, of_ods = xlsx_marks(parts), ods_marks(parts.get(CONTENT, b""))
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
            _say_currencies(rows, marks)
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


def _say_currencies(rows: list[list[str]], marks: Marks) -> None:
    """« 120 » that the sheet shows as « $120 » is « 120 USD » or « 120 $ »: a number says nothing of it."""
    for at_rows, at_columns, currency in marks.foreign:
        for row in rows[at_rows.start : at_rows.stop]:
            for column in range(at_columns.start, min(at_columns.stop, len(row))):
                if row[column].strip():
                    row[column] += f" {currency}"


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
