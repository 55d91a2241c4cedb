import calendar as months

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier import documents
from atelier.seasons.models import Workshop
from atelier.seasons.public_pages import kept
from sessions import access, attendance, attestations, calendar, feeds
from sessions.forms import AbsenceForm
from sessions.models import Attendance


@require_safe
def convocation(request, number):
    found = access.convocation_for(request.user, number)
    return documents.response(found.pdf_path, name=f"{found.number}.pdf")


@require_safe
def attestation(request, number):
    found = access.attestation_for(request.user, number)
    return documents.response(found.pdf_path, name=f"{found.number}.pdf")


@login_not_required
@require_safe
def verify(request):
    """What a reader of an attestation may check: valid or not, the season, initials; nothing else."""
    code = request.GET.get("code", "")[:40]
    verdict = attestations.verify(code) if code else None
    return render(request, "sessions/verify.html", {"code": code, "verdict": verdict})


@login_not_required
@require_safe
@kept
def day(request, number, day_number):
    """The programme of one day, on screen and in print."""
    found = access.day_for(request.user, number, day_number)
    return render(request, "sessions/day.html", {"day": found, "season": found.season})


@login_not_required
@require_safe
@kept
def season_calendar(request, number):
    """The days by month and as a list, and the address for an agenda."""
    season = access.season_for(request.user, number)
    days = access.days_of(season)
    stations = calendar.path(days, timezone.localdate())
    context = {
        "season": season,
        "stations": stations,
        "months": [
            month(year, number, stations) for year, number in sorted({(d.date.year, d.date.month) for d in days})
        ],
    }
    return render(request, "sessions/calendar.html", context)


def month(year: int, number: int, stations: list) -> dict:
    """Weeks of (date, station or None), Monday first; dates of other months are None."""
    by_date = {station.day.date: station for station in stations}
    weeks = months.Calendar(firstweekday=0).monthdatescalendar(year, number)
    return {
        "first": weeks[1][0].replace(day=1) if weeks[1][0].month == number else weeks[0][6],
        "weeks": [[(when if when.month == number else None, by_date.get(when)) for when in week] for week in weeks],
    }


@login_not_required
@require_safe
@kept
def season_feed(request, number):
    season = access.season_for(request.user, number)
    name = f"Saison {season.number}"
    return ics(request, feeds.of_season(access.days_of(season), name=name, workshop=Workshop.load()))


@login_not_required
@require_safe
def feed(request, token):
    """A personal or a territory's calendar: the address is the key, so nobody signs in to read it."""
    found = access.feed_for(token)
    days = feeds.days_of_user(found.user) if found.user else feeds.days_of_triptych(found.triptych)
    name = "Mes journées d’atelier" if found.user else f"Journées d’atelier, {found.triptych.territory}"
    answer = ics(request, feeds.of_season(days, name=name, workshop=Workshop.load()))
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def ics(request, content: bytes) -> HttpResponse:
    """A calendar file, or 304 when the agenda has this very one."""
    tag = feeds.etag(content)
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename="atelier.ics")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, max-age=300" if request.user.is_authenticated else "public, max-age=300"
    return answer


@require_POST
def make_feed(request):
    """Give this person an address for their agenda, or another one if they have one already."""
    feeds.new_address(user=request.user)
    messages.success(request, "Voici votre adresse d’agenda. L’ancienne, s’il y en avait une, ne répond plus.")
    return redirect("space")


@require_POST
def make_territory_feed(request, pk):
    triptych = access.triptych_for(request.user, pk)
    feeds.new_address(triptych=triptych)
    messages.success(
        request, "Voici l’adresse d’agenda du territoire. L’ancienne, s’il y en avait une, ne répond plus."
    )
    return redirect(triptych)


@require_http_methods(["GET", "HEAD", "POST"])
def absence(request, participant, day):
    """Announce an absence, change it, or take it back, until the deadline."""
    seat, found = access.coming_day_for(request.user, participant, day)
    declared = seat.attendances.filter(half_day__day=found, source=Attendance.Source.DECLARED)
    initial = {
        "half_days": [row.half_day_id for row in declared],
        "reason": next((row.reason for row in declared if row.reason), ""),
    }
    form = AbsenceForm(request.POST or None, day=found, initial=initial)
    if request.method == "POST" and form.is_valid() and announce(request, seat, found, form):
        return redirect("space")
    context = {"form": form, "day": found, "seat": seat, "in_time": attendance.may_announce(found)}
    return render(request, "sessions/absence.html", context)


def announce(request, seat, found, form) -> bool:
    """Call the verb; what it refuses is said in the form, where nothing typed is lost."""
    parts = list(form.cleaned_data["half_days"])
    try:
        attendance.announce_absence(
            participant=seat, day=found, half_days=parts, reason=form.cleaned_data["reason"] if parts else ""
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    done = "Votre absence est annoncée aux organisateurs." if parts else "C’est noté : vous venez."
    messages.success(request, done)
    return True
