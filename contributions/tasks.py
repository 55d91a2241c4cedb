from celery import shared_task

from atelier.seasons import failures
from atelier.seasons.models import Failure
from contributions import documents
from contributions.models import CreditNote, Invoice


@shared_task
def render_invoice(pk: int) -> None:
    with failures.apart(Failure.Kind.DOCUMENT, failures.of(Invoice, pk)):
        documents.render_invoice(pk)


@shared_task
def render_credit_note(pk: int) -> None:
    with failures.apart(Failure.Kind.DOCUMENT, failures.of(CreditNote, pk)):
        documents.render_credit_note(pk)


@shared_task
def sweep_invoices() -> None:
    """Every minute: what was issued and is not yet a file is given to a worker."""
    for task, rows in ((render_invoice, Invoice.objects.waiting()), (render_credit_note, CreditNote.objects.waiting())):
        for pk in rows.order_by("pk").values_list("pk", flat=True)[:500]:
            task.delay(pk)
