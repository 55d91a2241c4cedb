"""The e-mails of money: to the payer's accountant, and to those who follow the application."""

from atelier.core import french_names
from atelier.core.email_addresses import digest_of
from atelier.outbox.models import Message
from atelier.outbox.queueing import queue_message
from atelier.seasons import letterheads
from contributions.models import CreditNote, Invoice

ISSUED = "contributions/emails/issued"
_PREFIX = "money:"


def document_issued(document: Invoice | CreditNote, said: dict) -> None:
    """The document itself, as a PDF. Nobody knows whether one that vanished had left: it stops and asks."""
    invoice = invoice_of(document)
    triptych = invoice.payer.agreement.triptych
    file = {"name": f"{document.number}.pdf", "content_type": "application/pdf", "path": document.pdf_path}
    season = letterheads.topic(triptych.season_id)
    for address in invoice.readers():
        queue_message(
            key=f"{prefix_of(document.number)}{digest_of(address)}",
            to_email=address,
            template=ISSUED,
            context=context_for(document, said, address),
            confirm_before_resend=True,
            matter=Message.Matter.MONEY,
            topics=[f"territory:{triptych.territory_id}", f"invoice:{invoice.pk}", season],
            attachments=[file],
        )


def invoice_of(document: Invoice | CreditNote) -> Invoice:
    return document.invoice if isinstance(document, CreditNote) else document


def context_for(document: Invoice | CreditNote, said: dict, address: str) -> dict:
    """What the mail reads: `said` is frozen; `due` is what is still to be paid of an invoice or a call at this hour."""
    invoice = invoice_of(document)
    triptych = invoice.payer.agreement.triptych
    greetings = {contact.user.email: contact.user.greeting for contact in triptych.contacts.select_related("user")}
    return {
        **said,
        "greeting": greetings.get(address, french_names.greeting()),
        "territory_de": triptych.territory.with_de,
        "due": Invoice.objects.with_balance().get(pk=invoice.pk).due,
    }


def prefix_of(number: str) -> str:
    """How the keys of the mails of one document begin."""
    return f"{_PREFIX}{number}:"


def number_in(message: Message) -> str:
    """That of the document of such a message."""
    return message.key.removeprefix(_PREFIX).partition(":")[0]
