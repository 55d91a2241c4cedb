"""What drawings made by the server share: places along a line, in percent of the width that the page leaves them.

An SVG without a viewBox, whose coordinates are percentages, fills the page at 320 pixels as on a desk, and its words
keep the size of the text around them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A bar of a drawing: where it begins and how long it is, as an SVG reads them."""

    x: str
    width: str

    @property
    def middle(self) -> str:
        return percent(float(self.x[:-1]) + float(self.width[:-1]) / 2)


@dataclass(frozen=True)
class Tick:
    """A mark of a scale, with its words."""

    x: str
    words: str
    anchor: str = "middle"
    is_minor: bool = False  # its words go where the page is narrow


@dataclass(frozen=True)
class Scale:
    """From `start` to `end`, in any unit; what lies outside is drawn at its edge."""

    start: float
    end: float

    def at(self, value: float) -> float:
        """In percent of the width; nothing is drawn of a scale without a length."""
        whole = self.end - self.start
        return min(max((value - self.start) / whole * 100, 0.0), 100.0) if whole > 0 else 0.0

    def place(self, value: float) -> str:
        return percent(self.at(value))

    def bar(self, start: float, end: float) -> Bar:
        return Bar(self.place(start), percent(max(self.at(end) - self.at(start), 0.0)))

    def tick(self, value: float, words: str, *, is_minor: bool = False) -> Tick:
        """Words stay inside the drawing: the first ones begin at their mark, the last ones end there."""
        at = self.at(value)
        return Tick(percent(at), words, "start" if at < 2 else "end" if at > 98 else "middle", is_minor)


def percent(value: float) -> str:
    """As an SVG reads it, whatever the language: « 12.5% »."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


NICE = (2, 4, 6, 8, 10)  # ends of scales whose half is written without a decimal


def rounded_end(largest: float) -> int:
    """Where a scale ends that holds this value: 0, 2, 4, 6, 8, 10, 20, 40… 20 000 000."""
    if largest <= 0:
        return 0
    power = 1
    while largest > NICE[-1] * power:
        power *= 10
    return next(end * power for end in NICE if largest <= end * power)


@dataclass(frozen=True)
class Value:
    """One bar of a row: its kind, which chooses its colour, its length, and the words beside it."""

    kind: str
    bar: Bar
    words: str


@dataclass(frozen=True)
class BarRow:
    """What the bars are about, where that leads to if anywhere, what is said after it, and the bars."""

    label: str
    values: tuple[Value, ...]
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Given:
    """A row before it is drawn: each value with its kind and its words."""

    label: str
    values: Sequence[tuple[str, float, str]]
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class BarChart:
    """Rows of bars on one scale, the words of each value beside it."""

    title: str
    rows: tuple[BarRow, ...]
    ticks: tuple[Tick, ...]
    legend: tuple[tuple[str, str], ...]


def bar_chart(
    title: str,
    given: Iterable[Given],
    *,
    in_words: Callable[[int], str],
    whole: int | None = None,
    legend: Sequence[tuple[str, str]] = (),
) -> BarChart:
    """On a scale of nought to `whole`, else to a round number that holds the largest; nothing to draw has no scale."""
    rows = list(given)
    end = rounded_end(max((value for row in rows for _, value, _ in row.values), default=0)) if whole is None else whole
    scale = Scale(0, end)
    return BarChart(
        title,
        tuple(
            BarRow(
                row.label,
                tuple(Value(kind, scale.bar(0, value), words) for kind, value, words in row.values),
                row.address,
                row.note,
            )
            for row in rows
        ),
        tuple(scale.tick(at, in_words(at)) for at in (0, end // 2, end)) if end else (),
        tuple(legend),
    )
