"""Background tasks of personal data: the nightly retention."""

from celery import shared_task
from django.urls import reverse

from atelier.privacy import retention
from atelier.seasons import failures
from atelier.seasons.models import Failure


@shared_task
def apply_retention() -> None:
    """Every night: what is past its retention period is deleted."""
    with failures.apart(Failure.Kind.RETENTION, failures.Item("night", "rien de cette nuit", reverse("admin:index"))):
        retention.apply()
    failures.forget_old()
