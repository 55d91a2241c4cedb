"""What a season counts of its evaluation: how many answered, and what they answered once it may be shown."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from atelier.seasons.figures import (
    NO,
    YES,
    FigurePart,
    FigureRule,
    FigureSheet,
    Rows,
    SeasonFigure,
    Unit,
    ratio_rounded_down,
    total,
    weighted_mean,
)
from atelier.seasons.models import Season
from sessions.evaluation import results
from sessions.evaluation.models import Answer, Question, Questionnaire
from sessions.evaluation.questionnaires import ENOUGH


def _questionnaires(seasons: Sequence[Season]) -> dict[int, Rows]:
    """The closed ones: how many were asked, how many answered."""
    found: dict[int, Rows] = defaultdict(list)
    rows = Questionnaire.objects.followed().filter(season__in=seasons, closed_on__isnull=False)
    for one in rows.order_by("pk"):
        found[one.season_id].append(
            {
                "title": one.title,
                "audience": one.get_audience_display(),
                "asked": one.asked or 0,
                "answered": one.answered or 0,
                "shown": YES if results.is_shown(one) else NO,
            }
        )
    return found


def _counted_answers(seasons: Sequence[Season]) -> dict[int, Rows]:
    """Of what may be shown, how many gave each answer; never a text, never what one person answered."""
    shown = results.shown_questionnaires().filter(season__in=seasons)
    questions = Question.objects.filter(questionnaire__in=shown).exclude(kind=Question.Kind.TEXT)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for question, text in Answer.objects.filter(question__in=questions).order_by("pk").values_list("question", "text"):
        counts[question][text] += 1
    found: dict[int, Rows] = defaultdict(list)
    for one in questions.select_related("questionnaire").order_by("questionnaire", "position", "pk"):
        labels = [str(level) for level in range(1, 6)] if one.kind == Question.Kind.SCALE else map(str, one.choices)
        for label in labels:
            found[one.questionnaire.season_id].append(
                {
                    "title": one.questionnaire.title,
                    "audience": one.questionnaire.get_audience_display(),
                    "question": one.text,
                    "kind": one.get_kind_display(),
                    "answer": int(label) if one.kind == Question.Kind.SCALE else label,
                    "count": counts[one.pk][label],
                }
            )
    return found


def _is_evaluated(season: Season) -> bool:
    return season.is_evaluated


QUESTIONNAIRES = FigureSheet(
    "questionnaires", "Questionnaires", "atelier_sessions.change_questionnaire",
    (("title", "Questionnaire"), ("audience", "Public"), ("asked", "Personnes interrogées"), ("answered", "Réponses"),
     ("shown", "Résultats montrés")),
    _questionnaires,
    "Aucun questionnaire n’est clos : rien ne s’en compte avant.",
    answers="answered",
    used=_is_evaluated,
)  # fmt: skip
ANSWERS = FigureSheet(
    "reponses", "Réponses comptées", "atelier_sessions.change_questionnaire",
    (("title", "Questionnaire"), ("audience", "Public"), ("question", "Question"), ("kind", "Forme"),
     ("answer", "Réponse"), ("count", "Combien")),
    _counted_answers,
    f"Aucun résultat ne se montre : il faut un questionnaire clos, et {ENOUGH} réponses.",
    answers="count",
    used=_is_evaluated,
)  # fmt: skip
RULES = (
    FigureRule(
        "reponses-recues", "Réponses reçues",
        "Combien ont répondu, des personnes interrogées, quand le questionnaire s’est clos.", QUESTIONNAIRES,
    ),
    FigureRule(
        "reponses-nombre", "Nombre et part d’une réponse",
        f"Combien ont donné cette réponse, et leur part de tous ceux qui ont répondu ; rien n’est montré sous {ENOUGH} "
        "réponses, ni de ce que quelqu’un a répondu.",
        ANSWERS,
    ),
    FigureRule(
        "reponses-moyenne", "Moyenne", "La moyenne des réponses à une question « de 1 à 5 », au dixième.", ANSWERS,
    ),
)  # fmt: skip
_PART = FigurePart(60, "Évaluation par les participants")
_PARTICIPANTS = str(Questionnaire.Audience.PARTICIPANTS.label)

FIGURES = (
    SeasonFigure(
        "evaluation", _PART, "Moyenne des notes données par les participants",
        "Moyenne des réponses « de 1 à 5 » des participants, à tous les questionnaires clos de la saison qui ont au "
        f"moins {ENOUGH} réponses ; au dixième.",
        ANSWERS, weighted_mean("answer", "count"), Unit.OF_FIVE,
        among=lambda row: row["audience"] == _PARTICIPANTS and row["kind"] == Question.Kind.SCALE.label,
    ),
    SeasonFigure(
        "evaluation-taux", _PART, "Taux de réponse des participants",
        "Réponses reçues des participants, rapportées aux personnes interrogées, aux questionnaires clos ; arrondi "
        "vers le bas.",
        QUESTIONNAIRES, ratio_rounded_down("answered", "asked"), Unit.PERCENT,
        among=lambda row: row["audience"] == _PARTICIPANTS,
    ),
    SeasonFigure(
        "evaluation-reponses", _PART, "Réponses reçues des participants",
        "Réponses des participants aux questionnaires clos de la saison.", QUESTIONNAIRES, total("answered"),
        among=lambda row: row["audience"] == _PARTICIPANTS,
    ),
)  # fmt: skip
