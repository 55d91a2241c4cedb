"""A change of holder is decided on a page: its mails, and what becomes of the other roles of who leaves."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import french
from atelier.outbox.models import Message
from contributions.models import Payer
from territories import seat_transfer, tasks
from territories.models import Contact, HolderChange, Participant
from tests.admin_actions import act
from tests.factories import ParticipantFactory, TriptychFactory, UserFactory, settled

pytestmark = pytest.mark.django_db
TABLE = "territories_holderchange"
NEW = "soizic@example.org"


@pytest.fixture
def leaving():
    """An élue who is référente, and reads the invoices."""
    triptych = TriptychFactory(admitted=True, people=6, people__state="confirmed")
    person = triptych.participants.order_by("pk").first()
    person.user = UserFactory(email=person.email)
    person.save()
    Contact.objects.create(triptych=triptych, user=person.user, is_lead=True)
    settled(triptych=triptych, email=person.email)
    return person


@pytest.fixture
def change(leaving):
    who = {"first_name": "Soizic", "last_name": "Le Floc’h", "position": "élue", "organisation": "Val", "email": NEW}
    return HolderChange.objects.create(
        leaving=leaving, asked_by=leaving.user, reason="Élection", effective_on=localdate() + timedelta(days=1), **who
    )


def answers(change, contact, payer):
    lead, paying = Contact.objects.get(), Payer.objects.get()
    return {f"{change.pk}-contact:{lead.pk}": contact, f"{change.pk}-payer:{paying.pk}": payer}


def on_its_day(change):
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        tasks.transfer_seat(change.pk)


@pytest.mark.usefixtures("mode")
def test_the_mails_and_each_other_role_are_shown_before_the_decision(desk, change, leaving):
    page = act(desk, TABLE, "accept", change)

    for words in ("référent du dossier", "reçoit les factures de", "votre siège passe à une autre personne", NEW):
        assertContains(page, words if words != NEW else "Soizic Le Floc’h")
    assert (HolderChange.objects.get().state, Message.objects.count()) == ("asked", 0)

    done = act(desk, TABLE, "accept", change, confirm="1", **answers(change, "pass", "pass"))
    assertContains(done, "Changements acceptés")
    assertContains(done, f"Courriels\u00a0: {Message.objects.count()}.")
    assertContains(act(desk, TABLE, "accept", change), "déjà décidé")


def test_the_roles_pass_on_the_day_of_the_seat(desk, change, leaving):
    act(desk, TABLE, "accept", change, confirm="1", **answers(change, "pass", "pass"))
    assert (Contact.objects.get().user.email, Payer.objects.get().email) == (leaving.email, leaving.email)

    on_its_day(change)

    assert [(one.user.email, one.is_lead) for one in Contact.objects.all()] == [(NEW, True)]
    assert Payer.objects.get().email == NEW
    assert Participant.objects.get(pk=leaving.pk).state == "left"


def test_who_leaves_is_sent_no_link_to_a_page_that_is_closed_to_them(desk, change, leaving):
    act(desk, TABLE, "accept", change, confirm="1", **answers(change, "pass", "pass"))
    on_its_day(change)

    told = Message.objects.filter(subject__contains="le référent change").values_list("to_email", "text")
    assert {email: "/candidatures/" in text for email, text in told} == {NEW: True, leaving.email: False}


def test_a_role_may_stay_or_end(desk, change, leaving):
    act(desk, TABLE, "accept", change, confirm="1", **answers(change, "keep", "drop"))
    on_its_day(change)

    assert [(one.user.email, one.is_lead) for one in Contact.objects.all()] == [(leaving.email, True)]
    assert Payer.objects.get().email == ""


def test_a_dossier_keeps_a_referent_and_no_role_is_asked_for_nothing(desk, change, leaving):
    refused = act(desk, TABLE, "accept", change, confirm="1", **answers(change, "drop", "drop"))
    assertContains(refused, "Sélectionnez un choix valide")
    assert HolderChange.objects.get().state == "asked"

    other = ParticipantFactory(triptych=leaving.triptych, category=leaving.category, seat=2, state="left")
    change.leaving = other
    change.save()
    assertNotContains(act(desk, TABLE, "accept", change), "référent du dossier")


def test_a_role_that_went_elsewhere_meanwhile_is_left_alone(change, leaving, organiser):
    lead = Contact.objects.get()
    roles = {f"contact:{lead.pk}": "pass", "payer:987": "pass"}
    seat_transfer.accept_transfer(change=change, author=organiser, roles=roles)
    Contact.objects.filter(pk=lead.pk).update(user=UserFactory(email="autre@example.org"))

    on_its_day(change)

    assert [one.user.email for one in Contact.objects.all()] == ["autre@example.org"]


def test_what_changed_since_it_was_read_is_shown_again(desk, change):
    page = act(desk, TABLE, "refuse", change)
    assertContains(page, "garde son siège")
    data = {"action": "refuse", "_selected_action": [change.pk], "confirm": "1", "shown": page.context["shown"]}
    HolderChange.objects.update(email="autre@example.org")

    assertContains(desk.post("/admin/territories/holderchange/", data), "ce qui est affiché a changé")
    assert HolderChange.objects.get().state == "asked"


@pytest.mark.parametrize("days", [0, 30])
def test_the_mails_say_no_convocation_stops_nor_invitation_leaves_before_the_day(days, change, leaving, organiser):
    on = localdate() + timedelta(days=days)
    HolderChange.objects.update(effective_on=on)
    change.refresh_from_db()

    seat_transfer.accept_transfer(change=change, author=organiser)

    left, decided = (
        Message.objects.filter(key__startswith=key).first().text.replace("\u00a0", " ")
        for key in ("seat-left:", "holder-change-decided:")
    )
    assert "Vous ne recevrez plus de convocation pour les journées qui ont lieu à partir de cette date." in left
    asked = "et recevra ce jour-là une invitation" if days else "et reçoit une invitation"
    assert f"Soizic Le Floc’h prend le siège à partir du {french.long_date(on)} {asked}" in decided
