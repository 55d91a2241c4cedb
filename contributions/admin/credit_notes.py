"""A credit note: asked for, shown as it will leave, then issued."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from atelier.core import confirmations
from atelier.core.forms import call_or_form_error
from atelier.core.permissions import require_permissions
from atelier.core.reading_pages import address_of
from contributions import documents, invoicing
from contributions.admin.held import held_while_sent
from contributions.forms import CreditForm
from contributions.models import CreditNote, Invoice

ROWS = Invoice.objects.select_related("payer__organisation", "payer__agreement__triptych__territory")


@held_while_sent
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be issued, and to whom it leaves, before it is: once issued it does not change."""
    require_permissions(request, "contributions.change_invoice")
    invoice = get_object_or_404(ROWS.asking().filter(credited_in_full=False).with_balance(), pk=pk)
    form, readers = CreditForm(request.POST or None), invoice.readers()
    draft = _draft(invoice, form)
    content = [draft.snapshot, readers] if draft else []
    if draft and "confirm" in request.POST:
        if not confirmations.is_what_was_shown(request, content):
            messages.warning(request, confirmations.CHANGED)
        elif made := _issued(request, invoice, form):
            messages.success(request, f"Avoir {made.number}\u00a0: le PDF part à ceux qui paient.")
            return redirect(address_of(invoice))
    context = {
        **admin.site.each_context(request),
        "title": f"Avoir sur le document {invoice.number}",
        "invoice": invoice,
        "left": invoice.total - invoice.credited,
        "form": form,
        "draft": documents.snapshot_context(draft) if draft else None,
        "readers": readers,
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/contributions/credit.html", context)


def _draft(invoice: Invoice, form: CreditForm) -> CreditNote | None:
    """None without an amount and a reason that an invoice allows; the form then says why."""
    if not form.is_valid():
        return None
    on = timezone.localdate()
    return call_or_form_error(form, invoicing.draft_credit_note, invoice=invoice, on=on, **form.cleaned_data)


def _issued(request: HttpRequest, invoice: Invoice, form: CreditForm) -> CreditNote | None:
    return call_or_form_error(
        form,
        invoicing.issue_credit_note,
        invoice=invoice,
        by=request.user,
        on=timezone.localdate(),
        **form.cleaned_data,
    )
