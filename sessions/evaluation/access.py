"""The gates of the evaluation: the questionnaire that somebody may answer, and as whom; those of the team."""

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from atelier.core import permissions
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season
from sessions.evaluation import audiences
from sessions.evaluation.models import Questionnaire

CHANGE = "atelier_sessions.change_questionnaire"


def questionnaire_for(user: User, pk: int) -> tuple[Questionnaire, audiences.Person]:
    """Raises Http404 for whoever is not asked."""
    found = get_object_or_404(Questionnaire.objects.followed().with_dates(), pk=pk)
    person: audiences.Person | None = audiences.of_user(audiences.people_asked(found), user).first()
    if person is None:
        raise Http404
    return found, person


def waiting_for(user: User) -> list[Questionnaire]:
    """The open questionnaires that wait for the answer of this account, in a constant number of queries."""
    mine = Q(season__participants__user=user) | ~Q(audience=Questionnaire.Audience.PARTICIPANTS)
    rows = Questionnaire.objects.followed().filter(mine, closed_on=None).with_dates().distinct().order_by("pk")
    found = [one for one in rows if one.is_open]
    waiting = audiences.waiting_among(found, user)
    return [one for one in found if one.pk in waiting]


def questionnaire_of_team(request: HttpRequest, pk: int) -> Questionnaire:
    """Of a season that is evaluated, for whoever runs its evaluation."""
    return permissions.get_or_404(request, Questionnaire.objects.followed().with_dates(), pk, CHANGE)


def season_of_team(request: HttpRequest) -> Season:
    """The chosen season; 404 when it is not evaluated."""
    permissions.require_permissions(request, CHANGE)
    season = requested_season(request)
    if not season.is_evaluated:
        raise Http404
    return season
