"""Entries of a financial year, read back by a reader written from the decree alone (tests/fec_reader.py)."""

import io
import random
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from contributions import budget, invoicing, ledger_export, payments
from contributions.models import Invoice, Issuer
from tests.factories import TriptychFactory, settled
from tests.fec_reader import COLUMNS, of_account, read_fec

pytestmark = pytest.mark.django_db


def this_year():
    return localdate().year


def fec(year=None):
    year = year or this_year()
    return read_fec(ledger_export.fec_file(year, Issuer.load()))


def issue(amount, **details):
    return invoicing.issue_document(instalment=settled(Decimal(amount), **details).instalments.get(), on=localdate())


def test_each_nature_has_its_account_and_each_payer_their_own(by):
    kinds = {nature: issue("4500.50", nature=nature) for nature in ("service", "grant", "dues")}

    rows = fec()

    assert [of_account(rows, account) for account in ("706", "740", "756")] == [Decimal("-4500.50")] * 3
    assert of_account(rows, "411") == Decimal("13501.50")
    assert len({row["CompAuxNum"] for row in rows if row["CompteNum"] == "411000"}) == 3
    assert {row["PieceRef"] for row in rows} == {one.number for one in kinds.values()}


def test_sums_are_those_of_the_budget(by):
    invoice = issue("9000")
    invoicing.issue_credit_note(invoice=invoice, amount=Decimal("1090.56"), reason="Geste", by=by, on=localdate())
    payments.record_payment(invoice=invoice, amount=Decimal("5000.01"), received_on=localdate(), by=by)
    (row,) = budget.budget_rows(invoice.payer.agreement.triptych.season, localdate())

    rows = fec()

    assert (-of_account(rows, "706"), of_account(rows, "512")) == (row.asked, row.paid)
    assert of_account(rows, "411") == row.asked - row.paid == Decimal("2909.43")


def test_a_payment_entered_by_mistake_is_reversed_and_stays(by):
    payment = payments.record_payment(invoice=issue("4500"), amount=Decimal(4500), received_on=localdate(), by=by)
    before = fec()
    payments.cancel_payment(payment=payment, reason="Mauvaise facture")

    rows = fec()

    assert rows[: len(before)] == before
    assert [row["EcritureLib"][:10] for row in rows[len(before) :]] == ["Annulation"] * 2
    assert of_account(rows, "512") == 0


@pytest.mark.parametrize("on_debits", [True, False])
def test_tax_is_due_when_the_issuer_says(by, on_debits):
    values = {"regime": "taxable", "vat_number": "FR40303265045", "on_debits": on_debits}
    Issuer.objects.filter(pk=1).update(**values)
    invoice = issue("1000")
    assert of_account(fec(), "44571") == (Decimal("-166.67") if on_debits else 0)

    for amount in ("333.33", "333.33", "333.34"):
        payments.record_payment(invoice=invoice, amount=Decimal(amount), received_on=localdate(), by=by)

    rows = fec()
    assert of_account(rows, "44571") == Decimal("-166.67")
    assert of_account(rows, "44574") == 0


@pytest.mark.parametrize("seed", range(12))
def test_no_cent_of_tax_waits_once_an_invoice_is_settled(by, seed):
    """Credit notes and payments in any order and of any cents; what each moves is rounded for itself."""
    draw = random.Random(seed)
    values = {"regime": "taxable", "vat_number": "FR40303265045", "on_debits": False}
    Issuer.objects.filter(pk=1).update(**values)
    left = Decimal(draw.randint(1_000, 30_000)) / 100
    invoice = issue(left)
    while left:
        amount = min(left, Decimal(draw.randint(1, 10_000)) / 100)
        left -= amount
        if draw.random() < 0.5:
            invoicing.issue_credit_note(invoice=invoice, amount=amount, reason="Geste", by=by, on=localdate())
        else:
            payment = payments.record_payment(invoice=invoice, amount=amount, received_on=localdate(), by=by)
            if draw.random() < 0.3:
                payments.cancel_payment(payment=payment, reason="Mauvaise facture")
                left += amount

    rows = fec()

    credited = sum(note.vat for note in invoice.credit_notes.all())
    assert of_account(rows, "44574") == 0
    assert of_account(rows, "44571") == credited - invoice.vat
    assert of_account(rows, "411") == 0


def test_what_is_paid_back_after_a_credit_note_takes_its_tax_along(by):
    Issuer.objects.filter(pk=1).update(regime="taxable", vat_number="FR40303265045", on_debits=False)
    invoice = issue("1000")
    payments.record_payment(invoice=invoice, amount=Decimal(1000), received_on=localdate(), by=by)
    invoicing.issue_credit_note(invoice=invoice, amount=Decimal("300.05"), reason="Geste", by=by, on=localdate())
    assert of_account(fec(), "44571") == Decimal("-166.67")

    payments.refund_overpayment(invoice=invoice, amount=Decimal("300.05"), on=localdate(), by=by)

    (note,) = invoice.credit_notes.all()
    assert of_account(fec(), "44571") == note.vat - invoice.vat
    assert of_account(fec(), "44574") == 0


def test_a_financial_year_closes_in_its_month(by):
    issuer = Issuer.load()
    assert ledger_export.financial_year(2027, issuer) == (date(2027, 1, 1), date(2027, 12, 31))
    issuer.closing_month = 2
    assert ledger_export.financial_year(2028, issuer) == (date(2027, 3, 1), date(2028, 2, 29))
    issuer.closing_month = 8
    issuer.save()
    invoice = issue("4500")
    Invoice.objects.filter(pk=invoice.pk).update(issued_on=date(this_year(), 9, 1))

    assert ledger_export.years_with_entries(issuer) == [this_year() + 1]
    assert len(fec(this_year() + 1)) == 2
    assert ledger_export.fec_name(this_year() + 1, Issuer.load()) == f"999900012FEC{this_year() + 1}0831.txt"


def test_a_quote_is_no_entry():
    invoicing.issue_document(instalment=settled().instalments.get(), on=localdate(), quote=True)

    assert fec() == []


def test_names_of_any_alphabet_fit_the_file(by):
    payer = settled(Decimal(100))
    payer.organisation.name = "Œuvre d’Łódź\tet fils | 東"
    payer.organisation.save()
    invoicing.issue_document(instalment=payer.instalments.get(), on=localdate())

    assert {row["CompAuxLib"] for row in fec() if row["CompAuxLib"]} == {"Œuvre d'?ódz et fils | ?"}


def test_the_pages_give_the_year_to_whoever_follows_the_money(as_user, treasurer, facilitator):
    issue("4500.50")
    triptych = TriptychFactory(season__number=99, admitted=True)

    page = as_user(treasurer).get(reverse("admin:budget"), {"saison": triptych.season.pk}).content.decode()
    assert reverse("admin:fec", args=[this_year()]) in page
    text = as_user(treasurer).get(reverse("admin:fec", args=[this_year()]))
    assert len(read_fec(text.content)) == 2
    book = as_user(treasurer).get(reverse("admin:ledger_xlsx", args=[this_year()]))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [cell.value for cell in sheet[1]] == COLUMNS
    assert sheet["L2"].value == 4500.5
    assert as_user(treasurer).get(reverse("admin:fec", args=[this_year() + 5])).status_code == 404
    assert as_user(facilitator).get(reverse("admin:fec", args=[this_year()])).status_code == 403
