"""The gates of the lists of a day: the team's pages, and what a participant says of their coming."""

from django.http import Http404, HttpRequest

from atelier.accounts.models import User
from atelier.core import permissions
from atelier.seasons import parts
from sessions.attendance import access
from sessions.day_lists import meals
from sessions.parts import DAY_LISTS
from sessions.programme.models import Day
from territories.models import Participant

SEES_COUNTS = "atelier_sessions.view_day"
READS_MEALS = "atelier_sessions.read_meals"
READS_NEEDS = "territories.view_accessneed"


def day_for(request: HttpRequest, pk: int, *wanted: str) -> Day:
    """A day, for whoever holds every permission that is wanted. Raises PartIsOff when its season has no such lists."""
    permissions.require_permissions(request, *wanted)
    found = permissions.get_or_404(request, Day.objects.with_programme(), pk, SEES_COUNTS)
    parts.require(found.season, DAY_LISTS)
    return found


def catered_day_for(request: HttpRequest, pk: int) -> Day:
    """One at which a caterer serves, for whoever reads what each eats."""
    day = day_for(request, pk, READS_MEALS)
    if not meals.is_asked(day):
        raise Http404
    return day


def own_day_for(user: User, participant: int, day: int) -> tuple[Participant, Day]:
    """One's own confirmed seat, and a day to come or of today at which one is expected. Raises PartIsOff."""
    seat, found = access.coming_day_for(user, participant, day)
    parts.require(found.season, DAY_LISTS)
    if not meals.may_prepare(found) or not seat.has_confirmed:
        raise Http404
    return seat, found
