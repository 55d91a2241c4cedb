"""The gates of the programme: seasons, days and calendar feeds that a person may open."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from atelier.seasons.models import Season
from sessions.programme import calendar
from sessions.programme.models import TOKEN_LENGTH, Day, Feed
from territories.models import Triptych


def season_for(user: User | AnonymousUser, number: int) -> Season:
    """A season that a visitor may see; staff see those in preparation too."""
    seasons = Season.objects.select_related("venue")
    if not user.has_perm("seasons.view_season"):
        seasons = seasons.visible()
    return get_object_or_404(seasons, number=number)


def days_of(season: Season) -> list[Day]:
    return calendar.days_of(season.pk)


def day_for(user: User, number: int, day_number: int) -> Day:
    days = Day.objects.filter(season=season_for(user, number)).with_full_programme()
    return get_object_or_404(days, number=day_number)


def feed_for(token: str) -> Feed | None:
    """Whoever has the address. None for one of ours that answers no more: renewed, or of somebody who is gone.

    Nothing is kept of former addresses: whatever has their form may have been one. Another form is a 404.
    """
    if len(token) != TOKEN_LENGTH:
        raise Http404
    feeds = Feed.objects.select_related("user", "triptych__territory", "triptych__season")
    return feeds.exclude(user__is_active=False).filter(token=token).first()


def own_feed(user: User) -> Feed | None:
    return Feed.objects.filter(user=user).first()


def triptych_for(user: User, pk: int) -> Triptych:
    """An admitted triptych whose application this user fills in."""
    return get_object_or_404(Triptych.objects.of_user(user).admitted().select_related("feed").distinct(), pk=pk)
