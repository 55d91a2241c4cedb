"""Letters of what the team will lead, attestations of what it led: numbered, shown first, followed, withdrawn."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.outbox import delivery
from atelier.outbox.models import Message
from sessions.attendance import roll_call
from sessions.documents import action_items, facilitation_documents, rendering
from sessions.documents.models import FacilitationDocument
from sessions.facilitation import team
from sessions.facilitation.models import Preparation
from sessions.programme.models import Day
from tests.facilitation import joined, lead
from tests.factories import SeasonFactory, add_days
from tests.sessions.conftest import text_of

pytestmark = pytest.mark.django_db
LETTER, ATTESTATION = FacilitationDocument.Kind.LETTER, FacilitationDocument.Kind.ATTESTATION


@pytest.fixture(autouse=True)
def in_february():
    with time_machine.travel("2027-02-01 10:00+01:00", tick=False):
        yield


@pytest.fixture
def held(season):
    """A day past, and one to come."""
    return add_days(season, date(2027, 1, 12), date(2027, 3, 5))


@pytest.fixture
def ada(season, held):
    return joined(season, email="ada@example.org")


def issue(season, kind=LETTER):
    made = facilitation_documents.issue_documents(season=season, kind=kind)
    return [rendering.render_facilitation_document(one.pk) for one in made]


def read(document):
    with default_storage.open(document.pdf_path) as file:
        return text_of(file.read())


def letters_sent():
    for message in Message.objects.filter(source__contains="facilitation_", state="queued").order_by("pk"):
        delivery.deliver(message.pk)
    return [(one.to, one.subject, [file[0] for file in one.attachments]) for one in mail.outbox]


def issue_on_page(desk, season, kind):
    page = f"{reverse('admin:facilitators')}?saison={season.pk}"
    (shown,) = (one["shown"] for one in desk.get(page).context["kinds"] if one["kind"] == kind)
    return page, {"issue": kind, "shown": shown}


def test_a_letter_says_what_is_entrusted_and_nothing_of_money_or_people(season, held, ada):
    lead(held[1], ada, title="Entre pairs")
    (letter,) = issue(season)

    words = read(letter)
    assert (letter.number, letter.version) == ("MISSION-S4-0001", 1)
    for said in ("Ada Perrin", "vendredi 5 mars 2027", "9 h 30, Entre pairs (plénière, Salle Ouest)", "1 demi-journée"):
        assert said in words.replace("\u00a0", " ")
    assert "€" not in words
    assert letters_sent() == [
        (["ada@example.org"], f"Votre lettre de mission : saison {season.number}".replace(" :", "\u00a0:"),
         ["MISSION-S4-0001.pdf"]),
    ]  # fmt: skip
    assert facilitation_documents.issue_documents(season=season, kind=LETTER) == []  # nothing changed


def test_what_is_issued_is_what_was_shown(desk, season, held, ada):
    lead(held[1], ada)
    page, data = issue_on_page(desk, season, LETTER)
    assertContains(desk.get(page), "1 demi-journée\u00a0: 5 mars 2027")
    preview = desk.get(reverse("admin:facilitation_preview", args=[ada.pk, "letter"]), {"saison": season.pk})
    assert "Aperçu" in text_of(preview.content)
    lead(held[1], ada, period="afternoon")  # meanwhile

    assertContains(desk.post(page, data, follow=True), "ce qui est affiché a changé")
    assert not FacilitationDocument.objects.exists()
    desk.post(*issue_on_page(desk, season, LETTER))
    assert FacilitationDocument.objects.get().snapshot["half_days"] == 2
    assert desk.get(reverse("admin:facilitation_preview", args=[ada.pk, "rien"])).status_code == 404


def test_a_programme_that_changes_makes_a_new_version_and_stands_in_sight(season, held, ada):
    item = lead(held[1], ada)
    issue(season)
    facts = type("Facts", (), {"season": season})
    assert list(action_items.team_to_tell(facts)) == []
    Day.objects.filter(pk=held[1].pk).update(date=date(2027, 3, 12))
    (waiting,) = action_items.team_to_tell(facts)
    assert (waiting.who, waiting.what) == ("Ada Perrin", "sa lettre de mission ne dit plus ce qui est")

    (second,) = issue(season)
    assert (second.number, second.version) == ("MISSION-S4-0002", 2)
    assert "Annule et remplace la lettre de mission n° MISSION-S4-0001" in read(second).replace("\u00a0", " ")
    item.delete()
    (waiting,) = action_items.team_to_tell(facts)
    assert issue(season) == []
    assert FacilitationDocument.objects.get(version=2).revoked_at
    assert [subject.split(" ")[0:3] for _, subject, _ in letters_sent()][-1] == ["Votre", "lettre", "de"]
    assert "ne vaut plus" in mail.outbox[-1].body
    assert list(action_items.team_to_tell(facts)) == []


def test_an_attestation_says_closed_presence_and_declared_preparation(desk, season, held, ada, organiser):
    lead(held[0], ada, title="Accueil")
    morning = held[0].half_days.get(period="morning")
    Preparation.objects.create(member=ada, on=date(2027, 1, 10), minutes=90)
    roll_call.record_facilitators(day=held[0], changes=[(ada, morning, True)], author=organiser)
    assert facilitation_documents.documents_due(season, ATTESTATION) == []  # not closed yet
    closing = roll_call.close_day(day=held[0], author=organiser)
    (issued,) = issue(season, ATTESTATION)

    words = read(issued).replace("\u00a0", " ")
    assert issued.number == "ANIM-S4-0001"
    for said in ("1 demi-journée (3 h)", "préparation déclaré par l’intéressé(e) : 1 h 30", "mardi 12 janvier 2027"):
        assert said in words
    roll_call.reopen_day(day=held[0], author=organiser, reason="Erreur")
    with pytest.raises(ValidationError, match="rouvertes"):
        facilitation_documents.issue_documents(season=season, kind=ATTESTATION)
    roll_call.record_facilitators(day=held[0], changes=[(ada, morning, False)], author=organiser)
    roll_call.close_day(day=held[0], author=organiser)
    assert issue(season, ATTESTATION) == []
    issued.refresh_from_db()
    assert (bool(issued.revoked_at), closing.pk) == (True, closing.pk)


def test_somebody_who_left_keeps_what_they_did_and_leads_nothing_more(season, held, ada, organiser):
    lead(held[0], ada)
    lead(held[1], ada)
    (letter,) = issue(season)
    part = held[0].half_days.get(period="morning")
    roll_call.record_facilitators(day=held[0], changes=[(ada, part, True)], author=organiser)
    roll_call.close_day(day=held[0], author=organiser)
    team.leave(member=ada)

    assert issue(season) == []
    letter.refresh_from_db()
    assert letter.revoked_at
    assert [one.member for one in issue(season, ATTESTATION)] == [ada]


def test_somebody_who_left_still_finds_what_was_written_to_them(as_user, season, held, ada, organiser):
    part = held[0].half_days.get(period="morning")
    roll_call.record_facilitators(day=held[0], changes=[(ada, part, True)], author=organiser)
    roll_call.close_day(day=held[0], author=organiser)
    (attestation,) = issue(season, ATTESTATION)
    team.leave(member=ada)

    client = as_user(User.objects.get(pk=ada.user_id))
    assertContains(client.get("/espace/"), "/espace/animation/")
    page = client.get("/espace/animation/")
    assertContains(page, attestation.get_absolute_url())
    assertNotContains(page, "d’aucune saison")
    assert client.get(attestation.get_absolute_url())["Content-Type"] == "application/pdf"
    assertNotContains(as_user(joined(season, email="zoe@example.org").user).get("/espace/"), attestation.number)


def test_each_reads_their_own_documents_and_no_colleague_s(as_user, desk, season, held, ada):
    zoe = joined(season, email="zoe@example.org")
    lead(held[1], ada)
    (letter,) = issue(season)
    address = letter.get_absolute_url()
    assert desk.get(address).status_code == 200
    assert as_user(zoe.user).get(address).status_code == 404
    client = as_user(ada.user)
    assert client.get(address)["Content-Type"] == "application/pdf"
    assertContains(client.get("/espace/animation/"), letter.number)


def test_letters_of_two_seasons_are_numbered_apart(season, held, ada):
    other = SeasonFactory(number=7)
    (day,) = add_days(other, date(2027, 4, 2))
    lead(day, joined(other, user=ada.user))
    lead(held[1], ada)

    assert [issue(one)[0].number for one in (season, other)] == ["MISSION-S4-0001", "MISSION-S7-0001"]


def test_the_link_of_a_day_online_is_theirs_from_the_day_before_and_in_no_letter(as_user, season, held, ada):
    Day.objects.filter(pk=held[1].pk).update(mode="online", link="https://visio.example.org/a1")
    lead(held[1], ada)
    (letter,) = issue(season)
    assert "visio.example.org" not in read(letter)
    client = as_user(ada.user)
    assertNotContains(client.get("/espace/animation/"), "visio.example.org")
    with time_machine.travel("2027-03-04 10:00+01:00", tick=False):
        assertContains(as_user(ada.user).get("/espace/animation/"), "https://visio.example.org/a1")


def test_a_letter_replaced_before_its_mail_left_does_not_leave(season, held, ada):
    lead(held[1], ada)
    (former,) = issue(season)
    lead(held[1], ada, title="Regards", period="afternoon")
    (newer,) = issue(season)

    assert [files for _, _, files in letters_sent()] == [[f"{newer.number}.pdf"]]
    assert Message.objects.get(key__endswith=former.number).state == Message.State.WITHDRAWN


def test_one_document_is_withdrawn_by_hand_and_issued_again_if_it_is_still_due(desk, season, held, ada):
    lead(held[1], ada)
    (letter,) = issue(season)
    page, _ = issue_on_page(desk, season, LETTER)
    assertContains(desk.get(page), "La retirer")

    done = desk.post(page, {"withdraw": letter.number}, follow=True)
    assertContains(done, f"{letter.number} est retirée")
    assertNotContains(done, "La retirer")
    message = Message.objects.get(source="sessions/emails/facilitation_withdrawn")
    assert (message.to_email, "l’équipe d’organisation l’a retirée" in message.text) == ("ada@example.org", True)
    assertContains(desk.post(page, {"withdraw": letter.number}, follow=True), "retiré ou remplacé")
    assert desk.post(page, {"withdraw": "MISSION-S9-0001"}).status_code == 404
    assert Message.objects.filter(source="sessions/emails/facilitation_withdrawn").count() == 1

    (again,) = issue(season)
    assert (again.version, again.number) == (2, "MISSION-S4-0002")
