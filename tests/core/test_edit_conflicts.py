"""Two organisers on one form of the administration: the second sees what the first saved, and decides."""

import pytest
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.edit_conflicts import EditConflictsMixin
from atelier.seasons.models import Page, Season, Venue
from territories.models import Participant
from tests.every_page import tables
from tests.factories import OrganisationFactory, ParticipantFactory, SeasonFactory
from tools.fuzz.pages import Page as Read

pytestmark = pytest.mark.django_db
AGAIN = "Quelqu’un a enregistré cette page"


@pytest.fixture
def desk(as_user, organiser):
    return as_user(organiser)


def make(kind):
    """A row, and the column that two organisers write."""
    if kind == "venue":
        return Venue.objects.create(name="Salle", address="Lyon"), "name"
    if kind == "page":
        return Page.objects.order_by("pk").first(), "title"
    if kind == "participant":
        return ParticipantFactory(), "position"
    return OrganisationFactory(), "name"


def opened(desk, row):
    """The values of the form as the page holds them."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    response = desk.get(address)
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    rows = [dict(one.values) for one in Read(address, response.content.decode()).forms if dict(one.values).get("seen")]
    values |= {name: value for name, value in rows[0].items() if "-" in name or name == "seen"}
    return address, {name: value for name, value in values.items() if value not in (None, False)}


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize("kind", ["venue", "page", "participant", "organisation"])
def test_the_second_sees_what_the_first_saved_and_decides(desk, kind):
    row, name = make(kind)
    address, typed = opened(desk, row)
    desk.post(address, {**typed, name: "Du premier"})

    answer = desk.post(address, {**typed, name: "Du second"})

    assertContains(answer, AGAIN)
    assertContains(answer, "Du premier")
    assertContains(answer, 'value="Du second"')
    assert getattr(type(row).objects.get(pk=row.pk), name) == "Du premier"
    desk.post(address, {**typed, name: "Du second", "seen": answer.context["seen"]})
    assert getattr(type(row).objects.get(pk=row.pk), name) == "Du second"


def test_saving_twice_in_turn_is_no_conflict(desk):
    venue = make("venue")[0]
    for name in ("Un", "Deux"):
        address, typed = opened(desk, venue)
        assertNotContains(desk.post(address, {**typed, "name": name}, follow=True), AGAIN)

    assert Venue.objects.get().name == "Deux"


def test_what_the_form_does_not_hold_is_no_conflict(desk):
    person = ParticipantFactory()
    address, typed = opened(desk, person)
    Participant.objects.filter(pk=person.pk).update(invitation="11111111-1111-4111-8111-111111111111")

    desk.post(address, {**typed, "position": "maire"})

    assert Participant.objects.get().position == "maire"


def test_a_line_of_a_table_in_the_page_counts(desk):
    season = SeasonFactory()
    address, typed = opened(desk, season)
    season.categories.filter(code="elus").update(label="Élues et élus")

    answer = desk.post(address, {**typed, "theme": "Autre"})

    assertContains(answer, AGAIN)
    assertContains(answer, "Catégories\u00a0: des lignes ont changé")
    assert Season.objects.get(pk=season.pk).theme == season.theme


def test_every_form_of_the_administration_is_watched(client, world):
    assert [one for one in admin.site._registry.values() if not isinstance(one, EditConflictsMixin)] == []
    client.force_login(world[0]["organiser"])
    seen = 0
    for name, address in tables().items():
        response = client.get(address)
        if response.status_code == 200 and name.endswith(("_change", "_add")) and b"<form" in response.content:
            form = response.context.get("adminform")
            if form is not None:
                assertContains(response, 'name="seen"')
                assertContains(response, "keep-typed")
                seen += 1
    assert seen > 15
