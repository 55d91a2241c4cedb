"""The report of a season: its figures part by part, beside those of the seasons before, each leading to its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from atelier.core.permissions import HoldsPermissions
from atelier.seasons.figures import FigurePart, FigureValue, SeasonFigure, figures_for, values_of
from atelier.seasons.models import Season, Workshop
from territories.models import Triptych

COMPARED = 3  # seasons side by side
BAR_WIDTH = 220


@dataclass(frozen=True)
class ReportPart:
    """A heading and its figures."""

    part: FigurePart
    values: list[FigureValue]


@dataclass(frozen=True)
class ComparedFigure:
    """A figure in each season, the oldest first, with the width of its bar on the scale of its own greatest value."""

    figure: SeasonFigure
    cells: list[tuple[FigureValue, str]]


@dataclass(frozen=True)
class ComparedPart:
    part: FigurePart
    lines: list[ComparedFigure]


def report_parts(user: HoldsPermissions, season: Season) -> list[ReportPart]:
    """What this user may read of a season, but what it does without."""
    values = [one for one in values_of(figures_for(user), [season])[season.pk] if one.used]
    return [ReportPart(part, list(found)) for part, found in groupby(values, key=lambda one: one.figure.part)]


def document_context(user: HoldsPermissions, season: Season) -> dict[str, Any]:
    """What the PDF for the funders reads: the figures of the season, and who takes part."""
    return {
        "season": season,
        "workshop": Workshop.load(),
        "parts": report_parts(user, season),
        "territories": territories_of(season),
    }


def compared_parts(user: HoldsPermissions, seasons: Sequence[Season]) -> list[ComparedPart]:
    """The same figures season by season, but those that all do without.

    In a number of queries that does not grow with the seasons.
    """
    figures = [one for one in figures_for(user) if any(one.sheet.used(season) for season in seasons)]
    values = values_of(figures, seasons)
    lines = [
        ComparedFigure(figure, _with_bars([values[season.pk][rank] for season in seasons]))
        for rank, figure in enumerate(figures)
    ]
    return [ComparedPart(part, list(found)) for part, found in groupby(lines, key=lambda one: one.figure.part)]


def _with_bars(values: list[FigureValue]) -> list[tuple[FigureValue, str]]:
    greatest = max([one.value for one in values if one.value], default=None)
    return [(one, f"{(one.value or 0) * BAR_WIDTH / greatest:.0f}" if greatest else "0") for one in values]


def seasons_compared(seasons: Sequence[Season], last: Season) -> list[Season]:
    """The season and those before it, three at most, the oldest first."""
    before = sorted((one for one in seasons if one.number <= last.number), key=lambda one: one.number)
    return before[-COMPARED:]


def territories_of(season: Season) -> list[Triptych]:
    """Who takes part, by name."""
    found = Triptych.objects.admitted().filter(season=season).select_related("territory", "season")
    return list(found.prefetch_related("territory__parts").order_by("territory__sort_name", "pk"))
