"""Whoever declared a link with a territory decides nothing of its application, wherever the decision is asked for."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from atelier.accounts.models import User
from territories.models import Review, Triptych


def has_conflict(reader: User, triptych: Triptych) -> bool:
    return Review.objects.filter(reviewer=reader, triptych=triptych).exclude(conflict="").exists()


def require_no_conflict(reader: User, triptychs: Iterable[Triptych]) -> None:
    """Raises ValidationError when this reader declared a link with one of these territories."""
    tied = Review.objects.filter(reviewer=reader, triptych__in=triptychs).exclude(conflict="")
    if names := [str(one.triptych.territory) for one in tied.select_related("triptych__territory")]:
        raise ValidationError(f"Vous avez déclaré un lien\u00a0: vous ne décidez pas pour {', '.join(names)}.")
