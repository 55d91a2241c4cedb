"""The grid: shipped as data, read and printed by anyone, frozen by its first answer."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import pdf
from referential import documents, grids
from referential.models import Dimension, Grid
from tests import pdfua
from tests.admin_actions import act
from tests.factories import AssessmentRoundFactory, answer_all, triptych_of_six

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid():
    return Grid.objects.with_contents().get(version=1)


def freeze():
    triptych = triptych_of_six()
    answer_all(triptych.participants.first(), AssessmentRoundFactory(season=triptych.season))


def test_the_product_ships_with_four_stakes_of_four_dimensions_of_five_levels(grid):
    assert [(stake.name, [row.code for row in rows]) for stake, rows in grid.by_stake()] == [
        ("Engagement", ["E1", "E2", "E3", "E4"]),
        ("Coopération", ["C1", "C2", "C3", "C4"]),
        ("Intégration systémique", ["I1", "I2", "I3", "I4"]),
        ("Valeur", ["V1", "V2", "V3", "V4"]),
    ]
    assert {len([level for level in row.levels if level.descriptor]) for row in grid.dimensions.all()} == {5}
    assert grid.levels[0] == (1, "En germe")
    assert grid.levels[4] == (5, "Partagé et transmis")
    assert grid.terms.count() == 18


def test_a_visitor_reads_the_grid_its_glossary_and_that_it_is_not_the_published_text(client):
    response = client.get(reverse("referential:grid"))

    assertContains(response, "Conditions données pour agir")
    assertContains(response, "Valeur servicielle")
    assertContains(response, "ne remplace pas le référentiel publié")


def test_the_printed_grid_is_accessible(grid):
    assert pdfua.faults(documents.grid(grid)) == []


def test_the_printed_grid_is_drawn_once_for_the_same_words_and_again_for_others(client, grid, monkeypatch):
    drawn = []
    draw = pdf.render_html
    monkeypatch.setattr(pdf, "render_html", lambda html: drawn.append(html) or draw(html))
    address = reverse("referential:grid_pdf", args=[1])
    first, second = client.get(address).content, client.get(address).content
    assert (first == second, len(drawn)) == (True, 1)

    Grid.objects.update(name="Une autre grille")

    assert client.get(address).content != first
    assert len(drawn) == 2


def test_an_unknown_version_is_not_found(client):
    assert client.get(reverse("referential:grid_version", args=[99])).status_code == 404


def test_the_first_answer_freezes_the_version_and_all_its_texts(grid):
    dimension, term = grid.dimensions.first(), grid.terms.first()
    dimension.name = "Un autre nom"
    dimension.save()
    freeze()

    for row in (dimension, term, Grid.objects.get(version=1)):
        with pytest.raises(ValidationError, match="Créez une nouvelle version"):
            row.save()
    with pytest.raises(ValidationError, match="Créez une nouvelle version"):
        term.delete()
    assert Dimension.objects.get(pk=dimension.pk).name == "Un autre nom"


def test_a_new_version_copies_everything_and_may_be_changed(grid):
    freeze()

    made = grids.new_version(grid)
    dimension = made.dimensions.get(code="E1")
    dimension.name = "Un lien"
    dimension.save()

    assert (made.version, made.dimensions.count(), made.terms.count(), made.is_frozen) == (2, 16, 18, False)
    assert grid.dimensions.get(code="E1").name == "Lien au territoire et récit commun"


def test_level_names_are_five(grid):
    grid.level_names = "un\ndeux"

    with pytest.raises(ValidationError, match="cinq noms"):
        grid.full_clean()


def test_an_organiser_makes_a_version_and_edits_only_the_one_that_has_not_served(as_user, organiser, grid):
    freeze()
    client = as_user(organiser)

    response = act(client, "referential_grid", "make_new_version", grid)

    assertContains(response, "version 2 est créée")
    used, fresh = (Grid.objects.get(version=version) for version in (1, 2))
    assertNotContains(client.get(reverse("admin:referential_grid_change", args=[used.pk])), 'name="name"')
    assertContains(client.get(reverse("admin:referential_grid_change", args=[fresh.pk])), 'name="name"')
    row = reverse("admin:referential_dimension_change", args=[used.dimensions.first().pk])
    assert client.post(row, {"name": "volé"}).status_code == 403


def test_a_round_with_answers_keeps_its_version(grid):
    freeze()
    assessment_round = grid.rounds.get()
    assessment_round.grid = grids.new_version(grid)

    with pytest.raises(ValidationError, match="l’autre version"):
        assessment_round.full_clean()
