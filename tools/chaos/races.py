"""Two people do the same thing at the same instant, in two real processes, many times over.

Each race is first run with its protection removed: if that run does no harm, the race proves nothing.
"""

import multiprocessing
import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

import django

ROUNDS = int(os.environ.get("ROUNDS", "500"))


@dataclass
class Tally:
    """What became of the rounds: `too_many` counts those that ended with more winners than places."""

    name: str
    rounds: int
    outcomes: Counter
    too_many: int

    def __str__(self):
        said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return f"{self.name}: {self.rounds} rounds, {self.too_many} with too many winners; {said}"


def run(name, prepare, attempt, winners, *, protected):
    """Prepare the rounds here, let two processes loose on them, count what is left in the database."""
    pairs = [prepare() for _ in range(ROUNDS)]
    django.db.connections.close_all()
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(2), context.Queue()
    arguments = [(side, [pair[side] for pair in pairs], attempt, protected, barrier, results) for side in (0, 1)]
    processes = [context.Process(target=race, args=some) for some in arguments]
    for process in processes:
        process.start()
    outcomes = sum((results.get(timeout=600) for _ in processes), Counter())
    for process in processes:
        process.join()
    return Tally(name, ROUNDS, outcomes, sum(winners(pair) > 1 for pair in pairs))


def race(side, keys, attempt, protected, barrier, results):
    django.setup()
    outcomes = Counter()
    with protection(removed=not protected):
        for key in keys:
            barrier.wait(timeout=120)
            outcomes[attempt(key, protected=protected)] += 1
    results.put(outcomes)


@contextmanager
def protection(*, removed):
    """Without protection nobody locks a row."""
    if not removed:
        yield
        return
    with mock.patch("django.db.models.query.QuerySet.select_for_update", lambda queryset, **options: queryset):
        yield


def bare(verb):
    """The verb without its transaction."""
    return verb.__wrapped__
