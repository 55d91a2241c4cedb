"""Lists of money and of documents: several rows issued, reminded or written to at once, shown before."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.reading_pages import address_of
from atelier.outbox import delivery
from atelier.outbox.models import Message
from contributions import documents, emails, invoicing, payments
from contributions.models import Invoice
from sessions.documents.models import Attestation, Booklet, Convocation
from tests.admin_actions import act
from tests.factories import AttendanceFactory, ParticipantFactory, SeasonFactory, TriptychFactory, add_days, settled

pytestmark = pytest.mark.django_db
AGREEMENTS, INVOICES = "contributions_agreement", "contributions_invoice"


@pytest.fixture
def payers():
    season = SeasonFactory(open=True)
    return [settled(triptych=TriptychFactory(season=season, admitted=True, rank=rank)) for rank in (1, 2, 3)]


def test_several_contributions_are_asked_for_at_once_and_none_twice(as_user, treasurer, payers):
    client, agreements = as_user(treasurer), [payer.agreement for payer in payers[:2]]
    invoicing.issue_document(instalment=payers[0].instalments.get(), on=timezone.localdate())

    shown = act(client, AGREEMENTS, "issue", *agreements)
    assertContains(shown, str(payers[1].instalments.get()))
    assertNotContains(shown, str(payers[0].instalments.get()))
    assert Invoice.objects.count() == 1

    act(client, AGREEMENTS, "issue", *agreements, confirm="1")
    assert [one.payer for one in Invoice.objects.order_by("pk")] == payers[:2]
    assertContains(act(client, AGREEMENTS, "issue", *agreements), "Rien ne peut partir")


def test_a_payer_who_lacks_something_is_named_and_the_others_are_asked(as_user, treasurer, payers):
    type(payers[0]).objects.filter(pk=payers[0].pk).update(city="")

    client, agreements = as_user(treasurer), [payer.agreement for payer in payers]
    assertContains(act(client, AGREEMENTS, "issue", *agreements), reverse("admin:payer", args=[payers[0].pk]))
    act(client, AGREEMENTS, "issue", *agreements, confirm="1")
    assert [one.payer for one in Invoice.objects.order_by("pk")] == payers[1:]


def test_a_territory_that_withdrew_is_named_and_not_asked_among_the_others(as_user, treasurer, payers):
    left = payers[0].agreement.triptych
    type(left).objects.filter(pk=left.pk).update(status="withdrawn", rank=None)
    client, agreements = as_user(treasurer), [payer.agreement for payer in payers]

    shown = act(client, AGREEMENTS, "issue", *agreements)
    assertContains(shown, reverse("admin:contribution", args=[left.pk]))
    assertContains(shown, str(payers[1].agreement.triptych.territory))
    act(client, AGREEMENTS, "issue", *agreements, confirm="1")
    assert [one.payer for one in Invoice.objects.order_by("pk")] == payers[1:]


@pytest.fixture
def invoice(payers):
    type(payers[0]).objects.filter(pk=payers[0].pk).update(email="compta@example.org")
    day = timezone.localdate() - timedelta(days=90)
    return invoicing.issue_document(instalment=payers[0].instalments.get(), on=day)


def test_a_payer_is_reminded_once_a_day_in_words_that_were_read(as_user, treasurer, invoice):
    client = as_user(treasurer)
    payments.record_payment(invoice=invoice, amount=1000, received_on=timezone.localdate(), by=treasurer)
    assert "Relancer" in [one.title for one in client.get(address_of(invoice)).context["acts"]]

    shown = act(client, INVOICES, "remind", invoice)
    assertContains(shown, "reste 3\u202f500\u00a0€ à régler")
    assertContains(shown, "compta@example.org")
    assert not Message.objects.exists()

    act(client, INVOICES, "remind", invoice, confirm="1")
    mails = Message.objects.filter(to_email="compta@example.org")
    assert [(one.matter, one.subject.startswith("Appel") or one.subject.startswith("Facture")) for one in mails] == [
        ("money", True)
    ]
    assertContains(act(client, INVOICES, "remind", invoice), "Rien ne peut partir")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assertContains(act(as_user(treasurer), INVOICES, "remind", invoice), "compta@example.org")


def test_nothing_due_is_no_reminder(as_user, treasurer, invoice):
    client = as_user(treasurer)
    payments.record_payment(invoice=invoice, amount=4500, received_on=timezone.localdate(), by=treasurer)

    assert "Relancer" not in [one.title for one in client.get(address_of(invoice)).context["acts"]]
    assertContains(act(client, INVOICES, "remind", invoice), "Rien ne peut partir")


@pytest.mark.parametrize(("paid", "state", "due"), [("4500", "withdrawn", "4 500"), ("1000", "sent", "3 500")])
def test_a_reminder_says_what_is_due_when_it_leaves_or_does_not_leave(as_user, treasurer, invoice, paid, state, due):
    act(as_user(treasurer), INVOICES, "remind", invoice, confirm="1")
    payments.record_payment(invoice=invoice, amount=int(paid), received_on=timezone.localdate(), by=treasurer)

    message = Message.objects.get(to_email="compta@example.org")
    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.state, f"reste {due}" in message.subject.replace("\u202f", " ")) == (state, True)


def test_lists_write_to_the_people_and_territories_of_their_rows(desk, payers):
    season = payers[0].agreement.triptych.season
    person = ParticipantFactory(triptych=payers[0].agreement.triptych)
    (day,) = add_days(season, timezone.localdate() - timedelta(days=1))
    convocation = Convocation.objects.create(participant=person, day=day, number="X1", snapshot={})
    noted = AttendanceFactory(participant=person, half_day=day.half_days.first(), status="absent")
    letter = f"{reverse('admin:letter')}?saison={season.pk}&a="

    def target(table, row):
        return act(desk, table, "write_letter", row).redirect_chain[0][0]

    assert target(AGREEMENTS, payers[0].agreement) == f"{letter}territories:{payers[0].agreement.triptych_id}"
    assert target("atelier_sessions_convocation", convocation) == f"{letter}people:{person.pk}"
    assert target("atelier_sessions_attendance", noted) == f"{letter}people:{person.pk}"
    attestation = Attestation.objects.create(participant=person, number="A1", snapshot={})
    booklet = Booklet.objects.create(triptych=person.triptych, number="L1", snapshot={})
    assert target("atelier_sessions_attestation", attestation) == f"{letter}people:{person.pk}"
    assert target("atelier_sessions_booklet", booklet) == f"{letter}territories:{person.triptych_id}"


def test_those_present_and_those_absent_of_a_day_are_written_to_from_its_page(desk):
    triptych = TriptychFactory(admitted=True, people=2, people__state="confirmed")
    came, missed = triptych.participants.order_by("pk")
    (day,) = add_days(triptych.season, timezone.localdate() - timedelta(days=1))
    AttendanceFactory(participant=came, half_day=day.half_days.first(), status="remote")
    AttendanceFactory(participant=missed, half_day=day.half_days.first(), status="absent")

    written = {one.title: one.address for one in desk.get(address_of(day)).context["acts"] if "Écrire aux" in one.title}

    letter = f"{reverse('admin:letter')}?saison={triptych.season_id}&a=people:"
    assert written == {"Écrire aux présents": f"{letter}{came.pk}", "Écrire aux absents": f"{letter}{missed.pk}"}


def test_those_of_a_territory_who_did_not_answer_are_invited_again_from_its_list(desk):
    triptych = TriptychFactory(admitted=True)
    waiting = ParticipantFactory(triptych=triptych, state="invited", invited_at=None)
    ParticipantFactory(triptych=triptych, seat=2, state="confirmed")

    act(desk, "territories_triptych", "invite_again", triptych)

    assert [one.to_email for one in Message.objects.all()] == [waiting.email]


LONGEST = f"{'a' * 64}@{'.'.join(['b' * 60] * 3)}.org"


def test_the_longest_address_gets_its_documents_and_stands_in_no_key(as_user, treasurer, payers):
    """The row of a message outlives its words, and a key is shorter than an address may be."""
    type(payers[0]).objects.filter(pk=payers[0].pk).update(email=LONGEST)
    day = timezone.localdate() - timedelta(days=90)
    invoice = invoicing.issue_document(instalment=payers[0].instalments.get(), on=day)
    emails.document_issued(invoice, documents.snapshot_context(invoice))
    for _ in range(2):
        act(as_user(treasurer), INVOICES, "remind", invoice, confirm="1")

    mails = list(Message.objects.order_by("pk"))
    assert [mail.to_email for mail in mails] == [LONGEST] * 2
    assert not [mail.key for mail in mails if "@" in mail.key]


def test_a_reminder_follows_its_reader_to_another_address(as_user, treasurer, invoice):
    act(as_user(treasurer), INVOICES, "remind", invoice, confirm="1")
    mail = Message.objects.get(to_email="compta@example.org", source__endswith="payment_due")
    type(invoice.payer).objects.filter(pk=invoice.payer_id).update(email="finances@example.org")
    Message.objects.filter(pk=mail.pk).update(to_email="finances@example.org")

    delivery.deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.error) == (Message.State.SENT, "")
