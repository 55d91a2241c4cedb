import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core import signing
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import personal_links
from atelier.outbox.models import Message
from territories import invitation
from territories.models import AccessNeed, Participant, PersonalChoices
from tests.factories import ParticipantFactory, add_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]

SEAT = {
    "first_name": "Agnès",
    "last_name": "de La Tour",
    "position": "gérante",
    "organisation": "SCIC L’Élan",
    "email": "agnes@example.org",
}
YES = {"confirm": "1"}
MORE = {"first_name": "Agnès", "last_name": "Latour", "position": "gérante", "organisation": "SCIC"}


@pytest.fixture
def invited(application):
    return ParticipantFactory(triptych=application, email="agnes@example.org")


def link(participant):
    return f"/invitation/{invitation.token_for(participant)}/"


def test_whoever_is_named_gets_a_personal_link_at_once(as_user, contact, application):
    as_user(contact).post(f"/candidatures/{application.pk}/triptyque/elus/1/", SEAT)

    (message,) = Message.objects.all()
    assert message.to_email == "agnes@example.org"
    (token,) = set(re.findall(r"/invitation/(\S+)/", personal_links.text_to_send(message)))
    assert invitation.participant_of(token) == Participant.objects.get()
    assert "Camille" in message.text
    assert "nous ont été transmis" in message.text


def test_correcting_a_seat_writes_again_only_to_another_address(as_user, contact, application):
    client = as_user(contact)
    address = f"/candidatures/{application.pk}/triptyque/elus/1/"
    for values in (SEAT, {**SEAT, "position": "présidente"}, {**SEAT, "email": "autre@example.org"}):
        client.post(address, values)

    assert sorted(Message.objects.values_list("to_email", flat=True)) == ["agnes@example.org", "autre@example.org"]


def test_opening_the_link_any_number_of_times_answers_nothing(client, invited):
    for method in (client.head, client.head, client.get, client.get, client.get):
        assert method(link(invited)).status_code == 200

    invited.refresh_from_db()
    assert invited.state == "invited"


def test_confirming_keeps_the_corrections_the_choices_and_opens_an_account(client, invited):
    with time_machine.travel(timezone.now(), tick=False):  # a link bears the second at which it was made
        page = client.post(link(invited), YES)
        invited.refresh_from_db()
        assert (invited.state, page.url) == ("confirmed", link(invited))
    assertNotContains(client.get(page.url), " checked")
    response = client.post(page.url, {**MORE, "shares_contact": "on", "need": "Une rampe", "need_consent": "on"})

    invited.refresh_from_db()
    assertContains(response, "Merci, votre participation est confirmée")
    assert (invited.last_name, invited.user.email) == ("Latour", "agnes@example.org")
    assert invited.user.get_full_name() == "Agnès Latour"
    assert (invited.choices.shares_contact, invited.choices.image_site) == (True, False)
    assert invited.access_need.text == "Une rampe"


def test_a_need_without_consent_is_not_kept(client, invited):
    page = client.post(link(invited), YES).url
    response = client.post(page, {**MORE, "need": "Une rampe"})

    assertContains(response, "Cochez cette case")
    assertContains(response, "Une rampe")
    assert (AccessNeed.objects.count(), PersonalChoices.objects.count()) == (0, 0)


def test_declining_frees_the_seat_and_tells_the_contact(client, invited, contact):
    client.post(link(invited), {"decline": "1"})

    invited.refresh_from_db()
    (message,) = Message.objects.all()
    assert (invited.state, message.to_email) == ("declined", contact.email)
    assert "un siège est libre" in message.subject


@pytest.mark.parametrize("answer", [{"decline": "1"}, YES])
def test_a_link_serves_once(answer, client, invited):
    address = link(invited)
    client.post(address, answer)

    assertContains(client.post(address, YES), "Ce lien ne fonctionne plus", status_code=410)
    assertContains(client.get(address), "Ce lien ne fonctionne plus", status_code=410)


def test_a_new_link_kills_the_one_before(client, invited):
    old = link(invited)

    invitation.send_invitation(invited, by=None)

    assert client.get(old).status_code == 410
    assert client.get(link(invited)).status_code == 200


def test_a_link_dies_of_old_age(client, invited):
    address = link(invited)

    with time_machine.travel(timezone.now() + Participant.LINK_LIFETIME + timedelta(seconds=2)):
        assert client.get(address).status_code == 410


@pytest.mark.parametrize("token", ["x", "W10:1:x", "null", "0", "../admin"])
def test_a_made_up_link_is_dead(token, client, invited):
    assert client.get(f"/invitation/{token}/").status_code in (404, 410)


def test_a_link_signed_for_something_else_is_dead(client, invited):
    token = signing.dumps([invited.pk, invited.invitation.hex], salt="autre")

    assert client.get(f"/invitation/{token}/").status_code in (404, 410)


def test_a_link_cannot_give_what_the_form_does_not_ask(client, invited):
    forged = {"email": "voleur@example.org", "state": "left", "seat": "9", "category": "1"}
    page = client.post(link(invited), {**YES, **forged}).url
    client.post(page, {**MORE, **forged})

    invited.refresh_from_db()
    assert (invited.email, invited.state, invited.seat) == ("agnes@example.org", "confirmed", 1)


def test_the_page_of_a_link_is_neither_kept_nor_passed_on(client, invited):
    headers = client.get(link(invited)).headers

    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("private, no-store", "strict-origin")


def test_what_someone_confirmed_is_theirs(as_user, contact, invited):
    Participant.objects.update(state="confirmed")
    client = as_user(contact)
    address = f"/candidatures/{invited.triptych_id}/triptyque/elus/1/"

    assertContains(client.get(address), "elle seule peut les changer")
    client.post(address, {**SEAT, "last_name": "Autre"})
    assert Participant.objects.get().last_name == invited.last_name


def test_an_invitation_is_sent_again_but_not_twice_in_a_row(as_user, contact, invited):
    client = as_user(contact)
    address = f"/candidatures/{invited.triptych_id}/triptyque/elus/1/inviter/"

    for _ in range(2):
        client.post(address)

    assert Message.objects.count() == 1


def test_a_stranger_sends_no_invitation(as_user, stranger, invited):
    assert as_user(stranger).post(f"/candidatures/{invited.triptych_id}/triptyque/elus/1/inviter/").status_code == 404


def test_the_page_says_who_asks_for_what_and_when_before_it_asks(client, application, contact):
    contact.position = "chargée de mission"
    contact.save()
    application.territory.name, application.territory.kind = "Communauté de communes du Val", "CC"
    application.territory.save()
    invited = ParticipantFactory(triptych=application, last_name="Maréchal")
    add_days(application.season, date(2027, 3, 2), date(2027, 4, 1))

    page = client.get(link(invited)).text
    buttons = page.index("Je participe"), page.index("Je ne peux pas")

    assert "Bonjour Zoé Maréchal" in page
    assert f"<strong>{contact}</strong>, chargée de mission, vous propose" in page
    assert "représenter <strong>la communauté de communes du Val</strong>" in page
    assert "Deux journées, du 2 mars au 1er avril 2027." in page
    assert page.index("du 2 mars") < buttons[0] < buttons[1] < page.index("<h2>Le chemin de la saison</h2>")
    assert "id_first_name" not in page


def test_the_other_button_comes_first_for_whoever_said_no_in_the_mail(client, invited):
    page = client.get(f"{link(invited)}?reponse=non").text

    assert page.index("Je ne peux pas") < page.index("Je participe")
    invited.refresh_from_db()
    assert invited.state == "invited"


def test_whoever_is_signed_in_as_somebody_else_is_asked_who_answers(as_user, stranger, invited):
    client = as_user(stranger)

    for asked in (
        client.get(link(invited)),
        client.post(link(invited), YES),
        client.post(link(invited), {"decline": 1}),
    ):
        assertContains(asked, "Qui répond\u202f?")
    invited.refresh_from_db()
    assert invited.state == "invited"

    client.post(f"{link(invited)}?moi=1", YES)
    invited.refresh_from_db()
    assert invited.state == "confirmed"
