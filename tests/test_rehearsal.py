"""Seasons that chance plays, a few short ones: `make rehearsal` plays whole ones, a hundred of them.

REHEARSAL_SEEDS=30 REHEARSAL_STEPS=60 for a long run here.
"""

import os

import pytest

from tools.rehearsal import story
from tools.rehearsal.story import Failure, Step

SEEDS, STEPS = int(os.environ.get("REHEARSAL_SEEDS", "3")), int(os.environ.get("REHEARSAL_STEPS", "6"))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_must_hold_holds_after_every_step_of_a_season(seed):
    played = story.play(seed, story.draw(seed, STEPS), pages=3)

    assert played.pages > STEPS


def test_a_story_is_the_same_for_the_same_seed_and_another_for_another():
    assert story.draw(1, 30) == story.draw(1, 30) != story.draw(2, 30)
    assert {step.act for seed in range(40) for step in story.draw(seed, 100)} == set(story.ACTS)


def test_a_story_that_fails_is_made_as_short_as_it_fails(monkeypatch):
    """It fails once there was an « a » then a « b », whatever else happened."""

    def play(seed, steps, **how):
        acts = [step.act for step in steps]
        for number in range(1, len(acts) + 1):
            if acts[number - 1] == "b" and "a" in acts[: number - 1]:
                raise Failure(number, "rule", f"after {number}")

    steps = [Step(act, 0, rank) for rank, act in enumerate("cbdacdccbdacb")]
    monkeypatch.setattr(story, "play", play)
    failure = story.fails(1, steps)
    shortest, last = story.shrink(1, steps, failure)

    assert failure.step == 9
    assert ([step.act for step in shortest], last.step) == (["a", "b"], 2)
