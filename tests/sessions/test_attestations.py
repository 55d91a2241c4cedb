"""Attestations: from closed presence alone, frozen, replaced when corrected, verified without telling more."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from sessions.attendance import roll_call
from sessions.documents import attestations, rendering
from sessions.documents.models import Attestation
from sessions.programme import calendar
from tests.admin_actions import shown_by
from tests.factories import (
    AttendanceFactory,
    ParticipantFactory,
    UserFactory,
    VenueFactory,
    add_days,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def days(participant):
    return add_days(participant.season, localdate() - timedelta(days=40), localdate() - timedelta(days=9))


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


def test_what_would_be_issued_is_read_before_it_is(desk, participant, closed):
    """The PDF as it would be drawn, for each kind that is due; nothing is kept, and it says that it is none."""
    page = desk.get(reverse("admin:season_documents"), {"saison": participant.season_id})
    address = reverse("admin:attestation_preview", args=[participant.pk, "participation"])
    assertContains(page, f"{address}?saison={participant.season_id}")

    drawn = desk.get(address, {"saison": participant.season_id})

    text = " ".join(pypdf.PdfReader(io.BytesIO(drawn.content)).pages[0].extract_text().split())
    assert "Aperçu" in text
    assert "ce document n’est pas émis" in text
    assert "3 demi-journées sur 4" in text
    assert "Vérifier cette attestation" not in text
    assert not Attestation.objects.exists()
    for kind in ("rien", "assiduity" if participant.season.attendance_threshold > 75 else "rien"):
        other = reverse("admin:attestation_preview", args=[participant.pk, kind])
        assert desk.get(other, {"saison": participant.season_id}).status_code == 404


def test_the_button_counts_the_attestations_that_it_issues(desk, participant, closed):
    """Whoever has a right to both kinds gets two: the number shown is the number that leaves."""
    participant.season.attendance_threshold = 50
    participant.season.save()
    page = desk.get(reverse("admin:season_documents"), {"saison": participant.season_id})
    assertContains(page, "Émettre 2 attestations à jour")

    desk.post(page.request["PATH_INFO"] + f"?saison={participant.season_id}", {**shown_by(page), "attestations": "1"})

    assert Attestation.objects.count() == 2


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


def test_nothing_leaves_while_a_day_is_reopened(as_user, participant, closed, days, organiser):
    attestations.issue_attestations(season=participant.season)
    roll_call.reopen_day(day=days[1], author=organiser, reason="Oubli")
    client, address = as_user(organiser), f"{reverse('admin:season_documents')}?saison={participant.season_id}"
    page = client.get(address)
    assertContains(page, "les attestations partiraient deux fois")

    client.post(address, {"attestations": "1", **shown_by(page)})
    roll_call.close_day(day=days[1], author=organiser)

    assert attestations.issue_attestations(season=participant.season) == []
    assert Attestation.objects.count() == 1


def test_what_is_issued_together_leaves_in_one_mail(participant, closed):
    participant.season.attendance_threshold = 75
    participant.season.save()
    both = attestations.issue_attestations(season=participant.season)

    for issued in reversed(both):
        rendering.render_attestation(issued.pk)

    (message,) = Message.objects.filter(key__startswith="attestation")
    assert {one.name for one in message.attachments.all()} == {f"{one.number}.pdf" for one in both}
    assert message.subject.startswith("Vos attestations")
    assert "attestation de participation et votre attestation d’assiduité" in message.text


def test_each_kind_says_its_condition_and_the_places_of_the_days_attended(participant, days, organiser):
    """Two towns, neither that of the season; a day that was missed is not told among the places."""
    participant.season.attendance_threshold = 66
    participant.season.save()
    for day, name, town in ((days[0], "La Halle", "59000 Lille"), (days[1], "Le Quai", "69000 Lyon")):
        day.venue = VenueFactory(name=name, address=f"1 place d’Essai, {town}")
        day.save()
    third = calendar.add_day(season=participant.season, number=3, date=localdate() - timedelta(days=2))
    third.venue = days[0].venue
    third.save()
    attend(participant, days[0], "present", "present")
    attend(participant, days[1], "absent", "excused")
    attend(participant, third, "present", "present")
    for day in (*days, third):
        roll_call.close_day(day=day, author=organiser)

    issued = {one.kind: one for one in attestations.issue_attestations(season=participant.season)}
    for one in issued.values():
        rendering.render_attestation(one.pk)
    texts = {kind: text_of(one.pdf_path).replace("\u00a0", " ") for kind, one in issued.items()}

    assert "Lille" in texts["participation"]
    assert not any("Lyon" in text or "à Paris" in text for text in texts.values())
    assert "a participé à la saison" in texts["participation"]
    assert "seuil" not in texts["participation"]
    assert "a suivi avec assiduité la saison" in texts["assiduity"]
    assert "66 % des demi-journées (arrondi à l’unité inférieure)" in texts["assiduity"].replace("\u202f", " ")


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
    with pytest.raises(ValidationError, match="partiraient deux fois"):
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


def test_each_sees_their_own_attestations_in_their_space(as_user, participant, closed):
    (issued,) = attestations.issue_attestations(season=participant.season)
    rendering.render_attestation(issued.pk)
    fellow = UserFactory(email="voisine@example.org")
    ParticipantFactory(triptych=participant.triptych, seat=2, email=fellow.email, user=fellow, state="confirmed")

    assertContains(as_user(participant.user).get(reverse("space")), issued.number)
    assertNotContains(as_user(fellow).get(reverse("space")), issued.number)
