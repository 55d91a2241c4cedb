"""One field that looks everywhere, within what each role may read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.declarations import WorkPage, declared
from sessions.documents.models import Convocation
from territories.models import Participant
from tests.factories import (
    MessageFactory,
    OrganisationFactory,
    ParticipantFactory,
    SeasonFactory,
    TerritoryFactory,
    TriptychFactory,
    add_days,
)

pytestmark = pytest.mark.django_db
PAGE = "/admin/recherche/"


def look(client, typed):
    return client.get(PAGE, {"q": typed})


@pytest.mark.parametrize("typed", ["Élodie", "elodie", "ELODIE le", "Le Hénaff", "le henaff", "elodie.lh@example.org"])
def test_a_person_is_found_whatever_the_accents_and_capitals(desk, typed):
    ParticipantFactory(first_name="Élodie", last_name="Le Hénaff", email="elodie.lh@example.org")
    ParticipantFactory(first_name="Luc", last_name="Ferrand")

    response = look(desk, typed)
    assertContains(response, "Élodie Le Hénaff")
    assertNotContains(response, "Luc Ferrand")


@pytest.mark.parametrize("typed", ["d'h", "D’H", "jean noel", "Noël d’Hon", "noël d'hondt"])
def test_a_list_finds_a_name_as_it_is_typed(typed, desk):
    ParticipantFactory(first_name="Jean-Noël", last_name="d’Hondt")
    ParticipantFactory(first_name="Luc", last_name="Ferrand")

    response = desk.get("/admin/territories/participant/", {"q": typed, "saison": "toutes"})

    assertContains(response, "Hondt")
    assertNotContains(response, "Ferrand")


def test_each_kind_is_found_with_the_address_of_its_page(desk, participant):
    (day,) = add_days(participant.season, "2026-12-03")
    Convocation.objects.create(participant=participant, day=day, number="S1-J1-007", snapshot={})
    TerritoryFactory(name="Communauté de l’Île-aux-Moines", short_name="Île")
    OrganisationFactory(name="Régie", siret="99990001200017")
    message = MessageFactory(subject="Convocation à la journée")

    assertContains(look(desk, "j1-007"), f"S1-J1-007, {participant}")
    assertContains(look(desk, "ile"), "Île")
    assertContains(look(desk, "aux moines"), "Île")
    assertContains(look(desk, "999 900 012"), "Régie")
    assertContains(look(desk, "convocation à"), f"/admin/outbox/message/{message.pk}/change/")


def test_past_seasons_are_looked_through_too(desk):
    old = TriptychFactory(season=SeasonFactory(number=1, status="archived"))
    ParticipantFactory(triptych=old, last_name="Jadis")

    assertContains(look(desk, "jadis"), "Jadis")


def test_many_rows_lead_to_the_whole_list(desk):
    triptych = TriptychFactory(people=6, people__last_name="Martin")
    TriptychFactory(season=triptych.season, people=6, people__last_name="Martin")

    response = look(desk, "martin")
    assertContains(response, "Zoé Martin, maire", count=8)
    assertContains(response, "/admin/territories/participant/?q=martin&amp;saison=toutes")


def test_a_role_finds_what_it_may_read(as_user, treasurer, facilitator):
    ParticipantFactory(last_name="Cachée")
    MessageFactory(subject="Courriel cachée", matter="money")
    MessageFactory(subject="Absence cachée")

    assertNotContains(look(as_user(treasurer), "cachée"), "Zoé Cachée")
    assertContains(look(as_user(treasurer), "cachée"), "Courriel cachée")
    assertNotContains(look(as_user(treasurer), "cachée"), "Absence cachée")
    assertContains(look(as_user(facilitator), "cachée"), "Zoé Cachée")
    assertNotContains(look(as_user(facilitator), "cachée"), "Courriel cachée")


@pytest.mark.parametrize("typed", ["", "a", "%%", "\x00", "x" * 500, "' OR 1=1 --", "<script>"])
def test_whatever_is_typed_the_page_answers(desk, typed):
    response = look(desk, typed)

    assert response.status_code == 200
    assertNotContains(response, "<script>")


def test_the_page_asks_the_database_as_often_for_many_rows(desk, django_assert_max_num_queries):
    counts = []
    TriptychFactory(people=1, people__last_name="Martin", territory__name="Martin")  # acts are those of one row alone
    MessageFactory(subject="Martin")
    for _ in range(2):
        TriptychFactory(people=2, people__last_name="Martin", territory__name="Martin")
        MessageFactory(subject="Martin")
        with django_assert_max_num_queries(80) as counted:
            look(desk, "martin")
        counts.append(len(counted))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", ["organiser", "treasurer", "facilitator"])
def test_each_page_that_is_found_opens_for_who_finds_it(role, request, as_user):
    SeasonFactory()
    client = as_user(request.getfixturevalue(role))

    for page in declared(WorkPage):
        found = {address for one in look(client, page.title).context["found"] for _, address in one.rows}
        address = reverse(page.view)
        assert (address in found) == (client.get(address).status_code == 200), page.title


def test_a_page_is_found_by_its_words_and_a_list_by_its_name(desk):
    SeasonFactory()

    assertContains(look(desk, "banque"), reverse("admin:statement"))
    assertContains(look(desk, "ajouter lieu"), reverse("admin:seasons_venue_add"))
    assertContains(look(desk, "elu relance"), "Rien ne contient")
    assertContains(look(desk, "regle relance"), reverse("admin:reminders_reminderrule_changelist"))


def test_an_act_is_found_about_the_next_day_of_the_season_and_about_the_one_row_found(desk, as_user, treasurer):
    today = timezone.localdate()
    _, day = add_days(SeasonFactory(open=True), today - timedelta(days=3), today + timedelta(days=3))
    triptych = TriptychFactory(season=day.season, submitted=True, territory__name="Vallée seule")

    assertContains(look(desk, "émettre convoc"), f'name="_selected_action" value="{day.pk}"')
    assertContains(look(desk, "noter présences"), reverse("admin:day_presence", args=[day.pk]))
    found = look(desk, "vallee seule")
    assertContains(found, 'name="action" value="admit"')
    assertContains(found, f'name="_selected_action" value="{triptych.pk}"')
    assertNotContains(look(as_user(treasurer), "vallee seule"), 'value="admit"')
    assertNotContains(look(as_user(treasurer), "noter présences"), "presences")


def test_rows_of_the_chosen_season_come_first(desk):
    old, new = SeasonFactory(number=1, status="archived"), SeasonFactory(number=2, open=True)
    for season in (new, old):
        TriptychFactory(season=season, people=1, people__last_name="Double")

    desk.post(reverse("admin:choose_season"), {"saison": old.pk})
    (people,) = [one for one in look(desk, "double").context["found"] if one.title == "participants"]
    seasons = [Participant.objects.get(pk=address.split("/")[-3]).season for _, address in people.rows]
    assert seasons == [old, new]


def test_the_dialog_of_every_page_asks_for_the_results_alone(desk):
    ParticipantFactory(last_name="Martin")
    page = desk.get("/admin/")
    assertContains(page, '<dialog class="palette"')

    part = desk.get(PAGE, {"q": "martin", "partie": "1"})
    assertContains(part, "Martin")
    assertNotContains(part, "<html")
