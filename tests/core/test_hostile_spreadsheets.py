"""Whatever the file, an answer in words, quickly, in little memory."""

import json
import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from atelier.core import spreadsheets
from tests.hostile_files import (
    FILES,
    HOSTILE,
    archive,
    hostile,
    ods,
    ods_cell,
    ods_row,
    xlsx,
    xlsx_entries,
)
from tests.hostile_files import cell as xlsx_cell

MEASURE = """import json, resource, subprocess, sys
command = [sys.executable, "-I", sys.argv[1], "10000"]
subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_maxrss, used.ru_utime + used.ru_stime]))"""


def read_every_sheet(name, content, *, most):
    return {sheet.title: sheet.seen_lines(most) for sheet in spreadsheets.read_book(name, content, most=most).sheets}


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


@pytest.mark.parametrize("read", [spreadsheets.read_file, read_every_sheet])
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


SPACES = xlsx(f"<row>{xlsx_cell('A1', ' ')}</row>" * 100_000)


@pytest.mark.parametrize("read", [spreadsheets.read_file, read_every_sheet])
@pytest.mark.parametrize("content", [hostile("rows of one word")[1], SPACES], ids=["words", "spaces"])
def test_the_process_that_asks_looks_at_no_more_lines_than_may_come_in(content, read, monkeypatch):
    """It serves pages at the same time; the process that reads has limits of its own."""
    seen, look = [], spreadsheets._text_cells
    monkeypatch.setattr(spreadsheets, "_text_cells", lambda line, number: seen.append(number) or look(line, number))
    with suppress(ValidationError):
        read("a.xlsx", content, most=60)

    assert len(seen) <= 61


@pytest.mark.parametrize("read", [spreadsheets.read_file, spreadsheets.read_book])
def test_only_a_share_of_the_threads_reads_and_a_file_too_many_is_told_when_to_come_back(read, monkeypatch):
    """Files that are slow to read leave threads to whoever asks for a page; csv files need no other process."""
    content, table = hostile("a first and a last cell")[1], b"Nom;Ville\nVial;Lens\n"
    monkeypatch.setattr(spreadsheets, "TURN", 0.01)
    share = max(1, settings.WEB_THREADS // 2)
    with ExitStack() as others:
        for _ in range(share):
            others.enter_context(spreadsheets._turns)
        with pytest.raises(ValidationError, match="renvoyez celui-ci dans quelques secondes"):
            read("a.xlsx", content, most=60)
        assert read("a.csv", table, most=60)
    with pytest.raises(ValidationError, match="plus grand"):  # its turn comes, and is given back
        read("a.xlsx", content, most=60)
    with pytest.raises(ValidationError, match="plus grand"):
        read("a.xlsx", content, most=60)


def test_an_endless_nest_of_rows_holds_nothing():
    with at_once():
        assert spreadsheets.read_file("a.xlsx", xlsx("<row>" * 1_000_000 + "</row>" * 1_000_000), most=60) == []


@pytest.mark.parametrize("name", ["mot-de-passe.ods", "mot-de-passe.xlsx"])
def test_a_locked_file_says_that_it_is_locked(name):
    with pytest.raises(ValidationError, match="mot de passe"):
        spreadsheets.read_file(name, (FILES / name).read_bytes(), most=60)


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


def test_five_thousand_lines_are_read_in_time():
    rows = [["Date", "Libellé", *(f"Colonne {n}" for n in range(10))]]
    rows += [["26/11/2026", f"VIR {n}", *(n * k for k in range(10))] for n in range(4_999)]
    content = spreadsheets.write_xlsx({"A": rows})

    with at_once():
        read = spreadsheets.read_file("a.xlsx", content, most=5_000)

    assert read == [[str(value) for value in row] for row in rows]


@given(st.binary(max_size=400))
def test_whatever_the_bytes_of_a_text_they_are_read_or_refused_in_words(content):
    try:
        rows = spreadsheets.read_file("a.csv", content, most=60)
    except ValidationError:
        return
    assert not re.search("[\\x00-\\x1f\\ud800-\\udfff]", "".join(cell for row in rows for cell in row))


def test_a_reader_whose_parent_says_no_more_ends_by_itself():
    started = time.monotonic()
    with subprocess.Popen([sys.executable, "-I", spreadsheets.READER, "60"], stdin=subprocess.PIPE) as reader:
        try:
            assert reader.wait(8) == -signal.SIGALRM
        finally:
            reader.kill()
    assert time.monotonic() - started < 6
