"""Sign-in sheets and name cards: printed, signed, scanned back."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from atelier.core import pdf, permissions
from atelier.core.forms import refusals_as_messages
from sessions.attendance import sign_in_sheets
from sessions.attendance.models import SheetScan
from sessions.programme.models import Day

DAYS = Day.objects.select_related("season__venue", "venue")


class ScanForm(forms.Form):
    file = forms.FileField(label="Feuille signée (PDF, PNG ou JPEG)")


@require_safe
def sign_in_sheet(request, pk):
    day = permissions.get_or_404(request, DAYS, pk, "atelier_sessions.view_attendance")
    return pdf.content_response(sign_in_sheets.sign_in_sheet(day), name=f"emargement-journee-{day.number}.pdf")


@require_safe
def name_cards(request, pk):
    day = permissions.get_or_404(request, DAYS, pk, "atelier_sessions.view_attendance")
    return pdf.content_response(sign_in_sheets.name_cards(day), name=f"chevalets-journee-{day.number}.pdf")


@require_POST
def add_scan(request, pk):
    day = permissions.get_or_404(request, DAYS, pk, "atelier_sessions.add_sheetscan")
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Choisissez un fichier.")
        return redirect("admin:day_presence", pk)
    with refusals_as_messages(request):
        sign_in_sheets.add_scan(day=day, file=form.cleaned_data["file"], author=request.user)
        messages.success(request, "La feuille signée est gardée.")
    return redirect("admin:day_presence", pk)


@require_safe
def scan(request, pk):
    found = permissions.get_or_404(
        request, SheetScan.objects.select_related("day"), pk, "atelier_sessions.view_sheetscan"
    )
    return pdf.file_response(found.file.name, name=f"emargement-signe-{found.pk}.{found.file.name.rpartition('.')[2]}")
