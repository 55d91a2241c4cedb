"""Simulated annealing of tables, in whole numbers: people are numbers, tables and acquaintances are sets of bits.

What a swap would change is read from the bits of two tables, so that most are refused in under a microsecond.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, cycle

AGAIN = 0.05  # what a third or later meeting of two people costs beside, so that repeats are shared out; a repeat: 1
HOT, WARM, COLD = 0.8, 0.3, 0.25  # how willing to lose: from chance, from a pattern, at the end; in repeats
LAX, STRICT = 1.5, 4.0  # what an uneven table costs, from chance and at the end; in repeats
HOPE = 4  # the repeats that a swap may be expected to save at most
CHANCES = 4999  # a prime: the list of chances falls on other swaps at each pass
BITS = 10  # of a count of people in the sum of a table

Swap = tuple[int, int, int, list[int], list[int], list[int]]


class Unevenness(dict[int, int]):
    """By the sum of a table (of its people, `BITS` a kind), how many too many or too few it holds, squared."""

    def __init__(self, allowed: list[tuple[int, int]]) -> None:
        super().__init__()
        self.allowed = allowed

    def __missing__(self, held: int) -> int:
        off = 0
        for kind, (least, most) in enumerate(self.allowed):
            count = held >> BITS * kind & (1 << BITS) - 1
            off += max(0, least - count, count - most) ** 2
        self[held] = off
        return off


@dataclass
class Annealing:
    """The state: for each round, who sits at each table; two people of a round swap places, so that sizes stay.

    `kinds` are, for each person, what is to be shared out between tables (territory, category); `allowed`, for each
    kind, the least and the most that a table may hold.
    """

    territories: list[int]
    kinds: list[tuple[int, ...]]
    allowed: list[tuple[int, int]]
    rounds: list[list[list[int]]]
    met: list[tuple[int, int]]
    random: random.Random
    best: tuple[int, float] = field(init=False)

    def __post_init__(self) -> None:
        people = range(len(self.territories))
        self.uneven = Unevenness(self.allowed)
        self.sums = [sum(1 << BITS * kind for kind in kinds) for kinds in self.kinds]
        self.foreign = [
            sum(1 << other for other in people if self.territories[other] != self.territories[one]) for one in people
        ]
        # The meetings of each two people of different territories; for each person, whom they met once or more, twice
        # or more, three times or more.
        self.count = [[0 for _ in people] for _ in people]
        self.ranks = [[0 for _ in people] for _ in range(3)]
        for one, other in self.met:
            self.meet(one, 1 << other, 1)
        self.places = [[self.table_of(one, tables) for one in people] for tables in self.rounds]
        self.tables = [[sum(1 << one for one in table) for table in tables] for tables in self.rounds]
        self.held = [[sum(self.sums[one] for one in table) for table in tables] for tables in self.rounds]
        for one, other in chain.from_iterable(combinations(table, 2) for tables in self.rounds for table in tables):
            self.meet(one, 1 << other, 1)
        self.off = sum(self.uneven[held] for held in chain.from_iterable(self.held))
        counts = [self.count[one][other] for one, other in combinations(people, 2)]
        self.cost = sum(max(0, count - 1) + AGAIN * max(0, count - 2) for count in counts)
        self.keep()

    @staticmethod
    def table_of(one: int, tables: list[list[int]]) -> int:
        return next(number for number, table in enumerate(tables) if one in table)

    def keep(self) -> None:
        self.best = (self.off, self.cost)
        self.kept = [places[:] for places in self.places]

    def seated(self) -> list[list[list[int]]]:
        """The best tables that were seen, round after round."""
        return [
            [[one for one, at in enumerate(places) if at == table] for table in range(len(tables))]
            for places, tables in zip(self.kept, self.tables, strict=True)
        ]

    def meet(self, one: int, others: int, by: int) -> None:
        """One person and those of a table who are of other territories meet once more, or once less (`by`)."""
        others &= self.foreign[one]
        counts, mine = self.count[one], 1 << one
        while others:
            bit = others & -others
            others ^= bit
            other = bit.bit_length() - 1
            times = counts[other] + by
            counts[other] = self.count[other][one] = times
            rank = times if by < 0 else times - 1
            if rank < 3:
                met = self.ranks[rank]
                met[one] ^= bit
                met[other] ^= mine

    def swaps(self) -> list[Swap]:
        """Every swap of a round, with what it reads; none that could only make the territories less even."""
        whole = [least == most for least, most in self.allowed]
        pairs = [
            (one, other, self.sums[one] - self.sums[other])
            for one, other in combinations(range(len(self.sums)), 2)
            if self.territories[one] == self.territories[other]
            or not (whole[self.territories[one]] or whole[self.territories[other]])
        ]
        rounds = list(zip(self.places, self.tables, self.held, strict=True))
        return [(*pair, *state) for state in rounds for pair in pairs]

    def run(self, moves: int, *, from_pattern: bool = False) -> None:
        """Swap two people of a round again and again, less and less willing to lose; the best seen is kept."""
        swaps = self.swaps()
        if not swaps:
            return
        chances = cycle([-math.log(1 - self.random.random()) for _ in range(CHANCES)])
        passes = math.ceil(moves / len(swaps))
        hot, lax = (WARM, STRICT) if from_pattern else (HOT, LAX)
        for number in range(passes):
            self.random.shuffle(swaps)
            done = number / passes
            if self.best <= (0, 1e-6):  # no table is uneven and nobody meets twice
                return
            self.try_all(swaps, chances, hot * (COLD / hot) ** done, lax * (STRICT / lax) ** done)

    def try_all(self, swaps: list[Swap], chances: Iterator[float], warmth: float, strictness: float) -> None:
        """Try each swap once, keep those that help or to which chance agrees. Written flat: it is nearly all the time.

        A swap of two people changes the repeats by whom they would meet again at their new tables, less whom they met
        more than once at the old ones; each counts the other at the new table where they do not sit together.
        """
        uneven, (once, twice, thrice) = self.uneven, self.ranks
        for (one, other, apart, places, tables, held), chance in zip(swaps, chances, strict=False):
            here, there = places[one], places[other]
            if here == there:
                continue
            limit = warmth * chance
            worse, change = 0, 0.0
            if apart:
                left_held, right_held = held[here], held[there]
                worse = uneven[left_held - apart] + uneven[right_held + apart] - uneven[left_held] - uneven[right_held]
                change = strictness * worse
                if change > limit + HOPE:
                    continue
            left, right, mine, theirs = tables[here], tables[there], once[one], once[other]
            change += (mine & right).bit_count() + (theirs & left).bit_count() - 2 * (mine >> other & 1)
            mine, theirs = twice[one], twice[other]
            change -= (mine & left).bit_count() + (theirs & right).bit_count()
            if change > limit:
                continue
            more = (mine & right).bit_count() + (theirs & left).bit_count() - 2 * (mine >> other & 1)
            less = (thrice[one] & left).bit_count() + (thrice[other] & right).bit_count()
            change += AGAIN * (more - less)
            if change > limit:
                continue
            self.off += worse
            self.cost += change - strictness * worse
            held[here] -= apart
            held[there] += apart
            places[one], places[other] = there, here
            self.exchange(one, other, here, there, tables)
            if self.off <= self.best[0] and (self.off, self.cost + 1e-9) < self.best:
                self.keep()

    def exchange(self, one: int, other: int, here: int, there: int, tables: list[int]) -> None:
        left, right = tables[here] ^ 1 << one, tables[there] ^ 1 << other
        self.meet(one, left, -1)
        self.meet(other, right, -1)
        self.meet(one, right, 1)
        self.meet(other, left, 1)
        tables[here], tables[there] = left | 1 << other, right | 1 << one
