"""Communes and EPCI found by typing, and the perimeter made of them."""

import pytest
from pytest_django.asserts import assertContains

from territories import application, geography, places
from territories.models import Territory
from tests.factories import TerritoryFactory, TriptychFactory

LENS_LIEVIN = "246200364"
LOOS_EN_GOHELLE = "62528"


def found(typed, **more):
    return [str(place) for place in places.search_places(typed, **more)]


def test_the_table_holds_every_commune_and_every_epci():
    kinds = [place.kind for place in places.all_places().values()]

    assert (kinds.count("COM"), kinds.count("CC"), kinds.count("CA"), kinds.count("EPT")) == (34968, 989, 230, 11)
    assert {place.department for place in places.all_places().values()} <= set(geography.DEPARTMENTS)
    assert set(kinds) <= set(Territory.Kind.values)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("loos en go", "Loos-en-Gohelle (Pas-de-Calais)"),
        ("62528", "Loos-en-Gohelle (Pas-de-Calais)"),
        ("62750", "Loos-en-Gohelle (Pas-de-Calais)"),
        ("2a004", "Ajaccio (Corse-du-Sud)"),
        ("ste colombe doubs", "Sainte-Colombe (Doubs)"),
        ("st denis reunion", "Saint-Denis (La Réunion)"),
        ("lens liévin", "Communauté d’agglomération de Lens - Liévin (Pas-de-Calais)"),
        ("L'HAY", "L’Haÿ-les-Roses (Val-de-Marne)"),
        ("châlons s/ vesle", "Châlons-sur-Vesle (Marne)"),
        ("Y", "Y (Somme)"),
        ("Paris 15e", "Paris (Paris)"),
        ("lyon 3ème arrondissement", "Lyon (Rhône)"),
        ("75115", "Paris (Paris)"),
        ("Reims cedex 2", "Reims (Marne)"),
        ("51100 Reims", "Reims (Marne)"),
        ("51072 REIMS CEDEX", "Reims (Marne)"),
        ("Annecy-le-Vieux", "Annecy (Haute-Savoie)"),
        ("Arbignieu", "Arboys en Bugey (Ain)"),
        ("plaine commune", "Plaine Commune (Seine-Saint-Denis)"),
    ],
)
def test_a_place_is_found_as_people_type_it(typed, first):
    assert found(typed)[0] == first


def test_places_of_one_name_are_told_apart_by_their_departement():
    names = found("sainte-colombe", limit=40)

    assert len(names) == len(set(names))
    assert {"Sainte-Colombe (Doubs)", "Sainte-Colombe (Landes)"} <= set(names)


@pytest.mark.parametrize("typed", ["", " ", "x", "%", "zzzzzz", "((", "99999", "\x00"])
def test_what_means_nothing_finds_nothing(typed):
    assert found(typed) == []


def test_a_postcode_shows_all_its_communes():
    assert len(found("51300")) == 47


def test_a_commune_that_merged_is_said_with_that_of_today():
    (place,) = places.search_places("Annecy-le-Vieux")

    assert (place.name, place.former) == ("Annecy", "Annecy-le-Vieux")


def test_an_epci_knows_its_communes_and_a_commune_its_epci():
    communes = [place.code for place in places.members(LENS_LIEVIN)]

    assert (len(communes), LOOS_EN_GOHELLE in communes) == (36, True)
    assert places.get_place(LOOS_EN_GOHELLE).grouping_name == "Communauté d’agglomération de Lens - Liévin"


@pytest.mark.django_db
def test_choosing_a_place_fills_the_form_and_its_code_stays_with_the_territory(as_user, contact):
    season = TriptychFactory().season
    client = as_user(contact)
    page = client.get("/candidatures/nouvelle/", {"lieu": LOOS_EN_GOHELLE})
    initial = {name: value for name, value in page.context["form"].initial.items() if value is not None}

    client.post("/candidatures/nouvelle/", initial)

    territory = Territory.objects.get(code=LOOS_EN_GOHELLE)
    assert (territory.name, territory.kind, territory.department) == ("Loos-en-Gohelle", "COM", "62")
    assert (territory.population, territory.siren) == (6799, "216205286")
    assert territory.triptychs.get().season == season


@pytest.mark.django_db
def test_a_name_typed_over_the_proposal_is_another_territory(as_user, contact):
    TriptychFactory()
    data = {"name": "Saint-Aubrac", "kind": "COM", "department": "62", "code": LOOS_EN_GOHELLE}

    as_user(contact).post("/candidatures/nouvelle/", data)

    assert Territory.objects.get(name="Saint-Aubrac").code == ""


@pytest.mark.django_db
def test_what_is_typed_lists_places_and_says_when_there_is_none(as_user, contact):
    TriptychFactory()
    client = as_user(contact)

    assertContains(client.get("/candidatures/nouvelle/", {"q": "loos en gohelle"}), "?lieu=62528")
    assertContains(client.get("/candidatures/nouvelle/", {"q": "<b>zz"}), "&lt;b&gt;zz")


@pytest.mark.django_db
@pytest.mark.parametrize("siren", ["123456789", "12", "abc"])
def test_a_wrong_siren_is_refused_in_a_sentence(siren, as_user, contact):
    TriptychFactory()
    data = {"name": "Pôle", "kind": "PETR", "department": "62", "siren": siren}

    assertContains(as_user(contact).post("/candidatures/nouvelle/", data), "Ce numéro SIREN n’est pas valide")


@pytest.mark.django_db
def test_a_perimeter_is_made_of_communes_and_epci_and_may_cross_departements(as_user, draft, contact):
    client, address = as_user(contact), f"/candidatures/{draft.pk}/territoire/perimetre/"
    assertContains(client.get(address, {"q": "lens liévin"}), f'name="add" value="{LENS_LIEVIN}"')
    for code in (LENS_LIEVIN, "59350", "59350"):
        client.post(address, {"add": code})

    perimeter = draft.territory.perimeter()

    assert [part.code for part in perimeter.parts] == [LENS_LIEVIN, "59350"]
    assert perimeter.departments == ["Pas-de-Calais", "Nord"]
    assert perimeter.population == sum(places.get_place(code).population for code in (LENS_LIEVIN, "59350"))
    client.post(address, {"remove": "59350"})
    assert [part.code for part in draft.territory.perimeter().parts] == [LENS_LIEVIN]


@pytest.mark.django_db
def test_the_inhabitants_of_a_commune_and_of_its_epci_count_once():
    territory = TerritoryFactory()
    for code in (LENS_LIEVIN, LOOS_EN_GOHELLE):
        application.add_part(territory, places.get_place(code))

    assert territory.perimeter().population == places.get_place(LENS_LIEVIN).population


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{}, {"add": "99999"}, {"add": "<b>"}, {"remove": "x"}])
def test_nothing_is_added_that_is_not_in_the_table(data, as_user, draft, contact):
    response = as_user(contact).post(f"/candidatures/{draft.pk}/territoire/perimetre/", data, follow=True)

    assert response.status_code == 200
    assert draft.territory.parts.count() == 0


@pytest.mark.django_db
def test_a_territory_without_parts_reaches_its_own_departement():
    perimeter = TerritoryFactory().perimeter()

    assert (perimeter.parts, perimeter.departments, perimeter.population) == ([], ["Pas-de-Calais"], None)
