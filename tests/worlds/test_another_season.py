"""Another season that lives changes nothing of what is said of this one."""

from difflib import unified_diff

import pytest
import time_machine

from tests.factories import SeasonFactory
from tests.worlds import another_season
from tests.worlds.world import NOW

pytestmark = pytest.mark.django_db


def test_another_season_changes_nothing_that_is_said_of_this_one(organiser):
    """It is there from the beginning, and nobody and nothing is in it."""
    with time_machine.travel(NOW, tick=False):
        season, other = SeasonFactory(number=4, places=5), SeasonFactory(number=5, places=5)
        another_season.fill(season, organiser, (-10, 20))
        alone = another_season.said_of(season, organiser)
        another_season.fill(other, organiser, (-9, 22))
        beside = another_season.said_of(season, organiser)

    changed = {
        name: list(unified_diff(said.split("\n"), beside[name].split("\n"), n=0, lineterm=""))
        for name, said in alone.items()
        if said != beside[name]
    }
    assert changed == {}
