from celery import shared_task

from atelier.operations import machine


@shared_task
def heartbeat() -> None:
    """Each minute: beat gave it, Redis carried it, and a worker did it."""
    machine.note_heartbeat()
