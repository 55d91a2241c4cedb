"""What a season counts of meetings across territories: those that took place, apart from those that tables plan."""

from collections import defaultdict
from collections.abc import Sequence

from atelier.core.reading_pages import address_of
from atelier.seasons.figures import FigurePart, FigureSheet, Rows, SeasonFigure, mean
from atelier.seasons.models import Season
from sessions.groups import composition


def _meetings(seasons: Sequence[Season]) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for row in composition.acquaintances(*seasons):
        found[row.person.season_id].append(
            {
                "territory": str(row.person.triptych.territory),
                "person": row.person.full_name,
                "met": row.met,
                "planned": row.planned,
                "possible": row.possible,
                "address": address_of(row.person),
            }
        )
    return found


MEETINGS = FigureSheet(
    "rencontres", "Rencontres", "atelier_sessions.view_agendaitem",
    (("territory", "Territoire"), ("person", "Personne"), ("met", "Rencontrés"), ("planned", "Prévus"),
     ("possible", "Possibles")),
    _meetings,
    "Personne n’a encore confirmé son siège : les rencontres se comptent entre ceux qui l’ont confirmé.",
)  # fmt: skip
_PART = FigurePart(30, "Rencontres")

FIGURES = (
    SeasonFigure(
        "rencontres", _PART, "Personnes rencontrées, en moyenne",
        "Pour chaque personne qui tient son siège, combien de personnes d’autres territoires elle a rencontrées : "
        "présence notée, pour l’une et pour l’autre, à la même table inter-territoires ou de codéveloppement. "
        "Moyenne, au dixième.",
        MEETINGS, mean("met"),
    ),
    SeasonFigure(
        "rencontres-prevues", _PART, "Personnes prévues, en moyenne",
        "De même, ce que prévoient les tables composées jusqu’ici, passées ou à venir ; celles d’une journée annulée, "
        "et qui est noté absent, n’y sont pas.",
        MEETINGS, mean("planned"),
    ),
)  # fmt: skip
