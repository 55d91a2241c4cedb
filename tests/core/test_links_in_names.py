"""What outsiders type as a name leaves in our mails: no link of theirs, on the pages, in a table, in a model."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.core.fields import LINK, NameField, has_link
from atelier.core.own_apps import own_models
from atelier.outbox.models import Message
from tests.factories import TriptychFactory

pytestmark = pytest.mark.django_db
LURE = "GAGNEZ 500 € sur gains.example"
SEAT = {"first_name": "Agnès", "last_name": "Latour", "position": "maire", "organisation": "Ville"}


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example",
        "HTTPS://A.EXAMPLE",
        "//a.example",
        "www.a",
        LURE,
        "t.co/x",
        "Ana évil.fr",
        "EVIL.COM",
        "a-b.eu",
    ],
)
def test_what_mail_programs_make_a_link_of_is_one(text):
    assert has_link(text)


@pytest.mark.parametrize("text", ["J.-M. Dupont", "M.dupont", "St. Martin", "d’Arc", "2.0", "Élu(e) / maire", "etc."])
def test_a_name_is_none(text):
    assert not has_link(text)


def test_the_names_that_leave_in_mails_are_names():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, NameField)
    }
    expected = {"accounts.User.first_name", "territories.Participant.position", "territories.Territory.name"}
    assert expected | {"territories.Participant.organisation", "territories.Organisation.name"} <= found


@pytest.fixture
def pages(contact):
    draft = TriptychFactory(complete=True, lead=contact)
    return {
        reverse("account_identity"): {name: SEAT[name] for name in ("first_name", "last_name", "position")},
        reverse("territories:seat", args=[draft.pk, "elus", 1]): {**SEAT, "email": "cible@example.org"},
        f"/candidatures/{draft.pk}/territoire/": {
            "name": "Val",
            "kind": "PROJ",
            "department": "62",
            "bearer_name": "Ville",
        },
    }


def test_a_form_refuses_a_link_in_a_name_and_nothing_leaves(as_user, contact, pages):
    client = as_user(contact)
    for page, typed in pages.items():
        for name in typed.keys() & {"first_name", "last_name", "position", "organisation", "name", "bearer_name"}:
            answer = client.post(page, {**typed, name: LURE})
            assertContains(answer, LINK.capitalize())
            assertContains(answer, LURE)
    assert not Message.objects.filter(to_email="cible@example.org").exists()


def test_a_line_of_a_table_refuses_a_link_in_a_name(as_user, contact):
    draft = TriptychFactory(complete=True, lead=contact)
    page = reverse("territories:people", args=[draft.pk])

    answer = as_user(contact).post(page, {"pasted": f"élus\t{LURE}\tRoy\tmaire\t{LURE}\tcible@example.org"})

    assertContains(answer, f"prénom\u00a0: {LINK}")
    assertContains(answer, f"organisme\u00a0: {LINK}")
