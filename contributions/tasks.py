from celery import shared_task

from atelier.seasons import failures
from contributions import documents
from contributions.models import CreditNote, Invoice


@shared_task
def render_invoice(pk: int) -> None:
    failures.attempt(Invoice, pk, documents.render_invoice)


@shared_task
def render_credit_note(pk: int) -> None:
    failures.attempt(CreditNote, pk, documents.render_credit_note)
