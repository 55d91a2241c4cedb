"""What writes money waits for the issuer's row before anything else: two writers never wait for each other."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from contributions import invoicing, negotiation, payers, payments, reconciliation
from contributions.models import Invoice, Payer, Payment, StatementLine
from contributions.statements.operations import Operation
from tests.admin_actions import act, shown_by
from tests.factories import settled

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Desk:
    """One document paid 500 € too much, another that the same organisation owes, a line that waits, a share to ask."""

    by: Any
    invoice: Invoice
    other: Invoice
    paid: Payment
    line: StatementLine
    share: Payer


@pytest.fixture
def money(invoice, by):
    paid = payments.record_payment(invoice=invoice, amount=Decimal(5000), received_on=localdate(), by=by)
    second = settled()
    Payer.objects.filter(pk=second.pk).update(organisation=invoice.payer.organisation)
    second.refresh_from_db()
    other = invoicing.issue_document(instalment=second.instalments.get(), on=localdate())
    reconciliation.keep_receipts([Operation(localdate(), "VIR MAIRIE", Decimal(3000), "2")])
    return Desk(by, invoice, other, paid, StatementLine.objects.get(), settled())


VERBS = {
    "issue": lambda m: invoicing.issue_document(instalment=m.share.instalments.get(), on=localdate()),
    "credit": lambda m: invoicing.issue_credit_note(
        invoice=m.other, amount=Decimal(1), reason="Geste", by=m.by, on=localdate()
    ),
    "pay": lambda m: payments.record_payment(invoice=m.other, amount=Decimal(1), received_on=localdate(), by=m.by),
    "refund": lambda m: payments.refund_overpayment(invoice=m.invoice, amount=Decimal(1), on=localdate(), by=m.by),
    "carry": lambda m: payments.carry_overpayment(
        invoice=m.invoice, onto=m.other, amount=Decimal(1), on=localdate(), by=m.by
    ),
    "cancel": lambda m: payments.cancel_payment(payment=m.paid, reason="Rejeté"),
    "read": lambda m: reconciliation.keep_receipts([Operation(localdate(), "DON", Decimal(20), "2")]),
    "apply": lambda m: reconciliation.apply_line(line=m.line, shares=[(m.other, Decimal(1))], by=m.by),
    "dismiss": lambda m: reconciliation.dismiss_line(m.line),
    "remove": lambda m: reconciliation.remove_line(m.line),
    "plan": lambda m: payers.plan_instalments(payer=m.share, dates=[localdate(), localdate()]),
}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time")
@pytest.mark.parametrize("verb", VERBS)
def test_what_writes_money_takes_the_row_of_the_issuer_first(verb, money):
    with CaptureQueriesContext(connection) as asked:
        VERBS[verb](money)

    held = [one["sql"] for one in asked if one["sql"].startswith(WRITES) or "FOR UPDATE" in one["sql"]]
    assert 'FROM "contributions_issuer"' in held[0]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time")
def test_an_amount_is_agreed_anew_while_nothing_is_issued(money):
    with CaptureQueriesContext(connection) as asked:
        negotiation.record_amount(
            triptych=money.share.agreement.triptych, kind="agreed", amount=Decimal(5000), by=money.by
        )

    sql = [one["sql"] for one in asked]
    held = next(at for at, one in enumerate(sql) if 'FROM "contributions_issuer"' in one and "FOR UPDATE" in one)
    assert held < next(at for at, one in enumerate(sql) if one.startswith(WRITES))


def test_a_line_that_somebody_removed_pays_nothing_and_says_so(money):
    reconciliation.remove_line(StatementLine.objects.get(pk=money.line.pk))

    with pytest.raises(ValidationError, match="supprimée"):
        reconciliation.apply_line(line=money.line, shares=[(money.other, Decimal(1))], by=money.by)


def test_an_instalment_that_was_replaced_meanwhile_is_not_asked_for(money):
    former = money.share.instalments.get()
    payers.plan_instalments(payer=money.share, dates=[localdate(), localdate()])

    with pytest.raises(ValidationError, match="remplacée"):
        invoicing.issue_document(instalment=former, on=localdate())


def _sent(client, address, **data):
    """The confirmation of a page, as its form sends it."""
    return client.post(address, {**data, **shown_by(client.get(address))})


PAGES = {
    "issue": lambda client, m: _sent(
        client, reverse("admin:issue_invoice", args=[m.share.instalments.get().pk]), on=localdate().isoformat()
    ),
    "issue several": lambda client, m: act(client, "contributions_agreement", "issue", m.share.agreement, confirm="1"),
    "apply": lambda client, m: _sent(client, reverse("admin:statement"), **{f"invoice-{m.line.pk}": m.other.pk}),
    "split": lambda client, m: _sent(
        client, reverse("admin:statement_line", args=[m.line.pk]), invoice_0=m.other.pk, amount_0="1"
    ),
}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time")
@pytest.mark.parametrize("page", PAGES)
def test_what_is_confirmed_is_read_under_the_lock_of_what_does_it(page, money, as_user, treasurer):
    client, before = as_user(treasurer), (Invoice.objects.count(), Payment.objects.count())
    with CaptureQueriesContext(connection) as asked:
        PAGES[page](client, money)

    assert (Invoice.objects.count(), Payment.objects.count()) != before
    sql = [one["sql"] for one in asked]
    written = next(at for at, one in enumerate(sql) if one.startswith("INSERT") and "contributions_" in one)
    held = max(at for at, one in enumerate(sql[:written]) if one.startswith(("SAVEPOINT", "BEGIN")))
    first = next(at for at, one in enumerate(sql) if 'FROM "contributions_issuer"' in one and "FOR UPDATE" in one)
    read = [at for at, one in enumerate(sql) if "contributions_instalment" in one or "contributions_invoice" in one]
    assert first < held
    assert any(first < at < held for at in read)
