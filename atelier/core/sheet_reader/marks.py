"""What a sheet shows otherwise than its cells: what is hidden, merged, not calculated, or in another currency.

Read from the XML of an xlsx or ods file by patterns, in the process of `__main__`, within its limits.
"""

import html
import posixpath
import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CONTENT, BOOK, LINKS = "content.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
CELL_STYLE = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)
BRACKETED = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")  # a currency, a language, or both
CURRENCY = re.compile(  # in a format of numbers, or in what a cell shows
    r"(?<![A-Za-z])(?:USD|GBP|CHF|CAD|AUD|JPY|CNY|XPF|XOF|XAF|MAD|TND|DZD|SEK|NOK|DKK|PLN|CZK|HUF|RON)(?![A-Za-z])"
    r"|\$|£|¥"
)
EUROS = {"", "€", "EUR", "EURO", "EUROS"}
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row(?=\s[^>]*\bhidden=["'](?:1|true))[^>]*?\br=["'](\d{1,7})["']""")
HIDDEN_COLUMNS = re.compile(rb"""<(?:\w+:)?col(?=\s[^>]*\bhidden=["'](?:1|true))([^>]*)>""")
UNCALCULATED = re.compile(  # a formula whose value is not kept, or is an error; an empty text is a value
    rb"""<c(?=\s)(?![^>]*\st=["']str)[^>]*?\br=["']([A-Z]{1,3}\d{1,7})["'][^>]*>\s*"""
    rb"""<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
    rb"""|<c(?=\s[^>]*\bt=["']e["'])[^>]*?\br=["']([A-Z]{1,3}\d{1,7})["']"""
)
ODS_UNCALCULATED = re.compile(rb"table:formula=(?![^>]*value-type=)|value-type=\"error\"")
ODS_PLACES = re.compile(
    rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>(?:<text:p>([^<]*))?"
)
ODS_REPEATED = re.compile(rb'table:number-(?:columns|rows)-repeated="(\d{1,7})"')
ODS_SPANNED = re.compile(rb'table:number-rows-spanned="(\d{1,7})"')
ODS_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
ODS_NAME = re.compile(rb'table:name="([^"]*)"')
ODS_MERGED = re.compile(rb'rows-spanned="(?!1")')
ODS_CURRENCY = re.compile(rb'(?<=office:currency=")(?!EUR")[A-Z]{3}(?=")')
ODS_NUMBER = b'office:value-type="float"'
ODS_SHOWN = re.compile(CURRENCY.pattern.encode())


@dataclass
class Marks:
    """What a sheet shows otherwise than its cells: rows from 0; `merged` gives by row (column, last row).

    `foreign` gives rows, columns, and the currency other than the euro that their numbers are shown in.
    """

    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    uncalculated: str = ""
    foreign: list[tuple[range, range, str]] = field(default_factory=list)


def xlsx_marks(parts: dict[str, bytes]) -> dict[str, Marks]:
    """By the title of the sheet."""
    if not {BOOK, LINKS} <= parts.keys():
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in ET.fromstring(parts[LINKS])}  # noqa: S314 - no entity passed the check
    marks, styles = {}, _foreign_styles(parts.get(STYLES, b""))
    for one in ET.fromstring(parts[BOOK]).iter():  # noqa: S314
        path = posixpath.normpath(posixpath.join("/xl", targets.get(one.get(RELATION), "")))[1:]
        if path in parts and (title := one.get("name")):
            xml = parts[path]
            bare = UNCALCULATED.search(xml)
            marks[title] = Marks(
                hidden_rows=[range(row - 1, row) for row in map(int, HIDDEN_ROW.findall(xml))],
                hidden_columns=[_columns(found) for found in HIDDEN_COLUMNS.findall(xml)],
                uncalculated=(bare[1] or bare[2]).decode() if bare else "",
                foreign=_foreign_cells(xml, styles),
            )
    return marks


def _foreign_styles(xml: bytes) -> dict[str, str]:
    """The currency of each style of cell whose format of numbers names another one than the euro, by its index."""
    formats = {_said("numFmtId", one): _said("formatCode", one) for one in NUMBER_FORMAT.findall(xml)}
    named = {key: currency for key, code in formats.items() if (currency := _currency_of(code))}
    cells = CELL_STYLES.search(xml) if named else None
    used = [_said("numFmtId", one) for one in CELL_STYLE.findall(cells[0])] if cells else []
    return {str(at): named[key] for at, key in enumerate(used) if key in named}


def _said(name: str, attributes: bytes) -> str:
    """The value of an attribute; empty without it."""
    found = re.search(rb"(?<![\w:])" + name.encode() + rb"""=("[^"]*"|'[^']*')""", attributes)
    return html.unescape(found[1][1:-1].decode("utf-8", errors="replace")) if found else ""


def _currency_of(code: str) -> str:
    """« USD » of « # ##0,00 [$USD] », « $ » of « [$$-409]#,##0.00 »; empty for the euro and for no currency."""
    found = [*BRACKETED.findall(code), *CURRENCY.findall(BRACKETED.sub("", code))]
    return next((one for one in found if one.strip().upper() not in EUROS), "").strip()


def _foreign_cells(xml: bytes, styles: dict[str, str]) -> list[tuple[range, range, str]]:
    found = []
    for attributes in CELL.findall(xml) if styles else ():
        style, where = _said("s", attributes), PLACE.fullmatch(_said("r", attributes))
        if where and style in styles and _said("t", attributes) in {"", "n"}:
            row, column = int(where[2]) - 1, _number_of(where[1])
            found.append((range(row, row + 1), range(column, column + 1), styles[style]))
    return found


def _number_of(letters: str) -> int:
    """0 for « A », 26 for « AA »."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


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


def ods_marks(xml: bytes) -> list[Marks]:
    """In the order of the tables."""
    if not any(one.search(xml) for one in (ODS_HIDDEN, ODS_UNCALCULATED, ODS_MERGED, ODS_CURRENCY, ODS_SHOWN)):
        return []
    marks: list[Marks] = []
    row = next_row = column = 0
    for kind, attributes, shown in ODS_PLACES.findall(xml):
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
            named = ODS_CURRENCY.search(attributes) or (ODS_NUMBER in attributes and ODS_SHOWN.search(shown))
            if named:
                marks[-1].foreign.append((range(row, next_row), range(column, column + times), named[0].decode()))
            column += times
    return marks
