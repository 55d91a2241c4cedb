from celery import shared_task

from atelier.core import background


@shared_task
def sweep() -> None:
    """Every half minute: whatever waits for a worker, for whatever reason, is given to one."""
    background.enqueue_waiting()
