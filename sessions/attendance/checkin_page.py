"""The page of the door, on a phone: a code read or typed, or a name; it goes on when the network drops."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from atelier.core import permissions
from atelier.core.forms import is_key
from atelier.core.reading_pages import address_of
from sessions.attendance import checkin, expected, roll_call
from sessions.attendance.models import Attendance
from sessions.programme.models import Day, HalfDay
from territories.models import ParticipantQuerySet

SKEW = timedelta(minutes=2)  # a clock that is nearer than this is said to be right
YEARS = range(2001, 2500)  # of a clock that can be corrected by another
HALF_DAYS = HalfDay.objects.select_related("day__season")


@require_safe
def open_day(request, pk):
    """On its date a day is its door, at the half-day under way, for whoever notes presence; else its page to read."""
    day = permissions.get_or_404(request, Day.objects.all(), pk, "atelier_sessions.view_day")
    held = day.date == timezone.localdate() and not day.is_cancelled
    parts = list(day.half_days.all()) if held and request.user.has_perm("atelier_sessions.add_attendance") else []
    if not parts:
        return redirect(address_of(day))
    under_way = [part for part in parts if part.start <= timezone.now()]
    return redirect("admin:checkin", (under_way or parts[:1])[-1].pk)


def check_people_in(request, pk):
    part = permissions.get_or_404(request, HALF_DAYS, pk, "atelier_sessions.add_attendance")
    answer = None
    if request.method == "POST":
        answer = _act(request, part)
    noted = {row.participant_id: row for row in part.attendances.all()}
    people = [(person, noted.get(person.pk)) for person in _by_name(part)]
    closed = roll_call.is_closed(part.day)
    begun = part.start <= timezone.now() and not part.day.is_cancelled and not closed
    context = {
        **admin.site.each_context(request),
        "title": f"Accueil, journée {part.day.number}, {part.get_period_display()}",
        "day": part.day,
        "part": part,
        "others": part.day.half_days.exclude(pk=part.pk),
        "people": people,
        "there": sum(row is not None and row.status in Attendance.ATTENDED for _, row in people),
        "answer": answer,
        "now": timezone.now(),
        "closed": closed,
        "others_unnoted": sum(row is None and person.has_confirmed for person, row in people) if begun else 0,
    }
    return render(request, "admin/atelier_sessions/checkin.html", context)


def _by_name(part: HalfDay) -> ParticipantQuerySet:
    """As people say who they are at the door."""
    return expected.expected_people(part.day).with_image_refusals().order_by("sort_name", "pk")


def _act(request: Any, part: HalfDay) -> checkin.CheckInAnswer:
    """What the page alone does, without its script, else somebody who arrives."""
    if "others" in request.POST:
        return checkin.note_others(half_day=part, author=request.user)
    undone = request.POST.get("undo", "")
    if is_key(undone):
        return checkin.take_back(half_day=part, key=int(undone))
    return _check(request, part)


@require_safe
def worker(request):
    """The script that opens the pages of the door without network: its own address sets which pages it may serve."""
    permissions.require_permissions(request, "atelier_sessions.add_attendance")
    return render(request, "admin/atelier_sessions/checkin_worker.js", content_type="text/javascript; charset=utf-8")


@require_POST
def note(request, pk):
    """The same for the page's own script: what was kept while the network was away comes here later, each once."""
    part = permissions.get_or_404(request, HALF_DAYS, pk, "atelier_sessions.add_attendance")
    answer = _check(request, part)
    expected_here = expected.expected_people(part.day).order_by().values("pk")
    there = part.attendances.attended().filter(participant__in=expected_here).count()
    return JsonResponse(
        {
            "state": answer.state,
            "sentence": answer.sentence,
            "participant": answer.participant,
            "status": answer.status,
            "there": there,
            "clock": _clock_in_words(_ahead(request)),
        }
    )


def _check(request: Any, part: HalfDay) -> checkin.CheckInAnswer:
    key = request.POST.get("participant", "")
    return checkin.check_in(
        half_day=part,
        author=request.user,
        code=request.POST.get("code", "")[:40],
        key=int(key) if is_key(key) else None,
        at=_seen_at(part, request.POST.get("at", ""), _ahead(request)),
    )


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo and at.year in YEARS else None


def _ahead(request: Any) -> timedelta:
    """How far the phone's clock is ahead of the server's, from the hour that it says it is; less when it is behind."""
    clock = _moment(request.POST.get("clock", ""))
    return clock - timezone.now() if clock else timedelta()


def _seen_at(part: HalfDay, text: str, ahead: timedelta) -> datetime | None:
    """When the phone saw the person, its clock set right, if that lies in the half-day and is past; else now."""
    seen = _moment(text)
    at = seen - ahead if seen else None
    return at if at and at <= timezone.now() and roll_call.lies_in(part, at) else None


def _clock_in_words(ahead: timedelta) -> str:
    """Nothing for a clock that is right."""
    if abs(ahead) < SKEW:
        return ""
    minutes = round(abs(ahead).total_seconds() / 60)
    how = "avance" if ahead > timedelta() else "retarde"
    return f"L’horloge de ce téléphone {how} de {minutes} minutes : les heures de pointage sont corrigées."
