"""A plain annealing of mixed tables, to compare ours with: lists of people, all rounds at once, for a time.

It imports nothing of ours: swaps of two people at random, geometric cooling, a repeat costs one, a table with too many
or too few of a category or a territory six.
"""

import math
import random
import time
from collections import defaultdict
from functools import cache
from itertools import combinations

UNEVEN, HOT, COLD, LOOK = 6, 1.0, 0.1, 200


def even(total, tables):
    return total // tables, -(-total // tables)


def uneven_tables(people, rounds):
    """How many tables hold a category or a territory more or less than its even share, rounded up or down."""
    found = 0
    for kind in (lambda one: one.category, lambda one: one.territory):
        for value in {kind(one) for one in people}:
            total = sum(kind(one) == value for one in people)
            for tables in rounds:
                least, most = even(total, len(tables))
                found += sum(not least <= sum(kind(one) == value for one in table) <= most for table in tables)
    return found


class Plain:
    def __init__(self, people, tables, rounds, dice):
        self.people, self.dice = people, dice
        order = [sorted(dice.sample(people, len(people)), key=lambda one: one.territory) for _ in range(rounds)]
        self.rounds = [[dealt[table::tables] for table in range(tables)] for dealt in order]
        self.times = defaultdict(int)
        for seated in self.rounds:
            for table in seated:
                self.count(combinations(table, 2), 1)
        self.shares = [
            (value, *even(sum(value in (one.category, f"t{one.territory}") for one in people), tables))
            for value in {one.category for one in people} | {f"t{one.territory}" for one in people}
        ]
        self.cost_of = cache(self.uneven)

    def count(self, pairs, by):
        for one, other in pairs:
            self.times[one, other] += by
            self.times[other, one] = self.times[one, other]

    def uneven(self, held):
        return sum(UNEVEN * max(0, least - held.count(v), held.count(v) - most) ** 2 for v, least, most in self.shares)

    def off(self, table):
        return self.cost_of(
            tuple(sorted([one.category for one in table])) + tuple(sorted(f"t{p.territory}" for p in table))
        )

    def price(self, gone, come, table):
        """What it changes that `come` takes the place of `gone` among the others of a table."""
        others = [one for one in table if one is not gone]
        saved = sum(one.territory != gone.territory and self.times[gone, one] > 1 for one in others)
        return sum(one.territory != come.territory and self.times[come, one] > 0 for one in others) - saved

    def run(self, seconds):
        """Anneal for these seconds of processor; the best tables seen."""
        started, moves, gained, best = time.process_time(), 0, 0, 1
        warmth, kept = HOT, self.rounds
        while moves % LOOK or (done := (time.process_time() - started) / seconds) < 1:
            warmth = warmth if moves % LOOK else HOT * (COLD / HOT) ** done
            moves += 1
            gained += self.move(warmth)
            if gained < best:
                best, kept = gained, [[table[:] for table in tables] for tables in self.rounds]
        return kept

    def move(self, warmth):
        left, right = self.dice.sample(self.dice.choice(self.rounds), 2)
        here, there = self.dice.randrange(len(left)), self.dice.randrange(len(right))
        one, other = left[here], right[there]
        change = self.price(one, other, left) + self.price(other, one, right) - self.off(left) - self.off(right)
        left[here], right[there] = other, one
        change += self.off(left) + self.off(right)
        if change > 0 and self.dice.random() >= math.exp(-change / warmth):
            left[here], right[there] = one, other
            return 0
        for table, gone, come in ((left, one, other), (right, other, one)):
            others = [person for person in table if person is not come]
            self.count([(gone, person) for person in others], -1)
            self.count([(come, person) for person in others], 1)
        return change


def plain(people, tables, rounds, seconds):
    return Plain(people, tables, rounds, random.Random(0)).run(seconds)
