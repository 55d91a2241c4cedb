"""The gates of the team: one's own places in it, and the people that organisers act upon."""

from django.db.models import QuerySet
from django.http import HttpRequest

from atelier.accounts.models import User
from atelier.core import permissions
from atelier.core.forms import get_row_or_404
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season, TeamMember

MANAGES = "seasons.change_teammember"


def places_of(user: User) -> QuerySet[TeamMember]:
    """Where this account facilitates or is invited to, the last season first."""
    rows: QuerySet[TeamMember] = (
        TeamMember.objects.with_account().filter(user=user).select_related("season__venue", "user")
    )
    return rows.order_by("-season__number")


def own_place(user: User, key: str) -> TeamMember:
    """One of them, in a season that is not archived. Raises Http404."""
    return get_row_or_404(places_of(user).exclude(season__status=Season.Status.ARCHIVED), key)


def season_of_team(request: HttpRequest) -> Season:
    """The chosen season, for whoever manages its team."""
    permissions.require_permissions(request, MANAGES)
    return requested_season(request)


def member_of(season: Season, key: str) -> TeamMember:
    """Somebody of this team, whom another tab may have taken leave of since. Raises Http404."""
    rows: QuerySet[TeamMember] = season.team.select_related("season", "user")
    return get_row_or_404(rows, key)
