"""A message that left is sent again with a word on top, while what it says is still so."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import delivery, repeating
from atelier.outbox.models import Attachment, Message, Statement, Topic
from sessions.documents import convocations, rendering
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from territories import invitation, selection
from territories.models import Contact, Participant
from tests.admin_actions import act, shown_by
from tests.factories import (
    MessageFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
)

pytestmark = pytest.mark.django_db
LIST = "admin:outbox_message_changelist"
WORD = "Nous vous l’adressons de nouveau, à votre demande."


def sent(**values):
    return MessageFactory(state="sent", sent_at=timezone.now(), subject="Des nouvelles", text="Le texte.\n", **values)


def repeat(desk, *rows, word=WORD):
    """Write the word, read what would leave, confirm it; the messages that it made."""
    data = {"action": "repeat_selected", "_selected_action": [row.pk for row in rows]}
    token = desk.post(reverse(LIST), data).context["form"]["token"].value()
    data |= {"word": word, "token": token}
    confirmed = {**data, **shown_by(desk.post(reverse(LIST), data)), "confirm": 1}
    desk.post(reverse(LIST), confirmed)
    desk.post(reverse(LIST), confirmed)  # a second click
    return list(Message.objects.filter(source=repeating.SOURCE).order_by("pk"))


def test_it_leaves_once_to_the_same_reader_with_the_word_above(desk):
    former = sent(matter="money")
    Topic.objects.create(message=former, ref="territory:3")
    Attachment.objects.create(message=former, name="a.pdf", content_type="application/pdf", path="x/a.pdf")

    (again,) = repeat(desk, former, MessageFactory(state="withdrawn"))

    assert (again.to_email, again.subject, again.matter) == (former.to_email, "Des nouvelles", "money")
    assert again.text == f"{WORD}\n\n– – –\n\nLe texte.\n"
    assert [one.ref for one in again.topics.all()] == ["territory:3"]
    assert [one.path for one in again.attachments.all()] == ["x/a.pdf"]


def test_the_link_of_its_reader_is_theirs_again_and_is_shown_to_nobody_else(desk):
    person = ParticipantFactory(state="invited", invited_at=None)
    invitation.send_invitation(participant=person, by=None)
    former = Message.objects.get()
    delivery.deliver(former.pk)
    data = {"action": "repeat_selected", "_selected_action": [former.pk], "word": WORD, "token": "a"}
    assertNotContains(desk.post(reverse(LIST), data), invitation.token_for(person))

    (again,) = repeat(desk, former)
    delivery.deliver(again.pk)

    assert invitation.token_for(person) not in again.text
    assert f"/invitation/{invitation.token_for(person)}/" in mail.outbox[-1].body


@pytest.fixture
def convoked():
    """Somebody whose convocation to a coming day has left."""
    triptych = TriptychFactory(
        season=SeasonFactory(status="published"), admitted=True, people=1, people__state="confirmed"
    )
    (day,) = add_days(triptych.season, timezone.localdate() + timedelta(days=20))
    convocations.issue_convocations(day=day)
    rendering.render_convocation(Convocation.objects.get().pk)
    message = Message.objects.get()
    delivery.deliver(message.pk)
    return day, message


def test_what_is_still_so_is_said_again_with_its_file(desk, convoked):
    _, former = convoked
    (again,) = repeat(desk, former)

    delivery.deliver(again.pk)

    assert len(mail.outbox[-1].attachments) == len(mail.outbox[0].attachments)
    said = [set(Statement.objects.filter(message=one).values_list("name", "value")) for one in (former, again)]
    assert said[0] == said[1]


def test_what_is_not_so_any_more_is_not_repeated(desk, convoked):
    day, former = convoked
    Day.objects.filter(pk=day.pk).update(date=day.date + timedelta(days=1))

    page = act(desk, "outbox_message", "repeat_selected", former)

    assertContains(page, "Aucun des courriels choisis ne peut être renvoyé.")
    assert repeating.repeat(Message.objects.get(pk=former.pk), word=WORD, token="a") is None


def leave_all():
    for one in Message.objects.order_by("pk"):
        delivery.deliver(one.pk)


def repeatable(subject):
    (one,) = Message.objects.filter(subject__contains=subject, source__startswith="territories/")
    return repeating.repeated(one, WORD, timezone.now()) is not None


def test_a_decision_that_another_replaced_is_not_repeated(organiser, lead, triptych):
    waiting = TriptychFactory(season=triptych.season, submitted=True)
    Contact.objects.create(triptych=waiting, user=UserFactory(), is_lead=True, joined_at=timezone.now())
    selection.put_on_waiting_list(triptych=waiting, author=organiser)
    leave_all()
    assert repeatable("liste d’attente")

    selection.withdraw(triptych=triptych, author=organiser)
    selection.admit(triptych=waiting, author=organiser)

    assert not repeatable("liste d’attente")


def test_an_invitation_that_was_answered_is_not_repeated():
    person = ParticipantFactory(state="invited", invited_at=None)
    invitation.send_invitation(participant=person, by=None)
    leave_all()
    assert repeatable("représenterez-vous")

    invitation.confirm_seat(participant=Participant.objects.get(pk=person.pk))
    assert not repeatable("représenterez-vous")


def test_what_changes_before_it_leaves_is_not_repeated(desk, convoked):
    day, former = convoked
    (again,) = repeat(desk, former)
    Day.objects.filter(pk=day.pk).update(date=day.date + timedelta(days=1))

    delivery.deliver(again.pk)

    again.refresh_from_db()
    assert (again.state, again.error, len(mail.outbox)) == ("withdrawn", repeating.GONE, 1)


def test_the_page_of_what_left_offers_it_and_that_of_what_waits_does_not(desk):
    for state, offered in (("sent", True), ("held", False)):
        one = sent() if state == "sent" else MessageFactory(state=state)
        page = desk.get(reverse("admin:outbox_message_change", args=[one.pk])).content.decode()
        assert ("Renvoyer avec un mot" in page) is offered
