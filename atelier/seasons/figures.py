"""The figures of a season: each declared once, with its rule in words and the rows that make it.

An app declares `FigureSheet`s, the rows as a worksheet shows them, and `SeasonFigure`s, which count, add up or average
the rows of one sheet. The season report, its PDF, the comparison of seasons, the page where a figure opens and the
workbook are all made of these, so that whoever has the workbook alone finds the same figure again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from atelier.core import french, rounding
from atelier.core.declarations import declared, declared_by_key
from atelier.core.permissions import HoldsPermissions
from atelier.core.read_once import read_once
from atelier.core.spreadsheets import Cell
from atelier.seasons.models import Season

FigureRow = dict[str, Any]  # by the keys of the columns; `address`, where the row itself is read
Rows = list[FigureRow]
Number = int | Decimal
YES, NO = "oui", "non"


@dataclass(frozen=True)
class FigureSheet:
    """Rows of a season, by the keys of `columns` (key, title).

    `read` takes several seasons and returns the rows of each by its key, in a number of queries that does not grow with
    them. Rows that count answers name in `answers` the column that says how many: they are exported, and shown on no
    page, where the count and the rule are enough. A season that does without a part is not `used` for it. `empty` says
    what to do when no row is there yet.
    """

    key: str
    title: str
    permission: str
    columns: tuple[tuple[str, str], ...]
    read: Callable[[Sequence[Season]], dict[int, Rows]]
    empty: str
    answers: str = ""
    used: Callable[[Season], bool] = lambda season: True

    def table(self, season: Season) -> list[list[Cell]]:
        """Titles, then every row, as the workbook holds them."""
        rows = self.read([season]).get(season.pk, []) if self.used(season) else []
        return [[title for _, title in self.columns], *self.lines(rows)]

    def lines(self, rows: Rows) -> list[list[Cell]]:
        return [[row.get(key, "") for key, _ in self.columns] for row in rows]


class Unit(Enum):
    """How a figure is written: French typography, with its no-break space."""

    COUNT = ""
    PERCENT = "\u202f%"
    EUROS = "€"
    OF_FIVE = "\u00a0sur 5"


Measure = Callable[[Rows, Rows], Number | None]


@dataclass(frozen=True, order=True)
class FigurePart:
    """A heading of the report; headings stand by `rank`."""

    rank: int
    title: str


@dataclass(frozen=True)
class SeasonFigure:
    """One figure: of the rows of `sheet` that are `among` its rows, what `measure` makes of those that `counts` says.

    `rule` is read beside the figure; `part` is the heading under which it stands.
    """

    key: str
    part: FigurePart
    name: str
    rule: str
    sheet: FigureSheet
    measure: Measure
    unit: Unit = Unit.COUNT
    among: Callable[[FigureRow], bool] = lambda row: True
    counts: Callable[[FigureRow], bool] = lambda row: True


@dataclass(frozen=True)
class FigureRule:
    """A number that documents repeat, one a line or a bar: made of the rows of `sheet`, which all are of answers."""

    key: str
    name: str
    rule: str
    sheet: FigureSheet


@dataclass(frozen=True)
class FigureValue:
    """A figure of one season; `value` is None where nothing can be counted yet, or where the season does without it."""

    figure: SeasonFigure
    season: Season
    used: bool
    among: Rows
    counting: Rows
    value: Number | None

    @property
    def text(self) -> str:
        """As it is read; « – » where there is none."""
        if self.value is None:
            return "–"
        if self.figure.unit is Unit.EUROS:
            return french.euros(self.value)
        return f"{french.number(self.value)}{self.figure.unit.value}"


def count(among: Rows, counting: Rows) -> Number | None:
    return len(counting)


def share(among: Rows, counting: Rows) -> Number | None:
    """Percent, to the nearest and half up."""
    return (200 * len(counting) + len(among)) // (2 * len(among)) if among else None


def share_rounded_down(among: Rows, counting: Rows) -> Number | None:
    """Percent, rounded down: a threshold is never reached by rounding."""
    return len(counting) * 100 // len(among) if among else None


def total(column: str) -> Measure:
    """The sum of a column; an empty cell counts as nothing."""
    return lambda among, counting: sum((row[column] or 0 for row in counting), 0)


def mean(column: str) -> Measure:
    """The mean of a column, to the nearest tenth."""
    return lambda among, counting: rounding.mean([row[column] for row in counting], rounding.TENTH)


def weighted_mean(column: str, weight: str) -> Measure:
    """The mean of a column whose each row stands for `weight` answers, to the nearest tenth."""

    def measure(among: Rows, counting: Rows) -> Number | None:
        weights = sum(row[weight] for row in counting)
        weighted = sum(row[column] * row[weight] for row in counting)
        return rounding.round_to(Decimal(weighted) / weights, rounding.TENTH) if weights else None

    return measure


def ratio_rounded_down(part: str, whole: str) -> Measure:
    """The sum of a column as a percentage of that of another, rounded down."""

    def measure(among: Rows, counting: Rows) -> Number | None:
        out_of = sum(row[whole] for row in counting)
        return sum(row[part] for row in counting) * 100 // out_of if out_of else None

    return measure


def figures_for(user: HoldsPermissions) -> list[SeasonFigure]:
    """Those whose rows this user may read, part after part."""
    read = [one for one in declared(SeasonFigure) if user.has_perm(one.sheet.permission)]
    return sorted(read, key=lambda one: one.part)


def figure_named(key: str) -> SeasonFigure | None:
    return declared_by_key(SeasonFigure).get(key)


def values_of(figures: Iterable[SeasonFigure], seasons: Sequence[Season]) -> dict[int, list[FigureValue]]:
    """By season, each of these figures; a sheet is read once, whatever the number of figures and seasons."""
    figures = list(figures)
    sheets = {one.sheet.key: one.sheet for one in figures}
    read = {key: _rows_of(sheet, tuple(seasons)) for key, sheet in sheets.items()}
    return {season.pk: [_value_of(one, season, read[one.sheet.key]) for one in figures] for season in seasons}


@read_once
def _rows_of(sheet: FigureSheet, seasons: tuple[Season, ...]) -> dict[int, Rows]:
    followed = [season for season in seasons if sheet.used(season)]
    return sheet.read(followed) if followed else {}


def _value_of(figure: SeasonFigure, season: Season, read: dict[int, Rows]) -> FigureValue:
    among = [row for row in read.get(season.pk, []) if figure.among(row)]
    counting = [row for row in among if figure.counts(row)]
    used = figure.sheet.used(season)
    return FigureValue(figure, season, used, among, counting, figure.measure(among, counting) if used else None)
