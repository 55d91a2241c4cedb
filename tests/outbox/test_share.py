"""Many mails of one kind, or of one account, delay no other mail, and no document."""

import pytest
from django.utils import timezone

from atelier.celery import app
from atelier.core import background
from atelier.core.limits import Limit
from atelier.outbox import queueing, sending_limits
from atelier.outbox.models import SHARE, Message
from atelier.outbox.sending_limits import Sender
from atelier.seasons.models import Workshop
from tests.factories import MessageFactory, ParticipantFactory

pytestmark = pytest.mark.django_db

FLOOD, FEW = 150, 25
LOST = 500  # rows, which cost less than mails


@pytest.fixture
def broker(monkeypatch):
    """What workers take, in the order in which they take it: by priority, then first come, first served."""
    sent = []

    def send(name, args, **options):
        sent.append((app.amqp.router.route(options, name)["priority"], len(sent), name, args[0]))

    monkeypatch.setattr(background.app, "send_task", send)
    return lambda: [(name.rpartition(".")[2], pk) for _, _, name, pk in sorted(sent)]


def invitation(person, number):
    return queueing.queue_message(
        key=f"invitation:{number}",
        to_email=f"p{number}@example.org",
        template="territories/emails/application_refused",
        context={"triptych": person.triptych, "season": person.season, "workshop": Workshop(), "greeting": "Bonjour"},
    )


def test_a_flood_waits_behind_the_others(broker, django_capture_on_commit_callbacks):
    person = ParticipantFactory()
    with django_capture_on_commit_callbacks(execute=True):
        flood = [invitation(person, number).pk for number in range(FLOOD)]
        background.enqueue_on_commit("sessions.tasks.render_convocation", 7)
        message = MessageFactory(source="sessions/emails/convocation")
        queueing.enqueue(message)

    taken = broker()
    assert taken.index(("deliver", message.pk)) < FEW
    assert taken.index(("render_convocation", 7)) < FEW
    assert sorted(pk for name, pk in taken if name.startswith("deliver")) == sorted([*flood, message.pk])


@pytest.mark.parametrize("is_limited", [True, False], ids=["outsider", "organiser"])
def test_the_flood_of_an_account_delays_neither_another_account_nor_a_convocation(
    broker, django_capture_on_commit_callbacks, is_limited, monkeypatch
):
    monkeypatch.setattr(sending_limits, "OF_ACCOUNT", Limit("mails of an account", FLOOD))
    person = ParticipantFactory()

    def sent_by(account, number):
        with sending_limits.sent_by(lambda: Sender(account, "192.0.2.7", is_limited=is_limited)):
            return invitation(person, number)

    with django_capture_on_commit_callbacks(execute=True):
        for number in range(FLOOD):
            sent_by(1, number)
        other = sent_by(2, FLOOD)
        convocation = MessageFactory(source="sessions/emails/convocation")
        queueing.enqueue(convocation)

    first = broker()[:FEW]
    assert {("deliver", other.pk), ("deliver", convocation.pk)} <= set(first)
    due = Message.objects.due(timezone.now())
    assert {other.pk, convocation.pk} <= set(due.within_share().values_list("pk", flat=True))
    assert due.beyond_share().count() == FLOOD - SHARE


def test_what_a_broker_lost_comes_back_in_turn(broker):
    now = timezone.now()
    Message.objects.bulk_create(
        Message(key=f"x:{number}", to_email="a@example.org", subject="x", text="x", source="x", not_before=now)
        for number in range(LOST * 2)
    )
    others = {MessageFactory(source=source).pk for source in ("sessions/emails/convocation", "rule:8", "rule:9")}

    background.enqueue_waiting()

    taken = broker()
    assert others <= {pk for name, pk in taken[: FEW + 3] if name == "deliver"}
    assert len(taken) >= LOST
