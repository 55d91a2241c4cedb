"""The mail of an issued document at the hour when it leaves: who still reads it, and what is still to be paid."""

from dataclasses import replace
from datetime import datetime

from atelier.outbox import queueing
from atelier.outbox.leaving import Made, NoReason, as_written
from atelier.outbox.models import Message
from atelier.seasons import letterheads
from contributions import documents, emails
from contributions.models import CreditNote, Invoice
from contributions.payment_reminders import NOT_CONCERNED

GONE = "Ce document n’existe plus."


def make(message: Message, at: datetime) -> Made:
    """With the same file; a payment or a credit note may have come meanwhile. Raises NoReason."""
    number = emails.number_in(message)
    document = (
        Invoice.objects.filter(number=number).first()
        or CreditNote.objects.select_related("invoice").filter(number=number).first()
    )
    if document is None:
        raise NoReason(GONE)
    invoice = emails.invoice_of(document)
    if message.to_email not in invoice.readers():
        raise NoReason(NOT_CONCERNED)
    said = emails.context_for(document, documents.snapshot_context(document), message.to_email)
    topics = [letterheads.topic(invoice.payer.agreement.triptych.season_id)]
    return replace(as_written(message, ()), **queueing.words(emails.ISSUED, said, topics))
