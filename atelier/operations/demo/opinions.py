"""The evaluation of the demo: a questionnaire that is closed, another that waits for answers, a decision."""

from atelier.operations.demo import words
from atelier.seasons.models import Season
from referential.models import Stake
from sessions.evaluation import audiences, questionnaires, results
from sessions.evaluation.models import Answer, Improvement, Question, Questionnaire
from sessions.programme.models import Day

ANSWER_THE_SECOND = 6  # people


def clear() -> None:
    for model in (Questionnaire, Improvement):
        model.objects.all().delete()


def add_evaluation(season: Season, past: list[Day]) -> None:
    """Of two past days, the first is closed with its results, the second is open."""
    questionnaires.prepare(season)
    rows = Questionnaire.objects.filter(day__in=past).with_dates().order_by("day__date", "pk")
    for rank, questionnaire in enumerate(rows):
        people = list(audiences.people_asked(questionnaire).order_by("-pk"))
        for number, person in enumerate(people if rank == 0 else people[:ANSWER_THE_SECOND]):
            _answer(questionnaire, person, number)
        if rank == 0:
            closed = questionnaires.close(questionnaire=questionnaire)
            stake = Stake.objects.get(code="cooperation")
            sorted_words = Answer.objects.filter(question__questionnaire=closed, text=words.OPINIONS[0])
            results.sort_words(closed, {str(one.pk): stake.pk for one in sorted_words.order_by("pk")})
    finding, decision, owner = words.IMPROVEMENT
    Improvement.objects.create(season=season, finding=finding, decision=decision, owner=owner)


def _answer(questionnaire: Questionnaire, person: audiences.Person, number: int) -> None:
    """One in three writes words; marks go from 3 to 5."""
    questions = list(questionnaire.questions.order_by("position"))
    values = {str(one.pk): _value(one, number) for one in questions}
    questionnaires.answer(
        questionnaire=questionnaire,
        by=person,
        values={pk: value for pk, value in values.items() if value},
        seen=questionnaires.fingerprint(questions),
    )


def _value(question: Question, number: int) -> list[str]:
    if question.kind == Question.Kind.SCALE:
        return [str(3 + (number + question.position) % 3)]
    if question.kind == Question.Kind.TEXT:
        return [words.OPINIONS[(number + question.position) % len(words.OPINIONS)]] if number % 3 == 0 else []
    count = len(question.choices)
    first = question.choices[number % count]
    return [first] if question.kind == Question.Kind.CHOICE else [first, question.choices[(number + 1) % count]]
