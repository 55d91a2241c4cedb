from celery import shared_task
from django.utils import timezone

from atelier.outbox import delivery, mailbox
from atelier.outbox.models import Message


@shared_task
def deliver(pk: int) -> None:
    delivery.deliver(pk)


@shared_task
def deliver_later(pk: int) -> None:
    """The same, behind all other work: what a source has beyond its share."""
    delivery.deliver(pk)


@shared_task
def collect_replies() -> None:
    """Every minute: what arrived in the mailbox of answers."""
    mailbox.collect()


@shared_task
def expire() -> None:
    """Every half minute: what is too late, and what was tried enough, stops."""
    Message.objects.expire(timezone.now())
    Message.objects.fail_exhausted(timezone.now())
