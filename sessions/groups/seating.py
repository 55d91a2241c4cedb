"""Tables that mix territories: over a season, each person meets as many people of other territories as possible.

Pure computation: people in, tables out; no database, no clock. The problem is that of the social golfer. The method is
simulated annealing on all the rounds that remain at once (`annealing.py`), from a seed, so that a draw can be made
again. Five to eight territories of at most six people at six tables also start from a pattern, which annealing alone
does not reach; where absences leave empty chairs, the better of the two is kept.

Bound. Nobody meets more than their company, table after table, nor more than there are: five rounds at tables of n
territories make min(5(n - 1), others). Nor do two people meet for the first time twice: where each table holds every
category, 4 territories make 2/1/1 at 30 tables, 5 of whose 6 meetings join two categories, 150 in all for 144 pairs of
people. Six repeat, and the mean is at most 14.5 of 15; more is met only at tables that lack a category. Five
territories reach the bound of 20.
"""

import math
import random
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations

from sessions.groups import patterns
from sessions.groups.annealing import Annealing
from sessions.groups.patterns import Person

MOVES = 150_000  # of a draw, for each person; one long draw reaches more than several short ones
FINISHING_MOVES = 8_000  # the same, from a pattern


@dataclass(frozen=True)
class Seating:
    """One list of tables a round, each a list of people; `repeats` counts meetings that had taken place already."""

    rounds: list[list[list[Person]]]
    repeats: int


def table_count(people: int, size: int) -> int:
    """How many tables of about `size` seat everybody; one at least."""
    return max(1, round(people / size))


def draw_seating(
    people: list[Person],
    *,
    tables: int,
    rounds: int = 1,
    past: int = 0,
    met: Iterable[tuple[Hashable, Hashable]] = (),
    seed: int = 0,
    moves: int | None = None,
) -> Seating:
    """Tables for `rounds` items to come, after `past` others where the pairs that `met` met (in any order).

    Sizes, territories and categories are even: no table holds two more of them than another. At a pattern without an
    empty chair, a table holds of a category its even share within one. The same arguments give the same tables. About
    0.8 µs a move, 7 s for 48 people without a pattern.
    """
    met = list(met)
    chairs = patterns.chairs_of(people, _numbered([person.category for person in people]), tables)
    is_full = len(chairs) == len({territory for territory, _ in chairs}) * patterns.CHAIRS
    drawn = []
    if chairs:
        shares = shares_allowed if is_full else even_shares
        starts = [patterns.even_round(past + number, chairs, tables) for number in range(rounds)]
        drawn.append(_annealing(people, tables, starts, met=met, seed=seed, shares=shares))
        drawn[0].run(len(people) * FINISHING_MOVES if moves is None else moves, from_pattern=True)
    if not is_full or not chairs:
        dice = random.Random(seed)  # noqa: S311 - not a secret
        starts = [_dealt(people, tables, dice) for _ in range(rounds)]
        drawn.append(_annealing(people, tables, starts, met=met, seed=seed, shares=even_shares))
        drawn[-1].run(len(people) * MOVES if moves is None else moves)
    best = min(drawn, key=lambda one: one.best)
    seated = [[[people[number] for number in table] for table in tables] for tables in best.seated()]
    return Seating(seated, repeats_of(seated, met))


def _numbered(values: list[Hashable]) -> list[int]:
    known = sorted(set(values), key=str)
    return [known.index(value) for value in values]


def _dealt(people: list[Person], tables: int, dice: random.Random) -> list[list[int]]:
    """Each territory dealt from table to table."""
    dealt: list[int] = []
    for territory in sorted({person.territory for person in people}, key=str):
        members = [number for number, person in enumerate(people) if person.territory == territory]
        dealt += dice.sample(members, len(members))
    return [dealt[table::tables] for table in range(tables)]


def _annealing(
    people: list[Person],
    tables: int,
    starts: list[list[list[int]]],
    *,
    met: list[tuple[Hashable, Hashable]],
    seed: int,
    shares: Callable[[float], tuple[int, int]],
) -> Annealing:
    index = {person.key: number for number, person in enumerate(people)}
    territories = _numbered([person.territory for person in people])
    categories = _numbered([person.category for person in people])
    allowed = [even_shares(territories.count(kind) / tables) for kind in range(len(set(territories)))]
    allowed += [shares(categories.count(kind) / tables) for kind in range(len(set(categories)))]
    return Annealing(
        territories=territories,
        kinds=[(one, len(set(territories)) + other) for one, other in zip(territories, categories, strict=True)],
        allowed=allowed,
        rounds=starts,
        met=[(index[one], index[other]) for one, other in met if one in index and other in index],
        random=random.Random(seed),  # noqa: S311 - not a secret
    )


def shares_allowed(share: float) -> tuple[int, int]:
    """How many people of a category a table may hold: within one of the even share, none only where it is below one."""
    return max(math.ceil(share - 1), 1 if share >= 1 else 0), math.floor(share + 1)


def even_shares(share: float) -> tuple[int, int]:
    """The even share rounded down and up: no table holds two more of a category than another."""
    return math.floor(share), math.ceil(share)


def repeats_of(rounds: list[list[list[Person]]], met: Iterable[tuple[Hashable, Hashable]]) -> int:
    """Meetings of two people of different territories beyond their first."""
    seen, repeats = {frozenset(pair) for pair in met}, 0
    for tables in rounds:
        for table in tables:
            for one, other in combinations(table, 2):
                pair = frozenset((one.key, other.key))
                repeats += pair in seen and one.territory != other.territory
                seen.add(pair)
    return repeats


def meetings(rounds: list[list[list[Person]]]) -> dict[Hashable, int]:
    """How many people of other territories each person meets at least once."""
    met: dict[Hashable, set] = {}
    for tables in rounds:
        for table in tables:
            for person in table:
                others = {other.key for other in table if other.territory != person.territory}
                met.setdefault(person.key, set()).update(others)
    return {key: len(others) for key, others in met.items()}
