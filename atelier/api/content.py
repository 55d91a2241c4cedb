"""What another program may read of a season: each function reads that season alone, and names nobody but `people`.

Never here: access needs, diets, notes, answers, addresses, telephone numbers, links of days online.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet, Sum
from django.utils import timezone

from atelier.api import schemas
from atelier.seasons.models import Season
from contributions import budget
from contributions.models import Funding
from sessions.attendance import statistics
from sessions.attendance.models import Attendance
from sessions.evaluation.questionnaires import ENOUGH
from sessions.programme.models import Day, HalfDay
from territories.models import Participant, Triptych
from territories.models.triptych import Panel

Row = TypeVar("Row", bound=Model)
Key = TypeVar("Key", bound=Hashable)
Group = tuple[str, int]  # what it is called, and its key: two territories may have one name


def season_out(season: Season) -> schemas.SeasonOut:
    categories = [
        schemas.CategoryOut(code=one.code, label=one.label, seats=one.seats) for one in season.categories.all()
    ]
    same = ("number", "label", "theme", "status", "city", "places", "call_opens_on", "call_closes_on")
    return schemas.SeasonOut(**{name: getattr(season, name) for name in same}, categories=categories)


def days_of(season: Season) -> QuerySet[Day]:
    return Day.objects.filter(season=season).with_programme()


def day_out(day: Day) -> schemas.DayOut:
    same = ("number", "date", "status", "title", "mode")
    return schemas.DayOut(
        id=day.pk,
        **{name: getattr(day, name) for name in same},
        place=day.address,
        half_days=[_half_day_out(part) for part in day.half_days.all()],
    )


def _half_day_out(part: HalfDay) -> schemas.HalfDayOut:
    items = [
        schemas.ItemOut(starts_at=one.starts_at, format=one.format, title=one.title, room=one.room)
        for one in part.items.all()
    ]
    return schemas.HalfDayOut(period=part.period, starts_at=part.starts_at, ends_at=part.ends_at, items=items)


def territories_of(season: Season) -> QuerySet[Triptych]:
    return Triptych.objects.admitted().filter(season=season).with_panels()


def territory_out(triptych: Triptych) -> schemas.TerritoryOut:
    return schemas.TerritoryOut(
        id=triptych.pk,
        name=str(triptych.territory),
        kind=triptych.territory.get_kind_display(),
        department=triptych.territory.department,
        rank=triptych.rank,
        panels=[_panel_out(panel) for panel in triptych.panels()],
    )


def _panel_out(panel: Panel) -> schemas.PanelOut:
    """How many seats are in each state; one that somebody declined or left is empty."""
    states = [seat.state for seat in panel.seats]
    confirmed, invited = states.count(Participant.State.CONFIRMED), states.count(Participant.State.INVITED)
    empty = len(states) - confirmed - invited
    return schemas.PanelOut(
        category=panel.category.code, seats=len(states), confirmed=confirmed, invited=invited, empty=empty
    )


def people_of(season: Season) -> QuerySet[Participant]:
    """Those who confirmed and hold a seat of an admitted territory: whoever is erased holds none."""
    held = Participant.objects.confirmed().filter(season=season, triptych__status=Triptych.Status.ADMITTED)
    return held.select_related("category")


def person_out(person: Participant) -> schemas.PersonOut:
    same = ("seat", "state", "first_name", "last_name", "position", "organisation")
    return schemas.PersonOut(
        id=person.pk,
        territory=person.triptych_id,
        category=person.category.code,
        **{name: getattr(person, name) for name in same},
    )


def attendance_out(season: Season) -> schemas.AttendanceOut:
    """The rates of closed days, each of five people at least, whichever two answers are compared."""
    closed = statistics.closed_attendance(season)
    days = _of_enough(closed)
    rows = [row for of_day in days for row in of_day]
    return schemas.AttendanceOut(
        threshold=ENOUGH,
        season=_rates([rows], lambda row: (str(season.number), 0), [(str(season.number), 0)])[0],
        days=_rates([rows], _day_of, list(map(_day_of, closed))),
        categories=_rates(days, lambda row: (row.participant.category.code, 0)),
        territories=_rates(days, lambda row: (str(row.participant.triptych.territory), row.participant.triptych_id)),
    )


def _day_of(row: Attendance) -> Group:
    return str(row.half_day.day.number), 0


def _of_enough(rows: list[Attendance]) -> list[list[Attendance]]:
    """The rows of each day of five people at least. Another day is counted nowhere: it would be what it adds."""
    days: dict[int, list[Attendance]] = {}
    for row in rows:
        days.setdefault(row.half_day.day_id, []).append(row)
    return [found for found in days.values() if len({row.participant_id for row in found}) >= ENOUGH]


def _rates(
    parts: list[list[Attendance]], key: Callable[[Attendance], Group], expected: Sequence[Group] = ()
) -> list[schemas.RateOut]:
    """One rate a group, in alphabetical order, of the parts in which it is not withheld.

    What is withheld in a part cannot be computed from the rest of it and from the whole: who asks after each day knows
    what each day added.
    """
    shown: dict[Group, list[Attendance]] = {group: [] for group in expected}
    for rows in parts:
        groups: dict[Group, list[Attendance]] = {}
        for row in rows:
            groups.setdefault(key(row), []).append(row)
        withheld = _withheld({group: {row.participant_id for row in found} for group, found in groups.items()})
        for group, found in groups.items():
            shown.setdefault(group, []).extend([] if group in withheld else found)
    return [_rate_out(group[0], shown[group]) for group in sorted(shown)]


def _withheld(people: dict[Group, set[int]]) -> set[Group]:
    """Groups of fewer than five people; then others, the smallest first, until five people are withheld together."""
    names = sorted(people, key=lambda name: (len(people[name]), name))
    hidden = [name for name in names if len(people[name]) < ENOUGH]
    for name in names[len(hidden) :]:
        if not hidden or len(set().union(*(people[one] for one in hidden))) >= ENOUGH:
            break
        hidden.append(name)
    return set(hidden)


def _rate_out(name: str, rows: list[Attendance]) -> schemas.RateOut:
    if not rows:
        return schemas.RateOut(of=name, attended=None, expected=None, percent=None)
    rate = statistics.attendance_rate(rows)
    return schemas.RateOut(of=name, attended=rate.attended, expected=rate.total, percent=rate.percent)


def contributions_out(season: Season) -> schemas.ContributionsOut:
    rows = budget.budget_rows(season, timezone.localdate())
    sums = {
        name: sum((getattr(row, name) for row in rows), budget.ZERO) for name in ("agreed", "asked", "paid", "late")
    }
    fundings = Funding.objects.filter(season=season).aggregate(expected=Sum("expected"), received=Sum("received"))
    return schemas.ContributionsOut(
        **sums, **{f"fundings_{name}": amount or budget.ZERO for name, amount in fundings.items()}
    )
