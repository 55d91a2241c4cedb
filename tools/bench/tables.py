"""Mixed tables: six territories of six, six tables, five rounds; how many of the thirty others each person meets."""

import random
import time
from collections import Counter
from itertools import combinations
from statistics import mean

from sessions.groups import seating
from tools.bench import plain_tables
from tools.bench.plain_tables import uneven_tables

# Territories of six, people absent, tables: what is measured beside a full season of six territories.
SHAPES = (
    (4, 4, 5), (4, 0, 6), (4, 0, 4), (5, 0, 6), (5, 2, 7), (6, 3, 6),
    (6, 4, 4), (7, 0, 7), (7, 5, 5), (8, 0, 6), (8, 0, 12),
)  # fmt: skip
PLAIN_SECONDS = 60
TERRITORIES, ROUNDS, TABLES = 6, 5, 6
RUNS = 5


def measure():
    print(f"Mixed tables: {TERRITORIES * 6} people, {TABLES} tables, {ROUNDS} rounds, {RUNS} draws; met out of 30")
    people = cohort(TERRITORIES, 0)
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
    """What other seasons reach in one draw, and beside it what a plain annealing reaches in a minute."""
    for territories, absent, tables in SHAPES:
        people = cohort(territories, absent)
        for name, draw in (("plain annealing", plain), ("Atelier", once)):
            started = time.process_time()
            rounds = draw(people, tables)
            seconds = time.process_time() - started
            met = mean(seating.meetings(rounds).values())
            print(
                f"  {len(people)} people of {territories} territories at {tables} tables, {name:16} {met:5.2f} met, "
                f"{uneven_tables(people, rounds)} uneven tables, {seconds:.1f} s",
                flush=True,
            )


def cohort(territories, absent):
    """Territories of six; of the first ones somebody is absent, never of the same category nor seat in turn."""
    away = {(number % territories, number % 3 + 1, number % 2 + 1) for number in range(absent)}
    keys = [
        (territory, category, seat) for territory in range(territories) for category in (1, 2, 3) for seat in (1, 2)
    ]
    return [seating.Person(key, *key) for key in keys if key not in away]


def plain(people, tables):
    return plain_tables.plain(people, tables, ROUNDS, PLAIN_SECONDS)


def once(people, tables):
    return seating.draw_seating(people, tables=tables, rounds=ROUNDS, seed=1).rounds


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
