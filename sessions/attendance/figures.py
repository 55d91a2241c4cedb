"""What a season counts of presence: half-days of closed days, as rates and attestations read them."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse

from atelier.seasons.figures import (
    NO,
    YES,
    FigurePart,
    FigureSheet,
    Rows,
    SeasonFigure,
    Unit,
    count,
    share_rounded_down,
)
from atelier.seasons.models import Season
from sessions.attendance import statistics


def _half_days(seasons: Sequence[Season]) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for one in statistics.closed_attendance(*seasons):
        day, person = one.half_day.day, one.participant
        found[day.season_id].append(
            {
                "day": day.number,
                "period": one.half_day.get_period_display(),
                "territory": str(person.triptych.territory),
                "category": person.category.label,
                "person": person.full_name,
                "status": one.get_status_display(),
                "counts": YES if one.counts else NO,
                "address": reverse("admin:day_presence", args=[day.pk]),
            }
        )
    return {season: sorted(rows, key=_order) for season, rows in found.items()}


def _order(row: dict) -> tuple:
    return row["day"], row["period"] != "matin", row["territory"], row["person"]


HALF_DAYS = FigureSheet(
    "demi-journees", "Demi-journées", "atelier_sessions.view_attendance",
    (("day", "Journée"), ("period", "Demi-journée"), ("territory", "Territoire"), ("category", "Catégorie"),
     ("person", "Personne"), ("status", "Présence"), ("counts", "Compte")),
    _half_days,
    "Aucune journée n’est close : notez les présences d’une journée, puis closez-les.",
)  # fmt: skip
_PART = FigurePart(20, "Présences")

FIGURES = (
    SeasonFigure(
        "presence", _PART, "Présence",
        "Demi-journées suivies, rapportées à celles où la personne était attendue, sur les journées closes ; arrondi "
        "vers le bas, pour qu’un seuil ne soit jamais atteint par arrondi.",
        HALF_DAYS, share_rounded_down, Unit.PERCENT, counts=lambda row: row["counts"] == YES,
    ),
    SeasonFigure(
        "demi-journees-suivies", _PART, "Demi-journées suivies",
        "Une ligne par personne et par demi-journée close où sa présence compte : sur place, ou à distance si la "
        "saison la compte.",
        HALF_DAYS, count, counts=lambda row: row["counts"] == YES,
    ),
    SeasonFigure(
        "demi-journees", _PART, "Demi-journées attendues",
        "Une ligne par personne attendue et par demi-journée close, présente ou non.", HALF_DAYS, count,
    ),
)  # fmt: skip
