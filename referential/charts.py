"""The geometry of the drawings: a radar with one direction a stake, a strip with one mark a regard, a line of time.

Coordinates are strings, written with a point whatever the language of the page. Lengths are units of the viewBox.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from atelier.core.french import decimal
from referential.models import Entry
from referential.perspectives import Regard, TerritoryPerspectives

WIDTH, HEIGHT, RADIUS, HIGHEST = 440, 320, 118, 5
CENTRE = (WIDTH / 2, HEIGHT / 2)
STRIP_WIDTH, STRIP_HEIGHT, STRIP_MARGIN = 220, 44, 14
STACK = 30  # of the height of a strip, between the centres of the first and the last of the marks of one value
LINE_WIDTH, LINE_MARGIN, LANES = 960, 40, 4
# Ranks of series: 1 to 6 are the categories (`Category.series`), then what was agreed before and what is agreed now.
AGREED_BEFORE, AGREED = 7, 8
# Lengths of strokes and gaps by rank, which tell series apart where colours are not seen; 1 and 8 are whole lines.
DASHES = {2: "9 5", 3: "2 5", 4: "14 4 2 4", 5: "14 4 2 4 2 4", 6: "22 6", AGREED_BEFORE: "4 8"}
MARK_PATHS = {
    "square": "M-5 -5 h10 v10 h-10 Z",
    "triangle": "M0 -6.5 L6.2 4.6 H-6.2 Z",
    "diamond": "M0 -7 L7 0 L0 7 L-7 0 Z",
    "cross": "M-2.2 -6.5 h4.4 v4.3 h4.3 v4.4 h-4.3 v4.3 h-4.4 v-4.3 h-4.3 v-4.4 h4.3 Z",
    "star": "M0 -7.5 L1.9 -2.6 L7.1 -2.3 L3.1 1 L4.4 6.1 L0 3.2 L-4.4 6.1 L-3.1 1 L-7.1 -2.3 L-1.9 -2.6 Z",
    "half": "M-6.5 3.5 A6.5 6.5 0 0 1 6.5 3.5 Z",
}


@dataclass(frozen=True)
class ScaleMark:
    """One value where it is drawn."""

    x: str
    y: str
    shape: str
    value: str
    rank: int = AGREED

    @property
    def path(self) -> str:
        """The outline of a mark that is not a circle, around its own place."""
        return MARK_PATHS.get(self.shape, MARK_PATHS["diamond"])


@dataclass(frozen=True)
class Series:
    """One polygon: `rank` chooses its colour and its dash; lines join neighbours that both have a value."""

    name: str
    rank: int
    shape: str
    values: list[str]
    marks: list[ScaleMark]
    path: str
    is_whole: bool

    @property
    def key(self) -> ScaleMark:
        """The mark in the legend."""
        return ScaleMark("22", "10", self.shape, "")

    @property
    def width(self) -> int:
        """The stroke of its line; what was agreed last is the strongest."""
        return 3 if self.rank == AGREED else 2

    @property
    def dashes(self) -> str:
        """`stroke-dasharray`; empty for a whole line."""
        return DASHES.get(self.rank, "")


@dataclass(frozen=True)
class Axis:
    name: str
    position: int
    x: str
    y: str
    label_x: str
    label_y: str
    anchor: str


@dataclass(frozen=True)
class Ring:
    """One level of a radar: the corners of its polygon, and the height of its number."""

    level: int
    points: str
    label_y: str


@dataclass(frozen=True)
class Radar:
    """A radar and the table that says the same: `rows` are (stake, values in the order of the series)."""

    title: str
    axes: list[Axis]
    rings: list[Ring]
    series: list[Series]

    @property
    def rows(self) -> list[tuple[Axis, list[str]]]:
        return [(axis, [series.values[at] for series in self.series]) for at, axis in enumerate(self.axes)]

    @property
    def description(self) -> str:
        """What a screen reader says in place of the drawing."""
        said = (
            f"{axis.name} : " + ", ".join(f"{one.name} {value}" for one, value in zip(self.series, values, strict=True))
            for axis, values in self.rows
        )
        return " ; ".join(said) + "."


def _text(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _point(at: int, count: int, level: Decimal | int) -> tuple[float, float]:
    """Where a level stands on an axis; the first axis points up, the others follow the clock."""
    angle = 2 * math.pi * at / count
    length = RADIUS * float(level) / HIGHEST
    return CENTRE[0] + length * math.sin(angle), CENTRE[1] - length * math.cos(angle)


def _axis(stake: Any, at: int, count: int) -> Axis:
    x, y = _point(at, count, HIGHEST)
    dx, dy = (x - CENTRE[0]) / RADIUS, (y - CENTRE[1]) / RADIUS
    anchor = "middle" if abs(dx) < 0.1 else ("start" if dx > 0 else "end")
    return Axis(
        stake.name,
        stake.position,
        _text(x),
        _text(y),
        _text(x + 12 * dx),
        _text(y + (20 if dy > 0.1 else -10 if dy < -0.1 else 5)),
        anchor,
    )


def _ring(level: int, count: int) -> Ring:
    corners = [_point(at, count, level) for at in range(count)]
    return Ring(level, " ".join(f"{_text(x)},{_text(y)}" for x, y in corners), _text(corners[0][1] + 4))


def series(name: str, values: list[Decimal | None], *, rank: int, shape: str) -> Series:
    count = len(values)
    places = [None if value is None else _point(at, count, value) for at, value in enumerate(values)]
    marks = [
        ScaleMark(_text(place[0]), _text(place[1]), shape, decimal(value))
        for place, value in zip(places, values, strict=True)
        if place
    ]
    pairs = [(places[at], places[(at + 1) % count]) for at in range(count)]
    whole = None not in places
    if whole:
        path = "M" + " L".join(f"{_text(place[0])} {_text(place[1])}" for place in places if place) + " Z"
    else:
        path = " ".join(f"M{_text(a[0])} {_text(a[1])} L{_text(b[0])} {_text(b[1])}" for a, b in pairs if a and b)
    return Series(name, rank, shape, [decimal(value) for value in values], marks, path, whole)


def radar(title: str, stakes: Sequence[Any], lines: list[Series]) -> Radar:
    count = len(stakes)
    return Radar(
        title,
        [_axis(stake, at, count) for at, stake in enumerate(stakes)],
        [_ring(level, count) for level in range(1, HIGHEST + 1)],
        lines,
    )


def of_regards(view: TerritoryPerspectives) -> Radar:
    """The regards by stake, and the common position once there is one."""
    stakes = [stake for stake, _ in view.by_stake()]
    lines = [series(one.label, view.stakes_of(one), rank=one.series, shape=one.shape) for one in view.perspectives]
    if view.common:
        lines.append(series("Position commune", view.common_stakes(), rank=AGREED, shape="diamond"))
    return radar(f"Les regards, {view.assessment_round.get_kind_display()}", stakes, lines)


def of_path(views: Iterable[TerritoryPerspectives]) -> Radar | None:
    """The common positions of each round, first against last; None while there is none."""
    agreed = [view for view in views if view.common]
    if not agreed:
        return None
    stakes = [stake for stake, _ in agreed[0].by_stake()]
    lines = [
        series(view.assessment_round.get_kind_display().capitalize(), view.common_stakes(), rank=rank, shape=shape)
        for view, (rank, shape) in zip(agreed, _marks_of_path(len(agreed)), strict=True)
    ]
    return radar("Le chemin parcouru", stakes, lines)


def _marks_of_path(count: int) -> list[tuple[int, str]]:
    """Rank and shape: the last one is drawn strong, those before it quiet."""
    return [(AGREED_BEFORE, ("square", "circle")[at % 2]) for at in range(count - 1)] + [(AGREED, "diamond")]


def strip(view: TerritoryPerspectives) -> dict[str, list[ScaleMark]]:
    """By dimension code, a mark a shown regard, on one scale from 1 to 5."""
    found = {}
    for line in view.lines:
        marks = [mark for same in _by_value(line.shown) for mark in _stacked(same)]
        if line.common and line.common.level:
            marks.append(
                ScaleMark(
                    _text(_along(line.common.level)), _text(STRIP_HEIGHT / 2), "common", decimal(line.common.level)
                )
            )
        found[line.dimension.code] = marks
    return found


def _by_value(regards: list[Regard]) -> list[list[Regard]]:
    found: dict[Decimal | None, list[Regard]] = {}
    for regard in regards:
        found.setdefault(regard.value, []).append(regard)
    return list(found.values())


def _stacked(regards: list[Regard]) -> list[ScaleMark]:
    """Marks of one value, one above the other so that none hides another."""
    height = min(12, STACK / max(1, len(regards) - 1))
    top = STRIP_HEIGHT / 2 - height * (len(regards) - 1) / 2
    return [
        ScaleMark(
            _text(_along(regard.value)),
            _text(top + height * at),
            regard.perspective.shape,
            decimal(regard.value),
            regard.perspective.series,
        )
        for at, regard in enumerate(regards)
    ]


def _along(level: Any) -> float:
    return STRIP_MARGIN + (STRIP_WIDTH - 2 * STRIP_MARGIN) * (float(level) - 1) / (HIGHEST - 1)


@dataclass(frozen=True)
class Step:
    """One entry on the line of time; `lane` keeps neighbours from writing over each other."""

    entry: Entry
    x: str
    y: str
    label_x: str
    anchor: str


@dataclass(frozen=True)
class TimeLine:
    steps: list[Step]
    years: list[tuple[int, str]]
    undated: int


def time_line(entries: Sequence[Any]) -> TimeLine | None:
    """The dated entries on one line, years below; None under two dates, when a list says it better."""
    dated = [entry for entry in entries if entry.date]
    if len({entry.date for entry in dated}) < 2:
        return None
    first, last = dated[0].date.year, dated[-1].date.year + 1
    start, length = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal() - date(first, 1, 1).toordinal()

    def place(day: date) -> float:
        return LINE_MARGIN + (LINE_WIDTH - 2 * LINE_MARGIN) * (day.toordinal() - start) / length

    steps = [
        Step(
            entry,
            _text(place(entry.date)),
            str(30 + 34 * (rank % LANES)),
            _text(place(entry.date) + (9 if place(entry.date) < LINE_WIDTH * 0.6 else -9)),
            "start" if place(entry.date) < LINE_WIDTH * 0.6 else "end",
        )
        for rank, entry in enumerate(dated)
    ]
    every = max(1, (last - first) // 10)
    years = [(year, _text(place(date(year, 1, 1)))) for year in range(first, last + 1, every)]
    return TimeLine(steps, years, len(entries) - len(dated))
