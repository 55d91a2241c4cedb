from datetime import date

import pytest
from django.core.exceptions import ValidationError

from atelier.core.company_numbers import clean_siret
from atelier.seasons.models import Category, Season, Workshop
from tests.factories import SeasonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("today", "is_open"),
    [
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), True),
        (date(2026, 10, 31), True),
        (date(2026, 11, 1), False),
    ],
)
def test_the_call_is_open_from_its_first_to_its_last_day(today, is_open):
    season = SeasonFactory(call_opens_on=date(2026, 10, 1), call_closes_on=date(2026, 10, 31))

    assert season.call_is_open(today) == is_open


@pytest.mark.parametrize("status", ["preparation", "archived"])
def test_the_call_of_a_season_that_is_not_online_is_closed(status):
    assert not SeasonFactory(open=True, status=status).call_is_open()


def test_the_current_season_is_the_last_one_published():
    SeasonFactory(number=3, status="archived")
    fourth = SeasonFactory(number=4)
    SeasonFactory(number=5, status="preparation")

    assert Season.objects.current() == fourth


def test_without_a_published_season_organisers_work_on_the_one_in_preparation():
    SeasonFactory(number=3, status="archived")
    fourth = SeasonFactory(number=4, status="preparation")

    assert (Season.objects.current(), Season.objects.default()) == (None, fourth)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"contribution_min": 10, "contribution_max": 5}, "La contribution maximale est inférieure à la minimale."),
        (
            {"call_opens_on": date(2026, 2, 1), "call_closes_on": date(2026, 1, 1)},
            "L’appel se clôt avant de s’ouvrir\u00a0: vérifiez les deux dates.",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_in_a_sentence(values, sentence):
    with pytest.raises(ValidationError) as refused:
        Season(number=9, theme="Essai", **values).full_clean()

    assert sentence in refused.value.messages


def test_each_category_of_a_triptych_has_its_own_shape():
    season = SeasonFactory()

    assert [category.shape for category in season.categories.all()] == ["circle", "square", "triangle"]
    assert [Category(position=position).shape for position in (4, 5, 6)] == ["cross", "star", "half"]


def test_a_season_has_six_categories_at_most():
    seventh = Category(season=SeasonFactory(), position=7, code="sept", label="Septième")

    with pytest.raises(ValidationError, match="six catégories au plus"):
        seventh.full_clean()


def test_the_workshop_has_defaults_before_it_is_filled():
    assert Workshop.load().name == "Atelier"


@pytest.mark.parametrize("typed", ["73282932000074", "732 829 320 00074", "356 000 000 00048", "35600000000001"])
def test_a_siret_is_kept_compact_la_poste_included(typed):
    assert clean_siret(typed) == typed.replace(" ", "")


@pytest.mark.parametrize("typed", ["73282932000075", "7328293200007", "abc"])
def test_a_wrong_siret_is_refused_in_a_sentence(typed):
    with pytest.raises(ValidationError, match="vérifiez les 14 chiffres"):
        clean_siret(typed)
