"""The public page of a season says who took part, on a map too: once it has begun, and unless the team said no."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.seasons.models import Season
from sessions.programme.models import Day
from territories import geography, maps
from tests.factories import SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


def admitted(season, rank, **territory):
    return TriptychFactory(
        season=season, admitted=True, rank=rank, **{f"territory__{name}": value for name, value in territory.items()}
    )


@pytest.fixture
def begun():
    """Four territories admitted, two in one département, one overseas and one that no outline shows; one that waits."""
    season = SeasonFactory()
    for rank, (name, department) in enumerate(
        [("Val", "62"), ("Mines", "62"), ("Anse", "972"), ("Lagon", "987")], start=1
    ):
        admitted(season, rank, name=name, department=department)
    TriptychFactory(season=season, submitted=True, territory__name="Attente")
    add_days(season, timezone.localdate() - timedelta(days=1))
    return season


def test_every_departement_of_the_mainland_has_an_outline_and_its_mark_lies_on_the_drawing():
    drawn = maps.outlines()

    missing = [code for code in geography.DEPARTMENTS if code not in drawn]
    assert [code for code in missing if not code.startswith(("97", "98"))] == []
    assert set(drawn) <= set(geography.DEPARTMENTS)
    for one in drawn.values():
        assert one.mark[0] in range(maps.WIDTH), one.code
        assert one.mark[1] in range(maps.HEIGHT), one.code
        assert (one.path[0], one.path[-1]) == ("M", "z")


def test_a_territory_is_drawn_in_each_departement_that_it_reaches(begun):
    val = begun.triptychs.get(territory__name="Val")
    val.territory.parts.create(code="80021", name="Ailleurs", department="80")

    drawn = maps.season_map(begun.triptychs.admitted().prefetch_related("territory__parts").order_by("rank"))

    assert [one.words for one in drawn.taken] == [
        "Pas-de-Calais\u00a0: Val, Mines",
        "Somme\u00a0: Val",
        "Martinique\u00a0: Anse",
    ]
    assert drawn.elsewhere == ["Polynésie française"]
    assert len(drawn.others) + len(drawn.taken) == len(maps.outlines())


def test_the_public_page_names_them_and_their_people_never(begun, client):
    person = TriptychFactory(season=begun, admitted=True, rank=5, people=1).participants.get()

    page = client.get(begun.get_absolute_url())

    for words in ("Val", "Mines", "Anse", "Lagon", "Polynésie française", "map-taken"):
        assertContains(page, words)
    assertNotContains(page, "Attente")
    assertNotContains(page, person.last_name)


def test_nothing_is_said_before_the_first_day_nor_where_the_season_says_no(begun, client):
    Day.objects.update(date=timezone.localdate() + timedelta(days=1))
    assertNotContains(client.get(begun.get_absolute_url()), "Les territoires de la saison")
    Day.objects.update(date=timezone.localdate())
    assertContains(client.get(begun.get_absolute_url()), "Les territoires de la saison")
    Season.objects.update(lists_territories=False)
    assertNotContains(client.get(begun.get_absolute_url()), "Les territoires de la saison")


def test_who_withdraws_or_changes_its_name_is_seen_at_once(begun, client):
    assertContains(client.get(begun.get_absolute_url()), "Mines")
    begun.triptychs.filter(territory__name="Mines").update(status="withdrawn", rank=None)
    territory = begun.triptychs.get(territory__name="Val").territory
    territory.name = "Vallon"
    territory.save()

    page = client.get(begun.get_absolute_url())
    assertNotContains(page, "Mines")
    assertContains(page, "Vallon")


def test_the_team_sees_the_same_map_beside_its_figures(begun, desk):
    assertContains(desk.get(f"{reverse('season_report')}?saison={begun.pk}"), "map-taken", count=2)
