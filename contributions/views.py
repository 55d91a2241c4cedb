"""The money of a territory, for those who follow its application; and each document, on screen and in print."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from atelier.core import edit_conflicts
from atelier.core import pdf as files
from contributions import access, documents, negotiation
from contributions.forms import PayerForm, WishForm
from contributions.models import AmountStep


@require_http_methods(["GET", "HEAD", "POST"])
def contribution(request, pk):
    """Where the discussion stands, who pays, what is asked and paid. Participation never waits for it."""
    triptych = access.triptych_for(request.user, pk)
    agreement = negotiation.agreement_of(triptych)
    form = WishForm(request.POST or None, initial={"amount": triptych.wished_amount})
    if form.is_valid() and agreement.agreed_amount is None:
        wished = {"kind": AmountStep.Kind.WISHED, "amount": form.cleaned_data["amount"]}
        negotiation.record_amount(triptych=triptych, by=request.user, **wished)
        messages.success(request, "Le montant envisagé est enregistré : l’équipe le verra.")
        return redirect("contributions:contribution", pk)
    context = {
        "triptych": triptych,
        "territory": triptych.territory,
        "season": triptych.season,
        "agreement": agreement,
        "steps": agreement.steps.select_related("author") if agreement.pk else [],
        "payers": agreement.payers.select_related("organisation") if agreement.pk else [],
        "invoices": access.invoices_for(request.user, triptych),
        "form": form,
    }
    return render(request, "contributions/contribution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def payer(request, pk):
    """What the payer's accountant will look for on the document."""
    found = access.payer_for(request.user, pk)
    form = PayerForm(request.POST or None, instance=found)
    watch = edit_conflicts.detect(form, request.POST)
    if form.is_valid() and not watch.overtaken:
        form.save()
        messages.success(request, "Les informations du payeur sont enregistrées.")
        return redirect("contributions:contribution", found.agreement.triptych_id)
    context = {"payer": found, "triptych": found.agreement.triptych, "form": form, "watch": watch}
    return render(request, "contributions/payer.html", context)


@require_safe
def invoice(request, number):
    """The same words as the PDF, for whoever reads better on screen."""
    found = access.invoice_for(request.user, number)
    return render(request, "contributions/invoice.html", {"paper": documents.snapshot_context(found)})


@require_safe
def invoice_pdf(request, number):
    return _pdf(access.invoice_for(request.user, number))


@require_safe
def credit_note(request, number):
    found = access.credit_note_for(request.user, number)
    return render(request, "contributions/invoice.html", {"paper": documents.snapshot_context(found)})


@require_safe
def credit_note_pdf(request, number):
    return _pdf(access.credit_note_for(request.user, number))


def _pdf(document):
    if not document.is_ready:
        raise Http404
    return files.file_response(document.pdf_path, name=f"{document.number}.pdf")
