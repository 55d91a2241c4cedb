from celery import shared_task

from atelier.seasons import jobs


@shared_task
def run_job(pk: int) -> None:
    jobs.run(pk)
