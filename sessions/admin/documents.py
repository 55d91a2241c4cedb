"""The documents of a season: sheets and cards printed at once, batches made by a worker, attestations issued."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from atelier import documents
from atelier.forms import telling_refusals
from atelier.seasons.admin import season_or_404
from atelier.seasons.models import Workshop
from sessions import attestations, batches, booklets, convocations, sheets
from sessions.admin import gates
from sessions.models import Batch, Booklet, Day, SheetScan
from territories.models import Triptych

DAYS = Day.objects.select_related("season__venue", "venue")


class ScanForm(forms.Form):
    file = forms.FileField(label="Feuille signée (PDF, PNG ou JPEG)")


@require_safe
def sign_in_sheet(request, pk):
    day = gates.row(request, DAYS, pk, "view_attendance")
    return documents.answer(sheets.sign_in_sheet(day), name=f"emargement-journee-{day.number}.pdf")


@require_safe
def name_cards(request, pk):
    day = gates.row(request, DAYS, pk, "view_attendance")
    return documents.answer(sheets.name_cards(day), name=f"chevalets-journee-{day.number}.pdf")


@require_POST
def add_scan(request, pk):
    day = gates.row(request, DAYS, pk, "add_sheetscan")
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Choisissez un fichier.")
        return redirect("admin:day_presence", pk)
    with telling_refusals(request):
        sheets.add_scan(day=day, file=form.cleaned_data["file"], author=request.user)
        messages.success(request, "La feuille signée est gardée.")
    return redirect("admin:day_presence", pk)


@require_safe
def scan(request, pk):
    found = gates.row(request, SheetScan.objects.select_related("day"), pk, "view_sheetscan")
    return documents.response(found.file.name, name=f"emargement-signe-{found.pk}.{found.file.name.rpartition('.')[2]}")


def season(request):
    """What was issued, what no longer says the truth, what can be gathered; attestations."""
    gates.allow(request, "add_convocation")
    found = season_or_404(request)
    if request.method == "POST":
        return act(request, found)
    workshop = Workshop.load()
    days = list(Day.objects.filter(season=found, status=Day.Status.PLANNED).with_programme())
    entitled = attestations.entitled(found)
    context = {
        **admin.site.each_context(request),
        "title": f"Documents, saison {found.number}",
        "season": found,
        "today": timezone.localdate(),
        "days": [(day, convocations.freshness(day, workshop)) for day in days],
        "triptychs": Triptych.objects.admitted().filter(season=found).select_related("territory").order_by("place"),
        "batches": Batch.objects.filter(season=found).select_related("triptych__territory", "season")[:8],
        "entitled": entitled,
        "due": sum(person.stale for person in entitled),
        "revoked": attestations.no_longer_due(found).count(),
        "over": attestations.is_over(found),
        "booklets": Booklet.objects.latest().filter(triptych__season=found).select_related("triptych__territory"),
    }
    return render(request, "admin/atelier_sessions/documents.html", context)


def act(request, found):
    if "attestations" in request.POST:
        gates.allow(request, "add_attestation")
        made = attestations.issue(season=found)
        messages.success(request, f"Attestations émises : {len(made)}.")
        return redirect("admin:season_documents")
    if "booklets" in request.POST:
        gates.allow(request, "add_booklet")
        made = [booklets.issue(triptych)[1] for triptych in Triptych.objects.admitted().filter(season=found)]
        messages.success(request, f"Livrets émis : {sum(made)}. Ceux qui n’ont pas changé restent en vigueur.")
        return redirect("admin:season_documents")
    key = request.POST.get("triptych", "")
    triptych = Triptych.objects.admitted().filter(season=found, pk=key).first() if key.isdigit() else None
    if key and triptych is None:
        raise Http404
    return redirect(batches.ask(season=found, author=request.user, triptych=triptych))


@require_safe
def batch(request, pk):
    """How far a worker is; the page refreshes what moves, and says the same without script."""
    found = gates.row(request, Batch.objects.select_related("season", "triptych"), pk, "add_convocation")
    context = {**admin.site.each_context(request), "title": str(found), "batch": found}
    return render(request, "admin/atelier_sessions/batch.html", context)


@require_safe
def batch_file(request, pk):
    found = gates.row(request, Batch.objects.select_related("season"), pk, "add_convocation")
    if not found.size:
        raise Http404
    return documents.response(found.path, name=found.name)
