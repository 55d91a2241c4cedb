"""A mail that comes back: under what it answers, beside who wrote it, new words first; nothing done by itself."""

from datetime import timedelta

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import retention_periods
from atelier.outbox import delivery, incoming, replies
from atelier.outbox.models import Bounce, Message, Reply, Topic
from atelier.outbox.reply_text import new_words, says_absent
from atelier.privacy import erasure, retention
from sessions.attendance.models import Attendance
from tests.factories import MessageFactory, ParticipantFactory, SeasonFactory, TriptychFactory, add_days
from tests.outbox.answers import ABSENT, ANSWERS

pytestmark = pytest.mark.django_db
BOX = "reponses@atelier.example"


@pytest.fixture(autouse=True)
def received(settings):
    settings.REPLY_ADDRESS = BOX


@pytest.fixture
def writer():
    """Somebody of this season, with a namesake whose address is another; her day is in ten days."""
    triptych = TriptychFactory(season=SeasonFactory(number=8), admitted=True)
    names = {"first_name": "Zoé", "last_name": "Martin", "triptych": triptych, "state": "confirmed"}
    ParticipantFactory(seat=2, email="autre.zoe@example.org", **names)
    return ParticipantFactory(email="zoe@example.org", **names)


@pytest.fixture
def coming_day(writer):
    (found,) = add_days(writer.triptych.season, timezone.localdate() + timedelta(days=10))
    return found


@pytest.fixture
def message(writer, coming_day):
    """What was sent to her about this day, and has left."""
    one = MessageFactory(to_email=writer.email, subject="Journée 3")
    Topic.objects.bulk_create(
        Topic(message=one, ref=ref) for ref in (f"participant:{writer.pk}", f"day:{coming_day.pk}")
    )
    delivery.deliver(one.pk)
    one.refresh_from_db()
    return one


def answer(message, text=ABSENT, *, sender="zoe@example.org", headers="", to=None, mid=None):
    """One more mail to us, in a plain shape."""
    to = to or incoming.reply_address(message)
    head = f"From: {sender}\nTo: {to}\nSubject: Re: Journée\nMessage-ID: <{mid or timezone.now().timestamp()}@essai>\n"
    return replies.receive_bytes(f"{head}{headers}Content-Type: text/plain; charset=utf-8\n\n{text}".encode())


def test_a_message_keeps_its_identifier_and_asks_for_answers_at_its_own_address(message):
    (sent,) = mail.outbox

    assert message.message_id == sent.extra_headers["Message-ID"]
    assert sent.reply_to == [incoming.reply_address(message)]
    assert incoming.message_of_address(sent.reply_to[0].upper()) == message


def test_without_a_mailbox_answers_go_to_the_workshop(settings, message):
    settings.REPLY_ADDRESS = ""

    assert incoming.reply_address(message) == ""
    assert incoming.message_of_address(f"+{message.pk}-aaaaaaaaaaaaaaaa@") is None


@pytest.mark.parametrize("shape", ANSWERS, ids=lambda shape: shape.name)
def test_an_answer_lands_on_the_right_person_with_its_new_words(message, writer, shape):
    raw = shape.raw(mid=message.message_id, reply=incoming.reply_address(message))

    reply = replies.receive_bytes(raw)

    assert (reply.message, reply.person, reply.kind) == (message, f"participant:{writer.pk}", shape.kind)
    assert new_words(reply.text) == shape.words
    assert reply.refused_files == (1 if shape.name == "with-file" else 0)
    assert replies.receive_bytes(raw) is None, "received twice, kept once"


def test_a_refusal_is_noted_on_the_address_that_we_wrote_to_and_no_other(message):
    (shape,) = [one for one in ANSWERS if one.name == "bounce"]
    raw = shape.raw(mid=message.message_id, reply=BOX)

    replies.receive_bytes(raw.replace(b"rfc822; zoe@example.org", b"rfc822; autre.zoe@example.org"))
    assert not Bounce.objects.exists()

    replies.receive_bytes(raw.replace(message.message_id.encode(), b"<guessed@example.org>"))
    assert not Bounce.objects.exists()

    replies.receive_bytes(raw.replace(b"n\xe2\x80\x99a pas", b"n'a pas"))
    assert [(one.email, one.reason) for one in Bounce.objects.all()] == [("zoe@example.org", "550 5.1.1 user unknown")]


@pytest.mark.parametrize(
    "headers",
    ["X-Autoreply: yes\n", "Precedence: auto_reply\n", "Auto-Submitted: auto-replied\n", "X-Autorespond: x\n"],
)
def test_what_a_machine_answers_is_set_apart(message, headers):
    assert answer(message, headers=headers).kind == "automatic"
    assert not Reply.objects.waiting().exists()


def test_auto_submitted_no_is_somebody(message):
    assert answer(message, headers="Auto-Submitted: no\n").kind == "written"


def test_a_forged_tag_leads_to_no_message(message):
    tag = incoming.reply_address(message).replace(f"+{message.pk}-", f"+{message.pk + 1}-")
    other = MessageFactory(pk=message.pk + 1, to_email="autre.zoe@example.org")

    reply = answer(message, sender="mechant@example.com", to=tag)

    assert (reply.message, reply.person, other.replies.count()) == (None, "", 0)
    assert list(Reply.objects.waiting().from_strangers()) == [reply]


def test_two_people_of_one_mailbox_are_told_apart_by_the_message(writer, message):
    before = TriptychFactory(season=SeasonFactory(number=7), admitted=True)
    ParticipantFactory(triptych=before, email=writer.email, first_name="Luc", state="confirmed")

    assert answer(message).person == f"participant:{writer.pk}"
    assert answer(message, "Bonjour", to="atelier@example.org").person == ""


def test_a_colleague_who_answers_is_shown_with_a_caution(writer, message, desk):
    reply = answer(message, sender="secretariat@mairie.example")

    page = desk.get(reverse("admin:outbox_reply_change", args=[reply.pk]))

    assert reply.person == f"participant:{writer.pk}"
    assertContains(page, "Écrit depuis une autre adresse")


def test_the_page_shows_person_territory_new_words_and_refused_files(writer, message, desk):
    (shape,) = [one for one in ANSWERS if one.name == "with-file"]
    reply = replies.receive_bytes(shape.raw(mid=message.message_id, reply=BOX))

    page = desk.get(reverse("admin:outbox_reply_change", args=[reply.pk]))

    assertContains(page, "Zoé Martin")
    assertContains(page, str(writer.triptych.territory))
    assertContains(page, "Refusées et non gardées\u00a0: 1.")
    assertContains(page, "Marquer comme traitée")


def test_an_absence_is_offered_and_noted_by_one_click_of_an_organiser(writer, message, coming_day, desk):
    reply = answer(message)
    assert not Attendance.objects.exists(), "a sender can be forged: nothing by itself"
    (offer,) = replies.offers(reply)

    page = desk.get(reverse("admin:outbox_reply_change", args=[reply.pk]))
    assertContains(page, f'formaction="{offer.address}"')
    desk.post(offer.address)

    noted = Attendance.objects.filter(participant=writer, half_day__day=coming_day)
    assert {row.status for row in noted} == {"excused"}
    assert noted.count() == coming_day.half_days.count()
    assert Reply.objects.get().handled_at is not None
    assert replies.offers(Reply.objects.get()) == []


def test_an_absence_is_not_noted_on_a_day_that_the_reply_does_not_offer(message, coming_day, desk):
    reply = answer(message)
    (other,) = add_days(SeasonFactory(number=9), timezone.localdate() + timedelta(days=12))

    desk.post(reverse("admin:absence_from_reply", args=[reply.pk, other.pk]))

    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        ("Je serai absente.", True),
        ("Je ne pourrai malheureusement pas venir", True),
        ("J’ai le regret de ne pas pouvoir être des vôtres.", True),
        ("Je serai là, avec plaisir.", False),
        ("Qui sera l’animateur ?", False),
    ],
)
def test_words_that_may_say_an_absence(words, absent):
    assert says_absent(words) is absent


def test_a_reply_about_money_is_read_by_the_treasurer_and_no_other_one(message, treasurer, facilitator, as_user):
    season = answer(message, "De la saison")
    Message.objects.update(matter="money")
    money = answer(message, "Quel RIB ?")
    stranger = answer(message, "Bonjour", sender="x@example.com", to=BOX)
    address = reverse("admin:outbox_reply_changelist")

    page = as_user(treasurer).get(address)

    assert {one.pk for one in page.context["cl"].result_list} == {money.pk}
    assert as_user(treasurer).get(reverse("admin:outbox_reply_change", args=[season.pk])).status_code == 302
    assert as_user(treasurer).get(reverse("admin:outbox_reply_change", args=[stranger.pk])).status_code == 302
    assert as_user(facilitator).get(address).status_code == 403


def test_strangers_stand_in_a_tray_and_what_is_settled_leaves_the_first_page(message, desk):
    stranger = answer(message, "Bonjour", sender="x@example.com", to=BOX)
    known = answer(message, "Je viens")
    address = reverse("admin:outbox_reply_changelist")
    assertContains(desk.get(reverse("admin:index")), "à lire\u00a0: 2")

    tray = desk.get(address, {"tri": "inconnus"})
    desk.post(address, {"action": "settle_selected", "_selected_action": [stranger.pk, known.pk]})

    assert list(tray.context["cl"].result_list) == [stranger]
    assert not Reply.objects.waiting().exists()
    assertNotContains(desk.get(reverse("admin:index")), "Réponses aux courriels")


def test_erasing_somebody_takes_what_they_wrote_and_what_answers_what_is_about_them(writer, message, organiser):
    answer(message)
    answer(message, "De Zoé, ailleurs", sender="secretariat@mairie.example")
    answer(message, "Une autre", sender="autre.zoe@example.org", to=BOX)

    erasure.erase(email=writer.email)

    assert [one.from_email for one in Reply.objects.all()] == ["autre.zoe@example.org"]


def test_replies_leave_after_their_time(message):
    old, recent = answer(message, "ancienne"), answer(message, "récente")
    limit = timezone.now() - retention_periods.AFTER_SENDING
    Reply.objects.filter(pk=old.pk).update(received_at=limit - timedelta(hours=1))

    retention.apply()

    assert list(Reply.objects.all()) == [recent]


def test_a_provider_gives_what_it_received(message, writer):
    raw = ANSWERS[0].raw(mid="<unknown@example.org>", reply="atelier@example.org").decode()
    received = AnymailInboundMessage.parse_raw_mime(raw)
    received.envelope_recipient = incoming.reply_address(message)

    inbound.send(sender=object, event=AnymailInboundEvent(event_type="inbound", message=received), esp_name="essai")

    assert [(one.message, one.person) for one in Reply.objects.all()] == [(message, f"participant:{writer.pk}")]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: =?utf-9?q?=ff?= <a@b>\nSubject: \x00\nContent-Type: text/plain; charset=x\n\n\x00\xff",
        b"From: <@>\nTo: ;;;,<,>\nContent-Type: multipart/mixed\n\nx",
        b"From: a@example.org\nContent-Type: multipart/report\n\n--\n",
        b"In-Reply-To: " + b"<x@y> " * 3000 + b"\n\nx",
    ],
)
def test_a_malformed_mail_is_kept_for_somebody_to_read(raw):
    reply = replies.receive_bytes(raw)

    assert (reply.message, "\x00" in reply.text) == (None, False)
