"""Who was sent an attestation that does not hold any more stands in « À prévenir » until they are told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import delivery, queueing
from atelier.outbox.models import Message
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance
from sessions.documents import attestation_notices, attestations, rendering
from sessions.documents.models import Attestation
from tests.admin_actions import shown_by
from tests.factories import AttendanceFactory, ParticipantFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db
PAGE = "admin:people_to_tell"


@pytest.fixture
def closed_days(participant, organiser, monkeypatch):
    """Two closed days, where somebody came to three half-days of four, and their namesake to all."""
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    participant.season.attendance_threshold = 75
    participant.season.save()
    names = {"first_name": participant.first_name, "last_name": participant.last_name}
    triptych = TriptychFactory(season=participant.season, admitted=True, rank=2)
    namesake = ParticipantFactory(triptych=triptych, state="confirmed", email="namesake@example.org", **names)
    today = timezone.localdate()
    found = add_days(participant.season, today - timedelta(days=40), today - timedelta(days=9))
    for person, states in ((participant, ["present"] * 3 + ["absent"]), (namesake, ["present"] * 4)):
        for part, status in zip([one for day in found for one in day.half_days.all()], states, strict=True):
            AttendanceFactory(participant=person, half_day=part, status=status)
    for day in found:
        roll_call.close_day(day=day, author=organiser)
    issue(participant.season)
    return found


def draw():
    for pk in Attestation.objects.waiting().order_by("pk").values_list("pk", flat=True):
        rendering.render_attestation(pk)


def leave():
    mail.outbox.clear()
    for pk in list(Message.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        delivery.deliver(pk)
    return mail.outbox


def issue(season):
    made = attestations.issue_attestations(season=season)
    draw()
    leave()
    return made


def correct(person, closed_days, author, *, absent_at):
    """One more half-day of theirs was noted wrong."""
    part = closed_days[absent_at].half_days.first()
    roll_call.reopen_day(day=closed_days[absent_at], author=author, reason="Erreur de saisie")
    Attendance.objects.filter(participant=person, half_day=part).update(status="absent")
    roll_call.close_day(day=closed_days[absent_at], author=author)


def standing():
    return [(one.person.email, one.reasons, one.is_to_send) for one in attestation_notices.standing()]


def numbers(person):
    return dict(Attestation.objects.filter(participant=person).values_list("kind", "number"))


def test_nobody_is_to_be_told_while_what_was_sent_holds(closed_days, desk):
    assert standing() == []
    assertContains(desk.get(reverse(PAGE)), "Personne n’est à prévenir")


@pytest.mark.usefixtures("mode")
def test_what_was_replaced_or_revoked_is_told_in_one_mail(closed_days, participant, organiser, desk):
    before = numbers(participant)
    correct(participant, closed_days, organiser, absent_at=0)
    page = desk.get(reverse("admin:index"))
    assertContains(page, "contredisent leur attestation")

    (new,) = attestations.issue_attestations(season=participant.season)
    reasons = [
        f"attestation de participation n°\u00a0{before['participation']} remplacée par le n°\u00a0{new.number}",
        f"attestation d’assiduité n°\u00a0{before['assiduity']} retirée",
    ]
    assert standing() == [(participant.email, reasons, False)], "a worker is about to write"
    page = desk.get(reverse("admin:index"))
    assertContains(page, "1 personne en attente d’un courriel")
    assertNotContains(page, "contredisent leur attestation")

    draw()
    (sent,) = leave()
    assert sent.to == [participant.email]
    assert [name for name, *_ in sent.attachments] == [f"{new.number}.pdf"]
    void = " et ".join(f"l’{kind} n°\u00a0{before[name]}" for name, kind in Attestation.Kind.choices)
    assert f"Ne valent plus\u00a0: {void}. Ce qu’elles disaient a changé." in sent.body
    assert standing() == []


@pytest.fixture
def revoked(closed_days, participant, organiser):
    """The number of the one that was revoked after it left, its participation being told by a mail that was stopped."""
    before = numbers(participant)
    correct(participant, closed_days, organiser, absent_at=0)
    attestations.issue_attestations(season=participant.season)
    draw()
    for message in Message.objects.due(timezone.now()):
        assert queueing.cancel_message(message)
    return before


def test_what_was_stopped_stands_until_somebody_sends_it(revoked, participant, desk):
    ((email, _, is_to_send),) = standing()
    assert (email, is_to_send) == (participant.email, True)
    page = desk.get(reverse(PAGE))
    assertContains(page, "Envoyer 1 courriel")
    shown = {"season": participant.season_id, **shown_by(page)}

    desk.post(reverse(PAGE), {**shown, "hold": "1"})
    (held,) = Message.objects.filter(state="held")
    assert standing()[0][2] is False
    assert queueing.release(held)

    (sent,) = leave()
    assert len(sent.attachments) == 1
    assert standing() == []


def test_what_changed_since_it_was_shown_is_shown_again(revoked, participant, desk):
    shown = {"season": participant.season_id, **shown_by(desk.get(reverse(PAGE)))}
    type(participant).objects.filter(pk=participant.pk).update(email="ailleurs@example.org")

    desk.post(reverse(PAGE), {**shown, "send": "1"})

    assert standing()[0][2] is True


def test_whoever_holds_what_nothing_replaces_is_told_so(closed_days, participant, desk):
    before = numbers(participant)["assiduity"]
    Attestation.objects.filter(number=before).update(revoked_at=timezone.now())
    assert [reasons for _, reasons, _ in standing()] == [[f"attestation d’assiduité n°\u00a0{before} retirée"]]
    page = desk.get(reverse(PAGE))
    assertContains(page, "Votre attestation d’assiduité ne vaut plus")

    desk.post(reverse(PAGE), {"season": participant.season_id, **shown_by(page), "send": "1"})
    (sent,) = leave()

    assert f"attestation d’assiduité n°\u00a0{before}, saison {participant.season.number}, ne vaut plus" in sent.body
    assert (sent.to, sent.attachments, standing()) == ([participant.email], [], [])


def test_the_word_that_it_is_withdrawn_stays_once_one_is_in_force_again(closed_days, participant):
    before = Attestation.objects.get(number=numbers(participant)["assiduity"])
    Attestation.objects.filter(pk=before.pk).update(revoked_at=timezone.now())
    attestation_notices.tell(season=participant.season)
    Attestation.objects.filter(pk=before.pk).update(revoked_at=None)

    assert leave() == []
    assert Message.objects.get(source="sessions/emails/attestation_withdrawn").state == "withdrawn"
    assert standing() == []


def test_whoever_never_received_it_has_nothing_to_unlearn(closed_days, participant):
    Message.objects.filter(to_email=participant.email).update(state="cancelled", sent_at=None)
    Attestation.objects.filter(participant=participant).update(revoked_at=timezone.now())

    assert standing() == []


def test_a_new_title_of_the_organisation_contradicts_nobody(closed_days, participant, desk):
    type(participant).objects.filter(pk=participant.pk).update(organisation="Communauté de communes")

    assertNotContains(desk.get(reverse("admin:index")), "contredisent leur attestation")
