"""Who met whom over a season: territory by territory, category by category, as squares and figures."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sessions.groups.composition import Acquaintance, Pairs
from territories.models import Participant

SIDE = 36  # of the square where everybody met


@dataclass(frozen=True)
class Meetings:
    """Of the people of one row and of one column: how many pairs met, of how many that could."""

    met: int
    possible: int

    @property
    def side(self) -> str:
        """Of a square whose surface is the share of those who met; one who met somebody is always seen."""
        share = self.met / self.possible if self.possible else 0.0
        return f"{max(SIDE * share**0.5, 4.0 if self.met else 0.0):.1f}"

    @property
    def offset(self) -> str:
        return f"{(SIDE - float(self.side)) / 2:.1f}"


@dataclass(frozen=True)
class MatrixRow:
    """One name with its letter, and what it shares with each name, in the same order."""

    letter: str
    name: str
    cells: list[Meetings]


@dataclass(frozen=True)
class Matrix:
    """As many columns as rows; a letter stands for each name above the columns."""

    title: str
    rows: list[MatrixRow]


def by_territory(people: Iterable[Acquaintance], met: Pairs) -> Matrix:
    """People of one territory are not counted among themselves: they are to meet the others."""
    return _matrix(
        "D’un territoire à l’autre",
        [row.person for row in people],
        met,
        lambda person: (person.triptych_id, str(person.triptych.territory)),
    )


def by_category(people: Iterable[Acquaintance], met: Pairs) -> Matrix:
    """Between territories too: élus who met élus of another territory stand on the diagonal."""
    persons = sorted((row.person for row in people), key=lambda one: (one.category.position, one.category_id))
    return _matrix(
        "D’une catégorie à l’autre", persons, met, lambda person: (person.category_id, person.category.label)
    )


def _matrix(title: str, people: list[Participant], met: Pairs, of: Callable[[Participant], tuple[Any, str]]) -> Matrix:
    names = dict(of(person) for person in people)
    could: Counter[frozenset] = Counter()
    did: Counter[frozenset] = Counter()
    for one, other in combinations(people, 2):
        if one.triptych_id != other.triptych_id:
            between = frozenset((of(one)[0], of(other)[0]))
            could[between] += 1
            did[between] += frozenset((one.pk, other.pk)) in met
    rows = [
        MatrixRow(
            letter_of(rank),
            name,
            [Meetings(did[frozenset((key, other))], could[frozenset((key, other))]) for other in names],
        )
        for rank, (key, name) in enumerate(names.items())
    ]
    return Matrix(title, rows)


def letter_of(rank: int) -> str:
    """« A » to « Z », then « A2 »."""
    round_, at = divmod(rank, 26)
    return chr(ord("A") + at) + (str(round_ + 1) if round_ else "")
