"""What is read of the money on the page of a territory."""

from django.urls import reverse
from django.utils import timezone

from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Link, ReadingAct, ReadingSection, Row
from contributions.models import Agreement, Invoice
from territories.models import Triptych


def _money(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    rows: list[Row] = []
    agreement = Agreement.objects.filter(triptych=triptych).first()
    if agreement and agreement.agreed_amount is not None:
        rows.append(("Contribution convenue", french.euros(agreement.agreed_amount), agreement.state))
    found = Invoice.objects.filter(payer__agreement__triptych=triptych).with_balance()
    for invoice in found.select_related("payer__organisation").order_by("issued_at", "pk"):
        page = reverse("admin:invoice_follow", args=[invoice.pk])
        rows.append((Link(f"{invoice.number}, {invoice.payer}", page), french.euros(invoice.total), _state_of(invoice)))
    return rows


def _state_of(invoice: Invoice) -> str:
    if invoice.due <= 0:
        return "rien à payer"
    late = ", en retard" if invoice.due_on < timezone.localdate() else ""
    return f"reste {french.euros(invoice.due)}{late}"


PAGES = (
    ReadingSection(
        Triptych, 50, "contribution", "Contribution", "contributions.view_agreement", ("Quoi", "Montant", "État"),
        _money, "Rien n’est encore convenu.",
    ),
    ReadingAct(
        Triptych, 60, "Suivre la contribution", "contributions.change_agreement",
        address=lambda triptych: reverse("admin:contribution", args=[triptych.pk]),
        possible=lambda triptych: triptych.status == Triptych.Status.ADMITTED,
    ),
)  # fmt: skip
