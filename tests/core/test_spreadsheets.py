"""Tables that come in are read whole, whatever saved them."""

import io

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from atelier.core import spreadsheets
from tests.hostile_files import (
    FILES,
    ODF,
    ods_cell,
    ods_entries,
    ods_row,
    replaced,
    xlsx,
)
from tests.hostile_files import cell as xlsx_cell

PEOPLE = [
    ["Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"],
    ["Élus", "Zoé", "Lætitia-Martin", "Maire", "Commune de la Sourde", "zoe.martin@example.org"],
    ["Élus", "Noël", "D’Arcy", "Adjoint", "Commune de la Sourde", "noel.darcy@example.org"],
    ["Agents", "Anaïs", "Le Goff", "DGS", "Commune de la Sourde", "anais.legoff@example.org"],
]
LINES = "\n".join(";".join(row) for row in PEOPLE)
TABS = LINES.replace(";", "\t")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("excel.csv", LINES.replace("\n", "\r\n").encode("cp1252")),
        ("excel.csv", LINES.replace("\n", "\r\n").encode("utf-8-sig")),
        ("mac.csv", LINES.replace("\n", "\r").encode("mac_roman")),
        ("mac.csv", LINES.replace("\n", "\r").encode()),
        ("unicode.txt", TABS.replace("\n", "\r\n").encode("utf-16")),
        ("unicode.txt", b"\xfe\xff" + TABS.encode("utf-16-be")),
        ("unicode.txt", TABS.encode("utf-16-le")),
        ("unicode.txt", TABS.encode("utf-16-be")),
        ("unicode.txt", TABS.encode("utf-32")),
        ("sep.csv", b"sep=;\r\n" + LINES.replace("\n", "\r\n").encode("cp1252")),
        ("sep.csv", ("sep=,\n" + LINES.replace(";", ",")).encode()),
        ("comma.csv", LINES.replace(";", ",").encode()),
        ("controls.csv", LINES.replace("Maire", "\x01Mai\x1bre\x85").encode()),
        ("quoted.csv", LINES.replace("Catégorie", '"Catégorie"').replace("Maire", '" Maire\n"').encode()),
        ("comma, quoted.csv", LINES.replace(";", ",").replace("Catégorie", '"Catégorie"').encode()),
        ("empty lines.csv", b"\n\n" + LINES.replace("\n", "\n;;;;;;\n").encode() + b"\n" * 50),
        ("xlsx named csv.csv", spreadsheets.write_xlsx({"A": PEOPLE})),
        ("good.xlsx", spreadsheets.write_xlsx({"A": PEOPLE})),
    ],
)
def test_what_a_spreadsheet_saves_as_text_is_read_whole(name, content):
    assert spreadsheets.read_file(name, content, most=60) == PEOPLE


@pytest.mark.parametrize("name", ["mac-cr.csv", "texte-unicode.txt", "sep.csv"])
def test_the_files_that_excel_made_are_read_whole(name):
    assert spreadsheets.read_file(name, (FILES / name).read_bytes(), most=60) == PEOPLE


def seen(name, content):
    """Every sheet that people see, by its title."""
    book = spreadsheets.read_book(name, content, most=60)
    return {sheet.title: sheet.seen_lines(60) for sheet in book.sheets}


def test_what_libreoffice_saves_shifts_no_column():
    assert spreadsheets.read_file("gens.ods", (FILES / "gens.ods").read_bytes(), most=60) == [
        PEOPLE[0],
        ["Élus", "Jean Éloi", "Haÿ", "Maire", "CC", "jean@example.org"],
        ["Élus", "Jean Éloi", "Haÿ", "Maire", "CC", "lu@example.org"],
        ["Agents", "Anne", "Anne", "DGS", "DGS", "anne@example.org"],
        ["Agents", "Anne", "Roux", "Directrice adjointe", "CC", "anne2@example.org"],
        ["Opérateurs", "Ali", "Roux", "", "", "ali@example.org"],
    ]
    statement = spreadsheets.read_file("releve.ods", (FILES / "releve.ods").read_bytes(), most=60)
    assert statement[1] == ["2026-11-26", "2026-11-26", "VIR CC DU VAL VP-2026-0003", "3500", "12345.67"]


def test_lines_keep_their_number_in_a_workbook_and_columns_their_place():
    content = xlsx(f'<row r="3">{xlsx_cell("B3", "x")}</row><row r="5">{xlsx_cell("A5", "y")}</row>')

    assert seen("a.xlsx", content) == {"A": [[], [], ["", "x"], [], ["y"]]}


def test_a_space_far_away_is_no_line_and_no_column():
    far = f'<row r="1">{xlsx_cell("A1", "x")}{xlsx_cell("IV1", " ")}</row><row r="900">{xlsx_cell("A900", " ")}</row>'
    content = xlsx(far)

    assert spreadsheets.read_file("a.xlsx", content, most=60) == [["x"]]
    assert seen("a.xlsx", content) == {"A": [["x"]]}


def test_a_quote_that_was_pasted_swallows_nobody():
    text = 'Nom\tOrganisme\nRoy\t"La Fabrique" du Val\nVial\t"La Sourde\nHaÿ\tCC\n'

    assert spreadsheets.read_pasted(text, most=60).sheets[0].seen_lines(60) == [
        ["Nom", "Organisme"],
        ["Roy", '"La Fabrique" du Val'],
        ["Vial", '"La Sourde'],
        ["Haÿ", "CC"],
    ]


@pytest.mark.parametrize(("name", "line"), [("guillemet-seul.csv", 2), ("releve-guillemet3.csv", 3)])
def test_a_stray_quote_names_its_line(name, line):
    with pytest.raises(ValidationError) as refused:
        spreadsheets.read_file(name, (FILES / name).read_bytes(), most=60)
    assert refused.value.messages[0].startswith(f"Ligne {line}\u00a0: un guillemet")


@given(st.lists(st.lists(st.text("aé \"';,=-"), min_size=2, max_size=4), max_size=4))
def test_what_is_shown_again_as_text_is_read_back_cell_for_cell(lines):
    shown = spreadsheets.Sheet("", [["un", "deux"], *lines]).seen_lines(60)

    again = spreadsheets.read_pasted(spreadsheets.as_pasted(shown), most=60)
    assert again.sheets[0].seen_lines(60) == shown


def hidden_xlsx(*states):
    """A workbook with a sheet a state, whose only cell says the state."""
    book = Workbook()
    book.remove(book.active)
    for number, state in enumerate(states):
        sheet = book.create_sheet(f"S{number}")
        sheet["A1"] = state
        sheet.sheet_state = state
    book.active = next((at for at, state in enumerate(states) if state == "visible"), 0)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def hidden_ods(*states):
    """The same as LibreOffice writes it: what hides a table is its style."""
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("visible", "true"), ("hidden", "false"))
    )
    tables = "".join(
        f'<table:table table:name="S{number}" table:style-name="{state}">{ods_row(ods_cell(state))}</table:table>'
        for number, state in enumerate(states)
    )
    content = (
        f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" '
        f'xmlns:style="{ODF}:style:1.0" xmlns:text="{ODF}:text:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return replaced(ods_entries(""), "content.xml", lambda _: content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", hidden_xlsx("hidden", "visible")),
        ("a.xlsx", hidden_xlsx("veryHidden", "visible", "hidden")),
        ("a.ods", hidden_ods("hidden", "visible")),
    ],
)
def test_a_hidden_sheet_is_not_read_in_the_place_of_what_people_see(name, content):
    assert spreadsheets.read_file(name, content, most=60) == [["visible"]]
    assert list(seen(name, content).values()) == [[["visible"]]]


def test_a_hidden_sheet_is_read_when_there_is_no_other():
    assert spreadsheets.read_file("a.ods", hidden_ods("hidden"), most=60) == [["hidden"]]
