"""Tables that come in: whatever the file, an answer in words, quickly, in little memory."""

import io
import json
import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from atelier.core import spreadsheets
from tests.hostile_files import (
    HOSTILE,
    ODF,
    archive,
    hostile,
    ods,
    ods_cell,
    ods_entries,
    ods_row,
    replaced,
    xlsx,
    xlsx_entries,
)
from tests.hostile_files import cell as xlsx_cell

CASES = Path(__file__).parent.parent / "files"
PEOPLE = [
    ["Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"],
    ["Élus", "Zoé", "Lætitia-Martin", "Maire", "Commune de la Sourde", "zoe.martin@example.org"],
    ["Élus", "Noël", "D’Arcy", "Adjoint", "Commune de la Sourde", "noel.darcy@example.org"],
    ["Agents", "Anaïs", "Le Goff", "DGS", "Commune de la Sourde", "anais.legoff@example.org"],
]


MEASURE = """import json, resource, subprocess, sys
subprocess.run([sys.executable, "-I", sys.argv[1], "all"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_maxrss, used.ru_utime + used.ru_stime]))"""


class TooSlow(BaseException):
    """No reader catches it."""


@contextmanager
def at_once():
    """At most a second of processor for this process and its children, and 100 MB more; red does not take minutes."""

    def stop(*args):
        raise TooSlow

    former = signal.signal(signal.SIGALRM, stop)
    seconds, memory = spent()
    signal.alarm(4)
    late = False
    try:
        yield
    except TooSlow:
        late = True
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)
    assert not late
    assert spent()[0] - seconds < 1.5  # the reader is stopped at 0.8; a busy machine counts its start twice
    assert spent()[1] - memory < 100_000


def spent():
    """Seconds of processor, of this process and of those that it waited for; kilobytes of memory of this one."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime, mine.ru_maxrss


@pytest.mark.parametrize("read", [spreadsheets.read_file, spreadsheets.read_book])
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_words_at_once_in_little_memory(case, read):
    name, content, words = hostile(case)
    assert len(content) <= spreadsheets.MAX_BYTES + 1

    with at_once(), pytest.raises(ValidationError, match=words) as refused:
        read(name, content, most=5_000)

    (sentence,) = refused.value.messages
    assert re.search(r"enregistrez|copiez|retirez|envoyez", sentence)  # the remedy


@pytest.mark.parametrize("case", [case for case in HOSTILE if not HOSTILE[case][0].endswith(("csv", "exe"))])
def test_the_process_that_reads_stays_small(case, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(hostile(case)[1])
    with path.open("rb") as file:
        told = subprocess.run([sys.executable, "-c", MEASURE, spreadsheets.READER], stdin=file, capture_output=True)
    kilobytes, seconds = json.loads(told.stdout)

    assert kilobytes < 110_000  # the interpreter among them
    assert seconds < 1


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
    assert spreadsheets.read_file(name, (CASES / name).read_bytes(), most=60) == PEOPLE


def test_what_libreoffice_saves_shifts_no_column():
    assert spreadsheets.read_file("gens.ods", (CASES / "gens.ods").read_bytes(), most=60) == [
        PEOPLE[0],
        ["Élus", "Jean Éloi", "Haÿ", "Maire", "CC", "jean@example.org"],
        ["Élus", "Jean Éloi", "Haÿ", "Maire", "CC", "lu@example.org"],
        ["Agents", "Anne", "Anne", "DGS", "DGS", "anne@example.org"],
        ["Agents", "Anne", "Roux", "Directrice adjointe", "CC", "anne2@example.org"],
        ["Opérateurs", "Ali", "Roux", "", "", "ali@example.org"],
    ]
    statement = spreadsheets.read_file("releve.ods", (CASES / "releve.ods").read_bytes(), most=60)
    assert statement[1] == ["2026-11-26", "2026-11-26", "VIR CC DU VAL VP-2026-0003", "3500", "12345.67"]


def test_an_endless_nest_of_rows_holds_nothing():
    with at_once():
        assert spreadsheets.read_file("a.xlsx", xlsx("<row>" * 1_000_000 + "</row>" * 1_000_000), most=60) == []


@pytest.mark.parametrize("name", ["mot-de-passe.ods", "mot-de-passe.xlsx"])
def test_a_locked_file_says_that_it_is_locked(name):
    with pytest.raises(ValidationError, match="mot de passe"):
        spreadsheets.read_file(name, (CASES / name).read_bytes(), most=60)


def test_an_old_excel_file_says_how_it_is_saved_anew():
    with pytest.raises(ValidationError, match="anciens Excel"):
        spreadsheets.read_file("gens.xlsx", (CASES / "ancien.xls").read_bytes(), most=60)


WIDE = '<dimension ref="A1:XFD1048576"/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", xlsx(f'<row r="1">{xlsx_cell("A1", "un")}{xlsx_cell("B1", "deux")}</row>', before=WIDE)),
        ("a.xlsx", xlsx(f'<row r="2">{xlsx_cell("A2", "un")}{xlsx_cell("B2", "deux")}</row><row r="1048576"/>')),
        (
            "a.ods",
            ods(
                ods_row(ods_cell("un") + ods_cell("deux") + ods_cell("", 16382)) + ods_row(ods_cell("", 16384), 1048575)
            ),
        ),
        (
            "a.xlsx",
            archive(
                [*xlsx_entries(f"<row>{xlsx_cell('A1', 'un')}{xlsx_cell('B1', 'deux')}</row>"), ("/etc/passwd", "x")]
            ),
        ),
    ],
    ids=["a dimension that lies", "a last row that is empty", "empty cells repeated to the end", "an absolute path"],
)
def test_a_table_that_only_looks_large_is_read(name, content):
    with at_once():
        assert spreadsheets.read_file(name, content, most=60) == [["un", "deux"]]


def test_no_sign_that_a_database_refuses_comes_in():
    content = xlsx(f'<row r="1">{xlsx_cell("A1", "a_x0000_b")}{xlsx_cell("B1", "c&#133;d")}</row>')

    assert spreadsheets.read_file("a.xlsx", content, most=60) == [["ab", "c d"]]


def test_lines_keep_their_number_in_a_workbook_and_columns_their_place():
    content = xlsx(f'<row r="3">{xlsx_cell("B3", "x")}</row><row r="5">{xlsx_cell("A5", "y")}</row>')

    assert spreadsheets.read_book("a.xlsx", content, most=60) == {"A": [[], [], ["", "x"], [], ["y"]]}


def test_a_space_far_away_is_no_line_and_no_column():
    far = f'<row r="1">{xlsx_cell("A1", "x")}{xlsx_cell("IV1", " ")}</row><row r="900">{xlsx_cell("A900", " ")}</row>'
    content = xlsx(far)

    assert spreadsheets.read_file("a.xlsx", content, most=60) == [["x"]]
    assert spreadsheets.read_book("a.xlsx", content, most=60) == {"A": [["x"]]}


def test_a_quote_that_was_pasted_swallows_nobody():
    text = 'Nom\tOrganisme\nRoy\t"La Fabrique" du Val\nVial\t"La Sourde\nHaÿ\tCC\n'

    assert spreadsheets.read_pasted(text, most=60) == [
        ["Nom", "Organisme"],
        ["Roy", '"La Fabrique" du Val'],
        ["Vial", '"La Sourde'],
        ["Haÿ", "CC"],
    ]


@pytest.mark.parametrize(("name", "line"), [("guillemet-seul.csv", 2), ("releve-guillemet3.csv", 3)])
def test_a_stray_quote_names_its_line(name, line):
    with pytest.raises(ValidationError) as refused:
        spreadsheets.read_file(name, (CASES / name).read_bytes(), most=60)
    assert refused.value.messages[0].startswith(f"Ligne {line}\u00a0: un guillemet")


def test_five_thousand_lines_are_read_in_time():
    rows = [["Date", "Libellé", *(f"Colonne {n}" for n in range(10))]]
    rows += [["26/11/2026", f"VIR {n}", *(n * k for k in range(10))] for n in range(4_999)]
    content = spreadsheets.write_xlsx({"A": rows})

    with at_once():
        read = spreadsheets.read_file("a.xlsx", content, most=5_000)

    assert read == [[str(value) for value in row] for row in rows]


@given(st.lists(st.lists(st.text("aé \"';,=-"), min_size=2, max_size=4), max_size=4))
def test_what_is_shown_again_as_text_is_read_back_cell_for_cell(lines):
    rows = spreadsheets.non_empty_rows([["un", "deux"], *lines], 60)

    assert spreadsheets.read_pasted(spreadsheets.as_pasted(rows), most=60) == rows


@given(st.binary(max_size=400))
def test_whatever_the_bytes_of_a_text_they_are_read_or_refused_in_words(content):
    try:
        rows = spreadsheets.read_file("a.csv", content, most=60)
    except ValidationError:
        return
    assert not re.search("[\\x00-\\x1f\\ud800-\\udfff]", "".join(cell for row in rows for cell in row))


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
    assert list(spreadsheets.read_book(name, content, most=60).values()) == [[["visible"]]]


def test_a_hidden_sheet_is_read_when_there_is_no_other():
    assert spreadsheets.read_file("a.ods", hidden_ods("hidden"), most=60) == [["hidden"]]


def test_a_reader_whose_parent_says_no_more_ends_by_itself():
    started = time.monotonic()
    with subprocess.Popen([sys.executable, "-I", spreadsheets.READER, "all"], stdin=subprocess.PIPE) as reader:
        try:
            assert reader.wait(8) == -signal.SIGALRM
        finally:
            reader.kill()
    assert time.monotonic() - started < 6
