"""Closing a financial year: an act with its day and its author, in order, for good."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.core import confirmations
from contributions import closing, invoicing, ledger_export, payments
from contributions.models import ClosedYear, Issuer
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
