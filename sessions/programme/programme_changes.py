"""The programme of a day, set as a whole: hours, order, lengths, rooms, who leads what."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction

from atelier.seasons.models import TeamMember
from referential.models import Stake
from sessions.programme import time_line
from sessions.programme.models import AgendaItem, Day, HalfDay

Hours = tuple[time, time]


class Overtaken(Exception):
    """Somebody saved the programme since it was read."""


@dataclass(frozen=True)
class PlannedItem:
    """One item as it is to be, `row` with its texts; a length in minutes, and an hour when it holds at it."""

    row: AgendaItem
    minutes: int
    held_at: time | None
    stakes: Collection[Stake]
    facilitators: Collection[TeamMember]


@dataclass(frozen=True)
class Change:
    """What was written: how many items the day has, and those that passed from one half-day to the other."""

    items: int
    moved: list[AgendaItem]


def fingerprint(day: Day) -> str:
    """What the programme of a day is, in a few letters: it changes when somebody saves it."""
    items = AgendaItem.objects.filter(half_day__day=day).order_by("pk")
    rows = [*day.half_days.order_by("pk").values_list(), *items.values_list()]
    rows += items.filter(stakes__isnull=False).order_by("pk", "stakes").values_list("pk", "stakes")
    rows += items.filter(facilitators__isnull=False).order_by("pk", "facilitators").values_list("pk", "facilitators")
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


@transaction.atomic
def set_programme(
    *,
    day: Day,
    hours: Mapping[HalfDay, Hours],
    items: Mapping[HalfDay, Sequence[PlannedItem]],
    removed: Collection[int] = (),
    seen: str = "",
) -> Change:
    """Write the half-days of a day: announced hours, then the items in this order, each where the former one ends.

    Raises ValidationError, in words for whoever prepares the day, when an item would begin after midnight, and
    Overtaken when the programme has another fingerprint than `seen`.
    """
    Day.objects.select_for_update().get(pk=day.pk)  # one at a time
    if seen and seen != fingerprint(day):
        raise Overtaken
    AgendaItem.objects.filter(half_day__day=day, pk__in=removed).delete()
    count, moved = 0, []
    for half_day, lines in items.items():
        _set_hours(half_day, hours.get(half_day, (half_day.starts_at, half_day.ends_at)))
        for line, slot in zip(lines, _placed(half_day, lines), strict=True):
            if line.row.pk and line.row.half_day_id != half_day.pk:
                moved.append(line.row)
            _write(line, half_day, slot)
            count += 1
    return Change(count, moved)


def _set_hours(half_day: HalfDay, hours: Hours) -> None:
    if (half_day.starts_at, half_day.ends_at) != hours:
        half_day.starts_at, half_day.ends_at = hours
        half_day.save(update_fields=["starts_at", "ends_at"])


def _placed(half_day: HalfDay, lines: Sequence[PlannedItem]) -> Sequence[time_line.Slot]:
    pieces = [
        time_line.Piece(
            str(rank),
            line.row.title,
            line.minutes,
            None if line.held_at is None else time_line.in_minutes(line.held_at),
        )
        for rank, line in enumerate(lines)
    ]
    slots = time_line.lay_out(time_line.in_minutes(half_day.starts_at), pieces)
    late = [slot.piece.title for slot in slots if slot.starts >= time_line.MIDNIGHT]
    if late:
        raise ValidationError(f"«\u00a0{late[0]}\u00a0» commencerait après minuit\u00a0: raccourcissez ce qui précède.")
    return slots


def _write(line: PlannedItem, half_day: HalfDay, slot: time_line.Slot) -> None:
    row = line.row
    row.half_day, row.starts_at = half_day, time_line.as_time(slot.starts)
    row.minutes, row.is_fixed = line.minutes, line.held_at is not None
    row.save()
    row.stakes.set(line.stakes)
    row.facilitators.set(line.facilitators)
