"""Public lists: the same number of queries at one row and at three."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains

from atelier.seasons.models import Resource, TeamMember
from tests.factories import SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_archive_of_seasons(count, client, django_assert_num_queries):
    for _ in range(count):
        add_days(SeasonFactory(), date(2090, 1, 1), date(2090, 2, 1))

    with django_assert_num_queries(4):
        client.get("/saisons/")


@pytest.mark.parametrize("path", ["/", "/saisons/4/"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_season(count, path, client, django_assert_num_queries):
    season = SeasonFactory(number=4, open=True)
    for number, day in enumerate(add_days(season, *[date(2090, month, 1) for month in range(1, count + 1)])):
        day.half_days.first().items.create(starts_at="10:00", format="peers", title="x")
        TeamMember.objects.create(season=season, name=f"Nom {number}", role="pilote")
        Resource.objects.create(season=season, kind="film", url=f"https://example.org/{number}")

    with django_assert_num_queries(11):
        client.get(path)


@pytest.mark.parametrize("count", [1, 3])
def test_the_drafts_offered_before_a_new_one(count, as_user, contact, django_assert_num_queries):
    season = SeasonFactory(open=True)
    for _ in range(count):
        TriptychFactory(season=season, lead=contact)
    client = as_user(contact)

    with django_assert_num_queries(7):
        client.get("/candidatures/nouvelle/")


def test_a_list_of_the_administration_is_named_as_the_bar_names_it(as_user, organiser):
    client = as_user(organiser)

    for address, name in (("territories/participant", "Personnes"), ("reminders/reminderrule", "Règles de relance")):
        assertContains(client.get(f"/admin/{address}/"), f"<h1>{name}", count=1)
