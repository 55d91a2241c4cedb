"""« Mon espace »: what a signed-in person finds, as a participant, as a contact, or both."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.core.links import absolute_url
from atelier.outbox.models import Message
from atelier.seasons.models import Season
from referential import access as shared
from referential import self_assessment
from referential.models import AnswerSheet, AssessmentRound
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance
from sessions.day_lists import meals
from sessions.documents import access, void_convocations
from sessions.documents.models import Convocation
from sessions.evaluation import access as evaluation_access
from sessions.facilitation import access as facilitation_access
from sessions.programme import access as programme_access
from sessions.programme import calendar
from sessions.programme.models import Day, HalfDay
from sessions.shared_files import listing
from sessions.undertakings import undertakings
from territories import application, invitation
from territories.models import HolderChange, Participant, Triptych
from territories.models.triptych import Panel


@dataclass(frozen=True)
class OwnAssessment:
    """One assessment round of one's season, with the newest version of one's answer sheet."""

    assessment_round: AssessmentRound
    sheet: AnswerSheet | None

    @property
    def is_sent(self) -> bool:
        return bool(self.sheet and self.sheet.submitted_at)

    @property
    def is_awaited(self) -> bool:
        return self.assessment_round.is_open() and not self.is_sent

    @property
    def state(self) -> str:
        if self.is_sent:
            return "envoyé"
        if self.assessment_round.is_open():
            return "commencé, pas encore envoyé" if self.sheet else "votre regard est attendu"
        return "clos, vos réponses n’ont pas été envoyées" if self.sheet else "clos"

    @property
    def action(self) -> str:
        if not self.is_awaited:
            return "Revoir mes réponses"
        return "Reprendre" if self.sheet else "Répondre"


@dataclass(frozen=True)
class OwnHalfDay:
    half_day: HalfDay
    attendance: Attendance | None
    is_over: bool

    @property
    def state(self) -> str:
        """What was noted, with the minutes missed; before and without that, what is expected, or « annulée »."""
        if self.half_day.day.is_cancelled:
            return "annulée"
        if not self.attendance:
            return "non notée" if self.is_over else "attendu"
        minutes = f" ({self.attendance.minutes} min)" if self.attendance.minutes else ""
        return self.attendance.get_status_display() + minutes


@dataclass(frozen=True)
class OwnDay:
    station: calendar.Station
    half_days: list[OwnHalfDay]
    convocation: Convocation | None
    void: str
    may_announce: bool
    may_prepare: bool
    meal_is_awaited: bool


@dataclass(frozen=True)
class Participation:
    """One season: the path, the next day, attendance so far, documents; what was left to somebody else."""

    seat: Participant
    stations: list[calendar.Station]
    left: HolderChange | None
    next_day: Day | None
    assessments: list[OwnAssessment]
    days: list[OwnDay]

    @property
    def own_next_day(self) -> OwnDay | None:
        day = self.next_day
        return next((own for own in self.days if day and own.station.day.pk == day.pk), None)

    @property
    def is_overseas(self) -> bool:
        return self.seat.triptych.territory.is_overseas

    @property
    def link(self) -> str | None:
        """Of the next day, for those convened to it."""
        day = self.next_day
        return day.link_on(timezone.localdate()) if day and self.seat.has_confirmed else None


@dataclass(frozen=True)
class ApplicationCard:
    """An application that one follows, its panels and what remains to be done."""

    triptych: Triptych
    panels: list[Panel]
    remaining: list[application.Remaining]


@require_safe
def my_space(request):
    triptychs = Triptych.objects.of_user(request.user).with_panels().order_by("-season__number", "pk").distinct()
    current = Season.objects.current()
    feed = programme_access.own_feed(request.user)
    return render(
        request,
        "space/space.html",
        {
            "invitations": _invitations(request.user),
            "participations": _participations(request.user),
            "applications": [
                ApplicationCard(triptych, triptych.panels(), application.remaining_steps(triptych))
                for triptych in triptychs
            ],
            "undertakings": undertakings.own_undertakings(request.user),
            "files": listing.files_for(request.user),
            "today": timezone.localdate(),
            "consents": shared.consents_of(request.user),
            "evaluations": evaluation_access.waiting_for(request.user),
            "facilitates": facilitation_access.places_of(request.user).exists(),
            "feed": feed,
            "feed_url": absolute_url(feed.get_absolute_url()) if feed else "",
            "mail": Message.objects.filter(to_email=request.user.email, state=Message.State.SENT).order_by("-sent_at")[
                :20
            ],
            "attestations": access.attestations_for(request.user),
            "open_season": current if current and current.call_is_open() else None,
        },
    )


def _invitations(user) -> list[tuple[Participant, str]]:
    """The seats offered to this address and not answered yet, each with its personal link."""
    waiting = Participant.objects.filter(email=user.email, state=Participant.State.INVITED).order_by("pk")
    return [(seat, invitation.token_for(seat)) for seat in waiting.select_related("triptych__territory", "season")]


def _participations(user) -> list[Participation]:
    """Each season of a participant, the last one first, in a constant number of queries."""
    rows = Participant.objects.came().filter(user=user).order_by("-season__number")
    seats = list(
        rows.select_related("triptych__territory", "season", "category").prefetch_related(
            "attendances", "departures", "meals"
        )
    )
    days, documents = defaultdict(list), {}
    for day in Day.objects.filter(season__in=[seat.season_id for seat in seats]).with_programme():
        days[day.season_id].append(day)
    issued = list(access.convocations_for(user))
    for convocation in issued:
        documents[convocation.participant_id, convocation.day_id] = convocation
    void = void_convocations.reasons_by_key(issued, chain.from_iterable(days.values()))
    progress = self_assessment.own_progress(seats)
    return [
        _participation(seat, days[seat.season_id], documents, void, [OwnAssessment(*one) for one in progress[seat.pk]])
        for seat in seats
    ]


def _participation(
    seat: Participant,
    days: list[Day],
    documents: dict[tuple[int, int], Convocation],
    void: dict[int, str],
    assessments: list[OwnAssessment],
) -> Participation:
    today = timezone.localdate()
    stations = calendar.season_path(days, today)
    left = next((change for change in seat.departures.all() if change.took_effect_at), None)
    noted = roll_call.attendance_by_half_day(seat)
    fed = {meal.day_id for meal in seat.meals.all()}
    stays = seat.has_confirmed and not left
    return Participation(
        seat=seat,
        stations=stations,
        left=left,
        next_day=None if left else next((station.day for station in stations if station.state == "next"), None),
        assessments=assessments,
        days=[
            OwnDay(
                station=station,
                half_days=[
                    OwnHalfDay(half_day, noted.get(half_day.pk), station.state == "done")
                    for half_day in station.day.half_days.all()
                ],
                convocation=(one := documents.get((seat.pk, station.day.pk))),
                void=void.get(one.pk, "") if one else "",
                may_announce=station.state != "done" and not left and roll_call.may_announce(station.day),
                may_prepare=stays and meals.may_prepare(station.day, today),
                meal_is_awaited=stays and meals.is_open(station.day, today) and station.day.pk not in fed,
            )
            for station in stations
            if not seat.has_left_by(station.day.date)
        ],
    )
