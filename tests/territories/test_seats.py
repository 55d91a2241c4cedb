"""Naming six people: oneself in one click, an organisation typed once, the next seat after each."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
SEAT = {"first_name": "Agnès", "last_name": "Latour", "position": "maire", "organisation": "Ville", "email": "a@b.org"}


def page(application, code="elus", number=1):
    return f"/candidatures/{application.pk}/triptyque/{code}/{number}/"


def test_it_is_me_fills_a_seat_with_what_is_known(as_user, contact, application):
    contact.first_name, contact.last_name, contact.position = "Maud", "Le Bihan", "chargée de mission"
    contact.save()
    client = as_user(contact)

    assertContains(client.get(page(application)), "C’est moi")
    form = client.get(page(application), {"moi": "1"}).context["form"]

    known = {"first_name": "Maud", "last_name": "Le Bihan", "position": "chargée de mission", "email": contact.email}
    assert {name: form[name].value() for name in known} == known

    ParticipantFactory(triptych=application, email=contact.email)
    assertNotContains(client.get(page(application, number=2)), "C’est moi")


def test_an_organisation_typed_once_is_proposed_in_its_category_and_offered_elsewhere(as_user, contact, application):
    ParticipantFactory(triptych=application, organisation="Ville de Val")
    client = as_user(contact)

    same = client.get(page(application, number=2))
    other = client.get(page(application, code="agents"))

    assert same.context["form"]["organisation"].value() == "Ville de Val"
    assert not other.context["form"]["organisation"].value()
    assertContains(other, '<option value="Ville de Val"></option>', html=True)


def test_each_seat_leads_to_the_next_empty_one_and_the_last_to_the_six(as_user, contact, application):
    client = as_user(contact)
    ParticipantFactory(triptych=application, seat=2)

    gone = client.post(page(application), {**SEAT, "next": "1"})
    assert gone.url == page(application, code="agents")

    for code, number in (("agents", 1), ("agents", 2), ("operateurs", 1)):
        gone = client.post(
            page(application, code, number), {**SEAT, "email": f"{code}{number}@example.org", "next": "1"}
        )
    assert gone.url == page(application, code="operateurs", number=2)
    assertNotContains(client.get(gone.url), "siège suivant")
