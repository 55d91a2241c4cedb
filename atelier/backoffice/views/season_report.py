"""The report of a season, its PDF, the comparison of seasons, and the page where a figure opens."""

from decimal import Decimal

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atelier.backoffice import season_report
from atelier.core import french, pdf
from atelier.core.french import NBSP
from atelier.core.permissions import require_permissions
from atelier.seasons.chosen import requested_season, seasons_of
from atelier.seasons.figures import figure_named, values_of
from territories import maps


def _context(request, title: str, **more) -> dict:
    return {**admin.site.each_context(request), "title": title, **more}


@require_safe
def report_page(request):
    """Every figure that this role may read, as a link to what makes it."""
    season = requested_season(request)
    parts = season_report.report_parts(request.user, season)
    territories = season_report.territories_of(season)
    context = _context(
        request,
        f"Chiffres de la saison {season.number}",
        season=season,
        parts=parts,
        territories=territories,
        season_map=maps.season_map(territories),
        compares=len(season_report.seasons_compared(seasons_of(request), season)) > 1,
    )
    return render(request, "admin/season_report.html", context)


@require_safe
def figure_page(request, key):
    """Where a figure comes from: its rule, and the rows that make it; of answers, how many they are."""
    season = requested_season(request)
    figure = figure_named(key)
    if figure is None:
        raise Http404
    if not request.user.has_perm(figure.sheet.permission):
        raise PermissionDenied
    (value,) = values_of([figure], [season])[season.pk]
    counting = [id(row) for row in value.counting]
    context = _context(
        request,
        f"D’où vient ce chiffre{NBSP}: {figure.name}",
        season=season,
        figure=figure,
        value=value,
        answers=sum(row[figure.sheet.answers] for row in value.counting) if figure.sheet.answers else None,
        columns=[title for _, title in figure.sheet.columns],
        counted=_lines(figure, value.counting),
        others=_lines(figure, [row for row in value.among if id(row) not in counting]),
    )
    return render(request, "admin/figure.html", context)


def _lines(figure, rows) -> list[tuple[str, list]]:
    """Each row with its address and its cells as they are read; none of answers."""
    if figure.sheet.answers:
        return []
    cells = [
        [french.amount(cell) if isinstance(cell, Decimal) else cell for cell in line]
        for line in figure.sheet.lines(rows)
    ]
    return [(row.get("address", ""), line) for row, line in zip(rows, cells, strict=True)]


@require_safe
def comparison_page(request):
    """The season beside the two before it."""
    season = requested_season(request)
    seasons = season_report.seasons_compared(seasons_of(request), season)
    context = _context(
        request,
        "Comparer les saisons",
        season=season,
        seasons=seasons,
        parts=season_report.compared_parts(request.user, seasons),
    )
    return render(request, "admin/season_comparison.html", context)


@require_safe
def report_pdf(request):
    """The figures for the funders: each leads to its rule, on the last pages."""
    require_permissions(request, "seasons.change_season")
    season = requested_season(request)
    context = season_report.document_context(request.user, season)
    content = pdf.render_pdf("documents/season_report.html", context)
    return pdf.content_response(content, name=f"chiffres-saison-{season.number}.pdf")
