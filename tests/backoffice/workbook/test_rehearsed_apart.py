"""A long file is rehearsed for half a minute: meanwhile others write, and nothing of it is kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from atelier import config
from atelier.backoffice.workbook import import_export
from atelier.core.spreadsheets import write_xlsx
from atelier.outbox.models import Message
from atelier.seasons.models import Job
from sessions.attendance.models import Attendance
from territories.models import Participant
from tests.backoffice.workbook.desk import book_of, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def long_file(organiser, season, monkeypatch):
    """Every person and every presence of the season, changed; a job that a worker is to rehearse."""
    book = book_of(season)
    for line in book["Participants"][1:]:
        line[7] = f"nouvelle.{line[7]}"
    for line in book["Présences"][1:]:
        line[4:8] = [f"nouvelle.{line[4]}", "présent", "", ""]
    monkeypatch.setattr(import_export, "AT_ONCE", 0)
    return import_export.start_import(
        season=season,
        author=organiser,
        name="saison.xlsx",
        content=write_xlsx(book),
        sheet=None,
        invite=True,
        allowed=list(import_export.worksheets().values()),
    )


def _save_the_same_rows():
    """Another organiser, at another desk."""
    for row in [*Participant.objects.order_by("pk"), *Attendance.objects.order_by("pk")]:
        row.save()
    connection.close()


def test_others_write_what_a_long_file_would_change_while_it_is_rehearsed(long_file, monkeypatch):
    monkeypatch.setattr(config, "patience", config.Patience(lock=0, statement=5, broker=1))
    refuse, seen = import_export._refuse_changed_row, []

    def meanwhile(row, agreed):
        refuse(row, agreed)
        if len(seen) < 3 and row.changes:
            with ThreadPoolExecutor(1) as another:
                another.submit(_save_the_same_rows).result(timeout=20)
            seen.append(row.sheet)

    monkeypatch.setattr(import_export, "_refuse_changed_row", meanwhile)
    import_export.rehearse(long_file)

    long_file.refresh_from_db()
    assert seen == ["Participants", "Participants", "Présences"]
    assert long_file.state == Job.State.READ


def test_what_a_long_file_would_do_is_shown_and_nothing_is_kept(long_file, season):
    before = [*Participant.objects.order_by("pk").values(), *Attendance.objects.order_by("pk").values()]

    import_export.rehearse(long_file)

    long_file.refresh_from_db()
    assert [(sheet, state, errors) for sheet, _, state, _, errors in told(long_file)] == [
        ("Participants", "changed", []),
        ("Participants", "changed", []),
        ("Présences", "changed", []),
    ]
    assert [*Participant.objects.order_by("pk").values(), *Attendance.objects.order_by("pk").values()] == before
    assert Message.objects.count() == 0
