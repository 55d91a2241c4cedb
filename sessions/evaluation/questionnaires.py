"""Verbs of the evaluation: prepare the questionnaires of a season, answer, close.

With the results and the improvement log, this is what indicators 30 (appreciations are collected), 31 (difficulties are
dealt with) and 32 (improvement measures follow) of the French training quality register ask: Référentiel national
qualité (Qualiopi), criterion 7, articles L6316-3 and R6316-1 of the Code du travail.
"""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from atelier.seasons.models import Season
from sessions.attendance import expected
from sessions.attendance.models import Attendance
from sessions.evaluation import default_questions, sealing
from sessions.evaluation.models import Answer, HasAnswered, Question, Questionnaire, SealedAnswer
from sessions.programme.models import Day, HalfDay
from territories.models import Participant, ParticipantQuerySet

AFTER = timedelta(days=90)
ENOUGH = 5  # answers under which nothing is ever shown
CLOSED = "Ce questionnaire est clos : il ne prend plus de réponse."
NOT_OPEN = "Ce questionnaire n’est pas encore ouvert."
DONE = "Vous avez déjà répondu à ce questionnaire. Merci."
_shuffle = secrets.SystemRandom().shuffle


def people_asked(questionnaire: Questionnaire) -> ParticipantQuerySet:
    """Who may answer: those there at the end of the day, or at a distance; of a season, all who hold a seat."""
    if questionnaire.day is None:
        people = Participant.objects.admitted().confirmed().filter(season=questionnaire.season_id)
        return people.select_related("triptych__territory", "category").by_triptych()
    last = HalfDay.objects.filter(day=questionnaire.day_id).order_by("-starts_at", "-pk").values("pk")[:1]
    there = Attendance.objects.filter(
        half_day__in=list(last.values_list("pk", flat=True)),
        participant=OuterRef("pk"),
        status__in=set(Attendance.ATTENDED) - {Attendance.Status.LEFT_EARLY},
    )
    return expected.expected_people(questionnaire.day).filter(Exists(there))


def people_missing(questionnaire: Questionnaire) -> ParticipantQuerySet:
    """Who has not answered yet; nobody once it is closed, when it is not known any more."""
    if questionnaire.closed_on:
        return Participant.objects.none()
    answered = HasAnswered.objects.filter(questionnaire=questionnaire).values("participant")
    return people_asked(questionnaire).exclude(pk__in=answered)


@transaction.atomic
def prepare(season: Season) -> int:
    """Add the usual questionnaire of each planned day, and that of the season; how many were added.

    Raises ValidationError for a season without days.
    """
    days = list(Day.objects.filter(season=season, status=Day.Status.PLANNED).order_by("date", "pk"))
    if not days:
        raise ValidationError("Cette saison n’a pas de journée : posez d’abord ses dates.")
    Season.objects.select_for_update().get(pk=season.pk)
    has = set(Questionnaire.objects.filter(season=season).values_list("day", flat=True))
    wanted: list[tuple[Day | None, str, date]] = [
        (day, f"Votre avis sur la journée {day.number}", day.date) for day in days
    ]
    wanted.append((None, "Votre avis sur la saison, avec le recul", days[-1].date + AFTER))
    count = 0
    for day, title, opens_on in wanted:
        if (day.pk if day else None) not in has:
            _add(season, day, title, opens_on)
            count += 1
    return count


def _add(season: Season, day: Day | None, title: str, opens_on: date) -> None:
    made = Questionnaire.objects.create(season=season, day=day, title=title, opens_on=opens_on)
    questions = default_questions.OF_DAY if day else default_questions.OF_SEASON
    Question.objects.bulk_create(
        Question(questionnaire=made, position=position, kind=kind, text=text, choices=choices)
        for position, (kind, text, choices) in enumerate(questions, start=1)
    )


@transaction.atomic
def answer(*, questionnaire: Questionnaire, participant: Participant, values: dict[str, list[str]]) -> Questionnaire:
    """Keep somebody's answer, sealed, apart from the fact that they answered.

    Raises ValidationError when it is closed or not open yet, or when they have answered.
    """
    held = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if held.closed_on:
        raise ValidationError(CLOSED)
    if held.opens_on > timezone.localdate():
        raise ValidationError(NOT_OPEN)
    content = sealing.seal(values)
    _, is_new = HasAnswered.objects.get_or_create(questionnaire=held, participant=participant)
    if not is_new:
        raise ValidationError(DONE)
    SealedAnswer.objects.create(questionnaire=held, content=content)
    return held


@transaction.atomic
def close(*, questionnaire: Questionnaire) -> Questionnaire:
    """Open the answers once, in no order, and forget who answered; fewer than five are destroyed unread.

    Raises ValidationError before it opens, when it is closed already, or when no key of the server opens the answers.
    """
    held = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if held.closed_on:
        raise ValidationError("Ce questionnaire est déjà clos.")
    if held.opens_on > timezone.localdate():
        raise ValidationError(NOT_OPEN)
    sealed = list(held.sealed.order_by("pk"))
    held.asked = max(people_asked(held).count(), len(sealed))  # whoever answered was asked, even if they left since
    if len(sealed) >= ENOUGH:
        rows = list(_values(held.questions.order_by("position"), [sealing.unseal(one.content) for one in sealed]))
        _shuffle(rows)
        Answer.objects.bulk_create(rows)
    held.answered, held.closed_on = len(sealed), timezone.localdate()
    held.save(update_fields=["asked", "answered", "closed_on"])
    held.sealed.all().delete()
    held.respondents.all().delete()
    return held


def _values(questions: Iterable[Question], answers: list[dict[str, list[str]]]) -> Iterable[Answer]:
    for question in questions:
        for one in answers:
            for text in one.get(str(question.pk), []):
                yield Answer(question=question, text=text)
