"""The season that the team works on is chosen once, and every page keeps it."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from tests.factories import SeasonFactory, TriptychFactory

pytestmark = pytest.mark.django_db
PAGES = ["admin:retroplanning", "admin:letter", "admin:board", "admin:index"]


@pytest.fixture
def seasons():
    """The one in line, and the one being prepared, each with a territory."""
    found = [SeasonFactory(number=90, status="published"), SeasonFactory(number=91, status="preparation")]
    for season in found:
        TriptychFactory(season=season, submitted=True)
    return found


def season_shown(desk, name):
    return desk.get(reverse(name)).context["season"]


def test_every_page_keeps_the_season_that_was_chosen(desk, seasons):
    current, coming = seasons
    assert {season_shown(desk, name) for name in PAGES} == {current}

    assertRedirects(desk.post(reverse("admin:choose_season"), {"saison": coming.pk}), reverse("admin:index"))

    assert {season_shown(desk, name) for name in PAGES} == {coming}
    shown = desk.get(reverse("admin:territories_triptych_changelist")).context["cl"].result_list
    assert [one.season for one in shown] == [coming]
    assertContains(desk.get("/admin/"), f"<summary>{coming}</summary>")


def test_an_address_that_names_a_season_is_not_kept(desk, seasons):
    current, coming = seasons
    page = desk.get(reverse("admin:retroplanning"), {"saison": coming.pk})
    assert page.context["season"] == coming
    assert season_shown(desk, "admin:retroplanning") == current


def test_a_chosen_season_that_is_gone_gives_way_to_the_usual_one(desk, seasons):
    current, _ = seasons
    gone = SeasonFactory(number=92, status="preparation")
    desk.post(reverse("admin:choose_season"), {"saison": gone.pk})
    gone.delete()
    assert season_shown(desk, "admin:index") == current


@pytest.mark.parametrize("typed", ["", "x", "²", "999999", "9" * 30])
def test_a_season_that_does_not_exist_is_not_chosen(typed, desk, seasons):
    assert desk.post(reverse("admin:choose_season"), {"saison": typed}).status_code == 404
    assert season_shown(desk, "admin:index") == seasons[0]
