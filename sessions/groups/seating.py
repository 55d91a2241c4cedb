"""Tables that mix territories: over a season, each person meets as many people of other territories as possible.

Pure computation: people in, tables out; no database, no clock. The method is simulated annealing on all the rounds
that remain at once, several times from a seed, so that a draw can be made again. Four to eight territories of at most
six people at six tables also start from a pattern, which annealing alone does not reach; absences leave empty chairs.

Bound. Nobody meets more than their company, table after table: five rounds at tables of n territories make 5(n - 1).
Nor do two people meet for the first time twice: where each table holds every category, 4 territories make 2/1/1 at 30
tables, 5 of whose 6 meetings join two categories, 150 in all for 144 pairs of people. Six repeat, and the mean is at
most 14.5 of 15; more is met only at tables that lack a category. Five territories reach the bound of 20.
"""

import math
import random
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from itertools import combinations

from sessions.groups import patterns
from sessions.groups.patterns import Person

REPEAT = 1.0  # a pair that meets once more
SAME_TERRITORY = 4.0  # two people of one territory at one table
UNBALANCED = 3.0  # by how many people a category leaves what a table may hold of it, squared
UNEVEN = 3.0  # a table larger or smaller than the even size rounded, squared
MOVES = 300_000  # of a draw
TRIES = 3  # draws, the first from a pattern where one fits

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
    even share. The same arguments give the same tables. About 2.5 µs a move. Where no pattern fits, the best of TRIES.
    """
    draws = []
    for number in range(TRIES):
        dice = random.Random(f"{seed} {number}")  # noqa: S311 - not a secret
        annealing = Annealing(people, tables, rounds, past, list(met), dice, may_use_pattern=number == 0)
        annealing.run(MOVES if moves is None else moves)
        draws.append(annealing)
        if annealing.patterned:
            break  # chance does not reach it
    return min(draws, key=lambda one: one.total_cost()).drawing()


@dataclass
class Annealing:
    """The state: for each round and each row of a territory, who sits at which table; None is an empty chair."""

    people: list[Person]
    tables: int
    rounds: int
    past: int
    met: list[tuple[Hashable, Hashable]]
    random: random.Random
    may_use_pattern: bool = True
    rows: list[list[list[int | None]]] = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.people)
        index = {person.key: number for number, person in enumerate(self.people)}
        # What it costs two people to sit together: their meetings so far, and their common territory.
        self.cost = [
            [SAME_TERRITORY * (one is not other and one.territory == other.territory) for other in self.people]
            for one in self.people
        ]
        for one, other in self.met:
            if one in index and other in index:
                self.count_pair(index[one], index[other], 1)
        self.territory = [person.territory for person in self.people]
        categories = sorted({person.category for person in self.people}, key=str)
        self.category = [categories.index(person.category) for person in self.people]
        self.share = [self.category.count(number) / self.tables for number in range(len(categories))]
        self.share_costs = [[_category_cost(share, number) for number in range(count + 2)] for share in self.share]
        self.even = count / self.tables
        chairs = patterns.chairs_of(self.people, self.category, self.tables) if self.may_use_pattern else {}
        self.patterned = bool(chairs)
        if chairs:
            self.rows = [patterns.rows_of(self.past + number, chairs) for number in range(self.rounds)]
        else:
            self.rows = [self.first_rows() for _ in range(self.rounds)]
        self.seated = [self.seats(rows) for rows in self.rows]
        self.shares = [[[0] * len(categories) for _ in tables] for tables in self.seated]  # of each category at a table
        for tables, shares in zip(self.seated, self.shares, strict=True):
            for table, share in zip(tables, shares, strict=True):
                for one in table:
                    share[self.category[one]] += 1
                for one, other in combinations(table, 2):
                    self.count_pair(one, other, 1)

    def count_pair(self, one: int, other: int, by: int) -> None:
        self.cost[one][other] += REPEAT * by
        self.cost[other][one] += REPEAT * by

    def first_rows(self) -> list[list[int | None]]:
        """Each territory fills rows of one chair a table; a territory larger than the tables fills a second row."""
        rows = []
        for territory in sorted(set(self.territory), key=str):
            members = [number for number, its in enumerate(self.territory) if its == territory]
            self.random.shuffle(members)
            for start in range(0, len(members), self.tables):
                row: list[int | None] = [*members[start : start + self.tables]]
                row += [None] * (self.tables - len(row))
                self.random.shuffle(row)
                rows.append(row)
        return rows

    def seats(self, rows: list[list[int | None]]) -> list[list[int]]:
        return [[seat for row in rows if (seat := row[table]) is not None] for table in range(self.tables)]

    def run(self, moves: int) -> None:
        """Swap two chairs of a row again and again, less and less willing to lose; end at the best that was seen."""
        if self.tables < 2 or not self.people:
            return
        best, cost, kept = 0.0, 0.0, self.copy()
        hot = WARM if self.patterned else HOT
        for move in range(moves):
            cost += self.try_swap(hot * (COLD / hot) ** (move / moves))
            if cost < best - 1e-9:
                best, kept = cost, self.copy()
        self.rows = kept

    def copy(self) -> list[list[list[int | None]]]:
        return [[row[:] for row in rows] for rows in self.rows]

    def try_swap(self, warmth: float) -> float:
        """One swap, kept if it helps or if chance agrees; returns what it changed in the cost."""
        choose = self.random.random
        number = int(choose() * self.rounds)
        rows = self.rows[number]
        row = rows[int(choose() * len(rows))]
        here, there = int(choose() * self.tables), int(choose() * self.tables)
        one, other = row[here], row[there]
        if here == there or one == other:
            return 0.0
        left, right = self.seated[number][here], self.seated[number][there]
        shares = self.shares[number]
        change = self.price(one, other, left, right) + self.balance(one, other, shares[here], shares[there])
        if change > 0 and choose() >= math.exp(-change / warmth):
            return 0.0
        row[here], row[there] = other, one
        self.move(one, left, right, other)
        self.move(other, right, left, one)
        for person, source, target in ((one, shares[here], shares[there]), (other, shares[there], shares[here])):
            if person is not None:
                source[self.category[person]] -= 1
                target[self.category[person]] += 1
        return change

    def price(self, one: int | None, other: int | None, left: list[int], right: list[int]) -> float:
        """What exchanging the two would change in the cost of company and of sizes, before it is done.

        The cost of a pair counts this meeting too where it takes place already: that one is taken off.
        """
        change = 0.0
        if one is not None:
            cost = self.cost[one]
            change += sum(map(cost.__getitem__, right)) - sum(map(cost.__getitem__, left)) + REPEAT * (len(left) - 1)
        if other is not None:
            cost = self.cost[other]
            change += sum(map(cost.__getitem__, left)) - sum(map(cost.__getitem__, right)) + REPEAT * (len(right) - 1)
        if one is None or other is None:
            gain = 1 if one is None else -1
            change += self.size_cost(len(left) + gain) + self.size_cost(len(right) - gain)
            return change - self.size_cost(len(left)) - self.size_cost(len(right))
        return change - 2 * self.cost[one][other]  # they pass each other

    def size_cost(self, size: int) -> float:
        off = max(0, math.floor(self.even) - size, size - math.ceil(self.even))
        return UNEVEN * off * off

    def balance(self, one: int | None, other: int | None, left: list[int], right: list[int]) -> float:
        """How the categories of the two tables would be better or worse shared; `left` and `right` count them."""
        mine = None if one is None else self.category[one]
        theirs = None if other is None else self.category[other]
        if mine == theirs:
            return 0.0
        change = 0.0
        if mine is not None:
            costs = self.share_costs[mine]
            change += costs[left[mine] - 1] - costs[left[mine]] + costs[right[mine] + 1] - costs[right[mine]]
        if theirs is not None:
            costs = self.share_costs[theirs]
            change += costs[right[theirs] - 1] - costs[right[theirs]] + costs[left[theirs] + 1] - costs[left[theirs]]
        return change

    def move(self, person: int | None, source: list[int], target: list[int], swapped: int | None) -> None:
        """Seat the person at the other table and count whom they meet there instead."""
        if person is None:
            return
        if person in source:
            source.remove(person)
        for neighbour in source:
            if neighbour != swapped:
                self.count_pair(person, neighbour, -1)
        for neighbour in target:
            if neighbour != swapped:
                self.count_pair(person, neighbour, 1)
        target.append(person)

    def total_cost(self) -> float:
        """Of the rows as they stand; what is compared between two tries."""
        met = Counter(frozenset(pair) for pair in self.met)
        total = 0.0
        for table in (table for rows in self.rows for table in self.seats(rows)):
            total += self.size_cost(len(table))
            held = Counter(self.category[one] for one in table)
            total += sum(costs[held[number]] for number, costs in enumerate(self.share_costs))
            for one, other in combinations(table, 2):
                pair = frozenset((self.people[one].key, self.people[other].key))
                total += REPEAT * met[pair] + SAME_TERRITORY * (self.territory[one] == self.territory[other])
                met[pair] += 1
        return total

    def drawing(self) -> Seating:
        rounds = [[[self.people[number] for number in table] for table in self.seats(rows)] for rows in self.rows]
        return Seating(rounds, repeats_of(rounds, self.met))


def shares_allowed(share: float) -> tuple[int, int]:
    """How many people of a category a table may hold: within one of the even share, none only where it is below one."""
    return max(math.ceil(share - 1), 1 if share >= 1 else 0), math.floor(share + 1)


def _category_cost(share: float, count: int) -> float:
    """What `count` people of a category cost a table, when an even share is `share`."""
    least, most = shares_allowed(share)
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
