"""Three lines each; what they call imports them in turn, so they import it when they run."""

from celery import shared_task
from django.urls import reverse

from atelier.seasons import failures
from atelier.seasons.models import Failure, Job


@shared_task
def run_job(pk: int) -> None:
    from atelier.workbook import jobs  # noqa: PLC0415

    jobs.run(pk)


@shared_task
def keep_tidy() -> None:
    """Every night: what is past its time leaves."""
    from atelier.keeping import retention  # noqa: PLC0415

    with failures.apart(Failure.Kind.RETENTION, failures.Item("night", "rien de cette nuit", reverse("admin:index"))):
        retention.apply()
    failures.forget_old()


@shared_task
def sweep_jobs() -> None:
    """Every minute: what a worker left is taken up again; every file older than a week goes."""
    from atelier.workbook import jobs  # noqa: PLC0415

    for pk in Job.objects.waiting().order_by("asked_at").values_list("pk", flat=True)[:50]:
        run_job.delay(pk)
    jobs.forget_old()
