"""A seat that is free again is filled by the référent, once organisers agreed; a first name comes when it is known."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains

from atelier.outbox.models import Message
from territories import invitation, seat_transfer
from territories.models import HolderChange, Participant
from tests.admin_actions import act
from tests.factories import ParticipantFactory, TriptychFactory

pytestmark = pytest.mark.django_db
ASKED = {
    "reason": "Le siège est libre", "first_name": "Soizic",
    "last_name": "Le Floc’h", "position": "élue", "organisation": "Val", "email": "soizic@example.org",
}  # fmt: skip


def today():
    return {"effective_on": localdate().isoformat()}


@pytest.fixture
def declined(contact):
    triptych = TriptychFactory(admitted=True, lead=contact, people=6, people__state="confirmed")
    person = triptych.participants.get(category__code="elus", seat=1)
    Participant.objects.filter(pk=person.pk).update(state="declined")
    person.refresh_from_db()
    return person


@pytest.mark.usefixtures("mode")
def test_a_free_seat_is_filled_once_organisers_agree(as_user, contact, organiser, declined):
    page = reverse("territories:change_holder", args=[declined.triptych_id, "elus", 1])
    client = as_user(contact)
    assertContains(client.get(declined.triptych.get_absolute_url()), page)
    assertContains(client.get(page), "est libre")
    client.post(page, {**ASKED, **today()})
    change = HolderChange.objects.get()
    assert not Participant.objects.filter(email="soizic@example.org").exists()

    act(as_user(organiser), "territories_holderchange", "accept", change, confirm="1")

    named = Participant.objects.get(email="soizic@example.org")
    assert (named.state, named.category, named.seat) == ("invited", declined.category, 1)
    declined.refresh_from_db()
    assert (declined.state, declined.left_on) == ("declined", None)
    assert not Message.objects.filter(to_email=declined.email).exists()


def test_a_seat_that_was_filled_meanwhile_is_not_filled_twice(declined, organiser, contact):
    values = {**ASKED, "effective_on": localdate() + timedelta(days=2)}
    change = HolderChange.objects.create(leaving=declined, asked_by=contact, **values)
    ParticipantFactory(triptych=declined.triptych, category=declined.category, seat=1)

    with pytest.raises(seat_transfer.AlreadyDecided):
        seat_transfer.accept_transfer(change=change, author=organiser)


@pytest.mark.usefixtures("mode")
def test_a_seat_that_nobody_ever_held_is_filled_by_the_lead(as_user, contact, declined):
    page = reverse("territories:change_holder", args=[declined.triptych_id, "elus", 1])
    Participant.objects.filter(pk=declined.pk).delete()
    client = as_user(contact)
    assertContains(client.get(declined.triptych.get_absolute_url()), page)
    assertContains(client.get(page), "Personne n’a encore tenu le siège 1")
    taken = declined.triptych.participants.first()
    assertContains(client.post(page, {**ASKED, **today(), "email": taken.email}), "chacun n’occupe qu’un siège")

    assertContains(client.post(page, {**ASKED, **today()}, follow=True), "Soizic Le Floc’h")

    named = Participant.objects.get(email="soizic@example.org")
    assert (named.state, named.seat, named.seated_at is not None) == ("invited", 1, True)
    assert Message.objects.get().to_email == named.email
    assertContains(client.get(page), "laisse son siège à une autre personne")


def test_a_seat_that_was_not_granted_or_a_territory_that_is_not_admitted_has_no_such_page(as_user, contact, declined):
    client, page = as_user(contact), f"/candidatures/{declined.triptych_id}/triptyque/elus/{{}}/titulaire/"
    assert client.get(page.format(9)).status_code == 404

    draft = TriptychFactory(lead=contact)
    assert client.get(f"/candidatures/{draft.pk}/triptyque/elus/1/titulaire/").status_code == 404


def test_somebody_is_named_before_their_first_name_is_known_and_says_it(client, as_user, contact):
    draft = TriptychFactory(lead=contact)
    seat = reverse("territories:seat", args=[draft.pk, "elus", 1])
    named = {"first_name": "", "last_name": "Marchand", "position": "maire", "organisation": "Val", "email": "m@a.fr"}
    as_user(contact).post(seat, named)
    person = Participant.objects.get()
    assert (person.full_name, person.state) == ("Marchand", "invited")

    link = reverse("territories:invitation", args=[invitation.token_for(person)])
    client.logout()
    answer = {"last_name": "Marchand", "position": "maire", "organisation": "Val"}
    client.post(link, {"confirm": "1"})
    person.refresh_from_db()
    link = reverse("territories:invitation", args=[invitation.token_for(person)])
    assertContains(client.post(link, answer), "Une réponse est à corriger")
    client.post(link, {**answer, "first_name": "Léa"})
    person.refresh_from_db()
    assert (person.full_name, person.state) == ("Léa Marchand", "confirmed")
