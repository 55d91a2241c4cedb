"""The path of a territory: the level of each stake at each round, one line a stake.

Across, in percent of the width of the page; upwards, in pixels, a level every `STEP`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from atelier.core.drawings import Scale, Tick, percent
from atelier.core.french import decimal
from referential.charts import HIGHEST, MARK_PATHS
from referential.perspectives import TerritoryPerspectives

STEP, TOP, MARGIN = 40, 16, 10  # MARGIN in percent, on both sides
BELOW = TOP + STEP * (HIGHEST - 1)
SHAPES = ("diamond", "square", "triangle", "star")  # a mark a stake, beside its colour


@dataclass(frozen=True)
class Point:
    x: str
    y: str


@dataclass(frozen=True)
class StakeLine:
    """`segments` join rounds that follow each other and both have a level."""

    name: str
    position: int
    points: list[Point]
    segments: list[tuple[Point, Point]]
    values: list[str]
    path: str


@dataclass(frozen=True)
class PathChart:
    rounds: list[Tick]
    levels: list[tuple[int, str]]
    lines: list[StakeLine]

    @property
    def height(self) -> int:
        return BELOW + 28

    @property
    def base(self) -> int:
        return BELOW + 8

    @property
    def description(self) -> str:
        """What a screen reader says in place of the drawing."""
        return " ; ".join(f"{line.name} : {', '.join(line.values)}" for line in self.lines) + "."


def path_chart(views: Sequence[TerritoryPerspectives]) -> PathChart | None:
    """Of what was agreed at each round, the first to the last; None under two."""
    agreed = [view for view in views if view.common]
    if len(agreed) < 2:
        return None
    scale = Scale(0, len(agreed) - 1)
    across = [MARGIN + scale.at(at) * (100 - 2 * MARGIN) / 100 for at in range(len(agreed))]
    values = [view.common_stakes() for view in agreed]
    stakes = [stake for stake, _ in agreed[0].by_stake()]
    return PathChart(
        [
            Tick(percent(x), view.assessment_round.get_kind_display().removeprefix("positionnement ").capitalize())
            for x, view in zip(across, agreed, strict=True)
        ],
        [(level, f"{_up(level):g}") for level in range(1, HIGHEST + 1)],
        [
            _line(stake.name, stake.position, across, [row[at] if at < len(row) else None for row in values])
            for at, stake in enumerate(stakes)
        ],
    )


def _line(name: str, position: int, across: Sequence[float], levels: Sequence[Decimal | None]) -> StakeLine:
    places = [
        None if level is None else Point(percent(x), f"{_up(level):g}") for x, level in zip(across, levels, strict=True)
    ]
    segments = [(one, other) for one, other in pairwise(places) if one and other]
    shape = SHAPES[(position - 1) % len(SHAPES)]
    found = [one for one in places if one]
    return StakeLine(name, position, found, segments, [decimal(level) for level in levels], MARK_PATHS[shape])


def _up(level: Decimal | int) -> float:
    return TOP + STEP * (HIGHEST - float(level))
