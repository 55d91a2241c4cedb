from celery import shared_task

from atelier.seasons import failures
from atelier.seasons.models import Failure
from territories import documents, seat_transfer
from territories.models import HolderChange, Triptych


@shared_task
def acknowledge_application(pk: int) -> None:
    failures.attempt(Triptych, pk, documents.acknowledge)


@shared_task
def transfer_seat(pk: int) -> None:
    failures.attempt(HolderChange, pk, seat_transfer.take_effect, kind=Failure.Kind.SUCCESSION)
