"""A season as they are, whose every trait is needed: without it, a fault that people make would be seen by nobody.

WORLDS=all tries every fault before every check, with each of the traits taken away in turn (`make worlds`).
"""

import os
from collections.abc import Collection

import pytest
import time_machine
from django.db import transaction

from tests.worlds.checks import CHECKS
from tests.worlds.faults import FAULTS, planted
from tests.worlds.world import NOW, TRAITS, build

pytestmark = pytest.mark.django_db
IS_LONG = os.environ.get("WORLDS") == "all"


@pytest.fixture(autouse=True)
def on_a_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(room, organiser):
    """Makes the world without these traits alone, or puts it back."""
    before = list(room.held)

    def make(without: Collection[str] = ()):
        name = f"a season without {sorted(without)}"
        room.held = list(before)
        return room.hold(name, lambda: {name: build(organiser, without)})[name]

    return make


def said(known, organiser, *names):
    """What the checks of these names find, or all of them; nothing that they write stays."""
    found = {}
    for name in names or CHECKS:
        with transaction.atomic():
            found[name] = list(CHECKS[name](known, organiser))
            transaction.set_rollback(True)
    return {name: sentences for name, sentences in found.items() if sentences}


WITHOUT = [(), *((trait,) for trait in TRAITS if IS_LONG)]


@pytest.mark.parametrize("without", WITHOUT, ids=lambda one: "".join(one) or "whole")
def test_what_the_product_says_of_a_season_is_true(without, world, organiser):
    assert said(world(without), organiser) == {}


def seen_by(fault, known, organiser):
    with planted(fault):
        return said(known, organiser, *(CHECKS if IS_LONG else [fault.check]))


@pytest.mark.parametrize("trait", TRAITS)
def test_faults_are_seen_in_the_whole_world_and_not_without_their_trait(trait, world, organiser):
    """Each by its check; without the trait by none, where all are asked."""
    faults = [fault for fault in FAULTS if fault.trait == trait]
    with transaction.atomic():
        known = world()
        seen = {str(fault): seen_by(fault, known, organiser) for fault in faults}
        transaction.set_rollback(True)
    known = world({trait})
    unseen = {str(fault): seen_by(fault, known, organiser) for fault in faults}

    assert faults
    assert {name for name, found in seen.items() if not found} == set()
    assert {name: found for name, found in unseen.items() if found} == {}
