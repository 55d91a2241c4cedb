"""« Mon espace »: what a signed-in person finds, as a participant, as a contact, or both."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.seasons.models import Season
from sessions import access, attendance, calendar
from sessions.models import Day
from territories import application
from territories.models import Participant, Triptych


@require_safe
def space(request):
    seats = Participant.objects.admitted().filter(user=request.user)
    seats = seats.select_related("triptych__territory", "season__venue", "category").order_by("-season__number")
    triptychs = Triptych.objects.of_user(request.user).with_panels().order_by("-season__number", "pk").distinct()
    current = Season.objects.current()
    return render(
        request,
        "space/space.html",
        {
            "participations": [participation(seat, request.user) for seat in seats],
            "applications": [(triptych, triptych.panels(), application.remaining(triptych)) for triptych in triptychs],
            "open_season": current if current and current.call_is_open() else None,
        },
    )


def participation(seat: Participant, user) -> dict:
    """One season of a participant: the path, the next day, attendance so far, documents."""
    days = list(Day.objects.filter(season=seat.season).with_programme())
    stations = calendar.path(days, timezone.localdate())
    documents = {found.day_id: found for found in access.convocations_for(user) if found.participant_id == seat.pk}
    noted = attendance.of(seat)
    return {
        "seat": seat,
        "stations": stations,
        "next": next((station.day for station in stations if station.state == "next"), None),
        "days": [
            (
                station,
                [(half_day, noted.get(half_day.pk)) for half_day in station.day.half_days.all()],
                documents.get(station.day.pk),
            )
            for station in stations
        ],
        "documents": documents.values(),
    }
