from celery import shared_task
from django.utils import timezone

from atelier.outbox import delivery
from atelier.outbox.models import Message


@shared_task
def deliver(pk: int) -> None:
    delivery.deliver(pk)


@shared_task
def sweep() -> None:
    """Every half minute: whatever is due and has not left, for whatever reason, is given to a worker."""
    Message.objects.expire(timezone.now())
    Message.objects.fail_exhausted(timezone.now())
    for pk in Message.objects.due(timezone.now()).order_by("not_before").values_list("pk", flat=True)[:500]:
        deliver.delay(pk)
