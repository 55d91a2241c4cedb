"""What befalls the outbox and its workers: a claim whose worker died, a silent broker, an address that refuses."""

from datetime import timedelta

from django.utils import timezone

from atelier.outbox import bounces, delivery, queueing
from atelier.outbox.models import Message
from territories.models import Participant
from tools.rehearsal.life import Life, act


@act
def die(life: Life) -> bool:
    """A worker takes what is due and dies before it leaves; what the broker held is lost with it."""
    life.stage.waiting.clear()
    due = life.some(Message.objects.due(timezone.now()))
    if due is None:
        due = life.some(Message.objects.filter(state="queued", not_before__lte=timezone.now() + timedelta(days=3)))
        if due is None:
            return False
        life.stage.clock.move_to(max(timezone.now(), due.not_before) + timedelta(seconds=1))
    return Message.objects.claim(due.pk, timezone.now(), message_id=delivery.message_id(due))


@act
def bounce(life: Life) -> bool:
    person = life.some(Participant.objects.named())
    if person is None:
        return False
    bounces.record_bounce(person.email, reason="550 No such user")
    return True


@act
def hold(life: Life) -> bool:
    message = life.some(Message.objects.filter(state="queued"))
    return message is not None and queueing.hold_message(message)


@act
def let_go(life: Life) -> bool:
    """What was held leaves."""
    held = Message.objects.filter(state="held").order_by("pk")
    return sum(queueing.release(one) for one in list(held)) > 0


@act
def stop(life: Life) -> bool:
    message = life.some(Message.objects.filter(state__in=queueing.WAITING))
    return message is not None and queueing.cancel_message(message)


@act
def again(life: Life) -> bool:
    """What stopped is sent again, clicked twice."""
    message = life.some(Message.objects.filter(state__in=queueing.STOPPED))
    if message is None:
        return False
    sent = queueing.send_again(message)
    queueing.send_again(message)
    return sent
