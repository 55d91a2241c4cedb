from celery import shared_task

from atelier.backoffice.workbook import jobs
from atelier.seasons.models import Job


@shared_task
def run_job(pk: int) -> None:
    jobs.run(pk)


@shared_task
def sweep_jobs() -> None:
    """Every minute: what a worker left is taken up again; every file older than a week goes."""
    for pk in Job.objects.waiting().order_by("asked_at").values_list("pk", flat=True)[:50]:
        run_job.delay(pk)
    jobs.delete_expired()
