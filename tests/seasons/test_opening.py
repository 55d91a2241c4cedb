"""A season made by hand comes usable, says what it lacks, and does not go online while nobody could apply."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.seasons import opening
from atelier.seasons.models import Category, Season
from tests.factories import SeasonFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty():
    season = SeasonFactory(status="preparation", summary="", call_opens_on=None)
    season.categories.all().delete()
    return season


def fields(desk, address):
    """What the form holds, as it would be sent."""
    form = desk.get(address).context["adminform"].form
    held = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in held.items() if value not in (None, False)}


def management(*prefixes):
    return {f"{one}-{name}": "0" for one in prefixes for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


INLINES = management("categories", "team", "resources")


def test_a_season_without_category_or_day_does_not_go_online(desk, empty):
    address = reverse("admin:seasons_season_change", args=[empty.pk])
    data = fields(desk, address) | INLINES | {"status": "published"}

    refused = desk.post(address, data)

    assertContains(refused, "ne peut pas encore être mise en ligne")
    assertContains(refused, "Il n’y a aucune catégorie")
    assertContains(refused, "Il n’y a aucune journée")
    assert Season.objects.get().status == "preparation"
    opening.give_usual_categories(empty)
    add_days(empty, date(2090, 1, 1))
    assert opening.refusals(empty) == []


def test_a_season_made_by_hand_has_the_three_panels(desk):
    address = reverse("admin:seasons_season_add")

    desk.post(address, fields(desk, address) | INLINES | {"number": "1", "theme": "Tenir"})

    assert list(Category.objects.values_list("code", "seats")) == [("elus", 2), ("directions", 2), ("entrepreneurs", 2)]


def test_the_first_page_says_what_is_missing_before_the_call(desk, empty):
    page = desk.get(reverse("admin:index"))

    assertContains(page, "Avant d’ouvrir l’appel")
    lacking = [step.label for step in page.context["opening"] if step.is_required and not step.is_done]
    assert lacking == ["Des catégories, avec leurs sièges", "Des journées, avec leurs dates"]
    for step in page.context["opening"]:
        assert desk.get(step.address).status_code == 200
    Season.objects.update(status="published")
    assertNotContains(desk.get(reverse("admin:index")), "Avant d’ouvrir l’appel")


PAGES = [
    "next_season", "workbook", "quality", "season_report", "rehearse_season", "admin:presence", "admin:retroplanning",
    "admin:budget", "admin:season_documents", "admin:line_of_time", "admin:regards", "admin:letter",
    "admin:acquaintances",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_before_the_first_season_each_page_says_what_to_do(desk, name):
    assertContains(desk.get(reverse(name)), "Créer la première saison")
