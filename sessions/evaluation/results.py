"""What was answered, once the questionnaire is closed, from five answers on: never anything of fewer."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import Prefetch, QuerySet, Sum

from atelier.core import rounding
from atelier.seasons.models import Season
from referential.models import Stake
from sessions.evaluation.models import Answer, Question, Questionnaire
from sessions.evaluation.questionnaires import ENOUGH


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    percent: int  # of those who answered, to the nearest and half up


class Compared(NamedTuple):
    """The same question, of the same audience, in another questionnaire whose results are shown."""

    questionnaire: Questionnaire
    bars: tuple[Bar, ...]
    mean: float | None


@dataclass(frozen=True)
class QuestionResult:
    """The bars of a scale or of choices; the words of a text, in alphabetical order."""

    question: Question
    bars: tuple[Bar, ...] = ()
    answers: tuple[Answer, ...] = ()
    mean: float | None = None  # of a scale, from 1 to 5
    compared: tuple[Compared, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(one.text for one in self.answers)

    @property
    def by_stake(self) -> list[tuple[str, list[Answer]]]:
        """The words under each stake that organisers gave them, in its order, the others last, under no name."""
        found: dict[Stake | None, list[Answer]] = defaultdict(list)
        for one in self.answers:
            found[one.stake].append(one)
        stakes = sorted((one for one in found if one), key=lambda one: one.position)
        return [(stake.name, found[stake]) for stake in stakes] + ([("", found[None])] if None in found else [])


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
    """In four queries, whatever the number of questions."""
    if not is_shown(questionnaire):
        return []
    answers = Prefetch("answers", Answer.objects.select_related("stake").order_by("text", "pk"))
    questions = list(questionnaire.questions.order_by("position").prefetch_related(answers))
    elsewhere = _asked_elsewhere(questionnaire, questions)
    return [_result(one, questionnaire, tuple(elsewhere[one.kind, one.text])) for one in questions]


def _asked_elsewhere(questionnaire: Questionnaire, questions: list[Question]) -> dict[tuple, list[Compared]]:
    """By kind and words, the other questionnaires of this audience that asked the same, the newest first."""
    shown = shown_questionnaires().filter(audience=questionnaire.audience).exclude(pk=questionnaire.pk)
    same = Question.objects.filter(questionnaire__in=shown, text__in=[one.text for one in questions])
    same = same.exclude(kind=Question.Kind.TEXT).select_related("questionnaire__season", "questionnaire__day")
    found: dict[tuple, list[Compared]] = defaultdict(list)
    order = ("-questionnaire__season__number", "-questionnaire__closed_on", "-pk")
    for one in same.order_by(*order).prefetch_related(Prefetch("answers", Answer.objects.order_by("pk"))):
        result = _result(one, one.questionnaire)
        found[one.kind, one.text].append(Compared(one.questionnaire, result.bars, result.mean))
    return found


def _result(question: Question, of: Questionnaire, compared: tuple[Compared, ...] = ()) -> QuestionResult:
    answers, total = tuple(question.answers.all()), of.answered or 0
    if question.kind == Question.Kind.TEXT:
        return QuestionResult(question, answers=answers)
    given = [one.text for one in answers]
    labels = range(1, 6) if question.kind == Question.Kind.SCALE else question.choices
    counts = [(str(label), given.count(str(label))) for label in labels]
    bars = tuple(Bar(label, count, _percent(count, total)) for label, count in counts)
    mean = sum(map(int, given)) / len(given) if question.kind == Question.Kind.SCALE and given else None
    return QuestionResult(question, bars, mean=mean, compared=compared)


def _percent(count: int, total: int) -> int:
    return int(rounding.round_to(Decimal(100 * count) / total, rounding.UNIT))


def shown_questionnaires() -> QuerySet[Questionnaire]:
    """Those whose results may be read: `is_shown`, of the seasons that are evaluated."""
    return Questionnaire.objects.followed().filter(closed_on__isnull=False, answered__gte=ENOUGH)


@transaction.atomic
def sort_words(questionnaire: Questionnaire, stakes: dict[str, int | None]) -> int:
    """Put words under a stake, by key of answer; how many changed place."""
    words = Answer.objects.filter(question__questionnaire=questionnaire, question__kind=Question.Kind.TEXT)
    moved = [one for one in words.order_by("pk") if str(one.pk) in stakes and one.stake_id != stakes[str(one.pk)]]
    for one in moved:
        one.stake_id = stakes[str(one.pk)]
    Answer.objects.bulk_update(moved, ["stake"])
    return len(moved)


def means_by_season() -> list[SeasonMean]:
    """Of each season, the answers of participants that are shown, and the mean of their scales."""
    shown = shown_questionnaires().filter(audience=Questionnaire.Audience.PARTICIPANTS)
    scales = Answer.objects.filter(question__kind=Question.Kind.SCALE, question__questionnaire__in=shown)
    values: dict[int, list[int]] = defaultdict(list)
    for season, text in scales.order_by().values_list("question__questionnaire__season", "text"):
        values[season].append(int(text))
    counts = dict(shown.order_by().values_list("season").annotate(count=Sum("answered")))
    seasons = Season.objects.filter(pk__in=values).order_by("-number")
    return [SeasonMean(one, counts[one.pk], sum(values[one.pk]) / len(values[one.pk])) for one in seasons]
