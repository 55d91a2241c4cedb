"""Answers of agendas made to harm: none holds its reader, changes how another is read, or writes to many."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from atelier.outbox import replies
from atelier.outbox.models import Message, Reply
from tests.sessions import test_agenda_answers as answers

pytestmark = pytest.mark.django_db
hour, session_day, agenda = answers.hour, answers.session_day, answers.agenda
say, states = answers.say, answers.states


def zone(name, offset="+0100", rule=""):
    """The definition of a time zone, as agendas send it with their answer."""
    parts = [
        f"BEGIN:{part}\r\nDTSTART:20270301T000000\r\nTZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\n{rule}END:{part}\r\n"
        for part in ("STANDARD", "DAYLIGHT")
    ]
    return f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{''.join(parts)}END:VTIMEZONE\r\n"


def answer(agenda, session_day, *, starts="", before="", sequence=None, **more):
    """The mail of a refusal, with another DTSTART, or with something before its event."""
    raw = agenda.answer(str(session_day.uid), "DECLINED", moment=timezone.now(), **more).decode()
    lines = [
        f"DTSTART{starts}" if starts and line.startswith("DTSTART") else
        f"SEQUENCE:{sequence}" if sequence is not None and line.startswith("SEQUENCE") else line
        for line in raw.split("\r\n")
    ]  # fmt: skip
    return "\r\n".join(lines).replace("BEGIN:VEVENT", f"{before}BEGIN:VEVENT").encode()


def test_a_zone_that_changes_every_second_holds_nobody(agenda, session_day):
    bomb = zone("Bombe", rule="RRULE:FREQ=SECONDLY\r\n")
    started = time.process_time()

    replies.receive_bytes(answer(agenda, session_day, starts=";TZID=Bombe:20270316T093000", before=bomb))

    assert time.process_time() - started < 5  # it was forty


@pytest.mark.parametrize("disguise", [str, str.lower, lambda text: text.replace("ZONE", "ZO\r\n NE")])
def test_a_zone_that_somebody_defines_changes_no_other_answer(agenda, session_day, disguise):
    name = "Romance Standard Time"
    wrong = disguise(zone(name, "+0500"))
    stranger = answer(agenda, session_day, before=wrong).replace(b"zoe@", b"inconnu@")
    assert not replies.receive_bytes(stranger).is_noted

    right = answer(agenda, session_day, starts=f";TZID={name}:20270316T093000", before=zone(name))

    assert replies.receive_bytes(right).is_noted


@pytest.mark.parametrize(("sequence", "is_noted"), [(None, True), (7, False)])
def test_in_a_zone_that_nobody_knows_the_revision_decides(agenda, session_day, sequence, is_noted):
    name = "Fuseau personnalisé"
    starts = f';TZID="{name}":20270316T110000'
    raw = answer(agenda, session_day, starts=starts, before=zone(name, "+0300"), sequence=sequence)

    assert replies.receive_bytes(raw).is_noted is is_noted


@pytest.mark.parametrize("moment", ["99991231T235959Z", "00010101T000000Z", "00010101T000000"])
def test_a_moment_at_the_end_of_the_calendar_closes_no_page(agenda, session_day, desk, moment):
    reply = replies.receive_bytes(answer(agenda, session_day, starts=f":{moment}", method="COUNTER"))

    page = desk.get(reverse("admin:outbox_reply_change", args=[reply.pk])).content.decode()
    assert "Propose un autre moment." in page


@pytest.mark.parametrize("stamp", ["DTSTAMP:20990101T000000Z\r\n", "DTSTAMP:99991231T235959\r\n", ""])
def test_a_wrong_clock_silences_no_later_answer(agenda, session_day, hour, stamp):
    raw = answer(agenda, session_day, without=("DTSTAMP",)).replace(b"SEQUENCE", f"{stamp}SEQUENCE".encode())
    assert replies.receive_bytes(raw).is_noted
    hour.shift(60)
    assert say(agenda, session_day, "ACCEPTED").is_noted

    hour.shift(60)
    assert replies.receive_bytes(answer(agenda, session_day, without=("DTSTAMP",))).is_noted
    assert states(session_day) == answers.EXCUSED


def test_what_was_written_from_another_mailbox_is_offered(agenda, session_day):
    """The invitation was handed on: whoever has it knows its secret address, and whom it names."""
    raw = answer(agenda, session_day).replace(b"From: zoe@example.org", b"From: autre@example.org")

    reply = replies.receive_bytes(raw)

    assert (reply.is_noted, states(session_day)) == (False, [])
    assert len(replies.offers(reply)) == 1


def test_changing_one_s_mind_without_end_fills_no_mailbox(agenda, session_day, hour, organiser):
    for number in range(60):
        hour.shift(timedelta(seconds=2))
        say(agenda, session_day, "ACCEPTED" if number % 2 else "DECLINED")

    sent = Message.objects.filter(to_email=organiser.email, subject__startswith="Absence")
    assert sent.count() == 20
    waiting = Reply.objects.waiting()
    assert {(one.calendar["status"], one.is_noted) for one in waiting} == {("DECLINED", False)}
    assert (waiting.count(), states(session_day)) == (20, [])
