"""The invitations that leave, read by the libraries that agendas are made with: icalendar, vobject, and khal's reader.

`tests.agendas` reads them from the RFCs alone; a reader that is not installed is skipped, and said.
"""

import email
import importlib
from datetime import date, datetime
from email import policy
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from atelier.outbox import delivery
from atelier.outbox.models import Message
from sessions.documents import convocations, notifying, rendering
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, VenueFactory, add_days

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
ZOE = "zoe@example.org"


@pytest.fixture
def texts(monkeypatch):
    """Zoé's convocation, the day moved, then cancelled: the three objects, as text."""
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as clock:
        season = SeasonFactory(number=90, venue=VenueFactory(name="Salle « Œuvre ; 3 », côté quai"))
        triptych = TriptychFactory(season=season, admitted=True)
        ParticipantFactory(
            triptych=triptych, state="confirmed", email=ZOE, first_name="", last_name="N’Guessan-Œuvrard"
        )
        (day,) = add_days(season, date(2027, 3, 16))
        convocations.issue_convocations(day=day)
        found = [*_leave()]
        for change in ({"date": date(2027, 3, 30)}, {"status": Day.Status.CANCELLED}):
            clock.shift(60)
            Day.objects.filter(pk=day.pk).update(**change)
            notifying.tell(day=day)
            found += _leave()
        return found, Day.objects.get()


def _leave():
    for pk in Convocation.objects.waiting().order_by("pk").values_list("pk", flat=True):
        rendering.render_convocation(pk)
    mail.outbox.clear()
    for pk in list(Message.objects.due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        delivery.deliver(pk)
    for sent in mail.outbox:
        for part in email.message_from_bytes(sent.message().as_bytes(), policy=policy.default).walk():
            if part.get_content_type() == "text/calendar":
                yield part.get_content().replace("\r\n", "\n").replace("\n", "\r\n")


def with_icalendar(text):
    library = importlib.import_module("icalendar")
    calendar = library.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    start, people = event["dtstart"].dt, event["attendee"]
    return str(calendar["method"]), str(event["uid"]), start, int(event["sequence"]), str(people), people.params["CN"]


def with_vobject(text):
    library = importlib.import_module("vobject")
    calendar = library.readOne(text)
    event = calendar.vevent
    person = event.attendee
    (name,) = person.params["CN"]
    return (
        calendar.method.value, event.uid.value, event.dtstart.value, int(event.sequence.value), person.value, name,
    )  # fmt: skip


def with_khal(text):
    """khal reads with icalendar, and repairs what it finds odd: what it shows is what was said."""
    library = pytest.importorskip("khal.icalendar")
    (event,) = library.split_ics(text, default_timezone=PARIS).values()
    return with_icalendar(event if "METHOD" in event else text)


@pytest.mark.parametrize("read", [with_icalendar, with_vobject, with_khal], ids=["icalendar", "vobject", "khal"])
def test_each_reader_sees_the_same_invitation_correction_and_cancellation(read, texts):
    said, day = texts

    seen = [read(text) for text in said]

    assert [method for method, *_ in seen] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {uid for _, uid, *_ in seen} == {str(day.uid)}
    assert [start.astimezone(PARIS).strftime("%d %H:%M") for _, _, start, *_ in seen] == [
        "16 09:30", "30 09:30", "30 09:30",
    ]  # fmt: skip
    sequences = [sequence for _, _, _, sequence, *_ in seen]
    assert sequences == sorted(set(sequences))
    assert {(address.lower(), name) for *_, address, name in seen} == {(f"mailto:{ZOE}", "N’Guessan-Œuvrard")}
