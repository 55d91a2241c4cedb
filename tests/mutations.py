"""The files of tests/files and the statements of banks with bytes changed at random, read by the three pages.

A file is read, or refused in a sentence: anything else is a fault. `python -m tools.fuzz.files` tries 10 000 of them.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError

from atelier.backoffice.workbook import import_export
from atelier.backoffice.workbook.columns import read_rows
from atelier.core import spreadsheets
from contributions.statements import reading
from territories import people_file
from tests.contributions.bank_files import BANKS, CAMT, OFX, VERSIONS, XML
from tests.upload_pages import CONTROLS, Pages

FILES = Path(__file__).parent / "files"
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


def sources() -> list[tuple[str, bytes]]:
    """What is changed: name and content."""
    paths = sorted(path for path in FILES.rglob("*.*") if path.suffix in BOOKS | {".csv", ".txt"})
    banks = {f"{bank}.csv": text.encode(encoding) for bank, (encoding, text, *_) in BANKS.items()}
    camt = {f"camt-{version}.xml": CAMT.format(version=version, **told) for version, told in VERSIONS.items()}
    marked = {"releve.ofx": OFX, "releve-xml.ofx": XML, **camt}
    return [
        *((path.name, path.read_bytes()) for path in paths),
        *banks.items(),
        *((name, text.encode()) for name, text in marked.items()),
    ]


def faults(
    count: int, *, seed: int, books: float, keep: Path | None = None, pages: Pages | None = None
) -> tuple[list[str], Counter]:
    """What is wrong, in words, and how many files were read or refused by each page.

    Through the pages themselves where they are given, else by what they call to read.
    """
    dice = random.Random(seed)
    known = sources()
    heavy = [one for one in known if Path(one[0]).suffix in BOOKS]
    light = [one for one in known if Path(one[0]).suffix not in BOOKS]
    found, said = [], Counter()
    asked = _page_answers(pages, dice) if pages else {read.__name__: _answer_of(read) for read in readers()}
    with _each_read_once():
        for number in range(count):
            name, content = dice.choice(heavy if dice.random() < books else light)
            content = mutated(content, dice)
            for page, ask in asked.items():
                said[page, fault := ask(name, content)] += 1
                if fault not in {"read", "refused"}:
                    found.append(f"{number}, {name}, {page}: {fault}")
                    if keep:
                        keep.mkdir(parents=True, exist_ok=True)
                        (keep / f"{seed}-{number}-{name}").write_bytes(content)
    return found, said


@contextmanager
def _each_read_once() -> Iterator[None]:
    """The three pages ask for the same file: one process reads it."""
    child, last = spreadsheets._sheets_of, {}

    def once(content: bytes, most: int) -> list[dict]:
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
        yield
    finally:
        spreadsheets._sheets_of = child


def _answer_of(read: Callable) -> Callable[[str, bytes], str]:
    """What a reader answers: « read », « refused », or what is wrong."""

    def answer(name: str, content: bytes) -> str:
        try:
            text = "".join(read(name, content))
        except ValidationError as error:
            return "refused" if all(sentence.endswith((".", "?")) for sentence in error.messages) else repr(error)
        except Exception as error:  # noqa: BLE001 - any of them is the fault that is looked for
            return repr(error)[:300]
        return f"a control character came in: {found[0]!r}" if (found := CONTROLS.search(text)) else "read"

    return answer


def _page_answers(pages: Pages, dice: random.Random) -> dict[str, Callable[[str, bytes], str]]:
    """The same of each page; a file is said to hold any sheet of the workbook."""
    keys = ["", *import_export.worksheets()]

    def answer(page: str, name: str, content: bytes) -> str:
        more = {"sheet": dice.choice(keys)} if page == "workbook" else {}
        found = pages.answer(page, name, content, **more)
        return found.fault or ("read" if found.read else "refused")

    return {page: partial(answer, page) for page in pages.pages}
