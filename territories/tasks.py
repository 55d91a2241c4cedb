from celery import shared_task

from territories import documents
from territories.models import Triptych


@shared_task
def acknowledge_application(pk: int) -> None:
    documents.acknowledge(pk)


@shared_task
def sweep_applications() -> None:
    """Every minute: what was submitted and not acknowledged yet is given to a worker."""
    for pk in Triptych.objects.unacknowledged().order_by("submitted_at").values_list("pk", flat=True)[:100]:
        acknowledge_application.delay(pk)
