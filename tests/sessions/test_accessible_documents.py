"""Every document that the product prints, checked as PDF/UA as far as a machine goes."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from sessions import attendance, attestations, batches, convocations, documents, groups, sheets
from territories import documents as applications
from tests import pdfua
from tests.factories import AttendanceFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def triptych():
    return TriptychFactory(admitted=True, people=6, people__state="confirmed")


@pytest.fixture
def day(triptych):
    return add_days(triptych.season, timezone.localdate() - timedelta(days=1))[0]


def read(path):
    with default_storage.open(path) as file:
        return file.read()


def application(triptych, day, author):
    return read(applications.acknowledge(triptych.pk).summary_path)


def convocation(triptych, day, author):
    return read(documents.render(convocations.issue(day=day).created[0].pk).pdf_path)


def territory(triptych, day, author):
    for issued in convocations.issue(day=day).created:
        documents.render(issued.pk)
    return read(batches.make(batches.ask(season=triptych.season, triptych=triptych, author=author).pk).path)


def attestation(triptych, day, author):
    for part in day.half_days.all():
        AttendanceFactory(participant=triptych.participants.first(), half_day=part)
    attendance.close(day=day, author=author)
    return read(documents.render_attestation(attestations.issue(season=triptych.season)[0].pk).pdf_path)


def sheet(triptych, day, author):
    return sheets.sign_in_sheet(day)


def cards(triptych, day, author):
    return sheets.name_cards(day)


def tables(triptych, day, author):
    item = day.half_days.first().items.create(starts_at=timezone.localtime().time(), format="peers", title="Rôles")
    return sheets.table_sheets(groups.compose(item=item, author=author))


@pytest.mark.parametrize(
    "make", [application, convocation, territory, attestation, sheet, cards, tables], ids=lambda make: make.__name__
)
def test_a_machine_finds_no_fault(make, triptych, day, organiser):
    assert pdfua.faults(make(triptych, day, organiser)) == []
