"""Money that comes in, entered by hand; what is due of it, and who is reminded."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from contributions import budget, chorus, invoicing, payments, reminders
from contributions.models import ChorusStep, ClosedYear, Invoice, Payment
from tests.factories import SeasonFactory, TriptychFactory, settled

pytestmark = pytest.mark.django_db


def pay(invoice, amount, by):
    return payments.record_payment(invoice=invoice, amount=Decimal(amount), received_on=localdate(), by=by)


def balance(invoice):
    return Invoice.objects.with_balance().get(pk=invoice.pk)


@pytest.mark.parametrize(
    ("amounts", "due", "state"),
    [
        ([], 4500, "émise"),
        (["1000"], 3500, "payée en partie"),
        (["1000", "3500"], 0, "payée"),
        (["5000"], -500, "trop-perçu"),
    ],
)
def test_partial_and_over_payments_are_told(invoice, by, amounts, due, state):
    for amount in amounts:
        pay(invoice, amount, by)

    assert (balance(invoice).due, chorus.chorus_state(balance(invoice))) == (due, state)


def test_a_payment_cancelled_with_a_reason_counts_no_more_and_stays(invoice, by):
    payment = pay(invoice, 4500, by)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        payments.cancel_payment(payment=payment, reason=" ")

    payments.cancel_payment(payment=payment, reason="Mauvaise facture")

    assert balance(invoice).due == 4500
    assert Payment.objects.get().cancel_reason == "Mauvaise facture"


@pytest.mark.parametrize(("amount", "days"), [("0", 0), ("-5", 0), ("10", 1)])
def test_what_is_no_payment_is_refused(invoice, by, amount, days):
    on = localdate() + timedelta(days=days)
    with pytest.raises(ValidationError):
        payments.record_payment(invoice=invoice, amount=Decimal(amount), received_on=on, by=by)


def test_a_document_is_reminded_while_it_is_due(invoice, by):
    season = invoice.payer.agreement.triptych.season
    invoice.payer.agreement.triptych.contacts.create(user=by, is_lead=True)
    (occurrence,) = reminders.unpaid([season])
    assert (occurrence.on, [one.email for one in occurrence.recipients]) == (invoice.due_on, [by.email])
    assert occurrence.recipients[0].values["montant"] == "4\u202f500\u00a0€"

    pay(invoice, 4500, by)

    assert list(reminders.unpaid([season])) == []


def test_a_council_is_asked_about_until_its_decision_is_noted(by):
    payer = settled(council_on=localdate())
    payer.agreement.triptych.contacts.create(user=by, is_lead=True)
    season = payer.agreement.triptych.season
    assert [one.on for one in reminders.councils([season])] == [localdate()]

    payer.__class__.objects.update(decision_on=localdate())

    assert list(reminders.councils([season])) == []


def test_the_budget_adds_up_by_territory(invoice, by):
    season = invoice.payer.agreement.triptych.season
    TriptychFactory(season=season, admitted=True, rank=2, territory__name="Zélande")
    pay(invoice, 1000, by)
    invoicing.issue_credit_note(invoice=invoice, amount=Decimal(500), reason="Geste", by=by, on=localdate())

    first, second = budget.budget_rows(season, localdate())

    assert (first.agreed, first.asked, first.paid, first.late) == (4500, 4000, 1000, 3000)
    assert (second.agreed, second.asked, second.late) == (0, 0, 0)
    assert budget.budget_totals([first, second])["late"] == 3000


def test_late_is_what_is_due_past_its_day_and_no_more(by):
    """Due yesterday, paid, paid a cent too much; due today."""
    season = SeasonFactory()
    for rank, (age, left) in enumerate(((31, "0.50"), (31, "0"), (31, "-0.01"), (30, "0.50")), start=1):
        triptych = TriptychFactory(season=season, admitted=True, rank=rank, territory__name=f"Val {rank}")
        due = settled(Decimal("4500.50"), triptych=triptych).instalments.get()
        issued = invoicing.issue_document(instalment=due, on=localdate() - timedelta(days=age))
        pay(issued, Decimal("4500.50") - Decimal(left), by)

    assert [row.late for row in budget.budget_rows(season, localdate())] == [Decimal("0.50"), 0, 0, 0]


def test_a_payment_stays_out_of_closed_accounts(invoice, by):
    ClosedYear.objects.create(last_day=localdate(), author=by)

    with pytest.raises(ValidationError, match="clos jusqu’au"):
        pay(invoice, 100, by)


def test_a_rejection_wants_its_reason_and_asks_for_something_to_be_done(invoice, by):
    step = ChorusStep(invoice=invoice, author=by, state="rejected", on=localdate())
    with pytest.raises(ValidationError, match="motif"):
        step.full_clean()
    step.reason = "Engagement inconnu"
    step.full_clean()
    step.save()
    season = invoice.payer.agreement.triptych.season
    assert chorus.missing_chorus_fields(season) == [step]

    ChorusStep.objects.create(invoice=invoice, author=by, state="completed", on=localdate())

    assert chorus.missing_chorus_fields(season) == []
