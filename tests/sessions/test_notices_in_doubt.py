"""« À prévenir »: what may have left, its worker having died, is not forgotten."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from atelier.outbox import delivery, statements
from atelier.outbox.models import LEASE, Message
from sessions.documents import convocations, facts, notices, notifying, rendering
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 10, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def interrupted(monkeypatch):
    """A convocation that left just before its worker died: nothing of it was noted."""
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    with time_machine.travel(NOW, tick=False) as traveller:
        person = ParticipantFactory(triptych=TriptychFactory(admitted=True, season=SeasonFactory()), state="confirmed")
        (day,) = add_days(person.season, date(2027, 3, 16))
        convocations.issue_convocations(day=day)
        rendering.render_convocation(Convocation.objects.get().pk)
        message = Message.objects.get()
        delivery.deliver(message.pk)
        Message.objects.filter(pk=message.pk).update(state="sending", sent_at=None, claimed_at=timezone.now())
        mail.outbox.clear()
        traveller.shift(LEASE)
        message.refresh_from_db()
        yield message, day


def cancel(day):
    Day.objects.filter(pk=day.pk).update(status="cancelled")


@pytest.mark.parametrize("asks_in_doubt", [False, True])
def test_whoever_may_have_been_convened_is_told_that_the_day_is_cancelled(interrupted, asks_in_doubt):
    message, day = interrupted
    Message.objects.filter(pk=message.pk).update(confirm_before_resend=asks_in_doubt)
    cancel(day)
    Message.objects.expire(timezone.now())
    delivery.deliver(message.pk)
    assert mail.outbox == []

    (found,) = notices.standing()
    assert (found.reasons, found.is_to_send) == (["annulée"], True)
    notifying.tell(day=day)
    delivery.deliver(Message.objects.order_by("pk").last().pk)
    assert notices.standing() == []
    assert [name for name, *_ in mail.outbox[0].attachments] == [f"annulation-journee-{day.number}.ics"]


def test_what_may_have_been_said_and_is_so_is_not_taken_for_said(interrupted):
    message, _ = interrupted
    Message.objects.filter(pk=message.pk).update(confirm_before_resend=True)
    Message.objects.expire(timezone.now())

    (found,) = notices.standing()
    assert (found.message, found.state) == (message, "envoi incertain")


def test_a_server_that_hangs_up_leaves_the_same_doubt(interrupted, monkeypatch):
    message, day = interrupted
    Message.objects.filter(pk=message.pk).update(state="queued", claimed_at=None)

    def hang_up(self, *args, **kwargs):
        raise TimeoutError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", hang_up)
    delivery.deliver(message.pk)
    cancel(day)
    about = facts.ref(day)
    said, perhaps = statements.said_and_perhaps([about])
    assert ([*said], [values[facts.STATE] for values in perhaps.values()]) == ([], [facts.CONVENED])
    assert [one.reasons for one in notices.standing()] == [["annulée"]]
