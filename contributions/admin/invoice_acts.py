"""The small pages where something is noted about an issued document; each comes back to the page where it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from atelier.core import french
from atelier.core.forms import call_or_form_error
from atelier.core.permissions import require_permissions
from atelier.core.reading_pages import address_of
from contributions import chorus, payments
from contributions.forms import CancelForm, CarryForm, ChorusForm, PaymentForm, RefundForm
from contributions.models import ChorusStep, Invoice, Payment

ROWS = Invoice.objects.with_balance().select_related("payer__organisation", "payer__agreement__triptych__territory")


@dataclass(frozen=True)
class NotedAct:
    """One act on a document: what its form asks, the verb that notes it, and when there is something to note."""

    title: str
    button: str
    form: Callable[[HttpRequest, Invoice], Any]
    possible: Callable[[Invoice], bool]
    verb: Callable[..., object] | None = None


def _payment_form(request: HttpRequest, invoice: Invoice) -> forms.Form:
    return PaymentForm(
        request.POST or None, initial={"amount": max(invoice.due, 0), "received_on": timezone.localdate()}
    )


def _refund_form(request: HttpRequest, invoice: Invoice) -> forms.Form:
    return RefundForm(request.POST or None, initial={"amount": -invoice.due, "on": timezone.localdate()})


def _carry_form(request: HttpRequest, invoice: Invoice) -> forms.Form:
    due = payments.invoices_to_carry_onto(invoice)
    return CarryForm(request.POST or None, due=due, initial={"amount": -invoice.due, "on": timezone.localdate()})


def _chorus_form(request: HttpRequest, invoice: Invoice) -> forms.ModelForm:
    user: Any = request.user  # somebody of the team
    step = ChorusStep(invoice=invoice, author=user)
    return ChorusForm(request.POST or None, instance=step, initial={"on": timezone.localdate()})


def _is_overpaid(invoice: Invoice) -> bool:
    return invoice.kind != Invoice.Kind.QUOTE and invoice.due < 0


ACTS = {
    "versement": NotedAct(
        "Enregistrer un versement", "Enregistrer le versement", _payment_form,
        lambda invoice: invoice.kind != Invoice.Kind.QUOTE, payments.record_payment,
    ),
    "report": NotedAct(
        "Reporter le trop-perçu", "Reporter sur ce document", _carry_form,
        lambda invoice: _is_overpaid(invoice) and bool(payments.invoices_to_carry_onto(invoice)),
        payments.carry_overpayment,
    ),
    "remboursement": NotedAct(
        "Rembourser le trop-perçu", "Noter le remboursement", _refund_form, _is_overpaid, payments.refund_overpayment
    ),
    "depot": NotedAct("Chorus Pro", "Noter cet état", _chorus_form, chorus.is_deposited),
}  # fmt: skip


def note(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One form, which its verb may refuse without losing what was typed."""
    require_permissions(request, "contributions.change_invoice")
    invoice = get_object_or_404(ROWS, pk=pk)
    noted = ACTS.get(act)
    if noted is None or not noted.possible(invoice):
        raise Http404
    form = noted.form(request, invoice)
    if form.is_valid() and _noted(request, invoice, noted, form) is not None:
        messages.success(request, "C’est enregistré.")
        return redirect(address_of(invoice))
    sheets = [(f"{invoice}", chorus.deposit_sheet(invoice))] if act == "depot" else []
    if sheets:
        sheets += [(f"l’avoir {one}", chorus.deposit_sheet(one)) for one in invoice.credit_notes.all()]
    words = {"title": f"{noted.title}, {invoice}", "button": noted.button, "sheets": sheets}
    return _page(request, invoice, form, words)


def _noted(request: HttpRequest, invoice: Invoice, noted: NotedAct, form: Any) -> object:
    """None when the verb refused."""
    if noted.verb is None:
        return form.save()
    return call_or_form_error(form, noted.verb, invoice=invoice, by=request.user, **form.cleaned_data)


def cancel_payment(request: HttpRequest, pk: int, payment: int) -> HttpResponse:
    """What was entered by mistake, undone with a reason."""
    require_permissions(request, "contributions.change_invoice")
    invoice = get_object_or_404(ROWS, pk=pk)
    found = get_object_or_404(Payment.objects.filter(invoice=invoice, cancelled_at=None), pk=payment)
    form = CancelForm(request.POST or None)
    done = (
        call_or_form_error(form, payments.cancel_payment, payment=found, **form.cleaned_data)
        if form.is_valid()
        else None
    )
    if done:
        messages.success(request, "Le versement est annulé, et reste visible.")
        return redirect(address_of(invoice))
    title = f"Annuler le versement de {french.euros(found.amount)} du {french.short_date(found.received_on)}"
    return _page(request, invoice, form, {"title": title, "button": "Annuler ce versement"})


def _page(request: HttpRequest, invoice: Invoice, form: Any, words: dict) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "invoice": invoice,
        "page": address_of(invoice),
        "form": form,
        "sheets": [],
        **words,
    }
    return render(request, "admin/contributions/note.html", context)
