"""Issued documents for their reader: convocation, attestation, booklet; verification of an attestation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from atelier.core import pdf
from referential import access as shared
from sessions.documents import access, attestations, booklets, rendering, void_convocations


@require_safe
def convocation(request, number):
    """The stored file; once it is void, the same words under the line that says why and what replaces them."""
    found = access.convocation_for(request.user, number)
    if why := void_convocations.reasons_by_key([found]).get(found.pk):
        return pdf.content_response(rendering.void_copy(found, why), name=f"{found.number}.pdf")
    return pdf.file_response(found.pdf_path, name=f"{found.number}.pdf")


@require_safe
def attestation(request, number):
    found = access.attestation_for(request.user, number)
    return pdf.file_response(found.pdf_path, name=f"{found.number}.pdf")


@login_not_required
@require_safe
def verify(request):
    """What a reader of an attestation may check: valid or not, the season, initials; nothing else."""
    code = request.GET.get("code", "")[:40]
    verdict = attestations.verify_code(code) if code else None
    return render(request, "sessions/verify.html", {"code": code, "verdict": verdict})


@require_POST
def issue_booklet(request, pk):
    """The booklet as things stand; a worker draws it in the minute."""
    triptych = get_object_or_404(shared.triptychs_of(request.user), pk=pk)
    _, made = booklets.issue_booklet(triptych)
    done = "Le livret se prépare : il sera ici dans une minute." if made else "Le livret est déjà à jour."
    messages.success(request, done)
    return redirect("sessions:group", triptych.season.number)


@require_safe
def booklet(request, number):
    found = access.booklet_for(request.user, number)
    return pdf.file_response(found.pdf_path, name=f"{found.number}.pdf")


@require_safe
def facilitation_document(request, number):
    found = access.facilitation_document_for(request.user, number)
    return pdf.file_response(found.pdf_path, name=f"{found.number}.pdf")
