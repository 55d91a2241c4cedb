"""Closing a financial year: an act with its day and its author, in order, for good."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import confirmations
from contributions import closing, invoicing, ledger_export, payments, reconciliation
from contributions.models import ClosedYear, Invoice, Issuer, StatementLine
from contributions.statements.operations import Operation
from tests.admin_actions import shown_by
from tests.factories import settled

pytestmark = pytest.mark.django_db


def _to_close():
    issuer = Issuer.load()
    return closing.years_to_close(issuer, ledger_export.years_with_entries(issuer), closing.closed_years())


@pytest.fixture
def years():
    """An invoice in 2023, one in 2024; it is May 2025."""
    with time_machine.travel("2025-05-05T10:00:00+02:00", tick=False):
        yield [
            invoicing.issue_document(instalment=settled(Decimal(100)).instalments.get(), on=date(year, 6, 1))
            for year in (2023, 2024)
        ]


def test_years_close_one_after_another_once_they_are_over(years, by):
    invoicing.issue_document(instalment=settled(Decimal(100)).instalments.get(), on=date(2025, 5, 5))
    assert _to_close() == [2023, 2024]

    for year, words in ((2024, "Clôturez d’abord l’exercice 2023"), (2025, "n’est pas à clore"), (2022, "à clore")):
        with pytest.raises(ValidationError, match=words):
            closing.close_year(year=year, by=by)
    assert closing.close_year(year=2023, by=by).last_day == date(2023, 12, 31)
    with pytest.raises(ValidationError, match="n’est pas à clore"):
        closing.close_year(year=2023, by=by)

    assert _to_close() == [2024]


def test_what_is_entered_afterwards_stands_in_the_next_year(years, by):
    first, _ = years
    payment = payments.record_payment(invoice=first, amount=Decimal(100), received_on=date(2023, 7, 1), by=by)
    closing.close_year(year=2023, by=by)
    exported = ledger_export.fec_file(2023, Issuer.load())

    with pytest.raises(ValidationError, match="clos jusqu’au 31 décembre 2023"):
        payments.record_payment(invoice=first, amount=Decimal(1), received_on=date(2023, 12, 31), by=by)
    payments.cancel_payment(payment=payment, reason="Rejeté")
    invoicing.issue_credit_note(invoice=first, amount=Decimal(50), reason="Geste", by=by, on=date(2025, 5, 5))

    assert ledger_export.fec_file(2023, Issuer.load()) == exported
    assert len(ledger_export.entries(2025, Issuer.load())) == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time")
def test_no_year_closes_between_the_check_of_a_day_and_its_entry():
    other = connection.copy()
    with transaction.atomic():
        Issuer.load().check_open(date(2023, 6, 1))
        try:
            with other.cursor() as cursor, pytest.raises(OperationalError, match="lock"):
                cursor.execute("SELECT 1 FROM contributions_issuer WHERE id = 1 FOR UPDATE NOWAIT")
        finally:
            other.close()


def test_what_closes_is_what_was_shown(years, as_user, treasurer, by):
    address = reverse("admin:close_year", args=[2023])
    client = as_user(treasurer)
    client.post(address)
    shown = client.get(address).context["shown"]
    payments.record_payment(invoice=years[0], amount=Decimal(100), received_on=date(2023, 7, 1), by=by)

    assertContains(client.post(address, {"shown": shown}), confirmations.CHANGED)
    assertContains(client.post(address), "2 écritures,")
    assert ClosedYear.objects.count() == 0

    client.post(address, {"shown": client.get(address).context["shown"]})
    assert ClosedYear.objects.count() == 1


def test_the_page_says_what_closes_and_who_closed_it(years, as_user, treasurer, facilitator):
    address = reverse("admin:close_year", args=[2023])
    client = as_user(treasurer)

    answer = client.get(address)
    page = answer.content.decode()
    assert "1 écriture," in page
    assert ClosedYear.objects.count() == 0
    client.post(address, {"shown": answer.context["shown"]})
    budget = client.get(reverse("admin:budget")).content.decode()
    assert "Exercice clos au 31 décembre 2023 par" in budget
    assert reverse("admin:close_year", args=[2024]) in budget
    assert client.post(address, follow=True).status_code == 200
    assert ClosedYear.objects.count() == 1
    assert as_user(facilitator).post(reverse("admin:close_year", args=[2024])).status_code == 403


def test_a_cancelled_payment_leaves_the_entries_before_it_as_they_were(by):
    Issuer.objects.update(regime="taxable", vat_number="FR40303265045")
    with time_machine.travel("2025-03-01T10:00:00+01:00", tick=False) as clock:
        invoice = invoicing.issue_document(instalment=settled(Decimal(1200)).instalments.get(), on=date(2025, 3, 1))
        paid = []
        for _ in range(2):
            clock.shift(timedelta(days=1))
            on = date(2025, 3, 2)
            paid.append(payments.record_payment(invoice=invoice, amount=Decimal(1200), received_on=on, by=by))
        before = ledger_export.entries(2025, Issuer.load())
        clock.shift(timedelta(days=1))
        payments.cancel_payment(payment=paid[0], reason="Doublon")

        after = ledger_export.entries(2025, Issuer.load())

    assert after[: len(before)] == before
    collected = sum(line.debit - line.credit for one in after for line in one.lines if line.account == "445710")
    assert collected == Decimal(-200)


def test_a_closed_year_stays_as_it_was_whatever_changes_later(years, by, as_user, treasurer):
    first, second = years
    payments.record_payment(invoice=first, amount=Decimal(40), received_on=date(2023, 7, 1), by=by)
    client = as_user(treasurer)
    files = [reverse(f"admin:{name}", args=[2023]) for name in ("fec", "ledger_xlsx")]
    closing.close_year(year=2023, by=by)
    text, book = map(client.get, files)

    accounts = {f"account_{name}": "999000" for name in ("customer", "revenue", "bank")}
    Issuer.objects.update(siret="73282932000074", closing_month=6, **accounts)
    payer = first.payer
    payer.organisation = settled(Decimal(1)).organisation
    payer.save()
    Invoice.objects.filter(pk=first.pk).update(issued_at=timezone.now(), issued_on=date(2023, 12, 1))
    payments.cancel_payment(payment=first.payments.get(), reason="Rejeté")

    for before, address in zip((text, book), files, strict=True):
        after = client.get(address)
        assert after.headers.get("Content-Disposition") == before.headers.get("Content-Disposition")
        assert rows_of(after) == rows_of(before)
    assert {entry.piece for year in (2024, 2025) for entry in ledger_export.entries(year, Issuer.load())} == {
        first.number,  # the payment that was cancelled
        second.number,
    }
    with pytest.raises(ValidationError):
        ClosedYear.objects.get().save()
    with pytest.raises(ValidationError):
        ClosedYear.objects.get().delete()


def rows_of(response):
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.rows]
    return content


@pytest.mark.parametrize(
    ("month", "bounds"),
    [
        (12, {2024: (date(2024, 1, 1), date(2024, 12, 31)), 2025: (date(2025, 1, 1), date(2025, 12, 31))}),
        (6, {2024: (date(2024, 1, 1), date(2024, 6, 30)), 2025: (date(2024, 7, 1), date(2025, 6, 30))}),
    ],
)
def test_the_year_after_a_closed_one_begins_on_the_day_after(years, by, month, bounds):
    closing.close_year(year=2023, by=by)
    Issuer.objects.update(closing_month=month)

    issuer = Issuer.load()

    assert {year: ledger_export.financial_year(year, issuer) for year in bounds} == bounds
    assert ledger_export.years_with_entries(issuer) == [2024, 2023]


def test_a_year_is_made_longer_when_it_closes_later(years, by):
    """Closed at the end of August 2023, then by calendar year: sixteen months, to December 2024."""
    Issuer.objects.update(closing_month=8)
    closing.close_year(year=2023, by=by)
    Issuer.objects.update(closing_month=12)
    first, _ = years
    payments.record_payment(invoice=first, amount=Decimal(40), received_on=date(2023, 10, 1), by=by)

    issuer = Issuer.load()

    assert ledger_export.financial_year(2024, issuer) == (date(2023, 9, 1), date(2024, 12, 31))
    assert ledger_export.years_with_entries(issuer) == [2024, 2023]
    assert [len(ledger_export.entries(year, issuer)) for year in (2023, 2024)] == [1, 2]
    assert closing.close_year(year=2024, by=by).last_day == date(2024, 12, 31)


def test_what_a_payer_owes_stays_on_one_account_when_its_organisation_changes(years, by):
    first, _ = years
    payer = first.payer
    payer.organisation = settled(Decimal(1)).organisation
    payer.save()
    payments.record_payment(invoice=first, amount=Decimal(100), received_on=date(2023, 7, 1), by=by)

    lines = [line for entry in ledger_export.entries(2023, Issuer.load()) for line in entry.lines]

    assert {line.payer for line in lines if line.account == "411000"} == {
        (first.snapshot["payer"]["account"], first.snapshot["payer"]["name"])
    }
    assert sum(line.debit - line.credit for line in lines if line.account == "411000") == 0


def test_a_month_of_closing_that_changed_meanwhile_is_shown_again(years, as_user, treasurer):
    """The entries are the same, the period is not: what closes for good is the period that was read."""
    address = reverse("admin:close_year", args=[2023])
    client = as_user(treasurer)
    shown = client.get(address).context["shown"]
    Issuer.objects.update(closing_month=8)

    assertContains(client.post(address, {"shown": shown}), confirmations.CHANGED)
    assert ClosedYear.objects.count() == 0


@pytest.mark.parametrize("year", [2024, 2023])
def test_a_year_that_cannot_be_closed_offers_no_button(years, as_user, treasurer, by, year):
    """The next one while an earlier one is open; one that is closed already, by the Back button."""
    if year == 2023:
        closing.close_year(year=2023, by=by)
    address = reverse("admin:close_year", args=[year])

    answer = as_user(treasurer).get(address)

    assertNotContains(answer, f'value="Clôturer l’exercice {year}"')
    assertContains(answer, "Clôturez d’abord" if year == 2024 else "il est déjà clos")


def test_lines_of_statements_that_wait_are_counted_before_a_year_closes(years, as_user, treasurer, by):
    days = {"VIR": date(2023, 12, 31), "VIR TARD": date(2024, 1, 1)}
    reconciliation.keep_receipts([Operation(on, label, Decimal(100), "1") for label, on in days.items()])
    client = as_user(treasurer)

    assertContains(client.get(reverse("admin:close_year", args=[2023])), "1 ligne de <a")
    closing.close_year(year=2023, by=by)

    line = StatementLine.objects.get(label="VIR")
    page = reverse("admin:statement_line", args=[line.pk])
    shares = {"invoice_0": years[0].pk, "amount_0": "100"}
    refused = client.post(page, {**shares, **shown_by(client.get(page))})
    assertContains(refused, "les comptes sont clos jusqu’au 31 décembre 2023\u00a0: enregistrez le versement depuis la")
    assertContains(refused, 'value="100"')
