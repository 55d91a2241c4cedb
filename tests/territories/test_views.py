import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from territories.models import Organisation, Participant, Territory, Triptych
from tests.factories import SeasonFactory, TriptychFactory

pytestmark = pytest.mark.django_db

PERSON = {
    "first_name": "Agnès",
    "last_name": "de La Tour",
    "position": "gérante",
    "organisation": "SCIC L’Élan",
    "email": "Agnes@Example.org",
}


@pytest.fixture
def client(as_user, contact):
    return as_user(contact)


def test_starting_needs_an_open_call(client):
    assert client.get("/candidatures/nouvelle/").status_code == 404


def test_starting_creates_territory_and_draft(client):
    SeasonFactory(open=True)

    response = client.post(
        "/candidatures/nouvelle/", {"name": "Val", "kind": "CC", "department": "2A", "population": ""}
    )

    triptych = Triptych.objects.get()
    assertRedirects(response, f"/candidatures/{triptych.pk}/dynamique/")
    assert (triptych.territory.name, triptych.territory.region_name) == ("Val", "Corse")


def test_bad_input_keeps_what_was_typed_and_says_what_is_wrong(client):
    SeasonFactory(open=True)

    response = client.post("/candidatures/nouvelle/", {"name": "Val d’Oise", "kind": "XX", "population": "-3"})

    assertContains(response, "3 réponses sont à corriger")
    assertContains(response, 'value="Val d’Oise"')
    assert Territory.objects.count() == 0


PROJECT = {"name": "Collectif", "kind": "PROJ", "department": "22"}


def test_the_bearer_is_one_row_that_its_contacts_correct(client, draft):
    address = f"/candidatures/{draft.pk}/territoire/"
    for name in ("SCIC en commun", "SCIC En Commun"):
        client.post(address, {**PROJECT, "bearer_name": name, "bearer_siret": "732 829 320 00074"})

    bearer = Organisation.objects.get()
    assert (bearer.name, bearer.siret, bearer.is_confirmed) == ("SCIC En Commun", "73282932000074", False)
    assertContains(client.get(address), 'value="73282932000074"')


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"bearer_name": "SCIC", "bearer_siret": "123"}, "vérifiez les 14 chiffres"),
        ({"bearer_siret": "73282932000074"}, "Nommez la structure qui porte ce SIRET."),
    ],
)
def test_a_wrong_bearer_is_refused_in_a_sentence(values, sentence, client, draft):
    assertContains(client.post(f"/candidatures/{draft.pk}/territoire/", {**PROJECT, **values}), sentence)


def test_a_territory_of_project_needs_a_bearer_with_a_siret(client, draft):
    client.post(f"/candidatures/{draft.pk}/territoire/", PROJECT)

    response = client.post(f"/candidatures/{draft.pk}/recapitulatif/")

    assertContains(response, "Indiquez la structure porteuse du territoire de projet et son SIRET.")


def test_an_existing_draft_is_offered_before_a_second(client, draft):
    assertContains(client.get("/candidatures/nouvelle/"), "reprenez-la plutôt que d’en créer une autre")


def test_naming_a_person_fills_the_seat(client, draft):
    draft.participants.all().delete()

    response = client.post(f"/candidatures/{draft.pk}/triptyque/operateurs/2/", PERSON, follow=True)

    person = Participant.objects.get()
    assert (person.category.code, person.seat, person.email) == ("operateurs", 2, "agnes@example.org")
    assertContains(response, "Personne inscrite\u00a0: Agnès de La Tour (Opérateurs, siège 2).")


def test_the_same_person_twice_is_refused_in_a_sentence_and_kept_in_the_form(client, draft):
    draft.participants.all().delete()
    client.post(f"/candidatures/{draft.pk}/triptyque/elus/1/", PERSON)

    response = client.post(f"/candidatures/{draft.pk}/triptyque/elus/2/", PERSON)

    assertContains(response, "chacun n’occupe qu’un siège")
    assertContains(response, "Si deux personnes partagent cette boîte")
    assertContains(response, 'value="de La Tour"')
    assert Participant.objects.count() == 1


def test_emptying_a_seat_forgets_the_person(client, draft):
    client.post(f"/candidatures/{draft.pk}/triptyque/elus/1/liberer/")

    assert draft.participants.count() == 5


@pytest.mark.parametrize("path", ["triptyque/elus/3/", "triptyque/inconnue/1/", "inconnue/"])
def test_a_seat_or_step_that_does_not_exist_is_not_found(path, client, draft):
    assert client.get(f"/candidatures/{draft.pk}/{path}").status_code == 404


@pytest.mark.parametrize("typed", ["4500", "4 500", "4 500 €", "4\u202f500\u00a0€", "4500,00", "4 500.00"])
def test_an_amount_is_read_as_the_product_writes_it(typed, client, draft):
    client.post(f"/candidatures/{draft.pk}/contribution/", {"wished_amount": typed})

    draft.refresh_from_db()
    assert draft.wished_amount == 4500


@pytest.mark.parametrize("typed", ["-1", "beaucoup", "99999"])
def test_a_wrong_amount_is_refused_and_kept(typed, client, draft):
    response = client.post(f"/candidatures/{draft.pk}/contribution/", {"wished_amount": typed})

    assertContains(response, "Une réponse est à corriger")
    assertContains(response, f'value="{typed}"')


def test_the_summary_of_an_incomplete_draft_says_what_is_missing(client, contact):
    triptych = TriptychFactory(lead=contact)

    response = client.post(f"/candidatures/{triptych.pk}/recapitulatif/")

    assertContains(response, "Présentez votre dynamique.")
    assertContains(response, "brouillon, non déposé")


def test_a_submitted_application_is_read_and_no_longer_changed(client, draft):
    response = client.post(f"/candidatures/{draft.pk}/recapitulatif/", follow=True)

    assertContains(response, "candidature déposée")
    assertNotContains(response, "Reprendre")
    assert client.get(f"/candidatures/{draft.pk}/dynamique/").status_code == 404
    assert client.post(f"/candidatures/{draft.pk}/dynamique/", {"dynamics": "x"}).status_code == 404


def test_a_second_click_on_submit_is_harmless(client, draft):
    for _ in range(2):
        client.post(f"/candidatures/{draft.pk}/recapitulatif/")

    assert draft.status_changes.filter(new="submitted").count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_a_step_makes_the_same_number_of_queries_whoever_is_named(people, client, contact, django_assert_num_queries):
    triptych = TriptychFactory(complete=True, lead=contact, people=people)

    with django_assert_num_queries(9):
        client.get(f"/candidatures/{triptych.pk}/triptyque/")


HOSTILE = [
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "Robert'); DROP TABLE x;--",
    "N’Guessan-d'Arcy de La Tour",
    "=cmd|' /C calc'!A0",
    "https://mal.example/[lien](javascript:x)",
    "\u202egauche",
    "𝒵oé 🌱",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_exactly_and_shown_escaped(text, client, draft):
    client.post(f"/candidatures/{draft.pk}/dynamique/", {"dynamics": text, "expectations": text, "resistance": text})
    name = text.replace("https://mal.example/", "")  # a name holds no link
    client.post(f"/candidatures/{draft.pk}/triptyque/elus/1/", {**PERSON, "first_name": name, "organisation": name})

    draft.refresh_from_db()
    person = draft.participants.get(category__code="elus", seat=1)
    page = client.get(f"/candidatures/{draft.pk}/recapitulatif/")
    assert (draft.dynamics, person.first_name) == (text, name.replace("\u202e", ""))  # no name turns round what follows
    assertNotContains(page, "<script>alert")
    assertNotContains(page, 'href="javascript')


def test_a_nul_byte_is_refused(client, draft):
    response = client.post(f"/candidatures/{draft.pk}/dynamique/", {"dynamics": "a\x00b"})

    assertContains(response, "Une réponse est à corriger")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_breaks_the_form(text, client, draft):
    response = client.post(f"/candidatures/{draft.pk}/dynamique/", {"dynamics": text})

    assert response.status_code in (200, 302)


def test_a_seat_is_that_of_its_season(client, draft):
    SeasonFactory(number=draft.season.number + 1)  # has a category of the same code
    seats = [f"/candidatures/{draft.pk}/triptyque/elus/{number}/" for number in (1, 99)]

    assert [client.get(address).status_code for address in seats] == [200, 404]


def test_a_contact_without_a_name_gives_it_with_the_territory_and_loses_nothing_typed(client, contact):
    SeasonFactory(open=True)
    contact.first_name = contact.last_name = ""
    contact.save()
    who = {"first_name": "Maud", "last_name": "Le Bihan", "position": "chargée de mission"}
    typed = {**who, "name": "Val", "kind": "COM"}

    refused = client.post("/candidatures/nouvelle/", typed)
    assertContains(refused, 'value="chargée de mission"')
    assert not Triptych.objects.exists()
    client.post("/candidatures/nouvelle/", {**typed, "department": "62"})

    contact.refresh_from_db()
    assert (contact.greeting, Triptych.objects.get().lead_user) == ("Bonjour Maud Le Bihan", contact)
    assertNotContains(client.get("/candidatures/nouvelle/"), "Qui êtes-vous")
