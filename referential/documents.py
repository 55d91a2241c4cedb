"""What the referential prints: the grid, and the sheet that the team reads before a day."""

import hashlib
from dataclasses import dataclass
from typing import cast

from django.core.cache import cache
from django.template.loader import render_to_string

from atelier.accounts.models import User
from atelier.core import pdf
from atelier.seasons.models import Workshop
from referential import charts, overview
from referential.models import AssessmentRound, Grid
from referential.perspectives import TerritoryPerspectives


@dataclass(frozen=True)
class TerritoryPage:
    """What the day sheet shows of one territory: its perspectives, drawn by stake and by dimension code."""

    view: TerritoryPerspectives
    radar: charts.Radar
    strips: dict[str, list[charts.ScaleMark]]


def grid(found: Grid) -> bytes:
    """A dimension and its five levels a row, a stake a page, the glossary at the end; A4 landscape.

    Anyone may ask for it, and drawing takes a second: what was drawn of the same words is kept a day.
    """
    html = render_to_string("referential/documents/grid.html", {"grid": found, "workshop": Workshop.load()})
    key = f"grid:{hashlib.sha256(html.encode()).hexdigest()}"
    drawn = cache.get_or_set(key, lambda: pdf.render_html(html), timeout=24 * 3600)
    return cast(bytes, drawn)


def day_sheet(assessment_round: AssessmentRound, reader: User) -> bytes:
    """Where territories say they are and what diverges, a territory a page: for the team, not to be handed out."""
    rows = [
        TerritoryPage(view, charts.of_regards(view), charts.strip(view))
        for view in overview.shared_views(assessment_round, reader)
    ]
    context = {
        "assessment_round": assessment_round,
        "season": assessment_round.season,
        "rows": rows,
        "workshop": Workshop.load(),
    }
    return pdf.render_pdf("referential/documents/day_sheet.html", context)
