"""Every document that the product prints, checked as PDF/UA as far as a machine goes."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from atelier.seasons import jobs
from sessions.attendance import roll_call, sign_in_sheets
from sessions.day_lists import printing
from sessions.day_lists.models import Meal
from sessions.documents import attestations, batches, convocations, facilitation_documents, rendering
from sessions.groups import composition, table_sheets
from territories import documents as applications
from tests import pdfua
from tests.facilitation import joined, lead
from tests.factories import AttendanceFactory

pytestmark = pytest.mark.django_db


def read(path):
    with default_storage.open(path) as file:
        return file.read()


def application(triptych, day, author):
    return read(applications.acknowledge(triptych.pk).summary_path)


def convocation(triptych, day, author):
    return read(rendering.render_convocation(convocations.issue_convocations(day=day).created[0].pk).pdf_path)


def territory(triptych, day, author):
    for issued in convocations.issue_convocations(day=day).created:
        rendering.render_convocation(issued.pk)
    return read(jobs.run(batches.request_batch(season=triptych.season, triptych=triptych, author=author).pk).path)


def attestation(triptych, day, author):
    for part in day.half_days.all():
        AttendanceFactory(participant=triptych.participants.first(), half_day=part)
    roll_call.close_day(day=day, author=author)
    return read(rendering.render_attestation(attestations.issue_attestations(season=triptych.season)[0].pk).pdf_path)


def sheet(triptych, day, author):
    return sign_in_sheets.sign_in_sheet(day)


def cards(triptych, day, author):
    return sign_in_sheets.name_cards(day)


def tables(triptych, day, author):
    item = day.half_days.first().items.create(starts_at=timezone.localtime().time(), format="peers", title="Rôles")
    return table_sheets.table_sheets(composition.compose_groups(item=item, author=author))


def caterer(triptych, day, author):
    person = triptych.participants.first()
    said = {"choice": "other", "words": "halal", "allergy": "noix", "consented_at": timezone.now()}
    Meal.objects.create(day=day, participant=person, **said)
    return printing.caterer_sheet(day)


def image_limits(triptych, day, author):
    return printing.image_sheet(day)


def team_letter(triptych, day, author):
    lead(day, joined(triptych.season))
    return read_team(facilitation_documents.issue_documents(season=triptych.season, kind="letter"))


def team_attestation(triptych, day, author):
    member = joined(triptych.season)
    lead(day, member)
    changes = [(member, part, True) for part in day.half_days.all()]
    roll_call.record_facilitators(day=day, changes=changes, author=author)
    roll_call.close_day(day=day, author=author)
    return read_team(facilitation_documents.issue_documents(season=triptych.season, kind="attestation"))


def read_team(issued):
    return read(rendering.render_facilitation_document(issued[0].pk).pdf_path)


@pytest.mark.parametrize(
    "make",
    [
        application,
        convocation,
        territory,
        attestation,
        sheet,
        cards,
        tables,
        caterer,
        image_limits,
        team_letter,
        team_attestation,
    ],
    ids=lambda make: make.__name__,
)
def test_a_machine_finds_no_fault(make, triptych, yesterday, organiser):
    assert pdfua.faults(make(triptych, yesterday, organiser)) == []
