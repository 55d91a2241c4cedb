from celery import shared_task
from django.utils import timezone

from atelier.webhooks import delivery


@shared_task
def deliver(pk: int) -> None:
    delivery.deliver(pk)


@shared_task
def delete_old() -> None:
    """Each night: deliveries of a month ago."""
    delivery.delete_old(timezone.now())
