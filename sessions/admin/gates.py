"""The gates of the pilot pages: a permission, then a row; whoever lacks the permission is refused."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from atelier.seasons.models import Season


def allow(request, *permissions: str) -> None:
    """Raises PermissionDenied unless the user has every one, said without its app label."""
    if not request.user.has_perms([f"atelier_sessions.{permission}" for permission in permissions]):
        raise PermissionDenied


def row(request, rows, pk: int, permission: str) -> Model:
    """The row, for whoever has the permission."""
    allow(request, permission)
    return get_object_or_404(rows, pk=pk)


def season_or_404(request) -> Season:
    """The season asked for with `?saison=`, else the one being worked on."""
    asked = request.GET.get("saison", "")
    season = Season.objects.filter(pk=asked).first() if asked.isdigit() else Season.objects.default()
    if season is None:
        raise Http404("Aucune saison.")
    return season
