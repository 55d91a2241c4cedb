"""Attestations: from closed presence alone, frozen, replaced when corrected, verified without telling more."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from atelier.seasons import jobs
from atelier.seasons.models import Job
from sessions.attendance import roll_call
from sessions.documents import attestations, batches, convocations, rendering
from sessions.documents.models import Attestation
from tests.admin_actions import shown_by
from tests.factories import AttendanceFactory, ParticipantFactory, TriptychFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def days(participant):
    return add_days(participant.season, TODAY - timedelta(days=40), TODAY - timedelta(days=9))


def attend(person, day, *statuses):
    for part, status in zip(day.half_days.all(), statuses, strict=True):
        AttendanceFactory(participant=person, half_day=part, status=status, minutes=25 if status == "late" else None)


@pytest.fixture
def closed(participant, days, organiser):
    """Three half-days out of four, twenty-five minutes late once."""
    attend(participant, days[0], "present", "late")
    attend(participant, days[1], "present", "excused")
    for day in days:
        roll_call.close_day(day=day, author=organiser)


def text_of(path):
    from django.core.files.storage import default_storage  # noqa: PLC0415

    with default_storage.open(path) as file:
        return " ".join(pypdf.PdfReader(io.BytesIO(file.read())).pages[0].extract_text().split())


def test_an_attestation_tells_the_half_days_and_hours_really_attended(participant, closed):
    (issued,) = attestations.issue_attestations(season=participant.season)
    rendering.render_attestation(issued.pk)

    issued.refresh_from_db()
    text = text_of(issued.pdf_path)
    assert (issued.kind, issued.snapshot["attended"], issued.snapshot["total"]) == ("participation", 3, 4)
    assert issued.snapshot["minutes"] == 3 * 180 - 25
    assert "3 demi-journées sur 4 (8\u00a0h\u00a035)".replace("\u00a0", " ") in text.replace("\u00a0", " ")
    assert issued.code in text
    assert "formation" not in text
    (message,) = Message.objects.filter(to_email=participant.email, key__startswith="attestation")
    assert message.attachments.get().name == f"{issued.number}.pdf"


def test_assiduity_comes_from_the_threshold_once_the_season_is_over(participant, closed):
    participant.season.attendance_threshold = 75
    participant.season.save()

    assert [one.kind for one in attestations.issue_attestations(season=participant.season)] == [
        "participation",
        "assiduity",
    ]


def test_while_a_day_is_open_there_is_no_assiduity(participant, days, organiser):
    participant.season.attendance_threshold = 10
    participant.season.save()
    attend(participant, days[0], "present", "present")
    roll_call.close_day(day=days[0], author=organiser)

    assert [one.kind for one in attestations.issue_attestations(season=participant.season)] == ["participation"]


def test_who_never_came_gets_none(participant, days, organiser):
    for day in days:
        roll_call.close_day(day=day, author=organiser)

    assert attestations.issue_attestations(season=participant.season) == []


def test_what_did_not_change_is_not_issued_again_and_a_correction_replaces(participant, closed, days, organiser):
    (first,) = attestations.issue_attestations(season=participant.season)
    assert attestations.issue_attestations(season=participant.season) == []
    roll_call.reopen_day(day=days[1], author=organiser, reason="Il était là")
    afternoon = days[1].half_days.all()[1]
    roll_call.record_attendance(
        day=days[1],
        cells={(participant, afternoon): {"status": "present", "minutes": None, "reason": ""}},
        author=organiser,
    )
    roll_call.close_day(day=days[1], author=organiser)

    made = attestations.issue_attestations(season=participant.season)

    second = next(one for one in made if one.kind == "participation")
    rendering.render_attestation(second.pk)
    assert (second.version, second.snapshot["attended"]) == (2, 4)
    assert f"Annule et remplace l’attestation n°\u00a0{first.number}".replace("\u00a0", " ") in text_of(
        second.pdf_path
    ).replace("\u00a0", " ")
    assert attestations.verify_code(first.code) == attestations.Verdict(
        valid=False, replaced=True, season=participant.season.number, initials="Z. M."
    )


def test_what_corrected_presence_no_longer_proves_is_revoked(client, participant, closed, days, organiser):
    participant.season.attendance_threshold = 75
    participant.season.save()
    _, assiduity = attestations.issue_attestations(season=participant.season)
    roll_call.reopen_day(day=days[1], author=organiser, reason="Erreur de feuille")
    attestations.issue_attestations(season=participant.season)
    assert attestations.verify_code(assiduity.code).valid  # nothing is decided while a day is open again
    morning = days[1].half_days.first()
    cell = {"status": "absent", "minutes": None, "reason": ""}
    roll_call.record_attendance(day=days[1], cells={(participant, morning): cell}, author=organiser)
    roll_call.close_day(day=days[1], author=organiser)

    attestations.issue_attestations(season=participant.season)

    assert attestations.verify_code(assiduity.code).revoked
    assertContains(client.get("/attestations/verifier/", {"code": assiduity.code}), "Attestation retirée.")


def test_the_page_of_verification_tells_no_more_than_it_must(client, participant, closed):
    (issued,) = attestations.issue_attestations(season=participant.season)

    response = client.get("/attestations/verifier/", {"code": issued.code.lower()})

    assertContains(response, "Attestation valable.")
    assertContains(response, "Z. M.")
    assertNotContains(response, participant.last_name)
    assertNotContains(response, participant.triptych.territory.name)


@pytest.mark.parametrize("code", ["x", "AAAA-BBBB-CCCC", "<script>", "\x00"])
def test_an_unknown_code_is_said_unknown(code, client):
    assertContains(client.get("/attestations/verifier/", {"code": code}), "Aucune attestation ne porte ce code.")


def test_the_participant_finds_it_and_another_does_not(as_user, participant, closed, stranger):
    (issued,) = attestations.issue_attestations(season=participant.season)
    rendering.render_attestation(issued.pk)
    issued.refresh_from_db()

    assertContains(as_user(participant.user).get("/espace/"), issued.get_absolute_url())
    assert as_user(participant.user).get(issued.get_absolute_url()).status_code == 200
    assert as_user(stranger).get(issued.get_absolute_url()).status_code == 404


def test_two_workers_on_one_attestation_send_one_mail(participant, closed):
    (issued,) = attestations.issue_attestations(season=participant.season)

    rendering.render_attestation(issued.pk)
    rendering.render_attestation(issued.pk)

    assert Message.objects.filter(key__startswith="attestation").count() == 1
    assert mail.outbox == []


def test_the_page_of_documents_says_who_is_due_and_issues(as_user, organiser, participant, closed):
    client, address = as_user(organiser), reverse("admin:season_documents")
    page = client.get(f"{address}?saison={participant.season_id}")
    assertContains(page, "à émettre")

    client.post(f"{address}?saison={participant.season_id}", {"attestations": "1", **shown_by(page)})

    assert Attestation.objects.count() == 1
    assertNotContains(client.get(f"{address}?saison={participant.season_id}"), "à émettre")


# Batches


@pytest.fixture
def convened(participant):
    """Two territories, two people each, convened and drawn."""
    season = participant.season
    other = TriptychFactory(season=season, admitted=True, rank=2, people=2, people__state="confirmed")
    ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed")
    (day,) = add_days(season, TODAY + timedelta(days=20))
    for issued in convocations.issue_convocations(day=day).created:
        rendering.render_convocation(issued.pk)
    return other, day


def test_a_territory_is_gathered_in_one_tagged_pdf(participant, convened, organiser):
    batch = batches.request_batch(season=participant.season, triptych=participant.triptych, author=organiser)
    made = jobs.run(batch.pk)

    from django.core.files.storage import default_storage  # noqa: PLC0415

    with default_storage.open(made.path) as file:
        reader = pypdf.PdfReader(io.BytesIO(file.read()))
    assert (len(reader.pages), made.done, made.total, made.error) == (2, 2, 2, "")
    assert (reader.trailer["/Root"]["/Lang"], reader.trailer["/Root"]["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert jobs.run(batch.pk) is None


def test_a_season_is_gathered_in_one_zip_of_the_files_that_were_sent(as_user, participant, convened, organiser):
    import zipfile  # noqa: PLC0415

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


def test_each_sees_their_own_attestations_in_their_space(as_user, participant, closed):
    (issued,) = attestations.issue_attestations(season=participant.season)
    rendering.render_attestation(issued.pk)
    fellow = UserFactory(email="voisine@example.org")
    ParticipantFactory(triptych=participant.triptych, seat=2, email=fellow.email, user=fellow, state="confirmed")

    assertContains(as_user(participant.user).get(reverse("space")), issued.number)
    assertNotContains(as_user(fellow).get(reverse("space")), issued.number)
