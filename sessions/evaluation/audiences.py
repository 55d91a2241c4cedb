"""Who is asked by a questionnaire, and who of them has not answered: participants by their seat, others by account.

Facilitators are those of the team of the season; of a day, those who lead something of it or were noted there.

The one home of both rules: pages, links, reminders, rates and the closing ask here.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value

from atelier.accounts.models import User
from atelier.core.prepared import Prepared
from sessions.attendance import expected
from sessions.attendance.models import Attendance
from sessions.evaluation.models import Guest, HasAnswered, Questionnaire
from sessions.facilitation import hours
from sessions.programme.models import Day, HalfDay
from territories.models import Contact, Participant, ParticipantQuerySet, Triptych

Person = Participant | User
_Audience = Questionnaire.Audience


def column_of(questionnaire: Questionnaire) -> str:
    """The column of `HasAnswered` where this audience stands."""
    return "participant" if questionnaire.audience == _Audience.PARTICIPANTS else "user"


def people_asked(questionnaire: Questionnaire) -> QuerySet[Any]:
    """Who may answer, as rows of `Participant` or of `User`: the audience alone, once each."""
    if questionnaire.audience == _Audience.PARTICIPANTS:
        return _participants(questionnaire)
    users = User.objects.filter(is_active=True).order_by("last_name", "first_name", "email")
    if questionnaire.audience == _Audience.FACILITATORS:
        return users.filter(pk__in=hours.accounts_of(questionnaire.season, questionnaire.day).order_by().values("user"))
    if questionnaire.audience == _Audience.CONTACTS:
        follow = Contact.objects.filter(
            triptych__season=questionnaire.season_id, triptych__status=Triptych.Status.ADMITTED
        )
        return users.filter(pk__in=follow.order_by().values("user"))
    return users.filter(pk__in=Guest.objects.filter(questionnaire=questionnaire).order_by().values("user"))


def _participants(questionnaire: Questionnaire) -> ParticipantQuerySet:
    """Those there at the end of the day, or at a distance; of a season, all who hold a seat."""
    if questionnaire.day is None:
        people = Participant.objects.admitted().confirmed().filter(season=questionnaire.season_id)
        return people.select_related("triptych__territory", "category").by_triptych()
    last = HalfDay.objects.filter(day=questionnaire.day_id).order_by("-starts_at", "-pk").values("pk")[:1]
    there = Attendance.objects.filter(
        half_day=Subquery(last),
        participant=OuterRef("pk"),
        status__in=set(Attendance.ATTENDED) - {Attendance.Status.LEFT_EARLY},
    )
    return expected.expected_people(questionnaire.day).filter(Exists(there))


def people_missing(questionnaire: Questionnaire) -> QuerySet[Any]:
    """Who has not answered yet; nobody once it is closed, when it is not known any more."""
    people = people_asked(questionnaire)
    if questionnaire.closed_on:
        return people.none()
    answered = HasAnswered.objects.filter(questionnaire=questionnaire, **{f"{column_of(questionnaire)}__isnull": False})
    return people.exclude(pk__in=answered.order_by().values(column_of(questionnaire)))


def of_user(people: QuerySet[Any], user: User) -> QuerySet[Any]:
    """The rows of these people that are of this account."""
    return people.filter(user=user) if people.model is Participant else people.filter(pk=user.pk)


def waiting_among(questionnaires: Iterable[Questionnaire], user: User) -> set[int]:
    """Those of these open questionnaires, read `with_dates`, that wait for the answer of an account, in one query."""
    asked = [(one.pk, one.audience, one.season_id, one.day_id, one.day and one.day.date) for one in questionnaires]
    return {key for (key,) in _waiting(*asked).rows(user.pk)} if asked else set()


@lru_cache(maxsize=50)
def _waiting(*asked: tuple[int, str, int, int | None, date | None]) -> Prepared:
    """The statement, by all that it holds of the questionnaires."""

    def build(key: int) -> QuerySet[Any, Any]:
        rows = [
            of_user(people_missing(_questionnaire(*one)), User(pk=key)).select_related(None).order_by() for one in asked
        ]
        keys = [people.values_list(Value(one[0])) for people, one in zip(rows, asked, strict=True)]
        return keys[0].union(*keys[1:])

    return Prepared(build, [1_848_230_918_226])


def _questionnaire(pk: int, audience: str, season: int, day: int | None, on: date | None) -> Questionnaire:
    found = Questionnaire(pk=pk, audience=audience, season_id=season)
    found.day = Day(pk=day, season_id=season, date=on) if day and on else None
    return found
