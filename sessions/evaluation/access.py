"""The gates of the evaluation: the questionnaire that somebody may answer, and as whom; those of the team."""

from collections.abc import Collection

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from atelier.accounts.models import User
from atelier.core import permissions
from atelier.core.reading_pages import Link
from atelier.core.shared_reading import shared_rows
from atelier.seasons import parts
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season
from sessions.evaluation import audiences
from sessions.evaluation.models import Questionnaire
from sessions.parts import EVALUATION

CHANGE = "atelier_sessions.change_questionnaire"


def questionnaire_for(user: User, pk: int) -> tuple[Questionnaire, audiences.Person]:
    """Raises Http404 for whoever is not asked, PartIsOff for whoever was."""
    found = get_object_or_404(Questionnaire.objects.held().with_dates(), pk=pk)
    person: audiences.Person | None = audiences.of_user(audiences.people_asked(found), user).first()
    if person is None:
        raise Http404
    parts.require(found.season, EVALUATION)
    return found, person


@shared_rows
def _not_closed() -> list[Questionnaire]:
    return list(Questionnaire.objects.followed().filter(closed_on=None).with_dates().order_by("pk"))


def waiting_for(user: User, seasons: Collection[int] | None = None) -> list[Questionnaire]:
    """The open questionnaires that wait for the answer of this account, in a constant number of queries.

    `seasons`, where a caller knows them, are those where it holds a seat or follows an application.
    """
    found = [one for one in _not_closed() if one.is_open and _may_ask(one, user, seasons)]
    waiting = audiences.waiting_among(found, user)
    return [one for one in found if one.pk in waiting]


def _may_ask(questionnaire: Questionnaire, user: User, seasons: Collection[int] | None) -> bool:
    """Whether it is worth looking for this account among those who are asked."""
    if questionnaire.audience == Questionnaire.Audience.FACILITATORS:
        return user.is_facilitator
    if questionnaire.audience == Questionnaire.Audience.FUNDERS or seasons is None:
        return True
    return questionnaire.season_id in seasons


def questionnaire_of_team(request: HttpRequest, pk: int) -> Questionnaire:
    """For whoever runs the evaluation of its season. Raises PartIsOff when that is not evaluated."""
    found = permissions.get_or_404(request, Questionnaire.objects.held().with_dates(), pk, CHANGE)
    parts.require(found.season, EVALUATION)
    return found


def season_of_team(request: HttpRequest) -> Season:
    """The chosen season. Raises PartIsOff when it is not evaluated."""
    permissions.require_permissions(request, CHANGE)
    season = requested_season(request)
    parts.require(season, EVALUATION)
    return season


def trail_of(questionnaire: Questionnaire) -> list[Link]:
    """The pages of the team that lead to those of a questionnaire."""
    season = questionnaire.season
    return [
        Link(f"Évaluation, saison {season.number}", f"{reverse('admin:evaluation')}?saison={season.pk}"),
        Link(questionnaire.title, reverse("admin:questionnaire", args=[questionnaire.pk])),
    ]
