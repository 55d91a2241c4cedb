"""The documents of a season: sheets and cards printed at once, batches made by a worker, attestations issued."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.core import confirmations, pdf, permissions
from atelier.core.forms import is_key, refusals_as_messages
from atelier.core.shared_reading import shared_while_unchanged
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Job, Season
from sessions.documents import attestations, batches, booklets, convocations, rendering
from sessions.documents.models import Booklet
from sessions.programme import calendar
from territories.models import Triptych


def season_documents(request):
    """What was issued, what no longer says the truth, what can be gathered; attestations."""
    permissions.require_permissions(request, "atelier_sessions.add_convocation")
    found = requested_season(request)
    if request.method == "POST":
        return _act(request, found)
    issued = _documents_of(found)
    context = {
        **admin.site.each_context(request),
        **issued,
        "title": f"Documents, saison {found.number}",
        "season": found,
        "today": timezone.localdate(),
        "shown": confirmations.sign_shown(request, _content(found, issued["entitled"], issued["revoked"])),
    }
    return render(request, "admin/atelier_sessions/documents.html", context)


@shared_while_unchanged
def _documents_of(season: Season) -> dict[str, Any]:
    """What the page shows to everybody of the team."""
    days = [day for day in calendar.days_of(season.pk) if not day.is_cancelled]
    states, entitled = convocations.freshness_by_day(days), attestations.entitled(season)
    admitted = Triptych.objects.admitted().filter(season=season).select_related("territory")
    standing = Booklet.objects.latest().filter(triptych__season=season).select_related("triptych__territory")
    return {
        "days": [(day, states[day.pk]) for day in days],
        "triptychs": list(admitted.order_by("rank")),
        "batches": list(Job.objects.filter(season=season, kind__in=batches.KINDS).select_related("season")[:8]),
        "entitled": entitled,
        "due": sum(len(person.stale_kinds) for person in entitled),
        "revoked": attestations.no_longer_due(season).count(),
        "over": attestations.is_over(season),
        "reopened": attestations.reopened_days(season),
        "booklets": list(standing),
    }


def _content(found, entitled, revoked: int) -> list:
    """Who would get which attestation, for what presence; and how many are taken back."""
    rows = [
        (one.participant.pk, str(one.participant), one.rate.attended, one.rate.total, one.kinds, one.stale_kinds)
        for one in entitled
    ]
    return [found.pk, found.attendance_threshold, revoked, rows]


def _act(request, found):
    if "attestations" in request.POST:
        permissions.require_permissions(request, "atelier_sessions.add_attestation")
        entitled, revoked = attestations.entitled(found), attestations.no_longer_due(found).count()
        if not confirmations.is_what_was_shown(request, _content(found, entitled, revoked)):
            messages.warning(request, confirmations.CHANGED)
            return redirect("admin:season_documents")
        with refusals_as_messages(request):
            made = attestations.issue_attestations(season=found)
            messages.success(request, f"Attestations émises : {len(made)}.")
        return redirect("admin:season_documents")
    if "booklets" in request.POST:
        permissions.require_permissions(request, "atelier_sessions.add_booklet")
        made = [booklets.issue_booklet(triptych)[1] for triptych in Triptych.objects.admitted().filter(season=found)]
        messages.success(request, f"Livrets émis : {sum(made)}. Ceux qui n’ont pas changé restent en vigueur.")
        return redirect("admin:season_documents")
    key = request.POST.get("triptych", "")
    triptych = Triptych.objects.admitted().filter(season=found, pk=key).first() if is_key(key) else None
    if key and triptych is None:
        raise Http404
    return redirect(batches.request_batch(season=found, author=request.user, triptych=triptych))


@require_safe
def attestation_preview(request, pk, kind):
    """The PDF that issuing would draw now."""
    permissions.require_permissions(request, "atelier_sessions.add_attestation")
    snapshot = attestations.snapshot_due(season=requested_season(request), person=pk, kind=kind)
    if snapshot is None:
        raise Http404
    return pdf.content_response(rendering.attestation_preview(kind, snapshot), name=f"apercu-{kind}-{pk}.pdf")


def _batch_or_404(request, pk) -> Job:
    gathered = Job.objects.filter(kind__in=batches.KINDS).select_related("season")
    return permissions.get_or_404(request, gathered, pk, "atelier_sessions.add_convocation")


@require_safe
def batch(request, pk):
    """How far a worker is; the page refreshes what moves, and says the same without script."""
    job = _batch_or_404(request, pk)
    return render(request, "admin/batch_job.html", {**admin.site.each_context(request), "title": str(job), "job": job})


@require_safe
def batch_file(request, pk):
    job = _batch_or_404(request, pk)
    if not job.has_file:
        raise Http404
    return pdf.file_response(job.path, name=job.name)
