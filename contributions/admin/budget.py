"""The money of a season on one page: drawn, tabled, exported."""

from django.contrib import admin
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.core import pdf as files
from atelier.core import spreadsheets
from atelier.core.permissions import require_permissions
from atelier.seasons.admin import requested_season
from contributions import budget, chorus, ledger_export
from contributions.models import Funding, Issuer


def _season_for(request):
    """The season, for whoever manages contributions."""
    require_permissions(request, "contributions.view_agreement")
    return requested_season(request)


@require_safe
def show_budget(request):
    season = _season_for(request)
    rows = budget.budget_rows(season, timezone.localdate())
    context = {
        **admin.site.each_context(request),
        "title": f"Budget, saison {season.number}",
        "season": season,
        "rows": rows,
        "bars": budget.budget_bars(rows),
        "totals": budget.budget_totals(rows),
        "fundings": Funding.objects.filter(season=season),
        "troubles": chorus.missing_chorus_fields(season),
        "issuer_gaps": Issuer.load().missing(),
    }
    return render(request, "admin/contributions/budget.html", context)


@require_safe
def workbook(request):
    season = _season_for(request)
    content = spreadsheets.write_xlsx(budget.budget_worksheets(season, timezone.localdate()))
    return files.content_response(content, name=f"budget-saison-{season.number}.xlsx")


@require_safe
def journal_csv(request):
    season = _season_for(request)
    return files.content_response(
        spreadsheets.write_csv(ledger_export.ledger_lines(season)), name=f"journal-saison-{season.number}.csv"
    )
