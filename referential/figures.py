"""What a season counts of positions: how many answered at each round, and the positions agreed."""

from collections import defaultdict
from collections.abc import Sequence

from atelier.seasons.figures import Figure, FigurePart, FigureSheet, Rows, Unit, ratio_rounded_down, total
from atelier.seasons.models import Season
from referential import overview


def _rounds(seasons: Sequence[Season]) -> dict[int, Rows]:
    """One row a round that has begun: counts of the whole season, never of one territory."""
    found: dict[int, Rows] = defaultdict(list)
    for one in overview.overview_summary(*seasons):
        found[one.assessment_round.season_id].append(
            {
                "round": one.assessment_round.get_kind_display(),
                "expected": one.expected,
                "sent": one.sent,
                "territories": one.territories,
                "settled": one.settled,
            }
        )
    return found


ROUNDS = FigureSheet(
    "positionnements", "Positionnements", "referential.view_assessmentround",
    (("round", "Moment"), ("expected", "Personnes attendues"), ("sent", "Réponses"), ("territories", "Territoires"),
     ("settled", "Positions communes")),
    _rounds,
    "Aucun moment de positionnement n’est ouvert : proposez-les depuis « Regards et positions ».",
    answers="sent",
)  # fmt: skip
_PART = FigurePart(50, "Positionnements")

FIGURES = (
    Figure(
        "positionnements", _PART, "Réponses envoyées",
        "Réponses envoyées aux moments de positionnement ouverts, par ceux qui tiennent leur siège aujourd’hui.",
        ROUNDS, total("sent"),
    ),
    Figure(
        "positionnements-taux", _PART, "Part des réponses attendues",
        "Ces réponses, rapportées aux personnes attendues à chacun de ces moments ; arrondi vers le bas.",
        ROUNDS, ratio_rounded_down("sent", "expected"), Unit.PERCENT,
    ),
    Figure(
        "positions-communes", _PART, "Positions communes",
        "Territoires qui se sont accordés sur une position commune, un compte par moment.", ROUNDS, total("settled"),
    ),
)  # fmt: skip
