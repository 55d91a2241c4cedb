"""Verbs of the evaluation: prepare the questionnaires of a season, write their questions, answer, close.

With the results and the improvement log, this is what indicators 30 (appreciations are collected), 31 (difficulties are
dealt with) and 32 (improvement measures follow) of the French training quality register ask: Référentiel national
qualité (Qualiopi), criterion 7, articles L6316-3 and R6316-1 of the Code du travail.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.edit_conflicts import OVERTAKEN
from atelier.seasons.models import Season
from sessions.evaluation import audiences, default_questions, sealing
from sessions.evaluation.models import Answer, Guest, HasAnswered, Question, Questionnaire, SealedAnswer
from sessions.facilitation import hours
from sessions.programme.models import Day
from territories.models import Participant

LATER = 90  # days after the last one when a season is asked about
ENOUGH = 5  # answers under which nothing is ever shown
CLOSED = "Ce questionnaire est clos : il ne prend plus de réponse."
NOT_OPEN = "Ce questionnaire n’est pas encore ouvert."
DONE = "Vous avez déjà répondu à ce questionnaire. Merci."
CHANGED = "Les questions ont changé depuis que vous avez ouvert cette page : relisez vos réponses, puis envoyez-les."
ANSWERED = "Quelqu’un a déjà répondu : les questions ne changent plus."
_shuffle = secrets.SystemRandom().shuffle


@transaction.atomic
def prepare(season: Season) -> int:
    """Add the usual questionnaire of each planned day, and those of the season, by audience; how many were added.

    Raises ValidationError for a season without days.
    """
    days = list(Day.objects.filter(season=season, status=Day.Status.PLANNED).order_by("date", "pk"))
    if not days:
        raise ValidationError("Cette saison n’a pas de journée : posez d’abord ses dates.")
    Season.objects.select_for_update().get(pk=season.pk)
    has = set(Questionnaire.objects.filter(season=season).values_list("day", "audience"))
    wanted = [
        (
            Questionnaire(season=season, day=day, title=f"Votre avis sur la journée {day.number}"),
            default_questions.OF_DAY,
        )
        for day in days
    ]
    wanted += [
        (
            Questionnaire(
                season=season,
                day=day,
                audience=Questionnaire.Audience.FACILITATORS,
                title=f"Votre avis d’animation sur la journée {day.number}",
            ),
            default_questions.OF_DAY_FOR_FACILITATORS,
        )
        for day in days
        if hours.accounts_of(season, day).count() >= ENOUGH  # fewer answers are never shown
    ]
    for audience, title in default_questions.TITLES.items():
        made = Questionnaire(season=season, audience=audience, title=title, days_after=LATER)
        wanted.append((made, default_questions.OF_SEASON[audience]))
    added = [(made, asked) for made, asked in wanted if (made.day_id, made.audience) not in has]
    for made, asked in added:
        made.save()
        Question.objects.bulk_create(
            Question(questionnaire=made, position=position, kind=kind, text=text, choices=choices)
            for position, (kind, text, choices) in enumerate(asked, start=1)
        )
    return len(added)


@dataclass(frozen=True)
class Wording:
    """One question as an organiser writes it; `choices` are of « un choix » and « plusieurs choix » alone."""

    kind: str
    text: str
    choices: tuple[str, ...] = ()


def fingerprint(questions: Iterable[Question]) -> str:
    """Of the questions as they are asked: it changes with any of their words."""
    said = [(one.pk, one.position, one.kind, one.text, one.choices) for one in questions]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@transaction.atomic
def write_questions(
    *, questionnaire: Questionnaire, title: str, days_after: int, questions: list[Wording], seen: str
) -> Questionnaire:
    """Ask other questions, from now on. `seen` is the fingerprint of those that the page showed.

    Raises ValidationError once somebody answered, or when somebody else wrote them meanwhile.
    """
    held = _locked(questionnaire)
    if held.closed_on or held.respondents.exists() or held.sealed.exists():
        raise ValidationError(ANSWERED)
    if fingerprint(held.questions.order_by("position")) != seen:
        raise ValidationError(OVERTAKEN)
    held.title, held.days_after = title, days_after
    held.save(update_fields=["title", "days_after"])
    held.questions.all().delete()
    Question.objects.bulk_create(
        Question(questionnaire=held, position=position, kind=one.kind, text=one.text, choices=list(one.choices))
        for position, one in enumerate(questions, start=1)
    )
    return held


@transaction.atomic
def ask_guests(*, questionnaire: Questionnaire, addresses: Iterable[str]) -> int:
    """Ask people from outside by their addresses; how many are new. Raises ValidationError when it is closed."""
    held = _locked(questionnaire)
    if held.closed_on:
        raise ValidationError(CLOSED)
    made = [
        Guest.objects.get_or_create(questionnaire=held, user=User.objects.for_email(address))[1]
        for address in addresses
    ]
    return sum(made)


@transaction.atomic
def release_guest(*, questionnaire: Questionnaire, guest: int) -> int:
    """Ask somebody from outside no more; what they answered stays. Raises ValidationError when it is closed."""
    held = _locked(questionnaire)
    if held.closed_on:
        raise ValidationError(CLOSED)
    return held.guests.filter(pk=guest).delete()[0]


@transaction.atomic
def join_people(*, kept: audiences.Person, gone: audiences.Person) -> None:
    """What one of two rows of the same person was asked and has answered is the other's: nobody answers twice."""
    models: tuple[Any, ...] = (HasAnswered,) if isinstance(kept, Participant) else (HasAnswered, Guest)
    column = "participant" if isinstance(kept, Participant) else "user"
    for model in models:
        theirs = model.objects.filter(**{column: gone})
        own = model.objects.filter(**{column: kept}).order_by().values_list("questionnaire", flat=True)
        theirs.filter(questionnaire__in=list(own)).delete()
        theirs.update(**{column: kept})


def _locked(questionnaire: Questionnaire) -> Questionnaire:
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    return Questionnaire.objects.with_dates().get(pk=questionnaire.pk)


@transaction.atomic
def answer(
    *, questionnaire: Questionnaire, by: audiences.Person, values: dict[str, list[str]], seen: str
) -> Questionnaire:
    """Keep somebody's answer, sealed, apart from the fact that they answered. `seen`: the fingerprint of the questions.

    Raises ValidationError when it is closed or not open yet, when they have answered, or other questions are asked by
    now.
    """
    held = _locked(questionnaire)
    if held.closed_on:
        raise ValidationError(CLOSED)
    if not held.is_open:
        raise ValidationError(NOT_OPEN)
    if fingerprint(held.questions.order_by("position")) != seen:
        raise ValidationError(CHANGED)
    content = sealing.seal(values)
    who: dict[str, Any] = {audiences.column_of(held): by}
    _, is_new = HasAnswered.objects.get_or_create(questionnaire=held, **who)
    if not is_new:
        raise ValidationError(DONE)
    SealedAnswer.objects.create(questionnaire=held, content=content)
    return held


@transaction.atomic
def close(*, questionnaire: Questionnaire) -> Questionnaire:
    """Open the answers once, in no order, and forget who was asked and answered; fewer than five are destroyed unread.

    Raises ValidationError before it opens, when it is closed already, or when no key of the server opens the answers.
    """
    held = _locked(questionnaire)
    if held.closed_on:
        raise ValidationError("Ce questionnaire est déjà clos.")
    if not held.is_open:
        raise ValidationError(NOT_OPEN)
    sealed = list(held.sealed.order_by("pk"))
    # Whoever answered was asked, even if they left since.
    held.asked = max(audiences.people_asked(held).count(), len(sealed))
    if len(sealed) >= ENOUGH:
        rows = list(_values(held.questions.order_by("position"), [sealing.unseal(one.content) for one in sealed]))
        _shuffle(rows)
        Answer.objects.bulk_create(rows)
    held.answered, held.closed_on = len(sealed), timezone.localdate()
    held.save(update_fields=["asked", "answered", "closed_on"])
    held.sealed.all().delete()
    held.respondents.all().delete()
    held.guests.all().delete()
    return held


def _values(questions: Iterable[Question], answers: list[dict[str, list[str]]]) -> Iterable[Answer]:
    for question in questions:
        for one in answers:
            for text in one.get(str(question.pk), []):
                yield Answer(question=question, text=text)
