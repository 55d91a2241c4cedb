"""A bank statement, read then matched: nothing is applied that nobody has seen."""

from django.contrib import admin, messages
from django.shortcuts import redirect, render

from atelier.core import confirmations, spreadsheets
from atelier.core.forms import call_or_form_error, get_row_or_404, refusals_as_messages
from atelier.core.permissions import require_permissions
from contributions import payments
from contributions.forms import StatementForm
from contributions.models import Invoice, StatementLine


def reconcile_statement(request):
    require_permissions(request, "contributions.add_payment")
    sent = request.method == "POST"
    form = StatementForm(request.POST, request.FILES) if sent and "read" in request.POST else StatementForm()
    if sent and (_read(request, form) if "read" in request.POST else _apply(request)):
        return redirect("admin:statement")
    due = _due()
    context = {
        **admin.site.each_context(request),
        "title": "Relevé de compte",
        "form": form,
        "matches": payments.match_proposals(),
        "due": due,
        "shown": confirmations.sign_shown(request, _content(due)),
    }
    return render(request, "admin/contributions/statement.html", context)


def _due() -> list[Invoice]:
    rows = Invoice.objects.asking().owing().select_related("payer__organisation")
    return list(rows.order_by("number"))


def _content(due: list[Invoice]) -> list[tuple]:
    """What may be paid, and how much is due of each; the lines of a statement never change."""
    return [(invoice.pk, invoice.number, str(invoice.payer), invoice.due) for invoice in due]


def _read(request, form) -> bool:
    """Keep the lines of the file; what is wrong with it is said in the form."""
    if not form.is_valid():
        return False
    file = form.cleaned_data["file"]
    given = {"name": file.name, "content": file.read(spreadsheets.MAX_BYTES + 1)}
    lines = call_or_form_error(form, payments.read_statement, beside="file", **given)
    if lines is None:
        return False
    new = payments.keep_lines(lines)
    messages.success(request, f"Lignes nouvelles : {new} ; déjà lues : {len(lines) - new}.")
    return True


def set_aside(request) -> None:
    payments.dismiss_line(get_row_or_404(StatementLine.objects.all(), request.POST["aside"]))
    messages.success(request, "La ligne est écartée, et son libellé oublié.")


def _apply(request) -> bool:
    """Turn the line that was pressed into a payment of the invoice that was chosen, or set it aside."""
    if "aside" in request.POST:
        set_aside(request)
        return True
    if not confirmations.is_what_was_shown(request, _content(_due())):
        messages.warning(request, confirmations.CHANGED)
        return True
    line = get_row_or_404(StatementLine.objects.all(), request.POST.get("line", ""))
    if not request.POST.get("invoice"):
        messages.error(request, "Choisissez le document que cette ligne paie.")
        return True
    invoice = get_row_or_404(Invoice.objects.asking().with_balance(), request.POST["invoice"])
    with refusals_as_messages(request):
        payments.apply_line(line=line, invoice=invoice, by=request.user)
        messages.success(request, f"Versement enregistré sur {invoice.number}.")
    return True
