"""The file of entries and the budget page, both as a treasurer downloads them, say the same sums.

Everything goes through pages and is read by `tests.fec_reader`: no verb of the product is called here.
"""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from contributions.models import Invoice, Issuer, Payment
from tests.admin_actions import shown_by
from tests.factories import SeasonFactory, TriptychFactory, settled
from tests.fec_reader import of_account, read_fec

pytestmark = pytest.mark.django_db

NATURES = ("service", "service", "grant", "dues")
AMOUNTS = ("9000.00", "4500.57", "3333.33", "1090.56")


class Treasury:
    """What a treasurer does, page by page."""

    def __init__(self, client):
        self.client = client

    def issue(self, payer):
        address = reverse("admin:issue_invoice", args=[payer.instalments.get().pk])
        self.client.post(address, {"on": localdate().isoformat(), **shown_by(self.client.get(address))})
        return Invoice.objects.get(payer=payer)

    def send(self, page, *keys, **data):
        answer = self.client.post(reverse(f"admin:{page}", args=keys), data)
        assert answer.status_code == 302, answer.content.decode()

    def pay(self, invoice, amount):
        noted = {"amount": amount, "received_on": localdate().isoformat(), "reference": "VIR"}
        self.send("note_invoice", invoice.pk, "versement", **noted)
        return Payment.objects.filter(invoice=invoice).order_by("pk").last()

    def credit(self, invoice, amount):
        address, asked = reverse("admin:issue_credit_note", args=[invoice.pk]), {"amount": amount, "reason": "Geste"}
        answer = self.client.post(address, {**asked, "confirm": "1", **shown_by(self.client.post(address, asked))})
        assert answer.status_code == 302

    def entries(self):
        return read_fec(self.client.get(reverse("admin:fec", args=[localdate().year])).content)

    def total(self, season):
        """(asked, paid) of the last line of the budget page, in euros."""
        page = self.client.get(reverse("admin:budget"), {"saison": season.pk}).content.decode()
        cells = re.findall(r"<td>([^<]*)</td>", page[page.index("<tfoot>") : page.index("</tfoot>")])
        asked, paid = (re.sub(r"[^\d,]", "", cell).replace(",", ".") for cell in cells[2:4])
        return Decimal(asked), Decimal(paid)


@pytest.mark.parametrize("regime", ["out", "taxable"])
def test_the_sums_of_the_entries_are_those_of_the_budget_page(as_user, treasurer, regime):
    Issuer.objects.update(regime=regime, vat_number="FR40303265045")
    treasury = Treasury(as_user(treasurer))
    seasons = SeasonFactory(number=4), SeasonFactory(number=5)
    invoices = []
    for rank, (nature, amount) in enumerate(zip(NATURES, AMOUNTS, strict=True)):
        triptych = TriptychFactory(season=seasons[rank % 2], admitted=True, rank=rank // 2 + 1)
        payer = settled(Decimal(amount), nature=nature, triptych=triptych)
        invoices.append(treasury.issue(payer))
    first, second, third, _ = invoices
    treasury.credit(first, "1090,56")
    treasury.pay(first, "7909,44")
    wrong = treasury.pay(second, "4500,57")
    treasury.send("cancel_payment", second.pk, wrong.pk, reason="Rejeté")
    treasury.pay(second, "4500,58")
    refund = {"amount": "0,01", "on": localdate().isoformat(), "reference": "Trop-perçu"}
    treasury.send("note_invoice", second.pk, "remboursement", **refund)
    treasury.pay(third, "0,01")

    rows, totals = treasury.entries(), [treasury.total(season) for season in seasons]

    asked, paid = (sum(each) for each in zip(*totals, strict=True))
    assert paid == Decimal("7909.44") + Decimal("4500.57") + Decimal("0.01")
    assert asked == sum(map(Decimal, AMOUNTS)) - Decimal("1090.56")
    assert of_account(rows, "512") == paid
    assert of_account(rows, "411") == asked - paid
    assert of_account(rows, "7") + of_account(rows, "4457") == -asked
    assert bool(of_account(rows, "4457")) is (regime == "taxable")
