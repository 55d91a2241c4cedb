"""Faults planted in the verbs, each seen by the invariant that it breaks, at the step that breaks it."""

import pytest

from atelier.outbox import leaving
from contributions import payers
from sessions.documents import facts, notices
from territories import selection
from territories.models import Triptych
from tools.rehearsal import story
from tools.rehearsal.story import Step

told_of = notices._held


def without_the_rest(amount, count):
    """A cent is lost where a share does not divide."""
    return [int(amount * 100) // count * payers.CENT] * count


def whatever_the_places(season):
    taken = set(Triptych.objects.filter(season=season).exclude(rank=None).values_list("rank", flat=True))
    return min(set(range(1, 100)) - taken)


def as_never_told(said, ref, day, now):
    held = told_of(said, ref, day, now)
    return held | {facts.HOURS: "?"} if facts.HOURS in held else held


def without_asking(message, now):
    """The reason of a message is not asked for when it leaves."""
    return True


PLANTED = {
    "a cent lost": (payers, "split_amount", without_the_rest),
    "places not counted": (selection, "free_rank", whatever_the_places),
    "told again": (notices, "_held", as_never_told),
    "no reason asked": (leaving, "prepare", without_asking),
}
# As short as they fail: two met by chance, two put together so that the fault shows. Each step draws from its salt.
STORIES = {
    "a cent lost": (1, [Step("issue", 0, 734), Step("instalments", 24, 311)]),
    "places not counted": (
        3,
        [
            *(Step("apply", 0, salt) for salt in (864, 394, 776, 911, 430)),
            *(Step("submit", 0, salt) for salt in (265, 988)),
            Step("decide", 0, 497),
        ],
    ),
    "told again": (1, [Step("convene", 0, 0), Step("tell_all", 24, 5)]),
    "no reason asked": (1, [Step("convene", 0, 174), Step("cancel", 24, 0), Step("let_go", 0, 1)]),
}
SEEN_BY = {
    "a cent lost": "instalments_make_the_share",
    "places not counted": "seats_and_places",
    "told again": "one_mail_per_fact",
    "no reason asked": "true_at_leaving",
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", STORIES)
def test_a_planted_fault_is_found(fault, monkeypatch):
    seed, steps = STORIES[fault]
    monkeypatch.setattr(*PLANTED[fault])

    found = story.fails(seed, steps, pages=0)
    assert found is not None
    assert (found.name, found.step) == (SEEN_BY[fault], len(steps))
