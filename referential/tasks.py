from celery import shared_task

from referential import opening


@shared_task
def sweep_perspectives() -> None:
    """Every minute: the perspectives of a window that is over, or that waited for somebody who left."""
    opening.open_due()
