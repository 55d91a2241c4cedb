"""What was answered, once the questionnaire is closed, from five answers on: never anything of fewer."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch, Sum

from atelier.seasons.models import Season
from sessions.evaluation.models import Answer, Question, Questionnaire
from sessions.evaluation.questionnaires import ENOUGH


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    percent: int  # of those who answered, rounded


@dataclass(frozen=True)
class QuestionResult:
    """The bars of a scale or of choices; the words of a text, in alphabetical order."""

    question: Question
    bars: tuple[Bar, ...] = ()
    words: tuple[str, ...] = ()
    mean: float | None = None  # of a scale, from 1 to 5


@dataclass(frozen=True)
class Rate:
    """How many answered of how many were asked; percent rounded down."""

    answered: int
    asked: int

    @property
    def percent(self) -> int | None:
        return self.answered * 100 // self.asked if self.asked else None


class SeasonMean(NamedTuple):
    """The answers shown of a season, and the mean of its scales, from 1 to 5."""

    season: Season
    answers: int
    mean: float


def is_shown(questionnaire: Questionnaire) -> bool:
    return questionnaire.closed_on is not None and (questionnaire.answered or 0) >= ENOUGH


def rate_of(questionnaire: Questionnaire) -> Rate:
    """Of a closed questionnaire."""
    return Rate(questionnaire.answered or 0, questionnaire.asked or 0)


def results_of(questionnaire: Questionnaire) -> list[QuestionResult]:
    if not is_shown(questionnaire):
        return []
    answers = Prefetch("answers", Answer.objects.order_by("text", "pk"))
    questions = questionnaire.questions.order_by("position").prefetch_related(answers)
    return [_result(one, questionnaire.answered or 0) for one in questions]


def _result(question: Question, total: int) -> QuestionResult:
    given = [one.text for one in question.answers.all()]
    if question.kind == Question.Kind.TEXT:
        return QuestionResult(question, words=tuple(given))
    labels = range(1, 6) if question.kind == Question.Kind.SCALE else question.choices
    counts = [(str(label), given.count(str(label))) for label in labels]
    bars = tuple(Bar(label, count, round(count * 100 / total)) for label, count in counts)
    mean = sum(map(int, given)) / len(given) if question.kind == Question.Kind.SCALE and given else None
    return QuestionResult(question, bars, mean=mean)


def means_by_season() -> list[SeasonMean]:
    """Of each season, the answers shown and the mean of its scales, over its questionnaires of five answers or more."""
    shown = Questionnaire.objects.filter(closed_on__isnull=False, answered__gte=ENOUGH)
    scales = Answer.objects.filter(question__kind=Question.Kind.SCALE, question__questionnaire__in=shown)
    values: dict[int, list[int]] = defaultdict(list)
    for season, text in scales.order_by().values_list("question__questionnaire__season", "text"):
        values[season].append(int(text))
    counts = dict(shown.order_by().values_list("season").annotate(count=Sum("answered")))
    seasons = Season.objects.filter(pk__in=values).order_by("-number")
    return [SeasonMean(one, counts[one.pk], sum(values[one.pk]) / len(values[one.pk])) for one in seasons]
