"""The reminders of a season drawn by month: a mark on its day for each, in as many rows as it takes to read them."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from atelier.core import french
from atelier.core.drawings import Scale, Tick
from atelier.reminders.timeline import TimelineStep

APART = 3  # days between two marks of one row, that a phone needs
ROW, FIRST, BELOW = 24, 14, 22  # heights: of a row of marks, of the first one's middle, of the scale below
LONGEST = 36  # months drawn one by one; what is further apart has a gap


@dataclass(frozen=True)
class Mark:
    """A reminder on its day; `kind` is over, active or off."""

    step: TimelineStep
    number: int
    x: str
    y: int
    kind: str

    @property
    def real_subject(self) -> str:
        """As its first reader reads it."""
        return self.step.lines[0].subject if self.step.lines else self.step.rule.subject


@dataclass(frozen=True)
class Month:
    first: date
    marks: list[Mark]
    ticks: list[Tick]

    @property
    def name(self) -> str:
        return french.month_name(self.first)

    @property
    def height(self) -> int:
        return self.base + BELOW

    @property
    def base(self) -> int:
        """Where the line of days is."""
        return max((mark.y for mark in self.marks), default=FIRST) + FIRST


def by_month(steps: Iterable[TimelineStep], first_number: int = 1) -> list[Month]:
    """In the order of time; months between two reminders where nothing leaves are there too, unless they are many."""
    found: dict[tuple[int, int], list[TimelineStep]] = {}
    for step in sorted(steps, key=lambda one: one.moment):
        when = timezone.localtime(step.moment)
        if found and (when.year, when.month) not in found:
            _fill(found, when.year, when.month)
        found.setdefault((when.year, when.month), []).append(step)
    months, number = [], first_number
    for (year, month), its in found.items():
        months.append(_month(date(year, month, 1), its, number))
        number += len(its)
    return months


def _fill(found: dict[tuple[int, int], list[TimelineStep]], year: int, month: int) -> None:
    at = next(reversed(found))
    if (year - at[0]) * 12 + month - at[1] > LONGEST:
        return
    while (at := (at[0] + at[1] // 12, at[1] % 12 + 1)) != (year, month):
        found[at] = []


def _month(first: date, steps: list[TimelineStep], number: int) -> Month:
    last = monthrange(first.year, first.month)[1]
    scale = Scale(0.5, last + 0.5)
    rows: list[int] = []  # the last day taken in each row of marks
    marks = []
    for rank, step in enumerate(steps):
        day = timezone.localtime(step.moment).day
        row = next((at for at, taken in enumerate(rows) if day - taken >= APART), len(rows))
        rows[row : row + 1] = [day]
        marks.append(Mark(step, number + rank, scale.place(day), FIRST + row * ROW, _kind(step)))
    ticks = [scale.tick(day, "1er" if day == 1 else str(day)) for day in (1, 8, 15, 22, last)]
    return Month(first, marks, ticks)


def _kind(step: TimelineStep) -> str:
    if step.is_over:
        return "over"
    return "active" if step.rule.is_active else "off"
