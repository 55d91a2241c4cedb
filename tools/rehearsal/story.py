"""A story is a list of steps drawn from a seed; played, it ends well or with a failure, and is made shorter then.

A step holds all that it draws from, so that the others stay as they are when one is left out; where it does not apply
it does nothing.
"""

import random
import traceback
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from territories.invitation import InvalidLink
from tools.rehearsal import acts_of_days, acts_of_machines, acts_of_money, acts_of_people, cast, invariants  # noqa: F401
from tools.rehearsal.life import ACTS, Life
from tools.rehearsal.stage import Stage
from tools.rehearsal.walkers import Walkers
from tools.season.browser import Refused

CHAPTERS = [
    [act for often, acts in chapter.items() for act in acts.split() * often]
    for chapter in (acts_of_people.OPENING, acts_of_days.MIDDLE, acts_of_money.ENDING)
]
HOURS = ((0, 0, 0, 2, 24, 60), (0, 0, 0, 3, 48, 120), (0, 0, 24, 120))  # that pass before a step of each chapter


@dataclass(frozen=True)
class Step:
    act: str
    hours: int
    salt: int


@dataclass
class Failure(Exception):
    """After which step (0: before the first), what did not hold, in words."""

    step: int
    name: str
    words: str

    def __str__(self) -> str:
        return f"step {self.step}, {self.name}: {self.words}"


@dataclass
class Played:
    """What a story did: acts by name (refused ones apart), mails that left, pages that answered."""

    acts: Counter = field(default_factory=Counter)
    mails: int = 0
    pages: int = 0
    checks: int = 0


def draw(seed: int, length: int) -> list[Step]:
    """A season: a third of its steps each for the call, the days, and what follows."""
    dice, steps = random.Random(f"story {seed}"), []
    for position in range(length):
        chapter = min(position * 5 // (length * 2), 2) if position * 5 < length * 4 else 2
        act = dice.choice(CHAPTERS[chapter])
        steps.append(Step(act, dice.choice(HOURS[chapter]), dice.randrange(10**9)))
    return steps


def play(seed: int, steps: list[Step], *, pages: int = 40) -> Played:
    """Raises Failure. `pages` is how many each role opens at the end."""
    stage, played = Stage(), Played()
    with stage.playing(seed):
        number = 0
        try:
            with stage.committing():
                cast.enter(stage, random.Random(f"cast {seed}"))
            walkers = Walkers(stage)
            stage.on_leaving = lambda sent: _hold(number, played, invariants.AT_LEAVING, stage, sent)
            for number, step in enumerate(steps, start=1):
                take(stage, step, played)
                _hold(number, played, invariants.AFTER_A_STEP, stage)
                walkers.step(random.Random(step.salt))
            stage.advance(24)
            _hold(number, played, invariants.AT_THE_END, stage)
            walkers.end(pages)
        except Failure:
            raise
        except AssertionError as error:
            raise Failure(number, "a page", str(error)) from error
        except Exception as error:
            raise Failure(number, type(error).__name__, f"{error}\n{traceback.format_exc()}") from error
        played.mails, played.pages = len(stage.sent), walkers.opened
    return played


def take(stage: Stage, step: Step, played: Played) -> None:
    stage.advance(step.hours)
    life = Life(stage, random.Random(step.salt))
    try:
        with stage.committing(), transaction.atomic():
            done = ACTS[step.act](life)
    except (ValidationError, InvalidLink, Refused) as refusal:
        if isinstance(refusal, Refused) and refusal.page is None:
            raise  # not the site that says no: it did not do what was asked
        played.acts[f"{step.act} refused"] += 1
    else:
        played.acts[step.act if done else f"{step.act} nothing"] += 1
    stage.work()


def _hold(number: int, played: Played, checks: tuple, *arguments) -> None:
    for check in checks:
        played.checks += 1
        for fault in check(*arguments):
            raise Failure(number, check.__name__, fault)


def shrink(seed: int, steps: list[Step], failure: Failure, **how) -> tuple[list[Step], Failure]:
    """The shortest story found that fails of the same: what comes after goes, then halves, quarters… single steps."""
    steps, size = steps[: failure.step], max(1, failure.step // 2)
    while size:
        start = 0
        while start < len(steps):
            shorter = steps[:start] + steps[start + size :]
            found = fails(seed, shorter, **how)
            if found and found.name == failure.name:
                steps, failure = shorter[: found.step], found
            else:
                start += size
        size //= 2
    return steps, failure


def fails(seed: int, steps: list[Step], **how) -> Failure | None:
    try:
        play(seed, steps, **how)
    except Failure as failure:
        return failure
    return None
