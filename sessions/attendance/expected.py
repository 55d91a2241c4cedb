"""Who is expected at a day: the one home of this rule.

The grid, counts, rates, sheets, lists of the day, groups, convocations, attestations and the first page ask here.
Somebody is expected at a day that is held when they hold their seat on its date (`not_left`) and were seated before it
was over or closed, or were noted at it all the same. Of these, `convened_people` confirmed, and `attending_people`
neither announced nor were noted away on a half-day; `people_on_site` of them do not follow it at a distance either.
"""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from atelier.seasons.models import Season
from sessions.attendance.models import Attendance, Closing
from sessions.programme.models import PARIS, Day, HalfDay
from territories.models import Participant, ParticipantQuerySet
from territories.models.participant import not_left


def expected_people(day: Day) -> ParticipantQuerySet:
    """Who may be noted, confirmed or not yet, by territory; nobody at a cancelled day."""
    if day.is_cancelled:
        return Participant.objects.none()
    end = datetime.combine(day.date, time.max, tzinfo=PARIS)
    closed_before = Closing.objects.filter(day=day, at__lte=OuterRef("seated_at"))
    noted = Attendance.objects.filter(half_day__day=day, participant=OuterRef("pk"))
    in_time = Q(seated_at=None) | Q(seated_at__lte=end) & ~Exists(closed_before)
    people = Participant.objects.filter(not_left(day.date), in_time | Exists(noted), season=day.season_id)
    return people.select_related("triptych__territory", "category").by_triptych()


def convened_people(day: Day) -> ParticipantQuerySet:
    """Those of them who confirmed: convocations, cards and groups are theirs."""
    return expected_people(day).confirmed()


def convened_pairs(days: Iterable[Day]) -> set[tuple[int, int]]:
    """The (day, person) of all these days, by the same rule, in one query."""
    rows = [
        convened_people(day).select_related(None).order_by().values_list(Value(day.pk), "pk")
        for day in days
        if not day.is_cancelled
    ]
    return set(rows[0].union(*rows[1:])) if rows else set()


def unconfirmed_people(day: Day) -> ParticipantQuerySet:
    """Those of them who have not answered yet: nothing is sent to them."""
    return expected_people(day).filter(state=Participant.State.INVITED)


def attending_people(half_day: HalfDay) -> ParticipantQuerySet:
    """Who is convened and not away: nothing announced or noted says that they stay away from the half-day."""
    away = Attendance.objects.filter(half_day=half_day, status__in=Attendance.AWAY)
    return convened_people(half_day.day).exclude(pk__in=away.values("participant"))


def people_on_site(half_day: HalfDay) -> ParticipantQuerySet:
    """Who is expected in the room: nothing says that they stay away from the half-day, or follow it at a distance."""
    elsewhere = Attendance.objects.filter(half_day=half_day, status__in=Attendance.ELSEWHERE)
    return _in_a_place(half_day.day).exclude(pk__in=elsewhere.order_by().values("participant"))


def people_coming(day: Day) -> ParticipantQuerySet:
    """Who is expected on site on one half-day at least."""
    rows = Attendance.objects.filter(half_day__day=day, status__in=Attendance.ELSEWHERE)
    by_person = rows.order_by().values("participant").annotate(half_days=Count("pk"))
    return _in_a_place(day).exclude(pk__in=by_person.filter(half_days=day.half_days.count()).values("participant"))


def _in_a_place(day: Day) -> ParticipantQuerySet:
    """Who is expected at a day; nobody where nobody comes anywhere."""
    return Participant.objects.none() if day.is_online else expected_people(day)


def is_expected(person: Participant, day: Day) -> bool:
    """The same of one person who holds a seat now, for a day to come; read `person` with its triptych."""
    return not day.is_cancelled and person.season_id == day.season_id and not person.has_left_by(day.date)


def noted_attendance(*seasons: Season) -> QuerySet[Attendance]:
    """What was noted of people who were expected: a row about a day after one's departure counts nowhere."""
    held = not_left(F("half_day__day__date"), "participant__")
    # The season is said again: by the days alone, PostgreSQL reads the presence of every season first.
    return Attendance.objects.filter(
        held,
        half_day__day__season__in=seasons,
        half_day__day__status=Day.Status.PLANNED,
        participant__season__in=seasons,
    )
