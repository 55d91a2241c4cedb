"""Background tasks of personal data: the nightly retention."""

from celery import shared_task
from django.urls import reverse

from atelier.seasons import failures
from atelier.seasons.models import Failure


@shared_task
def keep_tidy() -> None:
    """Every night: what is past its time leaves."""
    from atelier.privacy import retention  # noqa: PLC0415

    with failures.apart(Failure.Kind.RETENTION, failures.Item("night", "rien de cette nuit", reverse("admin:index"))):
        retention.apply()
    failures.forget_old()
