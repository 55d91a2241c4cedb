"""Mixed tables: six territories of six, six tables, five rounds; how many of the thirty others each person meets."""

import random
import time
from collections import Counter
from itertools import combinations
from statistics import mean

from sessions.groups import seating

SHAPES = (4, 5, 7, 8)  # territories of six, beside those of a full season
PLAIN_MOVES = 2_000_000  # about a minute a season on a busy machine
TERRITORIES, ROUNDS, TABLES = 6, 5, 6
RUNS = 5


def measure():
    print(f"Mixed tables: {TERRITORIES * 6} people, {TABLES} tables, {ROUNDS} rounds, {RUNS} draws; met out of 30")
    people = [
        seating.Person((territory, category, seat), territory, category, seat)
        for territory in range(TERRITORIES)
        for category in (1, 2, 3)
        for seat in (1, 2)
    ]
    for name, draw in (("chance", chance), ("greedy", greedy), ("Atelier, round after round", ours)):
        means, seconds, uneven = [], [], 0
        for seed in range(RUNS):
            started = time.perf_counter()
            rounds = draw(people, random.Random(seed))
            seconds.append(time.perf_counter() - started)
            means.append(mean(seating.meetings(rounds).values()))
            uneven += sum(is_uneven(table) for tables in rounds for table in tables)
        print(
            f"  {name:28} {mean(means):5.2f} met, {uneven:3} tables of {RUNS * ROUNDS * TABLES} beyond one off 2/2/2, "
            f"{max(seconds):.1f} s a season at most"
        )
    measure_shapes()


def measure_shapes():
    """What other seasons reach, and beside it a plain annealing of all five rounds at once, blind to categories."""
    for territories in SHAPES:
        people = [
            seating.Person((territory, category, seat), territory, category, seat)
            for territory in range(territories)
            for category in (1, 2, 3)
            for seat in (1, 2)
        ]
        least, most = seating.shares_allowed(territories / 3)
        for name, draw in (("plain annealing", plain), ("Atelier", ours)):
            started = time.perf_counter()
            rounds = draw(people, random.Random(0))
            seconds = time.perf_counter() - started
            held = [Counter(p.category for p in table) for tables in rounds for table in tables]
            uneven = sum(any(not least <= counts[category] <= most for category in (1, 2, 3)) for counts in held)
            print(
                f"  {territories} territories, {name:16} {mean(seating.meetings(rounds).values()):5.2f} met of "
                f"{ROUNDS * (territories - 1)}, {uneven:2} tables of {ROUNDS * TABLES} uneven, {seconds:.1f} s a season"
            )


def plain(people, dice):
    annealing = seating.Annealing(people, TABLES, ROUNDS, 0, [], dice, may_use_pattern=False)
    annealing.share_costs = [[0.0] * len(costs) for costs in annealing.share_costs]
    annealing.run(PLAIN_MOVES)
    return annealing.drawing().rounds


def is_uneven(table):
    counts = Counter(person.category for person in table)
    return any(abs(counts[category] - 2) > 1 for category in (1, 2, 3))


def chance(people, dice):
    """One of each territory at each table, and nothing else."""
    rounds = []
    for _ in range(ROUNDS):
        columns = [dice.sample([p for p in people if p.territory == t], 6) for t in range(TERRITORIES)]
        rounds.append([list(table) for table in zip(*columns, strict=True)])
    return rounds


def greedy(people, dice):
    """Each person in turn takes the free chair of their territory with the fewest people met before."""
    rounds, met = [], set()
    for _ in range(ROUNDS):
        tables = [[] for _ in range(TABLES)]
        for person in dice.sample(people, len(people)):
            free = [table for table in tables if all(other.territory != person.territory for other in table)]
            best = min(free, key=lambda table: sum(frozenset((person, other)) in met for other in table))
            best.append(person)
        met |= {frozenset(pair) for table in tables for pair in combinations(table, 2)}
        rounds.append(tables)
    return rounds


def ours(people, dice):
    """As the product does: each item composed when it comes, looking ahead to those that follow."""
    rounds, met = [], set()
    for past in range(ROUNDS):
        drawing = seating.draw_seating(
            people, tables=TABLES, rounds=ROUNDS - past, past=past, met=met, seed=dice.randrange(10**6)
        )
        rounds.append(drawing.rounds[0])
        met |= {(one.key, other.key) for table in drawing.rounds[0] for one, other in combinations(table, 2)}
    return rounds
