"""What a season counts of the undertakings between peers, and of what they became."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from django.urls import reverse

from atelier.core import french
from atelier.seasons.figures import FigurePart, FigureRow, FigureSheet, Rows, SeasonFigure, Unit, count, share
from atelier.seasons.models import Season
from sessions.undertakings import undertakings
from sessions.undertakings.models import Undertaking


def _undertakings(seasons: Sequence[Season]) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for one in undertakings.counted(*seasons).with_question():
        found[one.question.season_id].append(
            {
                "day": one.question.day.number,
                "territory": str(one.owner.triptych.territory),
                "owner": one.owner.full_name,
                "text": one.text,
                "due_on": french.short_date(one.due_on),
                "outcome": one.get_outcome_display(),
                "address": reverse("admin:day_undertakings", args=[one.question.day_id]),
            }
        )
    return found


UNDERTAKINGS = FigureSheet(
    "engagements", "Engagements", "atelier_sessions.view_undertaking",
    (("day", "Journée"), ("territory", "Territoire"), ("owner", "Qui s’engage"), ("text", "Engagement"),
     ("due_on", "Pour le"), ("outcome", "Suite")),
    _undertakings,
    "Aucun engagement n’est noté : ils se notent en fin de séquence, à la page de la journée.",
    used=lambda season: season.follows_undertakings,
)  # fmt: skip
_PART = FigurePart(40, "Engagements entre pairs")


def _became(outcome: Undertaking.Outcome) -> Callable[[FigureRow], bool]:
    return lambda row: row["outcome"] == outcome.label


FIGURES = (
    SeasonFigure(
        "engagements", _PART, "Engagements pris",
        "Ce que l’on s’est engagé à faire en fin de séquence ; les brouillons n’y sont pas.", UNDERTAKINGS, count,
    ),
    SeasonFigure(
        "engagements-part", _PART, "Engagements qui ont une suite",
        "Ceux dont on a dit ce qu’ils sont devenus (fait, changé, abandonné, plus tard), rapportés à tous ; au plus "
        "proche.",
        UNDERTAKINGS, share, Unit.PERCENT, counts=lambda row: bool(row["outcome"]),
    ),
    *(
        SeasonFigure(
            f"engagements-{outcome.value}", _PART, f"Devenus « {outcome.label} »",
            f"Les engagements dont la suite est « {outcome.label} ».", UNDERTAKINGS, count, counts=_became(outcome),
        )
        for outcome in Undertaking.Outcome
    ),
)  # fmt: skip
