"""Convocations gathered in one file, and those that are outdated."""

import io
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains

from atelier.seasons import jobs
from atelier.seasons.models import Job
from sessions.documents import batches, convocations, rendering
from tests.factories import ParticipantFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


def text_of(path):
    with default_storage.open(path) as file:
        return " ".join(pypdf.PdfReader(io.BytesIO(file.read())).pages[0].extract_text().split())


@pytest.fixture
def convened(participant):
    """Two territories, two people each, convened and drawn."""
    season = participant.season
    other = TriptychFactory(season=season, admitted=True, rank=2, people=2, people__state="confirmed")
    ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed")
    (day,) = add_days(season, localdate() + timedelta(days=20))
    for issued in convocations.issue_convocations(day=day).created:
        rendering.render_convocation(issued.pk)
    return other, day


def test_a_territory_is_gathered_in_one_tagged_pdf(participant, convened, organiser):
    batch = batches.request_batch(season=participant.season, triptych=participant.triptych, author=organiser)
    made = jobs.run(batch.pk)

    with default_storage.open(made.path) as file:
        reader = pypdf.PdfReader(io.BytesIO(file.read()))
    assert (len(reader.pages), made.done, made.total, made.error) == (2, 2, 2, "")
    assert (reader.trailer["/Root"]["/Lang"], reader.trailer["/Root"]["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert jobs.run(batch.pk) is None


def test_a_season_is_gathered_in_one_zip_of_the_files_that_were_sent(as_user, participant, convened, organiser):
    batch = jobs.run(batches.request_batch(season=participant.season, author=organiser).pk)

    content = as_user(organiser).get(reverse("admin:batch_file", args=[batch.pk])).content
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len(names) == 4
    assert len({name.split("/")[0] for name in names}) == 2


def test_asking_twice_makes_one_and_nothing_to_gather_is_said(as_user, participant, organiser):
    client, address = as_user(organiser), f"{reverse('admin:season_documents')}?saison={participant.season_id}"
    for _ in range(2):
        client.post(address, {"triptych": ""})
    batch = Job.objects.get()
    assertContains(client.get(batch.get_absolute_url()), "<progress")

    jobs.run(batch.pk)

    assertContains(client.get(batch.get_absolute_url()), "Aucune convocation n’est émise")
    assert client.get(reverse("admin:batch_file", args=[batch.pk])).status_code == 404


def test_outdated_convocations_are_found_and_only_those_are_issued_again(as_user, participant, convened, organiser):
    participant.position = "présidente"
    participant.save()
    _, day = convened

    response = as_user(organiser).get(f"{reverse('admin:season_documents')}?saison={participant.season_id}")

    assertContains(response, f"<strong>1</strong>\u00a0: {participant.full_name}")
    issued = convocations.issue_convocations(day=day)
    assert ([one.participant for one in issued.created], issued.unchanged) == ([participant], 3)


def test_the_code_of_the_door_stands_on_the_convocation(participant, convened):
    issued = participant.convocations.get()
    code = participant.checkin_code

    assert f"{code[:3]} {code[3:]}" in text_of(issued.pdf_path)
