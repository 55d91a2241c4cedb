"""A proper name in a sentence: its article, what « de » becomes before it, and a greeting without a hole."""

import pytest

from atelier.core import french, french_names
from atelier.core.placeholders import fill_placeholders
from territories.models import Territory
from tests.factories import UserFactory

NAMES = [
    (
        "Communauté d'agglomération de Bellerive",
        "la communauté d’agglomération de Bellerive",
        "de la communauté d’agglo",
    ),
    ("PETR du Pays de Vernhac", "le PETR du Pays de Vernhac", "du PETR du Pays"),
    ("Saint-Aubrac-les-Forges", "Saint-Aubrac-les-Forges", "de Saint-Aubrac"),
    ("Le Mans", "Le Mans", "du Mans"),
    ("La Rochelle", "La Rochelle", "de La Rochelle"),
    ("Les Sables", "Les Sables", "des Sables"),
    ("L’Haÿ-les-Roses", "L’Haÿ-les-Roses", "de L’Haÿ"),
    ("Arras", "Arras", "d’Arras"),
    ("Évry", "Évry", "d’Évry"),
    ("Hénin-Beaumont", "Hénin-Beaumont", "d’Hénin"),
    ("Ham", "Ham", "de Ham"),
    ("Hauts de l’Îlet", "les Hauts de l’Îlet", "des Hauts de"),
    ("Vallée de la Sourde", "la Vallée de la Sourde", "de la Vallée"),
    ("Institut européen de l'économie", "l’Institut européen de l’économie", "de l’Institut"),
    ("Association de démonstration", "l’association de démonstration", "de l’association"),
    ("le Grand Val", "le Grand Val", "du Grand Val"),
    (
        "Commune de Val et communauté d’agglomération du Val",
        "la commune de Val et la communauté d’agglomération du Val",
        "de la commune de Val et de la communauté d’agglomération du Val",
    ),
    ("la ville d’Arras et l’agglomération", "la ville d’Arras et l’agglomération", "de la ville d’Arras et de l’agglo"),
    ("le PETR du Val et la CC du Val", "le PETR du Val et la CC du Val", "du PETR du Val et de la CC"),
    ("Syndicat des eaux et des énergies", "le syndicat des eaux et des énergies", "du syndicat des eaux et des én"),
    ("Pays d’Othe et Vallée", "le Pays d’Othe et Vallée", "du Pays d’Othe et Vallée"),
]


@pytest.mark.parametrize(("name", "said", "after_de"), NAMES)
def test_a_name_takes_its_article_and_contracts_after_de(name, said, after_de):
    assert french_names.with_article(name) == said
    assert french_names.with_de(said).startswith(after_de)


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("les Hauts de l’Îlet", True),
        ("la commune de Val et l’agglomération du Val", True),
        ("Les Sables", False),
        ("la communauté de communes du Val", False),
    ],
)
def test_a_verb_agrees_with_two_bodies_and_with_a_plural_name(name, plural):
    assert french_names.is_plural(name) == plural


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Val de Loge", "kind": "CC"}, "le Val de Loge"),
        ({"name": "Grand Besac", "kind": "CU"}, "la communauté urbaine Grand Besac"),
        ({"name": "Grand Besac", "kind": "COM"}, "Grand Besac"),
        ({"name": "Grand Besac", "kind": "CU", "sentence_name": "le Grand Besac"}, "le Grand Besac"),
        (
            {"name": "Communauté de communes du Val", "short_name": "Val", "kind": "CC"},
            "la communauté de communes du Val",
        ),
    ],
)
def test_a_territory_is_named_by_its_kind_unless_somebody_wrote_it(fields, said):
    assert Territory(**fields).with_article == said


@pytest.mark.parametrize(
    ("given", "greeting"),
    [((), "Bonjour"), (("Zoé Maréchal",), "Bonjour Zoé Maréchal"), (("Zoé", "Madame la Maire"), "Madame la Maire")],
)
def test_a_greeting_has_no_hole(given, greeting):
    assert french_names.greeting(*given) == greeting


@pytest.mark.django_db
def test_whoever_has_no_name_is_greeted_without_one():
    assert UserFactory(first_name="", last_name="").greeting == "Bonjour"


@pytest.mark.parametrize(
    ("prenom", "text"), [("", "Bonjour, un mot."), ("Zoé", "Bonjour Zoé, un mot."), ("{nom}", "Bonjour {nom}, un mot.")]
)
def test_a_placeholder_without_value_leaves_no_space_before_its_comma(prenom, text):
    assert fill_placeholders("Bonjour {prenom}, un mot.", {"prenom": prenom, "nom": "X"}) == text


@pytest.mark.parametrize(("count", "said"), [(1, "1"), (2, "deux"), (6, "six"), (16, "seize"), (17, "17")])
def test_small_counts_are_in_words(count, said):
    assert french.in_words(count) == said
