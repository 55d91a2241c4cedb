"""« Accepter », « Refuser », « Peut-être » in an agenda: noted when nobody else may have answered, else offered."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import delivery, incoming, replies
from atelier.outbox.models import Message, Reply
from sessions.attendance.models import Attendance
from sessions.documents import convocations, notifying, rendering
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from tests.agendas import Agenda, objects_of
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
ZOE, OTHER = "zoe@example.org", "zoe.marechal@example.org"
BOX = "reponses@atelier.example"


@pytest.fixture(autouse=True)
def hour(monkeypatch):
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


@pytest.fixture
def session_day(organiser, settings):
    """A day of season 90, with two namesakes convened; season 91 has the same day."""
    settings.REPLY_ADDRESS = BOX
    add_days(SeasonFactory(number=91), date(2027, 3, 16))
    triptych = TriptychFactory(season=SeasonFactory(number=90), admitted=True)
    for seat, address in enumerate((ZOE, OTHER), start=1):
        names = {"first_name": "Zoé", "last_name": "Maréchal", "email": address}
        ParticipantFactory(triptych=triptych, state="confirmed", seat=seat, **names)
    (found,) = add_days(triptych.season, date(2027, 3, 16))
    return found


@pytest.fixture
def agenda(session_day):
    """That of one of the two, once the convocations have left."""
    found = Agenda(ZOE)
    convocations.issue_convocations(day=session_day)
    leave(found)
    return found


def leave(agenda):
    for pk in Convocation.objects.waiting().order_by("pk").values_list("pk", flat=True):
        rendering.render_convocation(pk)
    mail.outbox.clear()
    for pk in list(Message.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        delivery.deliver(pk)
    for sent in mail.outbox:
        if sent.to == [ZOE] and objects_of(sent.message().as_bytes()):
            agenda.receive(sent.message().as_bytes())


def say(agenda, session_day, status, **more):
    return replies.receive_bytes(agenda.answer(str(session_day.uid), status, moment=timezone.now(), **more))


def states(session_day):
    rows = Attendance.objects.filter(half_day__day=session_day).order_by("participant__email", "half_day__starts_at")
    return [(row.participant.email, row.status, row.source) for row in rows]


EXCUSED = [(ZOE, "excused", "declared")] * 2


@pytest.mark.usefixtures("mode")
def test_a_refusal_is_an_absence_and_an_acceptance_takes_it_back(agenda, session_day, hour):
    reply = say(agenda, session_day, "DECLINED", comment="Conseil municipal")

    assert states(session_day) == EXCUSED
    assert {row.reason for row in Attendance.objects.all()} == {"annoncée depuis son agenda\u00a0: Conseil municipal"}
    assert (reply.kind, reply.is_noted, reply.handled_at is not None) == ("calendar", True, True)
    told = Message.objects.filter(subject__startswith="Absence annoncée")
    assert [one.text.count("Motif\u00a0: annoncée depuis son agenda") for one in told] == [1]

    hour.shift(60)
    assert say(agenda, session_day, "ACCEPTED").is_noted
    assert states(session_day) == []
    assert Message.objects.filter(subject__startswith="Absence retirée").count() == 1


def test_whoever_accepts_without_having_said_otherwise_asks_nothing_of_anybody(agenda, session_day):
    reply = say(agenda, session_day, "ACCEPTED")

    assert (reply.is_noted, states(session_day), Reply.objects.waiting().count()) == (True, [], 0)
    assert not Message.objects.filter(subject__startswith="Absence").exists()


def test_perhaps_is_words_to_read(agenda, session_day, desk):
    reply = say(agenda, session_day, "TENTATIVE")

    page = desk.get(reverse("admin:outbox_reply_change", args=[reply.pk]))
    assertContains(page, "Répond «\u00a0peut-être\u00a0» à l’invitation.")
    assertContains(page, "Rien à proposer.")
    assert (states(session_day), list(Reply.objects.waiting())) == ([], [reply])


def test_another_moment_is_words_to_read(agenda, session_day, desk):
    reply = say(agenda, session_day, "TENTATIVE", method="COUNTER", comment="Le 16 je siège")

    page = desk.get(reverse("admin:outbox_reply_change", args=[reply.pk]))
    assertContains(page, "Propose un autre moment\u00a0: 16 mars 2027 à 9\u00a0h\u00a030.")
    assertContains(page, "Le 16 je siège")
    assert (reply.is_noted, states(session_day)) == (False, [])


FORGED = {
    "another address of ours": lambda raw, secret: raw.replace(secret.encode(), BOX.encode()),
    "somebody else": lambda raw, secret: raw.replace(b"mailto:zoe@", b"mailto:secretaire@"),
    "the namesake": lambda raw, secret: raw.replace(b"mailto:zoe@", b"mailto:zoe.marechal@"),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_an_answer_that_somebody_else_may_have_given_is_offered_and_not_noted(agenda, session_day, desk, forge):
    secret = agenda.events[str(session_day.uid)].values["ORGANIZER"].removeprefix("mailto:")
    raw = forge(agenda.answer(str(session_day.uid), "DECLINED", moment=timezone.now()), secret)

    reply = replies.receive_bytes(raw)

    assert (reply.is_noted, states(session_day), list(Reply.objects.waiting())) == (False, [], [reply])
    (offer,) = replies.offers(reply)
    desk.post(offer.address)
    assert {(state, source) for _, state, source in states(session_day)} == {("excused", "grid")}
    assert Reply.objects.get().handled_at is not None


def test_the_answer_to_a_former_date_says_nothing_of_the_new_one(agenda, session_day, desk, hour):
    raw = agenda.answer(str(session_day.uid), "DECLINED", moment=timezone.now())
    Day.objects.filter(pk=session_day.pk).update(date=date(2027, 3, 25))
    notifying.tell(day=session_day)

    reply = replies.receive_bytes(raw)

    assert (reply.is_noted, states(session_day)) == (False, [])
    page = desk.get(reverse("admin:outbox_reply_change", args=[reply.pk]))
    assertContains(page, "répond à une date qui n’est plus celle de la journée")
    assertNotContains(page, "formaction")
    desk.post(reverse("admin:absence_from_reply", args=[reply.pk, session_day.pk]))
    assert states(session_day) == []


@pytest.mark.parametrize(("without", "is_noted"), [((), True), (("DTSTART",), False)])
def test_a_new_title_outdates_no_answer_that_repeats_the_date(agenda, session_day, without, is_noted):
    raw = agenda.answer(str(session_day.uid), "DECLINED", moment=timezone.now(), without=without)
    session_day.title = "Coopérer"
    session_day.save()

    assert replies.receive_bytes(raw).is_noted is is_noted


def test_answers_that_arrive_in_another_order_leave_the_last_one(agenda, session_day, hour):
    first = agenda.answer(str(session_day.uid), "DECLINED", moment=timezone.now())
    hour.shift(600)
    say(agenda, session_day, "ACCEPTED")

    late = replies.receive_bytes(first)

    assert (late.is_noted, states(session_day)) == (False, [])
    assert [one.label for one in replies.offers(late)] == ["Cette personne a répondu autrement depuis."]


def test_past_the_deadline_an_organiser_decides(agenda, session_day, desk, hour):
    hour.move_to(datetime(2027, 3, 15, 18, tzinfo=PARIS))

    reply = say(agenda, session_day, "DECLINED")
    assert (reply.is_noted, states(session_day)) == (False, [])

    (offer,) = replies.offers(reply)
    assert offer.label == "Noter Zoé Maréchal excusé·e le mardi 16 mars 2027"
    desk.post(offer.address)
    assert states(session_day) == [(ZOE, "excused", "grid")] * 2

    hour.shift(60)
    again = say(agenda, session_day, "ACCEPTED")
    (offer,) = replies.offers(again)
    assert offer.label == "Noter que Zoé Maréchal vient le mardi 16 mars 2027"
    desk.post(offer.address)
    assert (states(session_day), Reply.objects.waiting().count()) == ([], 0)


def test_the_holder_of_a_seat_answers_under_the_address_of_the_one_before(agenda, session_day):
    former = session_day.season.participants.get(email=ZOE)
    type(former).objects.filter(pk=former.pk).update(state="left", left_on=date(2027, 2, 28))
    ParticipantFactory(triptych=former.triptych, state="confirmed", seat=3, email=ZOE, first_name="Ali")
    convocations.issue_convocations(day=session_day)
    leave(agenda)

    reply = say(agenda, session_day, "DECLINED")

    assert reply.is_noted
    assert [row.participant.first_name for row in Attendance.objects.all()] == ["Ali", "Ali"]


def test_an_address_given_before_the_key_changed_is_still_that_of_its_message(agenda, session_day, settings):
    raw = agenda.answer(str(session_day.uid), "DECLINED", moment=timezone.now())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the-key-that-follows-" * 4

    assert replies.receive_bytes(raw).is_noted


@pytest.mark.parametrize(
    "inside",
    [
        "SEQUENCE:" + "9" * 5000,
        "DTSTART:99999999T999999Z",
        "UID:\x00\r\nATTENDEE;PARTSTAT=DECLINED:mailto:a\x00@b",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b\r\nATTENDEE;PARTSTAT=DECLINED:mailto:c@d",
        "BEGIN:VEVENT\r\n" * 900,
        "COMMENT:" + "é" * 19_000,
    ],
)
def test_what_no_agenda_writes_is_kept_as_a_mail(inside):
    head = f"From: a@b.example\r\nTo: {BOX}\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
    event = f"BEGIN:VEVENT\r\nUID:x\r\nATTENDEE;PARTSTAT=DECLINED:mailto:a@b\r\n{inside}\r\nEND:VEVENT\r\n"
    raw = f"{head}BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n{event}END:VCALENDAR\r\n"

    reply = replies.receive_bytes(raw.encode())

    assert (reply.is_noted, reply.message, Attendance.objects.count()) == (False, None, 0)


def test_an_answer_about_a_day_that_is_no_more_asks_nothing(agenda, session_day, hour):
    hour.shift(timedelta(days=30))
    assert replies.offers(say(agenda, session_day, "DECLINED")) == []
    Attendance.objects.all().delete()
    assert incoming.message_of_address(agenda.events[str(session_day.uid)].values["ORGANIZER"].removeprefix("mailto:"))
