import calendar as months
from datetime import date
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseGone
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from atelier.accounts.models import User
from atelier.core.page_cache import cached_page
from atelier.seasons.models import Workshop
from sessions.programme import access as programme_access
from sessions.programme import calendar, feeds
from sessions.programme.models import AgendaItem


@login_not_required
@require_safe
@cached_page
def season_calendar(request, number):
    """The days by month and as a list, and the address for an agenda."""
    season = programme_access.season_for(request.user, number)
    days = programme_access.days_of(season)
    stations = calendar.season_path(days, timezone.localdate())
    context = {
        "season": season,
        "stations": stations,
        "months": [
            _month(year, number, stations) for year, number in sorted({(d.date.year, d.date.month) for d in days})
        ],
    }
    return render(request, "sessions/calendar.html", context)


def _month(year: int, number: int, stations: list) -> dict:
    """Weeks of (date, station or None), Monday first; dates of other months are None."""
    by_date = {station.day.date: station for station in stations}
    weeks = months.Calendar(firstweekday=0).monthdayscalendar(year, number)  # 0 for a day of another month
    dates = [[date(year, number, one) if one else None for one in week] for week in weeks]
    return {
        "first": date(year, number, 1),
        "weeks": [[(when, by_date.get(when)) for when in week] for week in dates],
    }


@login_not_required
@require_safe
@cached_page
def season_feed(request, number):
    season = programme_access.season_for(request.user, number)
    name = f"Saison {season.number}"
    return _ics(request, feeds.season_feed(programme_access.days_of(season), name=name, workshop=Workshop.load()))


@login_not_required
@require_safe
def feed(request, token):
    """A personal or a territory's calendar: the address is the key, so nobody signs in to read it."""
    found = programme_access.feed_for(token)
    if found is None:
        return HttpResponseGone("Cette adresse d’agenda ne répond plus.", content_type="text/plain; charset=utf-8")
    convened: set[int] = set()
    led: dict[int, list[AgendaItem]] = {}
    if found.triptych:
        days, name = feeds.days_of_triptych(found.triptych), f"Journées d’atelier, {found.triptych.territory}"
    else:
        user = cast(User, found.user)
        led = feeds.led_items(user)
        days, name = feeds.days_of_user(user, led), "Mes journées d’atelier"
        convened = feeds.convened_days(user, days) | set(led)
    content = feeds.season_feed(days, name=name, workshop=Workshop.load(), convened=convened, led=led)
    answer = _ics(request, content)
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _ics(request, content: bytes) -> HttpResponse:
    """A calendar file, or 304 when the agenda has this very one."""
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename="atelier.ics") or "inline"
    answer["ETag"] = feeds.etag(content)
    answer["Cache-Control"] = "private, max-age=300" if request.user.is_authenticated else "public, max-age=300"
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


@require_POST
def make_feed(request):
    """Give this person an address for their agenda, or another one if they have one already."""
    feeds.renew_address(user=request.user)
    messages.success(request, "Voici votre adresse d’agenda. L’ancienne, s’il y en avait une, ne répond plus.")
    return redirect("space")


@require_POST
def make_territory_feed(request, pk):
    triptych = programme_access.triptych_for(request.user, pk)
    feeds.renew_address(triptych=triptych)
    messages.success(
        request, "Voici l’adresse d’agenda du territoire. L’ancienne, s’il y en avait une, ne répond plus."
    )
    return redirect(triptych)
