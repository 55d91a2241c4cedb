"""What a season counts of positions: how many answered at each round, and the positions agreed."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse

from atelier.seasons.figures import (
    FigurePart,
    FigureRule,
    FigureSheet,
    Rows,
    SeasonFigure,
    Unit,
    count,
    ratio_rounded_down,
    total,
)
from atelier.seasons.models import Season
from referential import overview
from referential.models import CommonPosition, CommonSheet


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


def _settled(seasons: Sequence[Season]) -> dict[int, Rows]:
    """One row a territory and a round: who agreed on a common position, as the first page counts them."""
    found: dict[int, Rows] = defaultdict(list)
    for assessment_round, rows in overview.progress_by_round(*seasons):
        for one in rows:
            if one.has_common:
                found[assessment_round.season_id].append(
                    {
                        "round": assessment_round.get_kind_display(),
                        "territory": str(one.triptych.territory),
                        "address": f"{reverse('admin:regards')}?moment={assessment_round.pk}",
                    }
                )
    return found


def _positions(seasons: Sequence[Season]) -> dict[int, Rows]:
    """What each territory agreed on, in its last version: never one person's answer."""
    found: dict[int, Rows] = defaultdict(list)
    sheets = CommonSheet.objects.submitted().filter(assessment_round__season__in=seasons).order_by("version")
    last = {
        (round_pk, triptych): pk for round_pk, triptych, pk in sheets.values_list("assessment_round", "triptych", "pk")
    }
    rows = CommonPosition.objects.filter(sheet__in=last.values()).exclude(answer="")
    order = ("sheet__assessment_round__opens_on", "sheet__triptych__territory__sort_name", "sheet")
    for one in rows.select_related(
        "sheet__assessment_round", "sheet__triptych__territory", "dimension__stake"
    ).order_by(*order, "dimension__stake__position", "dimension__position", "pk"):
        found[one.sheet.assessment_round.season_id].append(
            {
                "round": one.sheet.assessment_round.get_kind_display(),
                "territory": str(one.sheet.triptych.territory),
                "stake": one.dimension.stake.name,
                "dimension": one.dimension.name,
                "position": int(one.answer) if one.answer.isdecimal() else one.get_answer_display(),
            }
        )
    return found


ROUNDS = FigureSheet(
    "positionnements", "Positionnements", "referential.view_assessmentround",
    (("round", "Moment"), ("expected", "Personnes attendues"), ("sent", "Réponses"), ("territories", "Territoires"),
     ("settled", "Positions communes")),
    _rounds,
    "Aucun moment de positionnement n’est ouvert : proposez-les depuis « Regards et positions ».",
    answers="sent",
)  # fmt: skip
SETTLED = FigureSheet(
    "accords", "Accords", "referential.view_commonsheet",
    (("round", "Moment"), ("territory", "Territoire")),
    _settled,
    "Aucun territoire n’a encore arrêté de position commune.",
)  # fmt: skip
POSITIONS = FigureSheet(
    "positions", "Positions communes", "referential.view_commonsheet",
    (("round", "Moment"), ("territory", "Territoire"), ("stake", "Enjeu"), ("dimension", "Dimension"),
     ("position", "Position")),
    _positions,
    "Aucune position commune n’est encore arrêtée.",
)  # fmt: skip
RULES = (
    FigureRule(
        "position-commune", "Une position",
        "Le niveau, de 1 à 5, sur lequel les personnes du territoire se sont accordées pour une dimension de la "
        "grille ; ce n’est pas une note, ni la moyenne de leurs réponses.",
        POSITIONS,
    ),
    FigureRule(
        "position-moyenne", "La position d’un enjeu",
        "La moyenne des positions du territoire sur les dimensions de cet enjeu, au dixième ; celles qui ne disent pas "
        "de niveau n’y entrent pas.",
        POSITIONS,
    ),
)  # fmt: skip
_PART = FigurePart(50, "Positionnements")

FIGURES = (
    SeasonFigure(
        "positionnements", _PART, "Réponses envoyées",
        "Réponses envoyées aux moments de positionnement ouverts, par ceux qui tiennent leur siège aujourd’hui.",
        ROUNDS, total("sent"),
    ),
    SeasonFigure(
        "positionnements-taux", _PART, "Part des réponses attendues",
        "Ces réponses, rapportées aux personnes attendues à chacun de ces moments ; arrondi vers le bas.",
        ROUNDS, ratio_rounded_down("sent", "expected"), Unit.PERCENT,
    ),
    SeasonFigure(
        "positions-communes", _PART, "Positions communes",
        "Territoires qui se sont accordés sur une position commune, un compte par moment.", SETTLED, count,
    ),
)  # fmt: skip
