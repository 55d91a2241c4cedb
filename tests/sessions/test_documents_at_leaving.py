"""The mail of an issued document is asked for its reason when it leaves: attestations, invoices, credit notes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from atelier.outbox import delivery
from atelier.outbox.models import Message
from contributions import documents, invoicing, payments
from contributions.models import Invoice
from sessions.attendance import roll_call
from sessions.documents import attestation_mails, attestations, rendering
from sessions.documents.models import Attestation
from tests.factories import AttendanceFactory, UserFactory, add_days, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(participant, organiser, monkeypatch):
    """Both attestations of somebody, drawn, in a mail that has not left."""
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    (day,) = add_days(participant.season, timezone.localdate() - timedelta(days=9))
    for part in day.half_days.all():
        AttendanceFactory(participant=participant, half_day=part, status="present")
    roll_call.close_day(day=day, author=organiser)
    made = attestations.issue_attestations(season=participant.season)
    for one in made:
        rendering.render_attestation(one.pk)
    return made, Message.objects.get(source=attestation_mails.ATTESTATION)


def leave(message):
    delivery.deliver(message.pk)
    message.refresh_from_db()
    return message.state, [name for sent in mail.outbox for name, *_ in sent.attachments]


def test_both_leave_in_one_mail_while_they_stand(waiting):
    made, message = waiting
    assert leave(message) == ("sent", [f"{one.number}.pdf" for one in made])
    assert "Vos attestations" in mail.outbox[0].subject


def test_one_that_was_revoked_meanwhile_does_not_leave(waiting):
    (kept, revoked), message = waiting
    Attestation.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now())

    assert leave(message) == ("sent", [f"{kept.number}.pdf"])
    assert "attestation d’assiduité" not in mail.outbox[0].body


def test_nothing_leaves_of_what_was_revoked_or_replaced(waiting):
    (revoked, replaced), message = waiting
    Attestation.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now())
    newer = {"kind": replaced.kind, "version": 2, "number": "ATT-X-2", "snapshot": replaced.snapshot}
    Attestation.objects.create(participant=replaced.participant, **newer)

    assert leave(message) == ("withdrawn", [])
    assert message.error == attestation_mails.REVOKED


def test_what_is_revoked_before_it_is_drawn_makes_no_mail(participant, organiser, waiting):
    made, _ = waiting
    Message.objects.all().delete()
    Attestation.objects.update(sha256="", revoked_at=timezone.now())

    for one in made:
        rendering.render_attestation(one.pk)

    assert not Message.objects.exists()


@pytest.fixture
def waiting_invoice(monkeypatch):
    """An issued document of 4 500 €, whose mail to its payer has not left."""
    monkeypatch.setattr(documents.pdf, "render_pdf", lambda template, context, **more: b"%PDF")
    payer = settled(email="compta@example.org")
    issued = invoicing.issue_document(instalment=payer.instalments.get(), on=timezone.localdate())
    documents.render_invoice(issued.pk)
    return Invoice.objects.with_balance().get(pk=issued.pk)


def body_of(waiting_invoice):
    message = Message.objects.get(source="contributions/emails/issued", to_email="compta@example.org")
    state, _ = leave(message)
    return state, message.error, " ".join(mail.outbox[0].body.split()) if mail.outbox else ""


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        (None, "À payer jusqu’au"),
        ("1000.10", "Il en reste 3 499,90 € à payer, jusqu’au"),
        ("4500", "Il n’en reste rien à payer."),
    ],
)
def test_the_mail_of_an_invoice_says_what_is_still_to_be_paid_of_it(waiting_invoice, paid, said):
    if paid:
        on, by = timezone.localdate(), UserFactory()
        payments.record_payment(invoice=waiting_invoice, amount=Decimal(paid), received_on=on, by=by)

    state, _, body = body_of(waiting_invoice)

    assert (state, said in body) == ("sent", True)
    assert mail.outbox[0].attachments[0][0] == f"{waiting_invoice.number}.pdf"


def test_what_a_credit_note_cancels_is_not_asked_for(waiting_invoice):
    on, by = timezone.localdate(), UserFactory()
    invoicing.issue_credit_note(invoice=waiting_invoice, amount=Decimal(4500), reason="Erreur", by=by, on=on)

    state, _, body = body_of(waiting_invoice)

    assert (state, "Il n’en reste rien à payer." in body, "À payer" in body) == ("sent", True, False)


def test_the_payer_s_new_address_receives_what_waited_for_the_former_one(waiting_invoice):
    type(waiting_invoice.payer).objects.filter(pk=waiting_invoice.payer_id).update(email="autre@example.org")

    assert body_of(waiting_invoice)[:2] == ("sent", "")
    assert [sent.to for sent in mail.outbox] == [["autre@example.org"]]


def test_whoever_follows_the_application_no_more_receives_nothing(waiting_invoice):
    contact = waiting_invoice.payer.agreement.triptych.contacts.create(user=UserFactory(email="partie@example.org"))
    message = Message.objects.get(source="contributions/emails/issued", to_email="compta@example.org")
    gone = Message.objects.create(
        key=f"money:{waiting_invoice.number}:partie", to_email="partie@example.org", source=message.source
    )
    contact.delete()

    assert leave(gone) == ("withdrawn", [])
    assert gone.error == "Cette adresse ne reçoit plus les documents de ce payeur."
