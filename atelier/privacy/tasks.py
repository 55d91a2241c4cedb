"""Background tasks of personal data: the nightly retention."""

from celery import shared_task
from django.core.management import call_command
from django.urls import reverse

from atelier.core import form_submissions
from atelier.privacy import retention
from atelier.seasons import failures, jobs
from atelier.seasons.models import Failure


@shared_task
def apply_retention() -> None:
    """Every night: what is past its retention period is deleted, expired sessions included."""
    with failures.apart(Failure.Kind.RETENTION, failures.Item("night", "rien de cette nuit", reverse("admin:index"))):
        retention.apply()
    with failures.apart(Failure.Kind.RETENTION, failures.Item("sessions", "les connexions", reverse("admin:index"))):
        call_command("clearsessions")
    jobs.delete_expired()
    form_submissions.forget_old()
    failures.forget_old()
