"""Whatever changes after the plan, no message leaves whose reason is gone, and each says what is so at that hour.

What is so is read again here by plain queries, which use nothing of the planner.
"""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from atelier.outbox import delivery
from atelier.outbox.models import Message, Statement
from atelier.reminders import planner
from contributions import documents, emails, invoicing, payments
from contributions.models import CreditNote, Invoice, Payer, Payment
from sessions.documents import convocations
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from territories.models import Participant
from tests.factories import RuleFactory, SeasonFactory, TriptychFactory, VenueFactory, add_days, settled
from tests.reminders.conftest import LONG_AGO, PARIS

pytestmark = pytest.mark.django_db

DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet"]
JOINED = "Votre convocation est jointe."


def in_words(day):
    return f"{DAYS[day.weekday()]} {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


@pytest.fixture
def season(now):
    """Two seasons of three people and two days each, whose invoices are due in March; the second is the namesake."""
    for number in (90, 91):
        season = SeasonFactory(number=number)
        triptych = TriptychFactory(
            season=season, admitted=True, people=3, people__state="confirmed", people__answered_at=LONG_AGO
        )
        add_days(season, date(2027, 3, 16), date(2027, 3, 30))
        payer = settled(triptych=triptych, amount=Decimal("1090.56"), email=f"compta{number}@example.org")
        invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=date(2027, 2, 1))
        Invoice.objects.filter(pk=invoice.pk).update(due_on=date(2027, 3, 10))
        told = "{date}|{lieu}|{quand}|{prenom}|{convocation}|"
        on = {"season": season, "is_active": True, "effective_from": LONG_AGO}
        for days in (1, 4, 7):
            RuleFactory(attaches=True, days=days, text=told, subject="{quand}", **on)
        for days in (2, 9, 16):
            RuleFactory(trigger="invoice_due", direction="after", days=days, text="{montant}|{rappel}|{numero}", **on)
    return season


class Changes:
    """What organisers, people and payers do, at random."""

    def __init__(self, seed, organiser):
        self.random, self.organiser = random.Random(seed), organiser

    def one(self):
        of_days = [self.move, self.place, self.cancel, self.leave, self.address, self.issue]
        of_money = [self.pay, self.undo, self.credit, self.payer]
        self.random.choice([*of_days, *of_money, self.off])()

    def some(self, rows):
        return self.random.choice(list(rows.order_by("pk")))

    def move(self):
        day = self.some(Day.objects.all())
        day.date += timedelta(days=self.random.choice([-7, -1, 1, 7]))
        if Day.objects.filter(season=day.season_id, date=day.date).exists():
            return
        day.save()

    def place(self):
        day = self.some(Day.objects.all())
        day.venue = VenueFactory(name=f"Lieu {self.random.randrange(10**6)}")
        day.save()

    def cancel(self):
        day = self.some(Day.objects.all())
        Day.objects.filter(pk=day.pk).update(status="planned" if day.status == "cancelled" else "cancelled")

    def leave(self):
        person = self.some(Participant.objects.all())
        Participant.objects.filter(pk=person.pk).update(
            state="declined" if person.state == "confirmed" else "confirmed"
        )

    def address(self):
        person, number = self.some(Participant.objects.all()), self.random.randrange(10**6)
        Participant.objects.filter(pk=person.pk).update(email=f"p{number}@example.org", first_name=f"Zoé{number}")

    def pay(self):
        invoice = self.some(Invoice.objects.all())
        left = due(invoice)
        if left > 0:
            part = left if self.random.random() < 0.5 else min(left, Decimal("100.10"))
            payments.record_payment(invoice=invoice, amount=part, received_on=timezone.localdate(), by=self.organiser)

    def undo(self):
        """A payment was entered by mistake."""
        standing = Payment.objects.filter(cancelled_at=None)
        if standing.exists():
            payments.cancel_payment(payment=self.some(standing), reason="Erreur")

    def credit(self):
        invoice = self.some(Invoice.objects.all())
        credited = sum((one.total for one in CreditNote.objects.filter(invoice=invoice).order_by("pk")), Decimal(0))
        amount = min(invoice.total - credited, Decimal("200.02"))
        if amount > 0:
            given = {"invoice": invoice, "amount": amount, "reason": "Erreur", "on": timezone.localdate()}
            note = invoicing.issue_credit_note(**given, by=self.organiser)
            documents.render_credit_note(note.pk)

    def payer(self):
        invoice, number = self.some(Invoice.objects.all()), self.random.randrange(10**6)
        Payer.objects.filter(pk=invoice.payer_id).update(email=f"compta{number}@example.org")

    def issue(self):
        for day in Day.objects.filter(status="planned").order_by("pk"):
            for one in convocations.issue_convocations(day=day).created:
                default_storage.save(one.pdf_path, ContentFile(one.number.encode()))
                Convocation.objects.filter(pk=one.pk).update(sha256="0" * 64)

    def plan(self):
        planner.plan_messages()

    def off(self):
        season = self.some(Day.objects.all()).season
        rule = self.some(season.rules.all())
        rule.is_active, rule.effective_from = not rule.is_active, LONG_AGO
        rule.save()


def due(invoice):
    paid = Payment.objects.filter(invoice=invoice, cancelled_at=None).order_by("pk")
    credited = CreditNote.objects.filter(invoice=invoice).order_by("pk")
    return invoice.total - sum([one.amount for one in paid] + [one.total for one in credited], Decimal(0))


def check_day(message, day, sent):
    person = Participant.objects.get(pk=message.key.rpartition(":")[2])
    today = timezone.localdate()
    assert (day.status, person.state, sent.to) == ("planned", "confirmed", [person.email])
    assert message.key.split(":")[4] == day.date.isoformat()
    assert timezone.now() < min(part.start for part in day.half_days.order_by("pk"))
    told_date, place, told_day, first_name, convocation, _ = sent.body.split("|")
    assert told_date == in_words(day.date)
    assert place.startswith(day.venue.name if day.venue else place)
    assert told_day == sent.subject == ("demain" if (day.date - today).days == 1 else in_words(day.date))
    assert first_name == person.first_name
    in_force = Convocation.objects.filter(day=day, participant=person).order_by("version").last()
    files = [content for _, content, kind in sent.attachments if kind == "application/pdf"]
    assert (convocation == JOINED) is bool(files)
    if files:
        said = in_force.snapshot
        assert files == [in_force.number.encode()]
        assert said["day"]["date"] == day.date.isoformat()
        assert (said["venue"] or {}).get("name") == (day.venue.name if day.venue else None)


def check_invoice(message, invoice, sent):
    amount, rank, number = sent.body.split("\n")[0].split("|")
    left = due(invoice)
    assert left > 0
    assert amount == f"{left:,.2f}".replace(",", "\u202f").replace(".", ",").removesuffix(",00") + "\u00a0€"
    reader = message.key.rpartition(":")[2]  # whose address may have changed
    left_before = Message.objects.filter(key__contains=f":{invoice.pk}:", key__endswith=f":{reader}", state="sent")
    others = left_before.filter(topics__ref=f"invoice:{invoice.pk}", source__startswith="rule:").exclude(pk=message.pk)
    assert number == invoice.number
    assert rank == ["premier", "deuxième", "troisième"][others.count()]


def check_issued(message, sent):
    """A credit note, to the payer as they are known now."""
    note = CreditNote.objects.select_related("invoice__payer").get(number=message.key.split(":")[1])
    assert (sent.to, message.to_email) == ([note.invoice.payer.email], note.invoice.payer.email)
    assert [name for name, *_ in sent.attachments] == [f"{note.number}.pdf"]
    assert note.invoice.number in sent.body


def check_each_payer_holds_or_will_receive():
    """No credit note is kept from its payer: its mail left to them, or waits."""
    for note in CreditNote.objects.order_by("pk"):
        known = Message.objects.filter(key__startswith=f"money:{note.number}:")
        assert set(known.values_list("state", flat=True)) <= {"queued", "sent"}
        assert known.count() == 1


def leave():
    """Deliver what is due, and read at once whether it is true; returns how many left."""
    count = 0
    for pk in list(Message.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        before = len(mail.outbox)
        delivery.deliver(pk)
        if len(mail.outbox) == before:
            continue
        message, sent, count = Message.objects.get(pk=pk), mail.outbox[-1], count + 1
        if message.source == emails.ISSUED:
            check_issued(message, sent)
            continue
        rule = message.source.removeprefix("rule:")
        _, kind, ref = message.key.split(":")[1:4]
        season_rule = RuleFactory._meta.model.objects.select_related("season").get(pk=rule)
        assert (season_rule.is_active, season_rule.season.status) == (True, "published")
        if kind == "day":
            check_day(message, Day.objects.get(pk=ref), sent)
        else:
            check_invoice(message, Invoice.objects.get(pk=ref), sent)
    return count


@pytest.mark.parametrize("seed", range(6))
def test_no_message_leaves_without_its_reason_and_each_says_what_is_so(seed, season, now, organiser, monkeypatch):
    """Most plans are missed and half of the hours: what leaves relies neither on the last plan nor on its moment."""
    monkeypatch.setattr(documents.pdf, "render_pdf", lambda template, context, **more: b"%PDF")
    changes, left = Changes(seed, organiser), 0
    planner.plan_messages()
    for hour in range(0, 40 * 24, 6):
        now.move_to(datetime(2027, 3, 1, 10, tzinfo=PARIS) + timedelta(hours=hour))
        if changes.random.random() < 0.3:
            changes.one()
        if changes.random.random() < 0.3:
            changes.plan()
        if changes.random.random() < 0.5:
            left += leave()
        check_each_payer_holds_or_will_receive()

    assert left > 5


def test_what_left_says_the_amount_that_was_due_and_the_date_that_its_text_holds(season, now):
    now.move_to(datetime(2027, 3, 12, 10, tzinfo=PARIS))
    planner.plan_messages()
    assert not Statement.objects.exists()  # planned is not said

    leave()

    said = {(one.about.partition(":")[0], one.name, one.value) for one in Statement.objects.said_or_perhaps()}
    of_day = {("day", "date", "2027-03-16"), ("day", "place", "Paris"), ("day", "state", "convened")}
    assert said == {("invoice", "due", "1\u202f090,56\u00a0€"), *of_day}
