"""What was paid too much: carried to another document of the same payer, or given back; and the entries of both."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.reading_pages import address_of
from contributions import invoicing, ledger_export, payments
from contributions.models import Invoice, Issuer, Payer, Payment
from tests.factories import settled

pytestmark = pytest.mark.django_db


def issue(**details):
    return invoicing.issue_document(instalment=settled(**details).instalments.get(), on=localdate())


@pytest.fixture
def overpaid(by):
    """500,50 € too much."""
    invoice = issue()
    payments.record_payment(invoice=invoice, amount=Decimal("5000.50"), received_on=localdate(), by=by)
    return invoice


def of_the_same_payer(invoice):
    other = issue()
    Payer.objects.filter(pk=other.payer_id).update(organisation=invoice.payer.organisation_id)
    return Invoice.objects.get(pk=other.pk)


def due_of(invoice):
    return Invoice.objects.with_balance().get(pk=invoice.pk).due


def sums(*accounts):
    """What each account holds by the entries of this year, as debits less credits; every entry balances."""
    entries = ledger_export.entries(localdate().year, Issuer.load())
    assert all(sum(line.debit - line.credit for line in entry.lines) == 0 for entry in entries)
    lines = [line for entry in entries for line in entry.lines]
    return [sum(line.debit - line.credit for line in lines if line.account == account) for account in accounts]


def test_a_refund_is_entered_up_to_what_was_paid_too_much(overpaid, by):
    with pytest.raises(ValidationError, match="trop-perçu est de 500,50"):
        payments.refund_overpayment(invoice=overpaid, amount=Decimal(501), on=localdate(), by=by)

    payments.refund_overpayment(invoice=overpaid, amount=Decimal("500.50"), on=localdate(), by=by)

    assert due_of(overpaid) == 0
    assert sums("512000", "411000") == [4500, 0]
    with pytest.raises(ValidationError, match="Rien n’a été payé en trop"):
        payments.refund_overpayment(invoice=overpaid, amount=Decimal(1), on=localdate(), by=by)


def test_what_was_paid_too_much_pays_another_document_without_moving_money(overpaid, by):
    other = of_the_same_payer(overpaid)

    payments.carry_overpayment(invoice=overpaid, onto=other, amount=Decimal("500.50"), on=localdate(), by=by)

    assert (due_of(overpaid), due_of(other)) == (0, Decimal("3999.50"))
    assert sums("512000", "411000") == [Decimal("5000.50"), Decimal("3999.50")]


def test_what_was_carried_is_undone_on_both_documents(overpaid, by):
    other = of_the_same_payer(overpaid)
    arrived = payments.carry_overpayment(invoice=overpaid, onto=other, amount=Decimal(500), on=localdate(), by=by)

    payments.cancel_payment(payment=arrived.carried_from, reason="Mauvais document")

    assert (due_of(overpaid), due_of(other)) == (Decimal("-500.50"), 4500)
    assert sums("512000", "411000") == [Decimal("5000.50"), Decimal("3999.50")]


def test_nothing_is_carried_to_another_payer_nor_above_what_is_due(overpaid, by):
    told = {"invoice": overpaid, "on": localdate(), "by": by}
    with pytest.raises(ValidationError, match="même organisme"):
        payments.carry_overpayment(onto=issue(), amount=Decimal(500), **told)
    other = of_the_same_payer(overpaid)
    payments.record_payment(invoice=other, amount=Decimal(4400), received_on=localdate(), by=by)
    with pytest.raises(ValidationError, match="que 100"):
        payments.carry_overpayment(onto=other, amount=Decimal(500), **told)

    assert due_of(overpaid) == Decimal("-500.50")


def test_fees_have_their_account(by):
    invoice = issue()

    payments.record_payment(
        invoice=invoice, amount=Decimal(4500), fees=Decimal("14.50"), received_on=localdate(), by=by
    )

    assert sums("512000", "627000", "411000") == [Decimal("4485.50"), Decimal("14.50"), 0]


def test_tax_of_a_taxable_issuer_follows_what_is_carried_and_given_back(by):
    Issuer.objects.update(regime=Issuer.Regime.TAXABLE, vat_number="FR83999900012")
    invoice = issue()
    payments.record_payment(invoice=invoice, amount=Decimal(5000), received_on=localdate(), by=by)
    invoicing.issue_credit_note(invoice=invoice, amount=Decimal(600), reason="Geste", by=by, on=localdate())
    payments.refund_overpayment(invoice=invoice, amount=Decimal(1100), on=localdate(), by=by)

    assert due_of(invoice) == 0
    assert sums("445740", "445710", "512000") == [0, -650, 3900]


@pytest.mark.parametrize("amounts", [{"amount": -5}, {"amount": 0, "kind": "carried"}, {"amount": 5, "kind": "refund"}])
def test_the_sign_of_an_amount_is_that_of_its_nature(overpaid, by, amounts):
    with pytest.raises(ValidationError, match="supérieur à zéro"):
        Payment(invoice=overpaid, received_on=localdate(), author=by, **amounts).full_clean()


def test_the_page_of_the_document_offers_both(as_user, treasurer, overpaid):
    client, page = as_user(treasurer), address_of(overpaid)
    carry, refund = (reverse("admin:note_invoice", args=[overpaid.pk, act]) for act in ("report", "remboursement"))
    assertContains(client.get(page), "Rembourser le trop-perçu")
    assertNotContains(client.get(page), "Reporter le trop-perçu")
    assert client.get(carry).status_code == 404
    other = of_the_same_payer(overpaid)

    on = {"on": localdate().isoformat()}
    refused = client.post(carry, {"onto": other.pk, "amount": "501", **on})
    assertContains(refused, "Le trop-perçu est de 500,50")
    client.post(carry, {"onto": other.pk, "amount": "300,50", **on})
    client.post(refund, {"amount": "200", "reference": "VIR 12", **on})

    assert (due_of(overpaid), due_of(other)) == (0, Decimal("4199.50"))
    assertContains(client.get(page), f"vers {other.number}")
    assertNotContains(client.get(page), "Rembourser le trop-perçu")
