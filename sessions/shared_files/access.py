"""The gates of shared files: what somebody reads of them, and the pages where the team shares them."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from atelier.core import permissions
from atelier.seasons import parts
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season
from referential import access as shared_access
from sessions.parts import FILES
from sessions.shared_files import listing
from sessions.shared_files.models import SharedFile

VIEW, ADD, CHANGE = (f"atelier_sessions.{act}_sharedfile" for act in ("view", "add", "change"))


def open_file_for(request: HttpRequest, pk: int) -> listing.OpenFile:
    """Raises Http404 for whoever may not read it, PartIsOff for whoever might when its season used files, and
    PermissionDenied when somebody of the team looks in their place: they know that the file is there."""
    user = cast("User", request.user)
    reader = shared_access.reader_of(user) if user.is_authenticated else listing.NOBODY
    rows = SharedFile.objects.filter(pk=pk)
    if found := listing.open_files(rows, reader):
        return found[0]
    for one in listing.open_files(rows, reader, part_is_off=True):
        parts.require(one.shared.season, FILES)
    if getattr(request, "seen_by", None):
        raise PermissionDenied
    raise Http404


def season_of_team(request: HttpRequest, permission: str) -> Season:
    """The chosen season. Raises PartIsOff when it shares no file."""
    permissions.require_permissions(request, permission)
    season = requested_season(request)
    parts.require(season, FILES)
    return season


def file_of_team(request: HttpRequest, pk: int) -> SharedFile:
    """One that somebody of the team may change: among those that they read, withdrawn ones too."""
    permissions.require_permissions(request, CHANGE)
    return _of_team(cast("User", request.user), pk)


def file_to_publish(user: User, pk: int) -> SharedFile:
    """One that may be asked to become public: for the team, among those that they read."""
    if not user.has_perm(CHANGE):
        raise Http404
    return _of_team(user, pk)


def _of_team(user: User, pk: int) -> SharedFile:
    rows = SharedFile.objects.readable_by(shared_access.reader_of(user)).with_versions()
    found = get_object_or_404(rows, pk=pk)
    parts.require(found.season, FILES)
    return found
