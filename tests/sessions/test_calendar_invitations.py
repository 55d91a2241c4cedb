"""What mails say to agendas: the invitation, its corrections, its cancellation, as they travel."""

import email
from datetime import date, datetime, time
from email import policy
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from atelier.outbox import delivery, incoming
from atelier.outbox.models import Message
from atelier.reminders import planner
from atelier.seasons.models import Workshop
from sessions.documents import convocations, notifying, rendering
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from territories import seat_transfer
from territories.models import HolderChange
from tests.agendas import Agenda, objects_of
from tests.factories import ParticipantFactory, RuleFactory, SeasonFactory, TriptychFactory, VenueFactory, add_days

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
ZOE, OTHER = "zoe@example.org", "zoe.marechal@example.org"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


@pytest.fixture
def day():
    """The first of two days of season 90, with two namesakes convened to both; season 91 has the same days."""
    Workshop.objects.update_or_create(pk=1, defaults={"name": "Atelier", "email": "equipe@example.org"})
    add_days(SeasonFactory(number=91), date(2027, 3, 16))
    triptych = TriptychFactory(season=SeasonFactory(number=90), admitted=True)
    for seat, address in enumerate((ZOE, OTHER), start=1):
        names = {"first_name": "Zoé", "last_name": "Maréchal", "email": address}
        ParticipantFactory(triptych=triptych, state="confirmed", seat=seat, **names)
    first, second = add_days(triptych.season, date(2027, 3, 16), date(2027, 3, 30))
    for one in (first, second):
        convocations.issue_convocations(day=one)
    return first


@pytest.fixture
def agendas():
    return {address: Agenda(address) for address in (ZOE, OTHER)}


def raw(sent):
    return sent.message().as_bytes()


def leave(agendas):
    """Draw and deliver what waits, then let each agenda read it; returns the objects that each one received."""
    for pk in Convocation.objects.waiting().order_by("pk").values_list("pk", flat=True):
        rendering.render_convocation(pk)
    mail.outbox.clear()
    for pk in list(Message.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        delivery.deliver(pk)
    received = {address: [] for address in agendas}
    for sent in mail.outbox:
        if sent.to[0] in agendas:
            received[sent.to[0]] += agendas[sent.to[0]].receive(raw(sent))
    return received


def tell(day, agendas, now):
    now.shift(60)
    notifying.tell(day=day)
    return leave(agendas)


def methods(received):
    return {address: [one.method for one in objects] for address, objects in received.items()}


def both(*wanted, of=list):
    return {ZOE: of(wanted), OTHER: of(wanted)}


@pytest.mark.usefixtures("mode")
def test_a_convocation_is_an_invitation_that_outlook_and_gmail_act_upon(day, agendas):
    leave(agendas)

    sent = email.message_from_bytes(raw(mail.outbox[0]), policy=policy.default)
    assert sent.get_content_type() == "multipart/mixed"
    words, *files = sent.iter_parts()
    assert [part["Content-Type"] for part in words.iter_parts()] == [
        'text/plain; charset="utf-8"',
        'text/html; charset="utf-8"',
        'text/calendar; method="REQUEST"; charset="utf-8"',
    ]
    assert [(part.get_content_type(), part.get_filename()) for part in files] == [
        ("application/pdf", "CONV-S90-J1-0001.pdf"),
        ("application/ics", "journee-1.ics"),
    ]
    assert words.get_content_type() == "multipart/alternative"
    (event,) = objects_of(raw(mail.outbox[0]))
    assert event.values["ORGANIZER"] == "mailto:equipe@example.org"
    assert event.attendees == {
        ZOE: {"CN": "Zoé Maréchal", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    }
    assert event.uid == str(day.uid)
    assert event.values["DTSTAMP"] == timezone.now()
    assert list(agendas[ZOE].shown().values()) == [
        (
            datetime(2027, 3, one, 9, 30, tzinfo=PARIS),
            datetime(2027, 3, one, 17, tzinfo=PARIS),
            f"Atelier : journée {number} de la saison 90",
            "Paris",
            "",
        )
        for number, one in ((1, 16), (2, 30))
    ]


def organizers(agendas):
    return {address: {one.values["ORGANIZER"] for one in agenda.events.values()} for address, agenda in agendas.items()}


def test_agendas_answer_to_the_season_and_to_the_same_address_for_ever(day, agendas, now):
    season = day.season
    type(season).objects.filter(pk=season.pk).update(reply_email="saison90@example.org")
    leave(agendas)
    assert organizers(agendas) == both("mailto:saison90@example.org", of=set)

    type(season).objects.filter(pk=season.pk).update(reply_email="autre@example.org")
    Day.objects.filter(pk=day.pk).update(date=date(2027, 3, 25))
    tell(day, agendas, now)

    assert organizers(agendas) == both("mailto:saison90@example.org", of=set)
    assert mail.outbox[0].reply_to == ["autre@example.org"]


def test_where_answers_are_received_each_mailbox_answers_to_its_own_address(day, agendas, now, settings):
    settings.REPLY_ADDRESS = "reponses@atelier.example"
    leave(agendas)
    first = organizers(agendas)
    assert all(incoming.message_of_address(one.removeprefix("mailto:")) for found in first.values() for one in found)
    assert first[ZOE].isdisjoint(first[OTHER])

    Day.objects.filter(pk=day.pk).update(date=date(2027, 3, 25))
    tell(day, agendas, now)

    assert organizers(agendas) == first


def test_through_a_provider_the_invitation_is_a_file_with_its_method(day):
    with override_settings(EMAIL_BACKEND="anymail.backends.test.EmailBackend"):
        for pk in Convocation.objects.waiting().order_by("pk").values_list("pk", flat=True)[:1]:
            rendering.render_convocation(pk)
        assert delivery.deliver(Message.objects.get().pk).state == "sent"
    (_, calendar) = mail.outbox[0].anymail_test_params["attachments"]

    assert calendar.name == "journee-1.ics"
    assert calendar.content_type == 'text/calendar; method="REQUEST"; charset="utf-8"'


@pytest.mark.parametrize(
    "changed",
    [
        lambda day: Day.objects.filter(pk=day.pk).update(date=date(2027, 3, 25)),
        lambda day: day.half_days.filter(period="morning").update(starts_at=time(10)),
        lambda day: Day.objects.filter(pk=day.pk).update(venue=VenueFactory()),
    ],
    ids=["date", "hours", "place"],
)
def test_what_changes_is_corrected_in_the_agenda_under_the_same_identifier(changed, day, agendas, now):
    leave(agendas)
    before = {one.uid: one for one in agendas[ZOE].events.values()}[str(day.uid)]
    changed(day)

    assert methods(tell(day, agendas, now)) == both("REQUEST")

    after = agendas[ZOE].events[str(day.uid)]
    assert (len(agendas[ZOE].events), after.values["SEQUENCE"]) == (2, before.values["SEQUENCE"] + 1)
    assert after.shown != before.shown


def test_a_day_that_is_cancelled_leaves_agendas_and_comes_back_when_it_is_held(day, agendas, now):
    leave(agendas)
    Day.objects.filter(pk=day.pk).update(status="cancelled")

    assert methods(tell(day, agendas, now)) == both("CANCEL")
    gone = agendas[ZOE].gone[str(day.uid)]
    assert gone.values["SUMMARY"] == "Annulée\u00a0: Atelier : journée 1 de la saison 90"
    assert str(day.uid) not in agendas[ZOE].events

    Day.objects.filter(pk=day.pk).update(status="planned")
    assert methods(tell(day, agendas, now)) == both("REQUEST")
    assert str(day.uid) in agendas[ZOE].events


def test_whoever_leaves_is_taken_off_and_whoever_comes_back_is_invited_anew(day, agendas, now):
    leave(agendas)
    people = day.season.participants.filter(email=ZOE)
    people.update(state="declined")
    assert methods(tell(day, agendas, now)) == {ZOE: ["CANCEL"], OTHER: []}
    assert (len(agendas[ZOE].events), len(agendas[OTHER].events)) == (1, 2)

    people.update(state="confirmed")
    assert methods(tell(day, agendas, now)) == {ZOE: ["REQUEST"], OTHER: []}
    assert len(agendas[ZOE].events) == 2


@pytest.fixture
def leaving(day, organiser):
    """A function: Zoé leaves her seat on 2 March to somebody of this address."""

    def pass_on(to):
        change = HolderChange(
            leaving=day.season.participants.get(email=ZOE), effective_on=date(2027, 3, 2), reason="Nouveau poste",
            first_name="Ali", last_name="Roy", position="agent", organisation="Ville", email=to, asked_by=organiser,
        )  # fmt: skip
        seat_transfer.request_transfer(change=change, by=organiser)
        seat_transfer.accept_transfer(change=change, author=organiser)
        return change

    return pass_on


def test_the_mail_that_ends_a_seat_takes_every_day_that_follows_off_the_agenda(day, agendas, leaving):
    leave(agendas)
    leaving("ali@example.org")

    assert methods(leave(agendas)) == {ZOE: ["CANCEL", "CANCEL"], OTHER: []}
    assert (agendas[ZOE].shown(), len(agendas[OTHER].events)) == ({}, 2)


def test_a_reminder_carries_the_invitation_as_it_is_then(day, agendas, now):
    leave(agendas)
    long_ago = datetime(2020, 1, 1, tzinfo=PARIS)
    RuleFactory(season=day.season, is_active=True, effective_from=long_ago, text="Le {date}. {convocation}")
    Day.objects.filter(pk=day.pk).update(title="Coopérer")
    planner.plan_messages()
    now.move_to(datetime(2027, 3, 9, 10, tzinfo=PARIS))

    assert methods(leave(agendas)) == both("REQUEST")
    assert agendas[ZOE].shown()[str(day.uid)][-1] == "Coopérer"


def test_what_is_written_before_the_convocation_or_after_the_day_puts_nothing_in_agendas(now, agendas):
    triptych = TriptychFactory(season=SeasonFactory(number=90), admitted=True)
    ParticipantFactory(triptych=triptych, state="confirmed", email=ZOE)
    add_days(triptych.season, date(2027, 3, 16))
    long_ago = datetime(2020, 1, 1, tzinfo=PARIS)
    RuleFactory(season=triptych.season, is_active=True, effective_from=long_ago, text="Le {date}.")
    planner.plan_messages()
    now.move_to(datetime(2027, 3, 9, 10, tzinfo=PARIS))

    assert methods(leave(agendas)) == {ZOE: [], OTHER: []}
    assert [sent.to for sent in mail.outbox] == [[ZOE]]


def test_a_mailbox_where_somebody_else_is_convened_keeps_the_day(day, agendas, now):
    leave(agendas)
    people = day.season.participants
    people.filter(email=ZOE).update(state="declined")
    triptych = TriptychFactory(season=day.season, admitted=True, rank=2)
    ParticipantFactory(triptych=triptych, state="confirmed", email=ZOE, first_name="Ali")

    convocations.issue_convocations(day=day)
    assert methods(leave(agendas)) == {ZOE: ["REQUEST"], OTHER: []}

    assert methods(tell(day, agendas, now)) == {ZOE: [], OTHER: []}
    assert [sent.subject[:11] for sent in mail.outbox] == ["Journée 1\u00a0:"]
    assert str(day.uid) in agendas[ZOE].events
