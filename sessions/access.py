"""The gates of sessions: what a participant may open."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from sessions.models import Convocation


def convocations_for(user: User) -> QuerySet[Convocation]:
    """The convocations addressed to this user, rendered, last version of each day."""
    return (
        Convocation.objects.latest()
        .filter(participant__user=user)
        .exclude(sha256="")
        .select_related("day__season")
        .order_by("day__date")
    )


def convocation_for(user: User, number: str) -> Convocation:
    """One of them, or any of the organisation's eyes: staff who may see convocations see all."""
    convocations = Convocation.objects.exclude(sha256="")
    if not user.has_perm("atelier_sessions.view_convocation"):
        convocations = convocations.filter(participant__user=user)
    return get_object_or_404(convocations, number=number)
