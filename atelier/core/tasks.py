from celery import shared_task

from atelier.core import background, uploads


@shared_task
def sweep() -> None:
    """Every half minute: whatever waits for a worker, for whatever reason, is given to one."""
    background.enqueue_waiting()


@shared_task
def delete_orphans() -> None:
    """Each night: the files that no row names."""
    uploads.delete_orphans()
