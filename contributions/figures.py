"""What a season counts in euros: by territory, as the budget shows it, and from other funders."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils import timezone

from atelier.seasons.figures import FigurePart, FigureRow, FigureSheet, Rows, SeasonFigure, Unit, total
from atelier.seasons.models import Season
from contributions import budget
from contributions.models import Funding


def _budget(seasons: Sequence[Season]) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for row in budget.budget_rows_of(tuple(seasons), timezone.localdate()):
        found[row.triptych.season_id].append(
            {
                "territory": budget.name_in_sheet(row),
                **{name: getattr(row, name) for name in budget.COLUMNS},
                "address": reverse("admin:contribution", args=[row.triptych.pk]),
            }
        )
    return found


def _fundings(seasons: Sequence[Season]) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for one in Funding.objects.filter(season__in=seasons).order_by("name", "pk"):
        address = reverse("admin:contributions_funding_change", args=[one.pk])
        found[one.season_id].append(
            {"name": one.name, "expected": one.expected, "received": one.received, "address": address}
        )
    return found


BUDGET = FigureSheet(
    "budget", "Budget", "contributions.view_agreement",
    (("territory", "Territoire"), ("wished", "Envisagé (€)"), ("agreed", "Convenu (€)"), ("asked", "Demandé (€)"),
     ("paid", "Versé (€)"), ("late", "En retard (€)")),
    _budget,
    "Aucun territoire n’est retenu : les contributions sont celles des territoires retenus.",
)  # fmt: skip
FUNDINGS = FigureSheet(
    "financements", "Autres financements", "contributions.view_agreement",
    (("name", "Financeur"), ("expected", "Attendu (€)"), ("received", "Reçu (€)")),
    _fundings,
    "Aucun autre financement : ajoutez-en un depuis le budget.",
)  # fmt: skip
_PART = FigurePart(70, "Contributions et financements")


def _has(column: str) -> Callable[[FigureRow], bool]:
    """A row without an amount makes nothing of the sum."""
    return lambda row: bool(row[column])


FIGURES = (
    SeasonFigure(
        "convenu", _PART, "Contributions convenues", "Ce qui est convenu avec chaque territoire retenu.",
        BUDGET, total("agreed"), Unit.EUROS, counts=_has("agreed"),
    ),
    SeasonFigure(
        "demande", _PART, "Contributions demandées",
        "Factures et appels de contribution émis, avoirs déduits ; un territoire qui s’est retiré y reste tant qu’un "
        "document lui demande de l’argent.",
        BUDGET, total("asked"), Unit.EUROS, counts=_has("asked"),
    ),
    SeasonFigure(
        "verse", _PART, "Contributions versées", "Ce qui a été versé sur ces documents.",
        BUDGET, total("paid"), Unit.EUROS, counts=_has("paid"),
    ),
    SeasonFigure(
        "retard", _PART, "Contributions en retard", "Ce qui reste dû passé le jour où c’était à payer.",
        BUDGET, total("late"), Unit.EUROS, counts=_has("late"),
    ),
    SeasonFigure(
        "financements", _PART, "Autres financements reçus", "Ce qui a été reçu d’autres financeurs de la saison.",
        FUNDINGS, total("received"), Unit.EUROS, counts=_has("received"),
    ),
)  # fmt: skip
