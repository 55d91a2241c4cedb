"""The gates of money: a contact opens their territory's, the treasurer and the organisers open all of it."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from contributions.models import CreditNote, Invoice, Payer
from territories.models import Triptych


def triptych_for(user: User, pk: int) -> Triptych:
    """An admitted triptych whose application this user follows: its money is theirs to see."""
    rows = Triptych.objects.of_user(user).admitted().select_related("territory", "season").distinct()
    return get_object_or_404(rows, pk=pk)


def payer_for(user: User, pk: int) -> Payer:
    """A payer of such a triptych."""
    rows = Payer.objects.filter(agreement__triptych__in=Triptych.objects.of_user(user).admitted())
    return get_object_or_404(rows.select_related("organisation", "agreement__triptych__territory"), pk=pk)


def invoices_for(user: User, triptych: Triptych) -> QuerySet[Invoice]:
    """The documents of a triptych that a gate let through, with what is still due."""
    rows = Invoice.objects.with_balance().filter(payer__agreement__triptych=triptych)
    return rows.select_related("payer__organisation").prefetch_related("credit_notes")


def invoice_for(user: User, number: str) -> Invoice:
    """A document of a triptych that this user follows, or any for who manages contributions."""
    rows = Invoice.objects.with_balance().select_related("payer__organisation", "payer__agreement__triptych")
    if not user.has_perm("contributions.view_invoice"):
        rows = rows.filter(payer__agreement__triptych__in=Triptych.objects.of_user(user))
    return get_object_or_404(rows, number=number)


def credit_note_for(user: User, number: str) -> CreditNote:
    """The same for a credit note."""
    rows = CreditNote.objects.select_related("invoice__payer__agreement__triptych")
    if not user.has_perm("contributions.view_invoice"):
        rows = rows.filter(invoice__payer__agreement__triptych__in=Triptych.objects.of_user(user))
    return get_object_or_404(rows, number=number)
