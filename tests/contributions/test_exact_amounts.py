"""Cents are exact on both databases: sums, balances and constraints say what Decimal says."""

import os
import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from atelier.core.money import CENT, MoneyField
from contributions import chorus, invoicing, payments
from contributions.models import CreditNote, Funding, Invoice, Issuer, Payment
from tests.factories import SeasonFactory, settled

pytestmark = pytest.mark.django_db


def issued(amount):
    return invoicing.issue_document(instalment=settled(Decimal(amount)).instalments.get(), on=localdate())


def balance(invoice):
    return Invoice.objects.with_balance().get(pk=invoice.pk)


def test_a_credit_note_and_a_payment_in_cents_leave_nothing_due(by):
    invoice = issued("9000")
    invoicing.issue_credit_note(invoice=invoice, amount=Decimal("1090.56"), reason="Une part", by=by, on=localdate())
    payments.record_payment(invoice=invoice, amount=Decimal("7909.44"), received_on=localdate(), by=by)

    found = balance(invoice)

    assert (found.credited, found.paid, found.due) == (Decimal("1090.56"), Decimal("7909.44"), 0)
    assert chorus.chorus_state(found) == "payée"
    assert list(Invoice.objects.late(found.due_on + timedelta(days=1))) == []


@pytest.mark.parametrize("includes_vat", [True, False])
@pytest.mark.parametrize("amount", ["7.07", "0.01", "1090.56", "3333.33", "9999999.99"])
def test_any_amount_can_be_asked_for_with_tax(amount, includes_vat):
    issuer = Issuer.load()
    issuer.regime, issuer.vat_rate, issuer.includes_vat = Issuer.Regime.TAXABLE, Decimal(20), includes_vat
    issuer.vat_number = "FR40303265045"
    issuer.save()

    invoice = balance(issued(amount))

    assert invoice.net + invoice.vat == invoice.total
    assert invoice.total == Decimal(amount) if includes_vat else invoice.net == Decimal(amount)


def test_a_total_that_is_one_cent_away_is_refused_by_the_database():
    invoice = issued("7.07")

    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(total=Decimal("7.08"))


def test_random_balances_are_those_of_decimal(by):
    """Rows are written straight into the tables: 200 invoices (INVOICES=10000), each with a note and payments."""
    draw = random.Random(7)
    model = issued("4500")
    told = {}
    for rank in range(int(os.environ.get("INVOICES", "200"))):
        cents = draw.randrange(1, 1_000_000)
        row = Invoice(
            kind=Invoice.Kind.QUOTE, payer=model.payer, instalment=model.instalment, number=f"T-{rank}",
            issued_on=localdate(), due_on=localdate(), snapshot=model.snapshot, **amounts_of(cents),
        )  # fmt: skip
        row.save()
        credited = draw.randrange(1, cents + 1)
        CreditNote.objects.create(
            invoice=row,
            number=f"N-{rank}",
            issued_on=localdate(),
            reason="x",
            author=by,
            snapshot={},
            **amounts_of(credited),
        )
        paid = [draw.randrange(1, 500_000) for _ in range(draw.randrange(4))]
        Payment.objects.bulk_create(
            Payment(invoice=row, amount=Decimal(one) * CENT, received_on=localdate(), author=by) for one in paid
        )
        told[row.pk] = (Decimal(cents) - credited - sum(paid)) * CENT

    rows = Invoice.objects.with_balance().filter(kind=Invoice.Kind.QUOTE)

    assert {row.pk: row.due for row in rows} == told
    assert set(rows.filter(due__gt=0).values_list("pk", flat=True)) == {key for key, due in told.items() if due > 0}


def amounts_of(cents):
    net = cents * 5 // 6
    return {"net": net * CENT, "vat": (cents - net) * CENT, "total": cents * CENT}


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "1e-3"])
def test_no_column_takes_a_part_of_a_cent(amount):
    with pytest.raises((ValidationError, ValueError)):
        Funding.objects.create(season=SeasonFactory(), name="Région", expected=Decimal(amount))


def test_an_amount_beyond_the_column_is_refused_in_words():
    funding = Funding(season=SeasonFactory(), name="Région", expected=Decimal(10) ** 9)

    with pytest.raises(ValidationError, match="ne dépasse pas"):
        funding.full_clean()


def test_every_amount_of_the_product_is_kept_in_cents():
    kept = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if str(getattr(field, "verbose_name", "")).endswith("(€)")
    ]

    assert len(kept) >= 16
    assert [str(field) for field in kept if not isinstance(field, MoneyField)] == []
