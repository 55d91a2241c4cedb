"""The season that somebody of the team works on: asked for by the address, else chosen for the session, else usual."""

from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpRequest

from atelier.core.forms import is_key
from atelier.core.shared_reading import shared_rows
from atelier.seasons.models import Season, default_among

PARAMETER = "saison"  # of an address, that names one
_KEY = "season"


@shared_rows
def all_seasons() -> list[Season]:
    """The last one first, each with its usual venue."""
    return list(Season.objects.select_related("venue").order_by("-number"))


@shared_rows
def seasons_with_categories(*seasons: int) -> list[Season]:
    """These, each with its categories, as `with_panels` reads them."""
    return list(Season.objects.filter(pk__in=seasons).prefetch_related("categories").order_by("pk"))


class NoSeason(Http404):
    """There is no season at all: the administration says what to do first."""


def current_season() -> Season | None:
    """As `Season.objects.current`, among what is read already."""
    return next((one for one in all_seasons() if one.status == Season.Status.PUBLISHED), None)


def seasons_of(request: HttpRequest) -> list[Season]:
    """Every season, the last first; read once a request."""
    kept: list[Season] | None = getattr(request, "atelier_seasons", None)
    if kept is None:
        kept = request.atelier_seasons = all_seasons()  # type: ignore[attr-defined]
    return kept


def chosen_season(request: HttpRequest) -> Season | None:
    """The one chosen for the session while it exists, else the one being worked on; None before the first season."""
    seasons = seasons_of(request)
    kept = _session_of(request).get(_KEY)
    return next((one for one in seasons if one.pk == kept), None) or default_among(seasons)


def choose_season(request: HttpRequest, typed: str) -> Season:
    """Keep this season for the session. Raises Http404 when it names none."""
    season = _season_or_404(request, typed)
    keep_season(request, season)
    return season


def keep_season(request: HttpRequest, season: Season) -> None:
    _session_of(request)[_KEY] = season.pk


def requested_season(request: HttpRequest) -> Season:
    """The season asked for with `?saison=`, else the chosen one. Raises Http404, or NoSeason before the first one."""
    asked = request.GET.get(PARAMETER, "")
    season = _season_or_404(request, asked) if is_key(asked) else chosen_season(request)
    if season is None:
        raise NoSeason("Aucune saison.")
    return season


def _season_or_404(request: HttpRequest, typed: str) -> Season:
    found = next((one for one in seasons_of(request) if is_key(typed) and one.pk == int(typed)), None)
    if found is None:
        raise Http404("Aucune saison.")
    return found


def _session_of(request: HttpRequest) -> SessionBase | dict:
    return getattr(request, "session", {})
