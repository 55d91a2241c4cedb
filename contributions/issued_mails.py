"""The mail of an issued document at the hour when it leaves: who still reads it, and what is still to be paid."""

from dataclasses import replace
from datetime import datetime

from atelier.outbox import queueing
from atelier.outbox.leaving import Made, NoReason, as_written
from atelier.outbox.models import Message
from atelier.seasons import letterheads
from contributions import documents, emails
from contributions.manual_reminders import NOT_CONCERNED
from contributions.models import CreditNote, Invoice

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
    address = _address(message, invoice, number)
    said = emails.context_for(document, documents.snapshot_context(document), address)
    topics = [letterheads.topic(invoice.payer.agreement.triptych.season_id)]
    return replace(as_written(message, ()), **queueing.words(emails.ISSUED, said, topics), to_email=address)


def _address(message: Message, invoice: Invoice, number: str) -> str:
    """Whoever it was for, while they read such documents; the payer's new address, if no mail of it is for them yet.

    Raises NoReason for somebody who left.
    """
    if message.edited or message.to_email in invoice.readers():  # edited: somebody chose whom it goes to
        return message.to_email
    payer = invoice.payer.email
    others = Message.objects.filter(source=emails.ISSUED, key__startswith=emails.prefix_of(number))
    if not payer or others.filter(to_email=payer).exists():
        raise NoReason(NOT_CONCERNED)
    return payer
