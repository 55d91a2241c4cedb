"""Tables saved as text (csv, « Texte Unicode ») or pasted: their encoding, the mark between cells, their quotes."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError

NO_TEXT = "Ce fichier n’est pas du texte\u00a0: enregistrez-le depuis un tableur, au format xlsx, ods ou csv."
GUESSED = "L’encodage de ce fichier ({}) a été deviné\u00a0: vérifiez les accents, ou enregistrez-le au format xlsx."
UNKNOWN_SIGNS = (
    "Des signes de ce fichier ne se lisent pas, et sont remplacés par «\u00a0\ufffd\u00a0»\u00a0: enregistrez-le au "
    "format xlsx."
)
MARKS = (  # that of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 2_000  # bytes that tell UTF-16 without a mark
BY_BYTE = {"cp1252": "", "mac_roman": "Mac", "cp850": "DOS", "utf-8": ""}  # what is guessed, and what it is called
OFTEN, SOMETIMES = "éèàêçôîùûâëïœ", "ÉÈÀÊÇÔÎŒ’«»°€–"  # the signs of French that are not ASCII
ODD = re.compile(r"[a-zß-ÿ][À-ÞŒ]|\d[À-ÿŒœ]\d")  # « LibellÇ » is no French, nor « 3Ê500 », which a no-break space gives
DELIMITERS = "\t;,"  # of equals the first
LOOKED_AT = 20  # lines that tell the delimiter


def decode(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, with `\\n` at the ends of its lines, and what is to be said of it.

    Raises ValidationError for what is no text.
    """
    encoding = _encoding_of(content)
    text = content.decode(encoding, errors="replace")
    if "\0" in text:
        raise ValidationError(NO_TEXT)
    notes = [GUESSED.format(BY_BYTE[encoding])] if BY_BYTE.get(encoding) else []
    if "\ufffd" in text:
        notes.append(UNKNOWN_SIGNS)
    return _with_line_feeds(text), notes


def _encoding_of(content: bytes) -> str:
    """By its mark; else UTF-16 by its zeros, UTF-8 when it holds; else the one in which it reads most like French."""
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
        return max(BY_BYTE, key=lambda encoding: _likeness(content.decode(encoding, errors="replace")))
    return "utf-8"


def _likeness(text: str) -> int:
    """How much a text looks like French; of equals the first encoding, that of a French Windows, counts."""
    signs = Counter(text)
    likely = sum(2 * signs[one] for one in OFTEN) + sum(signs[one] for one in SOMETIMES)
    return likely - 2 * (signs["\ufffd"] + len(ODD.findall(text)))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def rows_of(text: str, *, most: int) -> list[list[str]]:
    """The rows, each at its number, until `most` filled ones and one more.

    Raises ValidationError, with the line, for a quote that swallows the next ones and for too long a cell.
    """
    text, delimiter = _delimited(_with_line_feeds(text))
    try:
        return _first(_csv_rows(text, delimiter=delimiter, strict=True), most)
    except ValidationError:
        if delimiter != "\t":
            raise
        # Between tabs a quote is mostly a sign like another: Excel copies « "La Fabrique" du Val » as it stands.
        return _first(_csv_rows(text, delimiter=delimiter, quoting=csv.QUOTE_NONE), most)


def _first(rows: Iterator[list[str]], most: int) -> list[list[str]]:
    kept: list[list[str]] = []
    filled = 0
    for row in rows:
        kept.append(row)
        filled += any(cell.strip() for cell in row)
        if filled > most:
            break
    return kept


def _delimited(text: str) -> tuple[str, str]:
    """The lines, and the mark between their cells: what « sep= » says, else what parts most cells out of quotes."""
    first, _, others = text.lstrip("\n").partition("\n")
    if said := re.fullmatch(r'"?sep=([\t;,|])"?', first.strip(" "), re.IGNORECASE):
        return others, said[1]
    filled = (line for line in io.StringIO(text) if not line.isspace())
    lines = re.sub(r'"[^"]*"', "", "".join(islice(filled, LOOKED_AT))).split("\n")
    if sum("\t" in line for line in lines) * 2 >= len([line for line in lines if line]) > 0:
        return text, "\t"  # nobody types it
    return text, max(DELIMITERS, key=lambda mark: _parted(lines, mark))


def _parted(lines: list[str], mark: str) -> int:
    """A title or a comma in a text stands in few lines; what makes columns, as often in each of many."""
    times = Counter(line.count(mark) for line in lines)
    return max(count * number for count, number in times.items())


def _csv_rows(text: str, **dialect: Any) -> Iterator[list[str]]:
    """The rows of a csv file: nothing else calls `csv.reader`.

    Raises ValidationError, with the line, for a cell that is longer than the csv module reads (131 072 characters),
    and for a quote that swallows the next lines: it is never closed, or there are cells in its cell.
    """
    reader = csv.reader(io.StringIO(text), **dialect)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ValidationError(
                f"Ligne {number}\u00a0: un guillemet est seul ou mal placé, ou une cellule est trop longue. "
                "Corrigez cette ligne, ou enregistrez le tableau au format xlsx."
            ) from error
        if reader.line_num > number and any("\n" in cell and dialect["delimiter"] in cell for cell in row):
            raise ValidationError(
                f"Ligne {number}\u00a0: un guillemet réunit plusieurs lignes en une cellule. Corrigez cette ligne, ou "
                "enregistrez le tableau au format xlsx."
            )
        yield row
