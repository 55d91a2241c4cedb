"""Files that hold more than they show, or that break those who read them: made when a test asks, never kept.

Those of `FILES` came from the real programs.
"""

import functools
import io
import struct
import warnings
import zipfile
from pathlib import Path

from atelier.core import spreadsheets

FILES = Path(__file__).parent / "files"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
SHEET_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
TITLES = ["Date", "Libellé", "Montant"]


def archive(entries, method=zipfile.ZIP_DEFLATED):
    """A zip of these (name, content); a name may come twice."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as whole:
        for name, content in entries:
            whole.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return file.getvalue()


def xlsx_entries(rows, *, before="", strings=""):
    """The parts of a workbook whose one sheet holds these rows of XML."""
    relation = f'<Relationship Id="rId%d" Type="{OFFICE}/%s" Target="%s"/>'
    links = f'<Relationships xmlns="{PACKAGE}/relationships">%s</Relationships>'
    kinds = {
        "/xl/workbook.xml": "sheet.main",
        "/xl/worksheets/sheet1.xml": "worksheet",
        "/xl/sharedStrings.xml": "sharedStrings",
    }
    parts = "".join(
        f'<Override PartName="{name}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    inner = relation % (1, "worksheet", "worksheets/sheet1.xml") + relation % (2, "sharedStrings", "sharedStrings.xml")
    return [
        ("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{rels}{parts}</Types>'),
        ("_rels/.rels", links % (relation % (1, "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", links % inner),
        ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'),
        ("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>'),
    ]


def xlsx(rows, **more):
    return archive(xlsx_entries(rows, **more))


def cell(place, text="z"):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def ods_entries(rows, manifest=""):
    return [
        ("mimetype", SHEET_TYPE),
        (
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{SHEET_TYPE}"/>{manifest}</manifest:manifest>',
        ),
        (
            "content.xml",
            f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" '
            f'xmlns:text="{ODF}:text:1.0"><office:body><office:spreadsheet><table:table table:name="A">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        ),
    ]


def ods(rows):
    return archive(ods_entries(rows))


def ods_cell(text="z", times=1):
    inside = f' office:value-type="string"><text:p>{text}</text:p></table:table-cell>' if text else "/>"
    return f'<table:table-cell table:number-columns-repeated="{times}"{inside}'


def ods_row(cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def ods_table(lines):
    """An ods file of texts."""
    return ods("".join(ods_row("".join(map(ods_cell, line))) for line in lines))


def replaced(entries, name, change):
    return archive([(one, change(content) if one == name else content) for one, content in entries])


def lying(content):
    """The same zip, whose every entry says that it unpacks to ten bytes."""
    content = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(mark)
        while at >= 0:
            content[at + place : at + place + 4] = struct.pack("<I", 10)
            at = content.find(mark, at + 4)
    return bytes(content)


LAUGH = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGH}]>'
ANYWHERE = '<c t="inlineStr"><is><t>z</t></is></c>'
ROW = f'<row r="1">{cell("A1", "un")}{cell("B1", "deux")}</row>'
SMALL = xlsx_entries(ROW)
PART = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def in_utf16(text):
    return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


def shared(times, length):
    """One long word that each cell of one column names."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, times))
    return xlsx(rows, strings=f"<si><t>{'x' * length}</t></si>")


def every_tenth(count):
    return "".join(f'<row r="{10 * n}">{cell(f"XFD{10 * n}")}</row>' for n in range(1, count))


def zips_in_zips():
    inner = archive([("b", b"0" * 40_000_000)])
    return archive([(str(n), inner) for n in range(20)])


def twice():
    with warnings.catch_warnings(action="ignore"):
        return archive([*SMALL, SMALL[4]])


# name of the case: (name of the file, how it is made, what it is refused with)
LARGE, BROKEN = "plus grand qu’il n’en a l’air", "ne se lit pas"
HOSTILE = {
    "a first and a last cell": ("a.xlsx", lambda: xlsx(ROW + f'<row r="1048576">{cell("XFD1048576")}</row>'), LARGE),
    "a last cell at CV200000": ("a.xlsx", lambda: xlsx(ROW + f'<row r="200000">{cell("CV200000")}</row>'), LARGE),
    "5 000 rows as wide as a sheet": ("a.xlsx", lambda: xlsx(every_tenth(5_000)), LARGE),
    "one row as wide as a sheet": ("a.xlsx", lambda: xlsx(f'<row r="1">{cell("XFD1")}</row>'), "colonnes"),
    "rows without end": ("a.xlsx", lambda: xlsx('<row r="1"/>' * 3_000_000), LARGE),
    "rows of one word": ("a.xlsx", lambda: xlsx(f"<row>{ANYWHERE}</row>" * 250_000), "lignes"),
    "a million shared words": ("a.xlsx", lambda: xlsx(ROW, strings="<si><t>a</t></si>" * 2_000_000), LARGE),
    "one long word named by each cell": ("a.xlsx", lambda: shared(100_000, 32_000), LARGE),
    "a megabyte in one cell": ("a.xlsx", lambda: xlsx(f'<row r="1">{cell("A1", "x" * 1_500_000)}</row>'), "signes"),
    "a cell repeated in rows and columns": ("a.ods", lambda: ods(ods_row(ods_cell("x", 16384), 1048576)), BROKEN),
    "columns repeated": ("a.ods", lambda: ods(ods_row(ods_cell("x", 16384))), "colonnes"),
    "rows repeated": ("a.ods", lambda: ods(ods_row(ods_cell("x"), 1048576)), LARGE),
    "wide rows repeated": ("a.ods", lambda: ods(ods_row(ods_cell("x", 99), 100_000)), LARGE),
    "many rows repeated": ("a.ods", lambda: ods(ods_row(ods_cell("x", 3), 1048576) * 2_000), LARGE),
    "a row far below": ("a.ods", lambda: ods(ods_row(ods_cell(""), 1048575) + ods_row(ods_cell("x", 50))), LARGE),
    "deep ods": ("a.ods", lambda: ods(ods_row("<text:p>" * 500_000 + "</text:p>" * 500_000)), BROKEN),
    "a zip that unpacks without end": ("a.xlsx", lambda: archive([*SMALL, ("b", b"0" * 40_000_000)]), LARGE),
    "a sheet that unpacks without end": ("a.ods", lambda: archive([("content.xml", b" " * 40_000_000)]), LARGE),
    "sizes that lie": ("a.xlsx", lambda: lying(archive([*SMALL, ("b", b"0" * 40_000_000)])), BROKEN),
    "a sheet whose size lies": ("a.xlsx", lambda: lying(xlsx("<row/>" * 4_000_000)), BROKEN),
    "nine thousand entries": ("a.xlsx", lambda: archive([*SMALL, *((str(n), b"") for n in range(9_000))]), BROKEN),
    "zips in zips": ("a.xlsx", zips_in_zips, BROKEN),
    "bzip2": ("a.xlsx", lambda: archive([*SMALL, ("b", b"0" * 60_000_000)], zipfile.ZIP_BZIP2), BROKEN),
    "lzma": ("a.xlsx", lambda: archive([*SMALL, ("b", b"0" * 60_000_000)], zipfile.ZIP_LZMA), BROKEN),
    "an entry twice": ("a.xlsx", twice, BROKEN),
    "entities": ("a.xlsx", lambda: replaced(SMALL, PART, lambda text: DOCTYPE + text.replace("un", "&a9;")), BROKEN),
    "entities in ods": ("a.ods", lambda: archive([("content.xml", DOCTYPE + "<x>&a9;</x>")]), BROKEN),
    "entities in UTF-16": ("a.xlsx", lambda: replaced(SMALL, STRINGS, lambda text: in_utf16(DOCTYPE + text)), BROKEN),
    "entities in .rels": ("a.xlsx", lambda: replaced(SMALL, "_rels/.rels", lambda text: DOCTYPE + text), BROKEN),
    "a truncated zip": ("a.xlsx", lambda: archive(SMALL)[:-200], BROKEN),
    "the beginning of a zip": ("a.ods", lambda: b"PK\x03\x04", BROKEN),
    "a zip of nothing": ("a.xlsx", lambda: archive([]), BROKEN),
    "no sheet": ("a.xlsx", lambda: archive(SMALL[:2]), BROKEN),
    "a picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(60), BROKEN),
    "a page of HTML": ("a.xlsx", lambda: b"<table><tr><td>x</td></tr></table>", BROKEN),
    "the beginning of an old Excel file": (
        "a.xlsx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
        BROKEN,
    ),
    "another kind": ("a.exe", lambda: b"MZ", BROKEN),
    "more than a megabyte": ("a.csv", lambda: b"x" * (spreadsheets.MAX_BYTES + 1), "dépasse"),
    "a row of 100 000 columns": ("a.csv", lambda: b"x;" * 100_000, "colonnes"),
    "a row of 900 000 columns": ("a.csv", lambda: b"x" + b";" * 900_000 + b"x", "colonnes"),
    "many wide rows": ("a.csv", lambda: (b";" * 180 + b"x\n") * 5_000, "colonnes"),
    "many rows": ("a.csv", lambda: b"x;y\n" * 240_000, "lignes"),
    "an unclosed quote": ("a.csv", lambda: b'a;b\nc;"d\n' + b"e;f\n" * 200_000, "Ligne 2"),
    "a short unclosed quote": ("a.csv", lambda: b'a;b\nc;d\ne;"f\ng;h\n', "Ligne 3"),
    "a cell of 131 073 characters": ("a.csv", lambda: b"a;b\nc;" + b"x" * 131_073, "Ligne 2"),
    "a cell of 40 000 characters": ("a.csv", lambda: b"a;b\nc;" + b"x" * 40_000, "Ligne 2"),
    "one cell of 140 000 characters": ("a.csv", lambda: b"x" * 140_000, "Ligne 1"),
    "a long cell between tabs": ("a.txt", lambda: b"a\tb\nc\t" + b"x" * 140_000, "Ligne 2"),
    "a long cell of spaces": ("a.csv", lambda: "\u00a0".encode() * 400_000, "Ligne 1"),
    "a long quoted cell between tabs": ("a.csv", lambda: b'a\tb\n"' + b"x" * 140_000 + b'"\tc', "Ligne 2"),
    "NUL": ("a.csv", lambda: b"date;libelle;montant\n2026-05-04;VIR\0X;20\n", "pas du texte"),
    "a picture named csv": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "pas du texte"),
}


# One of each kind, for the pages that take files.
FEW = [
    "a first and a last cell",
    "a cell repeated in rows and columns",
    "rows repeated",
    "a sheet that unpacks without end",
    "entities",
    "a truncated zip",
    "the beginning of an old Excel file",
    "a row of 900 000 columns",
    "an unclosed quote",
    "a cell of 131 073 characters",
    "one cell of 140 000 characters",
    "a long cell of spaces",
    "NUL",
    "more than a megabyte",
]


@functools.cache
def hostile(case):
    """The name of the file, what it holds, the words that it is refused with."""
    name, make, words = HOSTILE[case]
    return name, make(), words
