"""Tables that mix territories: over a season, each person meets as many people of other territories as possible.

Pure computation: people in, tables out; no database, no clock. The method is simulated annealing on all the rounds
that remain at once, from a seed, so that a draw can be made again. Four to eight territories of at most
six people at six tables also start from a pattern, which annealing alone does not reach; absences leave empty chairs.

Bound. Nobody meets more than their company, table after table: five rounds at tables of n territories make 5(n - 1).
Nor do two people meet for the first time twice: where each table holds every category, 4 territories make 2/1/1 at 30
tables, 5 of whose 6 meetings join two categories, 150 in all for 144 pairs of people. Six repeat, and the mean is at
most 14.5 of 15; more is met only at tables that lack a category. Five territories reach the bound of 20.
"""

import math
import random
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from itertools import combinations

from sessions.groups import patterns
from sessions.groups.patterns import Person

REPEAT = 1.0  # a pair that meets once more, beyond its first meeting
AGAIN = 0.05  # what each further meeting of one pair costs beside, so that repeats are shared out
SAME_TERRITORY = 4.0  # two people of one territory at one table
UNBALANCED = 6.0  # by how many people a category leaves what a table may hold of it, squared
WITHIN = 0.5  # of the swaps, between two people of one territory
MOVES = 60_000  # of a draw, for each person; one long draw reaches more than several short ones
FINISHING_MOVES = 8_000  # the same, from a pattern

HOT, WARM, COLD = 1.0, 0.3, 0.15  # how willing to lose: from chance, from the pattern, at the end; in units of cost


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

    Each table gets one person of a territory where numbers allow, sizes within one, categories within one of their
    even share, rounded up or down where no pattern fits. The same arguments give the same tables. About 2.5 µs a move,
    7 s for 48 people without a pattern.
    """
    dice = random.Random(seed)  # noqa: S311 - not a secret
    annealing = Annealing(people, tables, rounds, past, list(met), dice)
    usual = len(people) * (FINISHING_MOVES if annealing.patterned else MOVES)
    annealing.run(usual if moves is None else moves)
    return annealing.drawing()


@dataclass
class Annealing:
    """The state: for each round, who sits at each table; sizes are even from the start, and two people swap places."""

    people: list[Person]
    tables: int
    rounds: int
    past: int
    met: list[tuple[Hashable, Hashable]]
    random: random.Random
    may_use_pattern: bool = True
    seated: list[list[list[int]]] = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.people)
        index = {person.key: number for number, person in enumerate(self.people)}
        # The meetings of each two people, what one more costs them, and what one less saves.
        self.count = [[0] * count for _ in self.people]
        self.join = [[0.0] * count for _ in self.people]
        self.leave = [[0.0] * count for _ in self.people]
        self.territory = [person.territory for person in self.people]
        for one, other in combinations(range(count), 2):
            self.count_pair(one, other, 0)
        for met, by in self.met:
            if met in index and by in index:
                self.count_pair(index[met], index[by], 1)
        self.mates = [[n for n, its in enumerate(self.territory) if its == mine] for mine in self.territory]
        categories = sorted({person.category for person in self.people}, key=str)
        self.category = [categories.index(person.category) for person in self.people]
        chairs = patterns.chairs_of(self.people, self.category, self.tables) if self.may_use_pattern else {}
        self.patterned = bool(chairs)
        shares = [self.category.count(number) / self.tables for number in range(len(categories))]
        allowed = shares_allowed if self.patterned else _even_shares
        self.share_costs = [
            [_category_cost(share, *allowed(share), number) for number in range(count + 2)] for share in shares
        ]
        self.seated = [self.first_tables(number, chairs) for number in range(self.rounds)]
        self.place = [self.places(tables) for tables in self.seated]
        self.held = [[self.counted(table) for table in tables] for tables in self.seated]  # categories of each table
        for table in (table for tables in self.seated for table in tables):
            for one, other in combinations(table, 2):
                self.count_pair(one, other, 1)

    def count_pair(self, one: int, other: int, by: int) -> None:
        times = self.count[one][other] + by
        self.count[one][other] = self.count[other][one] = times
        if self.territory[one] == self.territory[other]:
            joins = leaves = SAME_TERRITORY
        else:
            joins, leaves = _repeat_cost(times + 1), _repeat_cost(times)
        self.join[one][other] = self.join[other][one] = joins
        self.leave[one][other] = self.leave[other][one] = leaves

    def first_tables(self, number: int, chairs: patterns.Chairs) -> list[list[int]]:
        """The round of the pattern, made even where people lack; else each territory dealt from table to table."""
        if chairs:
            rows = patterns.rows_of(self.past + number, chairs)
            tables = [[seat for row in rows if (seat := row[table]) is not None] for table in range(self.tables)]
            while len(most := max(tables, key=len)) > len(least := min(tables, key=len)) + 1:
                least.append(most.pop())
            return tables
        dealt: list[int] = []
        for territory in sorted(set(self.territory), key=str):
            members = [number for number, its in enumerate(self.territory) if its == territory]
            dealt += self.random.sample(members, len(members))
        return [dealt[table :: self.tables] for table in range(self.tables)]

    def places(self, tables: list[list[int]]) -> list[int]:
        """The table of each person."""
        found = {one: number for number, table in enumerate(tables) for one in table}
        return [found[one] for one in range(len(self.people))]

    def counted(self, table: list[int]) -> list[int]:
        held = [self.category[one] for one in table]
        return [held.count(number) for number in range(len(self.share_costs))]

    def run(self, moves: int) -> None:
        """Swap two people of a round again and again, less and less willing to lose; end at the best that was seen."""
        if self.tables < 2 or not self.people:
            return
        best, cost, kept = 0.0, 0.0, self.copy()
        hot = WARM if self.patterned else HOT
        for move in range(moves):
            cost += self.try_swap(hot * (COLD / hot) ** (move / moves))
            if cost < best - 1e-9:
                best, kept = cost, self.copy()
        self.seated = kept

    def copy(self) -> list[list[list[int]]]:
        return [[table[:] for table in tables] for tables in self.seated]

    def try_swap(self, warmth: float) -> float:
        """One swap, kept if it helps or if chance agrees; returns what it changed in the cost.

        Half of them are between two people of one territory, which keep it shared out.
        """
        choose = self.random.random
        number, one = int(choose() * self.rounds), int(choose() * len(self.people))
        mates = self.mates[one]
        other = mates[int(choose() * len(mates))] if choose() < WITHIN else int(choose() * len(self.people))
        place = self.place[number]
        here, there = place[one], place[other]
        if here == there:
            return 0.0
        left, right = self.seated[number][here], self.seated[number][there]
        held = self.held[number]
        change = self.price(one, other, left, right) + self.balance(one, other, held[here], held[there])
        if change > 0 and choose() >= math.exp(-change / warmth):
            return 0.0
        place[one], place[other] = there, here
        mine, theirs = self.category[one], self.category[other]
        held[here][mine] -= 1
        held[here][theirs] += 1
        held[there][theirs] -= 1
        held[there][mine] += 1
        left.remove(one)
        right.remove(other)
        for table, gone, come in ((left, one, other), (right, other, one)):
            for neighbour in table:
                self.count_pair(gone, neighbour, -1)
                self.count_pair(come, neighbour, 1)
            table.append(come)
        return change

    def price(self, one: int, other: int, left: list[int], right: list[int]) -> float:
        """What exchanging the two would change in the cost of company, before it is done."""
        joins, leaves = self.join[one], self.leave[one]
        change = sum(map(joins.__getitem__, right)) - sum(map(leaves.__getitem__, left)) - 2 * joins[other]
        joins, leaves = self.join[other], self.leave[other]
        return change + sum(map(joins.__getitem__, left)) - sum(map(leaves.__getitem__, right))

    def balance(self, one: int, other: int, left: list[int], right: list[int]) -> float:
        """How the categories of the two tables would be better or worse shared; `left` and `right` count them."""
        mine, theirs = self.category[one], self.category[other]
        if mine == theirs:
            return 0.0
        costs = self.share_costs[mine]
        change = costs[left[mine] - 1] - costs[left[mine]] + costs[right[mine] + 1] - costs[right[mine]]
        costs = self.share_costs[theirs]
        return change + costs[right[theirs] - 1] - costs[right[theirs]] + costs[left[theirs] + 1] - costs[left[theirs]]

    def drawing(self) -> Seating:
        rounds = [[[self.people[number] for number in table] for table in tables] for tables in self.seated]
        return Seating(rounds, repeats_of(rounds, self.met))


def _repeat_cost(times: int) -> float:
    """What the meeting of this rank costs two people: nothing the first time."""
    return REPEAT + AGAIN * (times - 2) if times > 1 else 0.0


def shares_allowed(share: float) -> tuple[int, int]:
    """How many people of a category a table may hold: within one of the even share, none only where it is below one."""
    return max(math.ceil(share - 1), 1 if share >= 1 else 0), math.floor(share + 1)


def _even_shares(share: float) -> tuple[int, int]:
    """The even share rounded down and up: no table holds two more of a category than another."""
    return math.floor(share), math.ceil(share)


def _category_cost(share: float, least: int, most: int, count: int) -> float:
    """What `count` people of a category cost a table, when an even share is `share` and it may hold these."""
    off = abs(count - share)
    return UNBALANCED * max(0, least - count, count - most) ** 2 + 0.02 * off * off


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
