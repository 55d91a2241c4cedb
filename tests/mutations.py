"""The files of tests/files with bytes changed at random, read by the three pages that read files.

A file is read, or refused in a sentence: anything else is a fault. `python -m tools.fuzz.files` tries 10 000 of them.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError

from atelier.backoffice.workbook import import_export
from atelier.backoffice.workbook.reading import read_rows
from atelier.core import spreadsheets
from contributions.statements import reading
from territories import people_file

FILES = Path(__file__).parent / "files"
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
SIGNS = [b"\x00", b'"', b"\n", b"\r", b"\t", b";", b"\xff", b"<", b">", b"PK", b"\xef\xbb\xbf", b"\xff\xfe", b"9" * 30]
BOOKS = {".xlsx", ".ods", ".xls"}


def mutated(content: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, taken out, put in, repeated or cut."""
    changed = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 5, 20])):
        at, length = dice.randrange(len(changed) + 1), dice.choice([1, 1, 2, 8, 60])
        part = changed[at : at + length]
        changed[at : at + length] = dice.choice(
            [dice.randbytes(length), b"", part + part, dice.choice(SIGNS), dice.choice(SIGNS) + part, part[::-1]]
        )
        if dice.random() < 0.02:
            del changed[dice.randrange(len(changed) + 1) :]
    return bytes(changed)


def readers() -> list:
    """What the three pages call to read: people, workbook, statement. Each gives the texts that it read."""

    def people(name: str, content: bytes) -> Iterator[str]:
        table = people_file.read_file(name, content)
        yield from (cell for line in table.lines for cell in line)
        yield from (people_file.absent_in_words(table), *table.notes)

    def workbook(name: str, content: bytes) -> Iterator[str]:
        for sheet in (None, *import_export.worksheets().values()):
            try:
                tables, notes = import_export._recognised_tables(name, content, sheet)
            except ValidationError as error:
                yield from error.messages
                continue
            yield from notes
            for key, table in tables.items():
                for _, cells in read_rows(import_export.worksheets()[key], table):
                    yield from cells.values()

    def statement(name: str, content: bytes) -> Iterator[str]:
        yield from (line.label for line in reading.read_statement(name, content).receipts)

    return [people, workbook, statement]


def faults(count: int, *, seed: int, books: float, keep: Path | None = None) -> tuple[list[str], Counter]:
    """What is wrong, in words, and how many files were read or refused by each page."""
    dice = random.Random(seed)
    paths = sorted(path for path in FILES.rglob("*.*") if path.suffix in BOOKS | {".csv", ".txt"})
    heavy = [path for path in paths if path.suffix in BOOKS]
    light = [path for path in paths if path.suffix not in BOOKS]
    found, said = [], Counter()
    child, last = spreadsheets._sheets_of, {}

    def once(content: bytes, most: int) -> list[dict]:
        """The three pages ask for the same file: one process reads it."""
        if content not in last:
            last.clear()
            try:
                last[content] = child(content, 5_000)
            except ValidationError as error:
                last[content] = error
        if isinstance(last[content], ValidationError):
            raise last[content]
        return last[content]

    spreadsheets._sheets_of = once
    try:
        for number in range(count):
            path = dice.choice(heavy if dice.random() < books else light)
            content = mutated(path.read_bytes(), dice)
            for read in readers():
                said[read.__name__, fault := _fault_of(read, path.name, content)] += 1
                if fault not in {"read", "refused"}:
                    found.append(f"{number}, {path.name}, {read.__name__}: {fault}")
                    if keep:
                        keep.mkdir(parents=True, exist_ok=True)
                        (keep / f"{seed}-{number}-{path.name}").write_bytes(content)
    finally:
        spreadsheets._sheets_of = child
    return found, said


def _fault_of(read, name: str, content: bytes) -> str:
    """« read », « refused », or what is wrong."""
    try:
        text = "".join(read(name, content))
    except ValidationError as error:
        return "refused" if all(sentence.endswith((".", "?")) for sentence in error.messages) else repr(error)
    except Exception as error:  # noqa: BLE001 - any of them is the fault that is looked for
        return repr(error)[:300]
    return f"a control character came in: {found[0]!r}" if (found := CONTROLS.search(text)) else "read"
