"""Three lines each; what they call imports them in turn, so they import it when they run."""

from celery import shared_task

from atelier.seasons.models import Job


@shared_task
def run_job(pk: int) -> None:
    from atelier.backoffice.workbook import jobs  # noqa: PLC0415

    jobs.run(pk)


@shared_task
def sweep_jobs() -> None:
    """Every minute: what a worker left is taken up again; every file older than a week goes."""
    from atelier.backoffice.workbook import jobs  # noqa: PLC0415

    for pk in Job.objects.waiting().order_by("asked_at").values_list("pk", flat=True)[:50]:
        run_job.delay(pk)
    jobs.delete_expired()
