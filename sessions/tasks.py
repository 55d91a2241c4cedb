from celery import shared_task

from atelier.seasons import failures
from atelier.seasons.models import Failure
from sessions.documents import batches, rendering
from sessions.documents.models import Attestation, Batch, Booklet, Convocation


@shared_task
def render_convocation(pk: int) -> None:
    with failures.apart(Failure.Kind.DOCUMENT, failures.of(Convocation, pk)):
        rendering.render_convocation(pk)


@shared_task
def render_attestation(pk: int) -> None:
    with failures.apart(Failure.Kind.DOCUMENT, failures.of(Attestation, pk)):
        rendering.render_attestation(pk)


@shared_task
def render_booklet(pk: int) -> None:
    with failures.apart(Failure.Kind.DOCUMENT, failures.of(Booklet, pk)):
        rendering.render_booklet(pk)


@shared_task
def make_batch(pk: int) -> None:
    with failures.apart(Failure.Kind.DOCUMENT, failures.of(Batch, pk)):
        batches.make_batch(pk)


@shared_task
def sweep_documents() -> None:
    """Every minute: what was issued or asked for and is not yet a file is given to a worker."""
    for task, rows in (
        (render_convocation, Convocation.objects.waiting().order_by("issued_at")),
        (render_attestation, Attestation.objects.waiting().order_by("issued_at")),
        (render_booklet, Booklet.objects.waiting().order_by("issued_at")),
        (make_batch, Batch.objects.waiting().order_by("asked_at")),
    ):
        for pk in rows.values_list("pk", flat=True)[:500]:
            task.delay(pk)
