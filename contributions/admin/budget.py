"""The money of a season on one page: drawn, tabled, exported."""

from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from atelier.core import confirmations, spreadsheets
from atelier.core import pdf as files
from atelier.core.forms import refusals_as_messages
from atelier.core.permissions import require_permissions
from atelier.core.reading_pages import Link
from atelier.seasons.chosen import requested_season
from contributions import budget, chorus, closing, ledger_export
from contributions.admin.held import held_while_sent
from contributions.models import Funding, Issuer

NUMBER, DEBIT = map(ledger_export.FEC_COLUMNS.index, ("EcritureNum", "Debit"))


def _season_for(request):
    """The season, for whoever manages contributions."""
    require_permissions(request, "contributions.view_agreement")
    return requested_season(request)


@require_safe
def show_budget(request):
    season = _season_for(request)
    rows = budget.budget_rows(season, timezone.localdate())
    issuer = Issuer.load()
    closed = closing.closed_years()
    years = ledger_export.years_with_entries(issuer, [one.last_day for one in closed])
    context = {
        **admin.site.each_context(request),
        "title": f"Budget, saison {season.number}",
        "season": season,
        "rows": rows,
        "chart": budget.budget_chart(rows),
        "totals": budget.budget_totals(rows),
        "fundings": Funding.objects.filter(season=season),
        "troubles": chorus.missing_chorus_fields(season),
        "issuer_gaps": issuer.missing(),
        "financial_years": years,
        "years_to_close": closing.years_to_close(issuer, years, closed)[:1],
        "closings": closed,
    }
    return render(request, "admin/contributions/budget.html", context)


@require_safe
def workbook(request):
    season = _season_for(request)
    content = spreadsheets.write_xlsx(budget.budget_worksheets(season, timezone.localdate()))
    return files.content_response(content, name=f"budget-saison-{season.number}.xlsx")


@require_safe
def fec(request, year):
    """The entries of the financial year that closes in `year`, as the tax office reads them."""
    issuer = _issuer_of_year(request, year)
    return files.content_response(ledger_export.fec_file(year, issuer), name=ledger_export.fec_name(year, issuer))


@require_safe
def ledger_xlsx(request, year):
    """The same entries for a spreadsheet."""
    issuer = _issuer_of_year(request, year)
    rows = [list(ledger_export.FEC_COLUMNS), *map(list, ledger_export.fec_rows(year, issuer))]
    content = spreadsheets.write_xlsx({f"Écritures {year}": rows})
    return files.content_response(content, name=f"ecritures-{year}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@held_while_sent
def close_year(request, year):
    """What closing does, with the sums that will not move any more, then the act."""
    require_permissions(request, "contributions.change_issuer")
    issuer = _issuer_of_year(request, year)
    if request.method == "POST" and _is_closed(request, year, issuer):
        return redirect("admin:budget")
    shown = _what_closes(year, issuer)
    context = {
        **admin.site.each_context(request),
        "title": f"Clôturer l’exercice {year}",
        "trail": [Link("Budget", reverse("admin:budget"))],
        "year": year,
        **shown,
        "refusal": closing.refusal(year, issuer),
        "shown": confirmations.sign_shown(request, shown),
        "entries": len({row[NUMBER] for row in shown["rows"]}),
        "total": sum((row[DEBIT] for row in shown["rows"]), Decimal(0)),
    }
    return render(request, "admin/contributions/close_year.html", context)


def _what_closes(year: int, issuer: Issuer) -> dict[str, Any]:
    """The period, its entries, and how many lines of statements of then will find no document any more."""
    first, last = ledger_export.financial_year(year, issuer)
    rows = [list(row) for row in ledger_export.fec_rows(year, issuer)]
    return {"first": first, "last": last, "rows": rows, "lines": closing.waiting_lines(last)}


def _is_closed(request, year: int, issuer: Issuer) -> bool:
    """Whether the closing that was confirmed was done, or refused; false when it has to be read again."""
    if not confirmations.is_what_was_shown(request, _what_closes(year, issuer)):
        messages.warning(request, confirmations.CHANGED)
        return False
    with refusals_as_messages(request):
        messages.success(request, f"{closing.close_year(year=year, by=request.user)}.")
    return True


def _issuer_of_year(request, year: int) -> Issuer:
    require_permissions(request, "contributions.view_agreement")
    issuer = Issuer.load()
    if year not in ledger_export.years_with_entries(issuer):
        raise Http404
    return issuer
