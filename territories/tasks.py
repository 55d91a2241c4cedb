from celery import shared_task
from django.utils import timezone

from atelier.seasons import failures
from atelier.seasons.models import Failure
from territories import documents, seat_transfer
from territories.models import HolderChange, Triptych


@shared_task
def acknowledge_application(pk: int) -> None:
    with failures.apart(Failure.Kind.DOCUMENT, failures.of(Triptych, pk)):
        documents.acknowledge(pk)


@shared_task
def sweep_applications() -> None:
    """Every minute: what was submitted and not acknowledged yet is given to a worker."""
    for pk in Triptych.objects.unacknowledged().order_by("submitted_at").values_list("pk", flat=True)[:100]:
        acknowledge_application.delay(pk)


@shared_task
def sweep_seat_transfers() -> None:
    """Every minute: the accepted changes of holder whose day has come."""
    for change in HolderChange.objects.due(timezone.localdate()).order_by("pk"):
        with failures.apart(Failure.Kind.SUCCESSION, failures.of(HolderChange, change.pk)):
            seat_transfer.take_effect(change)
