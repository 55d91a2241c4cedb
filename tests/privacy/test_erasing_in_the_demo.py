"""Whatever somebody typed, erasing them changes no row of anybody else in a season of many people."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains

from atelier.privacy import retention
from territories import invitation
from territories.models import Participant
from tests.factories import ParticipantFactory, TriptychFactory
from tests.privacy.canaries import changed, not_of, rows

pytestmark = pytest.mark.django_db

TYPED = [
    {"phone": "e"},
    {"phone": "06"},
    {"phone": "–"},
    {"first_name": "de", "last_name": "la"},
    {"first_name": "e", "last_name": "e", "phone": "1"},
    {"first_name": "Odile", "last_name": "Ferrandier"},  # somebody else, of the demo
]
# The demo is filled before the mode changes.
STORIES = [*((typed, "demo") for typed in TYPED), (TYPED[0], "production")]


def confirmed(client, person, **typed):
    """Somebody confirms their seat through their personal link, and types this."""
    answers = {"first_name": "Zélie", "last_name": "Quernec", "position": "maire", "organisation": "Commune"}
    client.post(f"/invitation/{invitation.token_for(person)}/", {"confirm": "1"})
    person.refresh_from_db()
    client.post(f"/invitation/{invitation.token_for(person)}/", {**answers, **typed})
    person.refresh_from_db()
    assert person.state == "confirmed"
    return person


@pytest.mark.parametrize(("typed", "mode"), STORIES, indirect=["mode"], ids=str)
def test_whoever_confirms_with_one_letter_then_erases_themselves_changes_nobody_else(
    client, just_signed_in, demo, mode, typed
):
    seat = ParticipantFactory(triptych=TriptychFactory(), email="zelie@example.org", state="invited")
    person = confirmed(client, seat, **typed)
    before = rows()

    response = just_signed_in(person.user).post("/compte/mes-donnees/", {"word": "EFFACER"}, follow=True)

    assertContains(response, "Vos données sont effacées.")
    assert not_of(person, changed(before, rows()), before) == []
    assert Participant.objects.get(pk=person.pk).full_name == "Personne effacée"


@pytest.mark.parametrize(("typed", "mode"), STORIES, indirect=["mode"], ids=str)
def test_the_same_by_night(client, demo, mode, typed):
    old = TriptychFactory(submitted=True)
    person = confirmed(client, ParticipantFactory(triptych=old, email="zelie@example.org", state="invited"), **typed)
    type(old).objects.filter(pk=old.pk).update(status="refused", updated_at=timezone.now() - timedelta(days=731))
    before = rows()

    assert retention.apply()["personnes"] == 1
    assert not_of(person, changed(before, rows()), before) == []
    assert Participant.objects.get(pk=person.pk).full_name == "Personne effacée"
