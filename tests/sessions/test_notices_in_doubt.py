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
from tests.sessions.test_expected import transfer

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


def test_a_day_moved_past_the_end_of_a_seat_is_said_to_whoever_holds_its_former_date(organiser, monkeypatch):
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    with time_machine.travel(NOW, tick=False):
        triptych = TriptychFactory(admitted=True, season=SeasonFactory(), people=2, people__state="confirmed")
        leaving = triptych.participants.order_by("pk").first()
        (day,) = add_days(triptych.season, date(2027, 3, 16))
        convocations.issue_convocations(day=day)
        for pk in Convocation.objects.values_list("pk", flat=True):
            rendering.render_convocation(pk)
        transfer(leaving, organiser, organiser, date(2027, 3, 20))
        for pk in Message.objects.order_by("pk").values_list("pk", flat=True):
            delivery.deliver(pk)
        assert notices.standing() == []

        Day.objects.filter(pk=day.pk).update(date=date(2027, 3, 25))
        told = {one.person.email: one.reasons for one in notices.standing()}
        assert told.pop(leaving.email) == ["n’y participe plus"]
        assert list(told.values()) == [["change de date, du 16 au 25 mars"]]

        notifying.tell(day=day)
        mail.outbox.clear()
        delivery.deliver(Message.objects.get(to_email=leaving.email, state="queued").pk)
        (sent,) = mail.outbox
        assert sent.subject == f"Journée {day.number}\u00a0: vous n’y participez plus, mardi 16 mars 2027"
        assert [name for name, *_ in sent.attachments] == [f"annulation-journee-{day.number}.ics"]
        assert leaving.pk not in {one.person.pk for one in notices.standing()}
