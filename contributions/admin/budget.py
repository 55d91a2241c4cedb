"""The money of a season on one page: drawn, tabled, exported."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier import documents as files
from atelier import spreadsheets
from atelier.seasons.admin import season_or_404
from contributions import budget, chorus, journal
from contributions.models import Funding, Issuer


def season_for(request):
    """The season, for whoever manages contributions."""
    if not request.user.has_perm("contributions.view_agreement"):
        raise PermissionDenied
    return season_or_404(request)


@require_safe
def page(request):
    season = season_for(request)
    rows = budget.rows_of(season, timezone.localdate())
    context = {
        **admin.site.each_context(request),
        "title": f"Budget, saison {season.number}",
        "season": season,
        "rows": rows,
        "bars": budget.bars(rows),
        "totals": budget.totals(rows),
        "fundings": Funding.objects.filter(season=season),
        "troubles": chorus.troubles(season),
        "issuer_gaps": Issuer.load().missing(),
    }
    return render(request, "admin/contributions/budget.html", context)


@require_safe
def workbook(request):
    season = season_for(request)
    content = spreadsheets.workbook(budget.sheets(season, timezone.localdate()))
    return files.answer(content, name=f"budget-saison-{season.number}.xlsx")


@require_safe
def journal_csv(request):
    season = season_for(request)
    return files.answer(spreadsheets.csv_file(journal.lines(season)), name=f"journal-saison-{season.number}.csv")
