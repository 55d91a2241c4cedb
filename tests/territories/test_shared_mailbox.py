"""Two people of a triptych read one mailbox: each has their seat, link and mails; nobody signs in as one of them."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.outbox import personal_links
from atelier.outbox.models import Message
from atelier.reminders.broadcasts import broadcast_recipients
from territories import held_roles, invitation, seat_transfer
from territories.models import AccessNeed, HolderChange, Participant
from tests.factories import ParticipantFactory, UserFactory

pytestmark = pytest.mark.django_db

MAILBOX = "secretariat@example.org"
ODILE = {"first_name": "Odile", "last_name": "d’Hauterive", "position": "maire", "organisation": "Ville"}
PAUL = {"first_name": "Paul", "last_name": "Œuvrard", "position": "adjoint", "organisation": "Ville"}


@pytest.fixture
def named(as_user, contact, application):
    """Odile and Paul, whom the référent named at one address, saying that they share it."""
    client, address = as_user(contact), f"/candidatures/{application.pk}/triptyque/elus"
    client.post(f"{address}/1/", {**ODILE, "email": MAILBOX})
    client.post(f"{address}/2/", {**PAUL, "email": "Secretariat@example.org", "shares_mailbox": "on"})
    client.logout()
    return list(Participant.objects.order_by("seat"))


def link_in(message):
    (token,) = set(re.findall(r"/invitation/([^/\s]+)/", personal_links.text_to_send(message)))
    return f"/invitation/{token}/"


def own_mails(person):
    return Message.objects.filter(topics__ref=f"participant:{person.pk}").order_by("pk")


def confirm(client, person, **more):
    """By the link of their invitation, nobody being signed in."""
    page = client.post(link_in(own_mails(person).last()), {"confirm": "1"}).url
    client.post(page, {name: getattr(person, name) for name in ODILE} | more)
    person.refresh_from_db()


def test_the_second_one_is_asked_about_before_they_are_named(as_user, contact, application):
    client, address = as_user(contact), f"/candidatures/{application.pk}/triptyque/elus"
    assertNotContains(client.get(f"{address}/1/"), "shares_mailbox")
    client.post(f"{address}/1/", {**ODILE, "email": MAILBOX})

    response = client.post(f"{address}/2/", {**PAUL, "email": MAILBOX})

    assertContains(response, "Oui, ces personnes partagent cette boîte")
    assertContains(response, 'value="Œuvrard"')
    assert not Participant.objects.get().shares_mailbox


def test_each_is_named_and_gets_their_own_link(named):
    odile, paul = named

    assert [(one.email, one.shares_mailbox, one.state) for one in named] == [(MAILBOX, True, "invited")] * 2
    links = [link_in(own_mails(one).get()) for one in named]
    assert [invitation.participant_of(link.split("/")[2]) for link in links] == [odile, paul]


def test_the_same_name_at_the_same_address_is_one_person(as_user, contact, application):
    client, address = as_user(contact), f"/candidatures/{application.pk}/triptyque/elus"
    client.post(f"{address}/1/", {**ODILE, "email": MAILBOX})

    response = client.post(f"{address}/2/", {**ODILE, "email": MAILBOX, "shares_mailbox": "on"})

    assertContains(response, "Cette personne est déjà inscrite à cette adresse")
    assert Participant.objects.count() == 1


def test_each_answers_for_themselves(client, named):
    odile, paul = named

    confirm(client, odile, need="boucle magnétique", need_consent="on")
    client.post(link_in(own_mails(paul).get()), {"decline": "1"})

    paul.refresh_from_db()
    assert (odile.state, odile.user, paul.state) == ("confirmed", None, "declined")
    assert AccessNeed.objects.get().participant == odile
    assert not User.objects.filter(email=MAILBOX).exists()


def test_whoever_signs_in_by_the_mailbox_sees_nothing_of_either(client, named):
    odile, paul = named
    confirm(client, odile)
    client.force_login(UserFactory(email=MAILBOX))
    Message.objects.update(state="sent", sent_at=timezone.now())

    page = client.get("/espace/")

    assertContains(page, "Plusieurs personnes de la saison lisent cette boîte")
    for word in ("Odile", "Paul", "Œuvrard", "représenterez-vous", "Les courriels que nous vous avons envoyés"):
        assertNotContains(page, word)
    assertContains(client.get(link_in(own_mails(paul).get())), "Qui répond")


def test_nobody_is_named_at_the_address_by_which_a_colleague_signs_in(as_user, client, contact, application):
    desk, address = as_user(contact), f"/candidatures/{application.pk}/triptyque/elus"
    desk.post(f"{address}/1/", {**ODILE, "email": MAILBOX})
    (odile,) = Participant.objects.all()
    desk.logout()
    confirm(client, odile)
    User.objects.filter(pk=odile.user.pk).update(last_login=timezone.now())

    response = as_user(contact).post(f"{address}/2/", {**PAUL, "email": MAILBOX, "shares_mailbox": "on"})

    assertContains(response, "Odile d’Hauterive se connecte par cette adresse")
    assertContains(response, 'value="Œuvrard"')
    odile.refresh_from_db()
    assert (odile.shares_mailbox, odile.user.email) == (False, MAILBOX)


def test_who_had_an_account_by_it_is_told_that_it_opens_their_space_no_more(as_user, client, contact, application):
    odile = ParticipantFactory(triptych=application, email=MAILBOX, user=UserFactory(email=MAILBOX), state="confirmed")

    given = {**PAUL, "email": MAILBOX, "shares_mailbox": "on"}
    as_user(contact).post(f"/candidatures/{application.pk}/triptyque/elus/2/", given)

    odile.refresh_from_db()
    assert (odile.shares_mailbox, odile.user, odile.state) == (True, None, "confirmed")
    told = own_mails(odile).get()
    assert told.subject == "Cette boîte est partagée\u00a0: votre espace demande une autre adresse"
    client.logout()
    assertContains(client.get(f"{link_in(told)}adresse/"), "Donner mon adresse")


def test_an_own_address_opens_a_space_once_it_is_proven(client, named):
    odile, paul = named
    confirm(client, odile)
    confirm(client, paul)
    page = f"/invitation/{invitation.token_for(paul)}/adresse/"

    assertContains(client.post(page, {"email": "Paul@example.org"}), "Un courriel part à <strong>paul@example.org")
    proof = own_mails(paul).get(to_email="paul@example.org")
    paul.refresh_from_db()
    assert paul.email == MAILBOX
    address = re.search(r"/invitation/[^/\s]+/adresse/preuve/", personal_links.text_to_send(proof))[0]
    assertContains(client.get(address), "C’est bien mon adresse")
    client.post(address)

    paul.refresh_from_db(), odile.refresh_from_db()
    assert (paul.email, paul.shares_mailbox, paul.user.email) == ("paul@example.org", False, "paul@example.org")
    assert paul.user.emailaddress_set.get().verified
    assert (odile.email, odile.shares_mailbox, odile.user) == (MAILBOX, True, None)
    assert client.get(address).status_code == client.get(page).status_code == 410
    told = own_mails(paul).filter(to_email=MAILBOX).last()
    assert "celle-ci, que d’autres lisent, ne reçoit plus que les leurs." in told.text


def test_an_own_address_that_somebody_of_the_triptych_has_is_refused(client, named):
    _, paul = named
    confirm(client, paul)
    ParticipantFactory(triptych=paul.triptych, seat=2, category=paul.season.categories.last(), email="ev@example.org")
    client.post(f"/invitation/{invitation.token_for(paul)}/adresse/", {"email": "ev@example.org"})
    proof = own_mails(paul).get(to_email="ev@example.org")
    address = re.search(r"/invitation/[^/\s]+/adresse/preuve/", personal_links.text_to_send(proof))[0]

    assertContains(client.post(address), "Une personne est déjà inscrite avec ce courriel")

    paul.refresh_from_db()
    assert (paul.email, paul.shares_mailbox) == (MAILBOX, True)


def test_a_table_names_two_people_of_one_mailbox(as_user, contact, application):
    client, address = as_user(contact), f"/candidatures/{application.pk}/triptyque/tableau/"
    lines = [f"élus\tOdile\td’Hauterive\tmaire\tVille\t{MAILBOX}", f"élus\tPaul\tŒuvrard\tadjoint\tVille\t{MAILBOX}"]
    page = client.post(address, {"pasted": "\n".join(lines)})
    assertContains(page, "(boîte partagée)", count=1)

    client.post(address, {"pasted": "\n".join(lines), "confirm": "1", "shown": page.context["shown"]})

    assert list(Participant.objects.order_by("seat").values_list("email", "shares_mailbox")) == [(MAILBOX, True)] * 2


def test_a_table_with_the_same_person_twice_is_refused(as_user, contact, application):
    client, address = as_user(contact), f"/candidatures/{application.pk}/triptyque/tableau/"
    line = f"élus\tOdile\td’Hauterive\tmaire\tVille\t{MAILBOX}"

    page = client.post(address, {"pasted": f"{line}\n{line}"})

    assertContains(page, "ce courriel figure déjà plus haut")
    client.post(f"/candidatures/{application.pk}/triptyque/elus/1/", {**ODILE, "email": MAILBOX})
    assertContains(client.post(address, {"pasted": line}), "Cette personne est déjà inscrite à cette adresse")


def test_a_letter_reaches_each_person_of_the_mailbox(client, named):
    for person in named:
        confirm(client, person)
    type(named[0].triptych).objects.update(status="admitted", rank=1, submitted_at=timezone.now())

    people = broadcast_recipients(named[0].season, "participants")

    assert [(one.name, one.email) for one in people] == [("Odile d’Hauterive", MAILBOX), ("Paul Œuvrard", MAILBOX)]


def test_the_one_who_leaves_may_be_followed_by_somebody_of_the_same_mailbox(client, named, organiser):
    odile, paul = named
    confirm(client, odile), confirm(client, paul)
    paul.triptych.contacts.create(user=UserFactory(email=MAILBOX), is_lead=False)
    change = HolderChange.objects.create(
        leaving=paul, effective_on=timezone.localdate(), reason="Élections", first_name="Ali", last_name="Roy",
        position="adjoint", organisation="Ville", email=MAILBOX, asked_by=organiser,
    )  # fmt: skip
    assert held_roles.held_by(paul) == []

    seat_transfer.accept_transfer(change=change, author=organiser)

    ali = Participant.objects.get(first_name="Ali")
    assert (ali.email, ali.shares_mailbox, ali.seat) == (MAILBOX, True, paul.seat)


def test_a_stranger_s_triptych_does_not_share_a_mailbox_with_ours(named):
    """Somebody else names the same address elsewhere: our people are left alone, and theirs is one person."""
    other = ParticipantFactory(email=MAILBOX, triptych__season=named[0].season)

    assert not other.shares_mailbox
    assert other.readers_beside().count() == 0
    other.full_clean()


def test_two_of_one_mailbox_who_were_not_said_to_share_it_are_refused(application):
    ParticipantFactory(triptych=application, email=MAILBOX)

    with pytest.raises(ValidationError, match="dites que la boîte est partagée"):
        ParticipantFactory.build(
            triptych=application, category=application.season.categories.first(), seat=2, email=MAILBOX
        ).full_clean(exclude=["season", "sort_name"])
