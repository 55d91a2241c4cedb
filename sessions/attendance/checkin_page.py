"""The page of the door, on a phone: a code read or typed, or a name; it goes on when the network drops."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from atelier.core import permissions
from atelier.core.forms import is_key
from sessions.attendance import checkin, expected, roll_call
from sessions.attendance.models import Attendance
from sessions.programme.models import HalfDay

OLDEST = timedelta(hours=12)  # what a phone kept without network is believed this long
HALF_DAYS = HalfDay.objects.select_related("day__season")


def check_people_in(request, pk):
    part = permissions.get_or_404(request, HALF_DAYS, pk, "atelier_sessions.add_attendance")
    answer = None
    if request.method == "POST":
        answer = _check(request, part)
    noted = {row.participant_id: row for row in part.attendances.all()}
    people = [(person, noted.get(person.pk)) for person in expected.expected_people(part.day)]
    context = {
        **admin.site.each_context(request),
        "title": f"Accueil, journée {part.day.number}, {part.get_period_display()}",
        "part": part,
        "others": part.day.half_days.exclude(pk=part.pk),
        "people": people,
        "there": sum(row is not None and row.status in Attendance.ATTENDED for _, row in people),
        "answer": answer,
        "closed": roll_call.is_closed(part.day),
    }
    return render(request, "admin/atelier_sessions/checkin.html", context)


@require_POST
def note(request, pk):
    """The same for the page's own script: what was kept while the network was away comes here later, each once."""
    part = permissions.get_or_404(request, HALF_DAYS, pk, "atelier_sessions.add_attendance")
    answer = _check(request, part)
    expected_here = expected.expected_people(part.day).order_by().values("pk")
    there = part.attendances.attended().filter(participant__in=expected_here).count()
    return JsonResponse(
        {"state": answer.state, "sentence": answer.sentence, "participant": answer.participant, "there": there}
    )


def _check(request: Any, part: HalfDay) -> checkin.CheckInAnswer:
    key = request.POST.get("participant", "")
    return checkin.check_in(
        half_day=part,
        author=request.user,
        code=request.POST.get("code", "")[:40],
        key=int(key) if is_key(key) else None,
        at=_seen_at(request.POST.get("at", "")),
    )


def _seen_at(text: str) -> datetime | None:
    """When the phone saw the person, if it says something believable; else now."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    now = timezone.now()
    return at if at.tzinfo and now - OLDEST <= at <= now else None
