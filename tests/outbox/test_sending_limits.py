"""What somebody from outside makes leave is counted, and no deletion gives a try back."""

import inspect
import re
from collections import Counter as Tally
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

import contributions.emails
import referential.emails
import sessions.attendance.emails
import sessions.documents.emails
import territories.emails
from atelier.core.email_addresses import mailbox_of, normalize_email
from atelier.outbox import personal_links, sending_limits
from atelier.outbox.models import Message
from atelier.outbox.queueing import queue_message
from atelier.outbox.sending_limits import LimitReached, Sender, sent_by
from territories import invitation
from territories.models import Participant
from tests.admin_actions import shown_by
from tests.factories import ExperienceFactory, TriptychFactory, UserFactory, add_days, triptych_of_six

pytestmark = pytest.mark.django_db

SEAT = {"first_name": "Agnès", "last_name": "Latour", "position": "maire", "organisation": "Ville"}
VICTIM = "victime@example.org"
MODULES = (
    contributions.emails,
    referential.emails,
    sessions.attendance.emails,
    sessions.documents.emails,
    territories.emails,
)
BY_ORGANISERS = {
    "document_issued", "convocation", "application_decided", "place_freed", "correction_asked",
    "participant_told", "seats_set", "holder_change_decided", "seat_left",
    "facilitation_document", "facilitation_withdrawn",
}  # fmt: skip
# A submission, a request that waits: rows that nobody deletes; an account that ends, which its owner alone makes anew.
ONCE = {"application_submitted", "holder_change_asked", "mailbox_shared"}
ROUNDS = 22  # more than any limit to one address


def said(to=None):
    rows = Message.objects.exclude(state=Message.State.GROUPED)
    return rows.filter(to_email=to) if to else rows


@pytest.fixture
def triptych(contact):
    return TriptychFactory(complete=True, lead=contact)


def name_and_free(client, triptych, **_):
    seat = f"/candidatures/{triptych.pk}/triptyque/elus/1/"
    client.post(seat, {**SEAT, "email": VICTIM})
    client.post(f"{seat}liberer/")


def name_from_a_table(client, triptych, **_):
    line = f"élu\tAgnès\tLatour\tmaire\tVille\t{VICTIM}"
    page = f"/candidatures/{triptych.pk}/triptyque/tableau/"
    shown = client.post(page, {"pasted": line})
    pasted = shown.context["form"].initial["pasted"]
    client.post(page, {"pasted": pasted, "confirm": "1", **shown_by(shown)})
    client.post(f"/candidatures/{triptych.pk}/triptyque/elus/1/liberer/")


def name_then_decline(client, triptych, **_):
    """The référent names themselves elsewhere and declines: a co-editor who never came is told each time."""
    triptych.contacts.get_or_create(user=UserFactory._meta.model.objects.for_email(VICTIM))
    seat = f"/candidatures/{triptych.pk}/triptyque/elus/1/"
    client.post(seat, {**SEAT, "email": "moi@example.org"})
    person = Participant.objects.filter(state="invited").first()
    if person:
        client.post(f"/invitation/{invitation.token_for(person)}/", {"decline": "1", "moi": "1"})


def invite_and_remove(client, triptych, **_):
    client.post(f"/candidatures/{triptych.pk}/equipe/", {"email": VICTIM})
    for colleague in triptych.contacts.filter(is_lead=False):
        client.post(f"/candidatures/{triptych.pk}/equipe/{colleague.pk}/retirer/")


def hand_over_and_back(client, triptych, as_user, contact):
    colleague, _ = triptych.contacts.get_or_create(user=UserFactory._meta.model.objects.for_email(VICTIM))
    client.post(f"/candidatures/{triptych.pk}/equipe/{colleague.pk}/confier/")
    type(colleague).objects.filter(triptych=triptych).update(is_lead=False)
    triptych.contacts.filter(user=contact).update(is_lead=True)


OUTSIDE = {
    "person_invited": name_and_free,
    "person_invited from a table": name_from_a_table,
    "person_declined": name_then_decline,
    "colleague_invited": invite_and_remove,
    "lead_changed": hand_over_and_back,
}
WALKED_BELOW = {"absence_announced", "consent_asked", "publication_settled"}


# What production changes is how the machine of the sender is known: it is counted in one place for every verb.
STORIES = [*((verb, "demo") for verb in OUTSIDE), ("person_invited", "production")]


@pytest.mark.parametrize(("verb", "mode"), STORIES, indirect=["mode"])
def test_no_verb_writes_to_somebody_who_never_answered_without_end(verb, mode, as_user, contact, triptych):
    for _ in range(ROUNDS):
        OUTSIDE[verb](as_user(contact), triptych, as_user=as_user, contact=contact)

    direct, grouped = said(VICTIM).exclude(source="grouped"), said(VICTIM).filter(source="grouped")
    assert (direct.count(), grouped.count()) == (3, 1)
    assert grouped.get().not_before > timezone.now() + timedelta(hours=23)


def test_every_mail_of_the_product_is_walked_or_an_act_of_organisers():
    names = {
        name
        for module in MODULES
        for name, value in vars(module).items()
        if callable(value) and not name.startswith("_") and value.__module__ == module.__name__
        if not isinstance(value, type) and inspect.signature(value).return_annotation is None  # a verb
    }

    walked = {verb.split()[0] for verb in OUTSIDE} | WALKED_BELOW
    assert names == walked | BY_ORGANISERS | ONCE
    assert walked.isdisjoint(BY_ORGANISERS)


def test_an_absence_announced_again_and_again_is_noted_and_organisers_are_not_flooded(as_user, participant, organiser):
    (day,) = add_days(participant.season, timezone.localdate() + timedelta(days=30))
    address = f"/espace/absence/{participant.pk}/{day.pk}/"
    client, part = as_user(participant.user), day.half_days.first()

    for number in range(ROUNDS):
        last = client.post(address, {"half_days": [part.pk] if number % 2 == 0 else [], "reason": "Conseil"})

    assert said(organiser.email).count() == 11
    assertContains(last, "Beaucoup de courriels")


def test_consents_asked_and_taken_back_do_not_flood(as_user):
    triptych = triptych_of_six()
    author, *_ = triptych.participants.order_by("pk")
    lead = UserFactory(email="referente@example.org", last_login=timezone.now())
    triptych.contacts.create(user=lead, is_lead=True)
    sheet = ExperienceFactory(triptych=triptych, author=author.user)
    client = as_user(author.user)

    for _ in range(ROUNDS):
        client.post(reverse("referential:ask_publication", args=["experience", sheet.pk]), {"sent": "1"})
        client.post(reverse("referential:take_back", args=["experience", sheet.pk]))

    assert 1 < said(lead.email).count() <= 11
    assert 1 < said(author.user.email).count() <= 11


def test_what_is_grouped_holds_each_text_and_no_key_leaves_twice(as_user, contact, triptych):
    with sent_by(lambda: Sender(1, "192.0.2.7")):
        for number in (1, 2, 3, 4, 5, 5):
            queue_message(
                key=f"essai:{number}",
                to_email=VICTIM,
                template="territories/emails/colleague_invited",
                context=territories.emails._context(
                    triptych, greeting="Bonjour", by=contact, url=f"https://exemple/{number}"
                ),
                topics=[f"territory:{triptych.territory_id}"],
            )

    group = said(VICTIM).get(source="grouped")
    text = personal_links.text_to_send(group)
    assert [f"https://exemple/{number}" in text for number in (3, 4, 5)] == [False, True, True]
    assert text.count("https://exemple/5") == 1
    assert group.subject == "Plusieurs messages de l’atelier"
    assert group.topics.count() == 1
    assert Tally(Message.objects.values_list("state", flat=True)) == {"queued": 4, "grouped": 2}


def test_one_mailbox_under_many_spellings_is_one(as_user, contact, triptych):
    client, seat = as_user(contact), f"/candidatures/{triptych.pk}/triptyque/elus/1/"
    for number in range(ROUNDS):
        client.post(seat, {**SEAT, "email": f"victi.me+{number}@example.org"})
        client.post(f"{seat}liberer/")

    assert said().exclude(source="grouped").count() == 3
    assert said().filter(source="grouped").count() == 2


@pytest.mark.parametrize("spelt", ["victime@ｅxample.org", "victime@EXAMPLE．org", "victime@exam\u00adple.org",
                                   "victime@ex\u200bample.org"])  # fmt: skip
def test_a_domain_spelt_otherwise_is_the_same_mailbox(as_user, contact, triptych, spelt):
    """Mail servers read it so: without this each spelling would have a count of its own."""
    for _ in range(4):
        for email in (VICTIM, spelt):
            as_user(contact).post(f"/candidatures/{triptych.pk}/triptyque/elus/1/", {**SEAT, "email": email})
            as_user(contact).post(f"/candidatures/{triptych.pk}/triptyque/elus/1/liberer/")

    assert said().exclude(source="grouped").count() == 3
    assert set(said().values_list("to_email", flat=True)) == {VICTIM}
    assert mailbox_of(spelt) == VICTIM
    assert normalize_email("Elue@Mairie-É.fr") == normalize_email("elue@xn--mairie--hya.fr") == "elue@mairie-é.fr"


def test_what_strangers_sent_refuses_nobody_else(as_user, contact, stranger, triptych):
    theirs = TriptychFactory(season=triptych.season, lead=stranger)
    for _ in range(ROUNDS):
        name_and_free(as_user(stranger), theirs)

    as_user(contact).post(f"/candidatures/{triptych.pk}/triptyque/elus/1/", {**SEAT, "email": VICTIM})

    assert triptych.participants.get().email == VICTIM
    assert said(VICTIM).count() == 4
    text = personal_links.text_to_send(said(VICTIM).get(source="grouped"))
    links = re.findall(r"/invitation/([^/]+)/", text)
    assert triptych.participants.get() in [invitation.participant_of(link) for link in links]


def test_a_refusal_does_not_tell_who_has_an_account(as_user, contact, triptych):
    known = UserFactory(email="connue@example.org", last_login=timezone.now())
    seat, seen = f"/candidatures/{triptych.pk}/triptyque/elus/1/", {}
    for email in (known.email, VICTIM):
        answers = []
        for _ in range(22):
            answers.append(as_user(contact).post(seat, {**SEAT, "email": email}).status_code)
            as_user(contact).post(f"{seat}liberer/")
        seen[email] = answers

    assert seen[known.email] == seen[VICTIM] == [302] * 20 + [200] * 2


def test_one_account_writes_to_sixty_people_a_day(as_user, contact, triptych):
    """The first of them by what the forms call, which a page makes ten times as long."""
    client, seat = as_user(contact), f"/candidatures/{triptych.pk}/triptyque/elus/1/"
    with sent_by(lambda: Sender(contact.pk, "127.0.0.1")):
        for number in range(55):
            to = f"avant{number}@example.org"
            queue_message(key=f"essai:{number}", to_email=to, template="emails/signature", context=WORKSHOP)
    for number in range(6):
        last = client.post(seat, {**SEAT, "email": f"qui{number}@example.org"})
        client.post(f"{seat}liberer/")

    assert said().count() == 60
    assertContains(last, "Trop de courriels sont partis de chez vous")
    assertContains(last, "Latour")  # nothing typed is lost
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        as_user(contact).post(seat, {**SEAT, "email": "demain@example.org"})
    assert said("demain@example.org").exists()


def test_new_accounts_of_one_machine_share_its_limit():
    def send(number):
        queue_message(
            key=f"essai:{number}", to_email=f"qui{number}@example.org", template="emails/signature", context=WORKSHOP
        )

    for number in range(1, 121):
        with sent_by(lambda: Sender(number, "192.0.2.7", is_new=True)):  # noqa: B023 - called inside the block
            send(number)

    with sent_by(lambda: Sender(999, "192.0.2.7", is_new=True)), pytest.raises(LimitReached):
        send(0)
    with sent_by(lambda: Sender(999, "198.51.100.9", is_new=True)):
        send(121)
    with sent_by(lambda: Sender(1000, "192.0.2.7")):
        send(122)
    assert said().count() == 122


WORKSHOP = {"workshop": {"name": "Atelier", "email": "", "phone": ""}}


def test_a_limit_that_no_form_says_has_a_page(as_user, contact, triptych, monkeypatch):
    monkeypatch.setattr(sending_limits, "OF_ACCOUNT", sending_limits.Limit("mails of an account", 0))
    colleague = triptych.contacts.create(user=UserFactory())

    answer = as_user(contact).post(f"/candidatures/{triptych.pk}/equipe/{colleague.pk}/confier/", follow=True)

    assert "Trop de courriels sont partis" in answer.text
    assert not said().exists()


def test_organisers_write_as_much_as_they_want(as_user, organiser, triptych):
    with sent_by(lambda: None):
        for number in range(ROUNDS):
            queue_message(key=f"essai:{number}", to_email=VICTIM, template="emails/signature", context=WORKSHOP)

    assert said(VICTIM).count() == ROUNDS
