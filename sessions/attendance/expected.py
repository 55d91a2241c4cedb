"""Who is expected at a day: the one home of this rule.

The grid, counts, rates, sheets, lists of the day, groups, convocations, attestations and the first page ask here.
Somebody is expected at a day that is held when they hold their seat on its date (`not_left`) and were seated before it
was over or closed, or were noted at it all the same. Of these, `convened_people` confirmed, and `attending_people`
neither announced nor were noted away on a half-day; `people_on_site` of them do not follow it at a distance either.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from atelier.seasons.models import Season
from sessions.attendance.models import Attendance, Closing
from sessions.programme.models import Day, HalfDay
from territories.models import Participant, ParticipantQuerySet
from territories.models.participant import not_left


def expected_people(day: Day) -> ParticipantQuerySet:
    """Who may be noted, confirmed or not yet, by territory; nobody at a cancelled day."""
    if day.is_cancelled:
        return Participant.objects.none()
    people = Participant.objects.filter(_is_expected(day.pk, day.date), season=day.season_id)
    return people.select_related("triptych__territory", "category").by_triptych()


def _is_expected(day: int | OuterRef, on: date | F) -> Q:
    """Of a row of `Participant`: the rule for the day of this key and date, or of this column of the same statement."""
    closed_before = Closing.objects.filter(day=day, at__lte=OuterRef("seated_at"))
    noted = Attendance.objects.filter(half_day__day=day, participant=OuterRef("pk"))
    in_time = Q(seated_at=None) | Q(seated_at__date__lte=on) & ~Exists(closed_before)
    return not_left(on) & (in_time | Q(Exists(noted)))


def convened_people(day: Day) -> ParticipantQuerySet:
    """Those of them who confirmed: convocations, cards and groups are theirs."""
    return expected_people(day).confirmed()


def convened_pairs(days: Iterable[Day], people: Collection[int] | None = None) -> set[tuple[int, int]]:
    """The (day, person) of all these days, of these people alone or of all, by the same rule, in one query."""
    held = [day.pk for day in days if not day.is_cancelled]
    if not held:
        return set()
    among = Q() if people is None else Q(pk__in=people)
    return set(people_by_day(among, season__days__in=held).values_list("season__days", "pk"))


def people_by_day(*among: Q, **known: object) -> ParticipantQuerySet:
    """Who is convened, once a day (`season__days`), by the same rule but for cancelled days: the caller knows them."""
    rule = _is_expected(OuterRef("season__days"), F("season__days__date"))
    return Participant.objects.filter(rule, *among, season__days__isnull=False, **known).confirmed().order_by()


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
