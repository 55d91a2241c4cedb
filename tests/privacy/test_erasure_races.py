"""Somebody is erased while a worker draws a document that names them: nothing that names them is stored."""

import pytest
from django.core.files.storage import default_storage

from atelier.backoffice.workbook import import_export
from atelier.core import pdf, spreadsheets
from atelier.privacy import erasure
from atelier.seasons import jobs
from atelier.seasons.models import Job
from sessions.documents import batches, rendering
from sessions.documents.models import Booklet, Convocation
from territories import documents as applications
from territories.models import Triptych

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


@pytest.fixture
def interrupted(known, monkeypatch):
    """Whatever is drawn, the person is erased between the drawing and the storing; returns the paths stored since."""

    def start(module, name):
        draw = getattr(module, name)
        stored = []

        def drawn(*args, **options):
            content = draw(*args, **options)
            monkeypatch.undo()
            erasure.erase(email=known.email)
            store = pdf.store_file
            monkeypatch.setattr(pdf, "store_file", lambda path, data: (stored.append(path), store(path, data)))
            return content

        monkeypatch.setattr(module, name, drawn)
        return stored

    return start


def test_a_convocation_is_not_stored(known, interrupted):
    row = known.convocations.get()
    default_storage.delete(row.pdf_path)
    Convocation.objects.update(sha256="")

    interrupted(pdf, "render_pdf")

    assert rendering.render_convocation(row.pk) is None
    assert not default_storage.exists(row.pdf_path)


def test_a_booklet_that_names_them_is_not_stored_and_waits_to_be_drawn_anew(known, interrupted):
    booklet = Booklet.objects.get()
    stored = interrupted(pdf, "render_pdf")

    assert rendering.render_booklet(booklet.pk) is None

    assert stored == []
    assert Booklet.objects.get().sha256 == ""
    names = {one["pk"]: one["name"] for one in rendering.render_booklet(booklet.pk).snapshot["people"]}
    assert names[known.pk] == "Personne effacée"


def test_a_workbook_and_a_batch_are_not_stored(known, organiser, interrupted):
    sheets = [next(iter(import_export.worksheets()))]
    job = Job.objects.create(kind="export", season=known.season, author=organiser, name="classeur.xlsx", sheets=sheets)
    batch = batches.request_batch(season=known.season, author=organiser)
    stored = interrupted(spreadsheets, "write_xlsx")

    assert jobs.run(job.pk) is None
    assert jobs.run(batch.pk) is None
    assert stored == []


def test_a_batch_is_not_stored(known, organiser, interrupted):
    batch = batches.request_batch(season=known.season, author=organiser, triptych=known.triptych)
    stored = interrupted(pdf, "render_many")

    assert jobs.run(batch.pk) is None
    assert stored == []


def test_the_summary_of_an_application_is_not_stored_as_it_was(known, interrupted):
    Triptych.objects.update(summary_sha256="")
    stored = interrupted(applications, "summary")

    assert applications.acknowledge(known.triptych_id) is None
    assert stored == []
