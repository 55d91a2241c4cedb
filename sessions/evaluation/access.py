"""The gates of the evaluation: the questionnaire that somebody may answer, and the seat that they answer from."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from atelier.accounts.models import User
from sessions.evaluation.models import Questionnaire
from sessions.evaluation.questionnaires import people_asked, people_missing
from territories.models import Participant


def questionnaire_for(user: User, pk: int) -> tuple[Questionnaire, Participant]:
    """Raises Http404 for whoever is not asked."""
    rows = Questionnaire.objects.select_related("season", "day__season")
    found = get_object_or_404(rows, pk=pk)
    seat = people_asked(found).filter(user=user).first()
    if seat is None:
        raise Http404
    return found, seat


def waiting_for(user: User) -> list[Questionnaire]:
    """The open questionnaires that wait for this person's answer."""
    rows = Questionnaire.objects.filter(closed_on=None, opens_on__lte=timezone.localdate())
    rows = rows.filter(season__participants__user=user).distinct().select_related("season", "day__season")
    return [one for one in rows.order_by("opens_on", "pk") if people_missing(one).filter(user=user).exists()]
