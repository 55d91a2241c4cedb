"""What the season sends to two people of one mailbox, and what they answer; erasing one leaves the other."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from atelier.core.spreadsheets import write_xlsx
from atelier.outbox import delivery, incoming, replies
from atelier.outbox.models import Message, Reply
from atelier.privacy import address_change, data_export, erasure, retention
from atelier.reminders.triggers import Trigger
from referential.reminders import TRIGGERS
from sessions.attendance import checkin, roll_call
from sessions.attendance.models import Attendance
from sessions.documents import attestations, convocations, rendering
from sessions.documents.models import Attestation, Convocation
from territories.models import Participant
from tests.agendas import Agenda, objects_of
from tests.backoffice.workbook.desk import book_of, sent, told, written
from tests.factories import (
    AssessmentRoundFactory,
    AttendanceFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MAILBOX, BOX = "secretariat@example.org", "reponses@atelier.example"


@pytest.fixture(autouse=True)
def hour(monkeypatch):
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


@pytest.fixture
def two(settings):
    """Odile and Paul, who read one mailbox, and Zoé, who has her own; a day in two weeks."""
    settings.REPLY_ADDRESS = BOX
    triptych = TriptychFactory(season=SeasonFactory(number=90), admitted=True)
    add_days(triptych.season, date(2027, 3, 16))
    people = [
        ParticipantFactory(
            triptych=triptych, seat=seat, first_name=name, last_name=name, state="confirmed", email=MAILBOX,
            shares_mailbox=True,
        )
        for seat, name in enumerate(("Odile", "Paul"), start=1)
    ]  # fmt: skip
    ParticipantFactory(triptych=triptych, seat=3, state="confirmed", email="zoe@example.org")
    return people


@pytest.fixture
def convened(two):
    return two[0].season.days.get()


def leave():
    """What waits leaves, the documents drawn first; returns the mails."""
    mail.outbox.clear()
    for model, render in ((Convocation, rendering.render_convocation), (Attestation, rendering.render_attestation)):
        for pk in model.objects.waiting().order_by("pk").values_list("pk", flat=True):
            render(pk)
    for pk in list(Message.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        delivery.deliver(pk)
    return [one for one in mail.outbox if one.to == [MAILBOX]]


def test_each_receives_their_convocation_and_no_page_that_would_not_open(two, convened):
    convocations.issue_convocations(day=convened)

    sent = leave()

    assert [one.body.splitlines()[0] for one in sent] == ["Bonjour Odile Odile,", "Bonjour Paul Paul,"]
    for one, person in zip(sent, two, strict=True):
        assert [name for name, *_ in one.attachments if name.endswith(".pdf")] == [
            f"{Convocation.objects.get(participant=person).number}.pdf"
        ]
        assert "Annoncer une absence\u00a0: répondez à ce courriel." in one.body
        assert "/espace/" not in one.body
        assert reverse("sessions:absence", args=[person.pk, convened.pk]) not in one.body


def test_what_an_agenda_of_the_mailbox_answers_is_offered_and_noted_for_nobody(two, convened):
    convocations.issue_convocations(day=convened)
    agenda = Agenda(MAILBOX)
    for one in leave():
        if objects_of(one.message().as_bytes()):
            agenda.receive(one.message().as_bytes())

    reply = replies.receive_bytes(agenda.answer(str(convened.uid), "DECLINED", moment=timezone.now()))

    assert not reply.is_noted
    assert not Attendance.objects.exists()


def test_a_written_answer_is_of_whom_the_mail_was_for(two, convened):
    convocations.issue_convocations(day=convened)
    leave()
    for person in two:
        written = Message.objects.filter(topics__ref=f"participant:{person.pk}", state="sent").first()
        head = f"From: {MAILBOX}\nTo: {incoming.reply_address(written)}\nSubject: Re\nMessage-ID: <{person.pk}@e>\n"
        replies.receive_bytes(f"{head}Content-Type: text/plain; charset=utf-8\n\nJe serai absent.".encode())

    said = Reply.objects.order_by("pk").values_list("person", flat=True)
    assert list(said) == [f"participant:{person.pk}" for person in two]


def test_each_is_noted_by_their_own_code_and_attested(two, convened, facilitator, hour, organiser):
    hour.move_to(datetime(2027, 3, 16, 9, 30, tzinfo=PARIS))
    odile, _ = two
    part = convened.half_days.order_by("starts_at").first()

    checkin.check_in(half_day=part, code=odile.checkin_code, author=facilitator)
    assert list(Attendance.objects.values_list("participant", flat=True)) == [odile.pk]

    hour.move_to(datetime(2027, 3, 20, 10, tzinfo=PARIS))
    for half_day in convened.half_days.all():
        for person in two:
            Attendance.objects.filter(participant=person, half_day=half_day).delete()
            AttendanceFactory(participant=person, half_day=half_day)
    roll_call.close_day(day=convened, author=organiser)
    attestations.issue_attestations(season=convened.season)
    sent = leave()
    assert {one.body.splitlines()[0] for one in sent} == {"Bonjour Odile Odile,", "Bonjour Paul Paul,"}
    assert all("espace" not in one.body for one in sent)


def test_a_positioning_that_opens_is_told_with_the_link_of_an_own_address(two):
    assessment_round = AssessmentRoundFactory(season=two[0].season)
    opening: Trigger = next(one for one in TRIGGERS if one.key == "positions_open")
    (occurrence,) = opening.find([assessment_round.season])

    links = {one.name: (one.values["lien"], one.personal_link) for one in occurrence.recipients}

    for person in two:
        address, link = links[person.full_name]
        assert address.endswith("/adresse/")
        assert link == f"own_address:{person.pk}"
    (alone,) = (link for name, (_, link) in links.items() if name.startswith("Zoé"))
    assert alone == ""


def test_the_account_of_the_mailbox_takes_away_and_erases_nothing_of_theirs(two, convened):
    convocations.issue_convocations(day=convened)
    leave()
    account = UserFactory(email=MAILBOX, first_name="", last_name="")
    written = set(Message.objects.filter(to_email=MAILBOX).values_list("pk", flat=True))

    taken = data_export.archive(account)
    assert b"Odile" not in taken
    assert [table.title for table in data_export.tables(account)] == ["Comptes", "Journal"]
    erasure.erase(email=MAILBOX)

    for person in two:
        person.refresh_from_db()
        assert (person.email, person.is_seated) == (MAILBOX, True)
    assert set(Message.objects.filter(to_email=MAILBOX).values_list("pk", flat=True)) == written
    erasure.replay()
    assert Message.objects.filter(to_email=MAILBOX).count() == len(written)


def test_erasing_one_who_has_their_own_address_by_now_leaves_the_other(two, convened):
    odile, paul = two
    convocations.issue_convocations(day=convened)
    leave()
    address_change.change_address(holder=address_change.holder_of_seat(paul), to="paul@example.org", by=None)

    erasure.erase(email="paul@example.org")

    paul.refresh_from_db(), odile.refresh_from_db()
    assert (paul.full_name, paul.state) == ("Personne effacée", "left")
    assert (odile.full_name, odile.state, odile.shares_mailbox) == ("Odile Odile", "confirmed", True)
    assert Convocation.objects.filter(participant=odile).exists()
    assert not Convocation.objects.filter(participant=paul).exists()
    assert Message.objects.filter(to_email=MAILBOX, topics__ref=f"participant:{odile.pk}").exists()
    assert not Message.objects.filter(topics__ref=f"participant:{paul.pk}").exists()


def test_who_shared_a_mailbox_is_forgotten_in_time_and_again_after_a_restoration(two, hour):
    hour.move_to(datetime(2035, 3, 1, 10, tzinfo=PARIS))
    retention.apply()
    for person in two:
        person.refresh_from_db()
        assert (person.full_name, person.shares_mailbox) == ("Personne effacée", False)

    type(two[0]).objects.filter(pk=two[0].pk).update(
        first_name="Odile", last_name="Odile", email=MAILBOX, shares_mailbox=True
    )
    assert erasure.replay() == 1
    two[0].refresh_from_db()
    assert two[0].full_name == "Personne effacée"


def test_a_workbook_tells_the_two_apart_by_their_names(two, convened, desk):
    """What went out comes back: a presence and a function that are changed are those of the right person."""
    part = convened.half_days.order_by("starts_at").first()
    for person in two:
        AttendanceFactory(participant=person, half_day=part)
    book = book_of(convened.season)
    changed = [row for row in book["Présences"] if "Paul Paul" in row]
    changed[0][book["Présences"][0].index("Présence")] = "absent"
    of_paul = next(row for row in book["Participants"] if row.count("Paul") == 2)
    of_paul[book["Participants"][0].index("Fonction")] = "greffier"

    written(desk, sent(desk, write_xlsx(book)))

    rows = Attendance.objects.order_by("participant__seat").values_list("participant__first_name", "status")
    assert list(rows) == [("Odile", "present"), ("Paul", "absent")]
    people = Participant.objects.filter(email=MAILBOX).order_by("seat").values_list("first_name", "position")
    assert list(people) == [("Odile", "maire"), ("Paul", "greffier")]


def test_a_presence_without_a_name_is_refused_where_several_read_the_address(two, convened, desk):
    lines = [["Journée", "Demi-journée", "Courriel", "Présence"], ["1", "matin", MAILBOX, "absent"]]

    ((_, _, _, _, errors),) = told(sent(desk, write_xlsx({"Présences": lines})))

    assert "dites laquelle par son nom" in errors[0]
