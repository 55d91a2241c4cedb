"""How tests answer a questionnaire."""

from sessions.evaluation import questionnaires
from sessions.evaluation.models import Question, Questionnaire


def posted(questionnaire: Questionnaire, scale: str = "4", words: str = "") -> dict[str, str | list[str]]:
    """What the page sends."""
    kinds = {
        Question.Kind.SCALE: lambda one: scale,
        Question.Kind.CHOICE: lambda one: one.choices[0],
        Question.Kind.SEVERAL: lambda one: one.choices[:2],
        Question.Kind.TEXT: lambda one: words,
    }
    given = {f"question-{one.position}": kinds[one.kind](one) for one in questionnaire.questions.all()}
    return {"seen": questionnaires.fingerprint(questionnaire.questions.order_by("position")), **given}


def answer(questionnaire: Questionnaire, person, scale: str = "4", words: str = "") -> None:
    """The same by the verb."""
    said = posted(questionnaire, scale, words)
    given = {str(one.pk): said[f"question-{one.position}"] for one in questionnaire.questions.all()}
    values = {pk: value if isinstance(value, list) else [value] for pk, value in given.items() if value}
    questionnaires.answer(questionnaire=questionnaire, by=person, values=values, seen=said["seen"])
