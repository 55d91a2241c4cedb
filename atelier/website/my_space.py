"""« Mon espace »: what a signed-in person finds, as a participant, as a contact, or both."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.core.links import absolute_url
from atelier.outbox.models import Message
from atelier.seasons.chosen import all_seasons, current_season, seasons_with_categories
from atelier.website.own_alumni import own_alumni
from atelier.website.own_rows import OwnRow, OwnRows, own_rows
from referential import access as shared
from referential import assessment_rounds
from referential.models import AssessmentRound
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance
from sessions.day_lists import meals
from sessions.documents import access, void_convocations
from sessions.documents.models import Convocation
from sessions.evaluation import access as evaluation_access
from sessions.programme import calendar
from sessions.programme.models import Day, Feed, HalfDay
from sessions.shared_files import listing
from sessions.undertakings import undertakings
from territories import application, invitation
from territories.models import HolderChange, Participant, QuotaOverride, Triptych
from territories.models.triptych import Panel


@dataclass(frozen=True)
class OwnAssessment:
    """One assessment round of one's season; the newest version of one's answer sheet is `sent`, a `drafts`, or none."""

    assessment_round: AssessmentRound
    sheet: str

    @property
    def is_sent(self) -> bool:
        return self.sheet == "sent"

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
    attendance: OwnRow | None
    is_over: bool

    @property
    def state(self) -> str:
        """What was noted, with the minutes missed; before and without that, what is expected, or « annulée »."""
        if self.half_day.day.is_cancelled:
            return "annulée"
        if not self.attendance:
            return "non notée" if self.is_over else "attendu"
        minutes = f" ({self.attendance.number} min)" if self.attendance.number else ""
        return Attendance.Status(self.attendance.word).label + minutes


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
    def last_day(self) -> date | None:
        """Of those that are not cancelled."""
        return max((one.day.date for one in self.stations if not one.day.is_cancelled), default=None)

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
    user, rows = request.user, own_rows(request.user)
    current, feed = current_season(), _feed(rows)
    participations = _participations(user, rows) if "seats" in rows else []
    applications = _applications(user, rows) if "applications" in rows else []
    involved = {row.key for row in rows.get("seasons", ())} | {one.triptych.season_id for one in applications}
    sharing = [f"participant:{row.key}" for row in rows.get("sharing", ())]
    mail = Message.objects.filter(to_email=user.email, state=Message.State.SENT)
    mail = mail.exclude(topics__ref__in=sharing) if sharing else mail
    return render(
        request,
        "space/space.html",
        {
            "invitations": _invitations(user) if "invitations" in rows else [],
            "participations": participations,
            "applications": applications,
            "undertakings": undertakings.own_undertakings(user) if "undertakings" in rows else [],
            "alumni": own_alumni(((one.seat, one.last_day) for one in participations if not one.left), rows),
            "files": listing.files_for(user) if "files" in rows else [],
            "today": timezone.localdate(),
            "facilitates": "facilitates" in rows,
            "of_team": "of_team" in rows,
            "consents": shared.consents_of(user) if "consents" in rows else [],
            "evaluations": evaluation_access.waiting_for(user, involved),
            "feed": feed,
            "feed_url": absolute_url(feed.get_absolute_url()) if feed else "",
            "mail": mail.order_by("-sent_at")[:20],
            "is_shared": bool(sharing),
            "attestations": access.attestations_for(user) if "attestations" in rows else [],
            "open_season": current if current and current.call_is_open() else None,
        },
    )


def _feed(rows: OwnRows) -> Feed | None:
    return next((Feed(pk=row.key, token=row.word) for row in rows.get("feed", ())), None)


def _invitations(user) -> list[tuple[Participant, str]]:
    """The seats offered to this address and not answered yet, each with its personal link."""
    waiting = invitation.waiting_for(user).select_related("triptych__territory", "season")
    return [(seat, invitation.token_for(seat)) for seat in waiting]


def _applications(user, rows: OwnRows) -> list[ApplicationCard]:
    followed = Triptych.objects.of_user(user).select_related("territory__bearer", "territory__second_bearer").distinct()
    granted = QuotaOverride.objects.all() if "overrides" in rows else QuotaOverride.objects.none()
    read = followed.prefetch_related("participants", Prefetch("overrides", granted))
    triptychs = list(read.order_by("-season__number", "pk"))
    seasons = {one.pk: one for one in seasons_with_categories(*sorted({one.season_id for one in triptychs}))}
    for triptych in triptychs:
        triptych.season = seasons.get(triptych.season_id) or triptych.season
    return [
        ApplicationCard(triptych, triptych.panels(), application.remaining_steps(triptych)) for triptych in triptychs
    ]


def _participations(user, rows: OwnRows) -> list[Participation]:
    """Each season of a participant, the last one first, in a constant number of queries."""
    seats = list(
        Participant.objects.came()
        .filter(user=user)
        .select_related("triptych__territory", "category")
        .prefetch_related(*(["departures"] if "departures" in rows else []))
        .order_by("-season__number")
    )
    days, seasons = defaultdict(list), sorted({seat.season_id for seat in seats})
    for day in calendar.days_of(*seasons):
        days[day.season_id].append(day)
    rounds = [one for one in assessment_rounds.rounds_by_opening(*seasons) if one.has_begun()]
    known = {one.pk: one for one in all_seasons()}
    issued, latest = access.convocations_for(user) if "convocations" in rows else ([], [])
    convened = {(row.key, row.seat) for row in rows.get("convened", ())}
    void = void_convocations.reasons_among(issued, chain.from_iterable(days.values()), latest, convened)
    documents = {(one.participant_id, one.day_id): (one, void.get(one.pk, "")) for one in issued}
    participations = []
    for seat in seats:
        seat.season = known.get(seat.season_id) or seat.season
        assessments = [
            OwnAssessment(one, _newest_sheet(rows, seat, one)) for one in rounds if one.season_id == seat.season_id
        ]
        participations.append(_participation(seat, days[seat.season_id], documents, assessments, rows))
    return participations


def _newest_sheet(rows: OwnRows, seat: Participant, assessment_round: AssessmentRound) -> str:
    sheets = [*rows.of("drafts", seat), *rows.of("sent", seat)]
    own = [row for row in sheets if row.key == assessment_round.pk]
    return max(own, key=lambda row: row.number).kind if own else ""


def _participation(
    seat: Participant,
    days: list[Day],
    documents: dict[tuple[int, int], tuple[Convocation, str]],
    assessments: list[OwnAssessment],
    rows: OwnRows,
) -> Participation:
    today = timezone.localdate()
    stations = calendar.season_path(days, today)
    departures = seat.departures.all() if rows.of("departures", seat) else ()
    left = next((change for change in departures if change.took_effect_at), None)
    noted = {row.key: row for row in rows.of("presence", seat)}
    fed = {row.key for row in rows.of("meals", seat)}
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
                convocation=(document := documents.get((seat.pk, station.day.pk), (None, "")))[0],
                void=document[1],
                may_announce=station.state != "done" and not left and roll_call.may_announce(station.day),
                may_prepare=stays and meals.may_prepare(station.day, today),
                meal_is_awaited=stays and meals.is_open(station.day, today) and station.day.pk not in fed,
            )
            for station in stations
            if not seat.has_left_by(station.day.date)
        ],
    )
