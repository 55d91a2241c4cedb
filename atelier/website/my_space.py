"""« Mon espace »: what a signed-in person finds, as a participant, as a contact, or both."""

from collections import defaultdict

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.core.links import absolute_url
from atelier.outbox.models import Message
from atelier.seasons.models import Season
from referential import access as shared
from referential import self_assessment
from sessions.attendance import roll_call
from sessions.documents import access
from sessions.documents.models import Convocation
from sessions.programme import access as programme_access
from sessions.programme import calendar
from sessions.programme.models import Day
from territories import application, invitation
from territories.models import Participant, Triptych


@require_safe
def my_space(request):
    triptychs = Triptych.objects.of_user(request.user).with_panels().order_by("-season__number", "pk").distinct()
    current = Season.objects.current()
    feed = programme_access.own_feed(request.user)
    return render(
        request,
        "space/space.html",
        {
            "invitations": invitations(request.user),
            "participations": participations(request.user),
            "applications": [
                (triptych, triptych.panels(), application.remaining_steps(triptych)) for triptych in triptychs
            ],
            "consents": shared.consents_of(request.user),
            "feed": feed,
            "feed_url": absolute_url(feed.get_absolute_url()) if feed else "",
            "mail": Message.objects.filter(to_email=request.user.email, state=Message.State.SENT).order_by("-sent_at")[
                :20
            ],
            "attestations": access.attestations_for(request.user),
            "open_season": current if current and current.call_is_open() else None,
        },
    )


def invitations(user) -> list[tuple[Participant, str]]:
    """The seats offered to this address and not answered yet, each with its personal link."""
    waiting = Participant.objects.filter(email=user.email, state=Participant.State.INVITED).order_by("pk")
    return [(seat, invitation.token_for(seat)) for seat in waiting.select_related("triptych__territory", "season")]


def participations(user) -> list[dict]:
    """Each season of a participant, the last one first, in a constant number of queries."""
    seats = Participant.objects.came().filter(user=user).order_by("-season__number")
    seats = list(
        seats.select_related("triptych__territory", "season", "category").prefetch_related("attendances", "departures")
    )
    days, documents = defaultdict(list), {}
    for day in Day.objects.filter(season__in=[seat.season_id for seat in seats]).with_programme():
        days[day.season_id].append(day)
    for convocation in access.convocations_for(user):
        documents[convocation.participant_id, convocation.day_id] = convocation
    moments = self_assessment.own_progress(seats)
    return [{**participation(seat, days[seat.season_id], documents), "moments": moments[seat.pk]} for seat in seats]


def participation(seat: Participant, days: list[Day], documents: dict[tuple[int, int], Convocation]) -> dict:
    """One season: the path, the next day, attendance so far, documents."""
    stations = calendar.season_path(days, timezone.localdate())
    left = next((change for change in seat.departures.all() if change.took_effect_at), None)
    noted = roll_call.attendance_by_half_day(seat)
    return {
        "seat": seat,
        "stations": stations,
        "left": left,
        "next": None if left else next((station.day for station in stations if station.state == "next"), None),
        "days": [
            (
                station,
                [(half_day, noted.get(half_day.pk)) for half_day in station.day.half_days.all()],
                documents.get((seat.pk, station.day.pk)),
                station.state != "done" and not left and roll_call.may_announce(station.day),
            )
            for station in stations
            if not left or station.day.date < left.effective_on
        ],
    }
