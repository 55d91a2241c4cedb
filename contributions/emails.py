"""The e-mails of money: to the payer's accountant, and to those who follow the application."""

from atelier.core import french_names
from atelier.core.email_addresses import digest_of
from atelier.outbox.models import Message
from atelier.outbox.queueing import queue_message
from atelier.seasons import letterheads
from contributions.models import CreditNote, Invoice


def document_issued(document: Invoice | CreditNote, said: dict) -> None:
    """The document itself, as a PDF. Nobody knows whether one that vanished had left: it stops and asks."""
    invoice = document.invoice if isinstance(document, CreditNote) else document
    triptych = invoice.payer.agreement.triptych
    file = {"name": f"{document.number}.pdf", "content_type": "application/pdf", "path": document.pdf_path}
    greetings = {contact.user.email: contact.user.greeting for contact in triptych.contacts.select_related("user")}
    for address in invoice.readers():
        queue_message(
            key=f"money:{document.number}:{digest_of(address)}",
            to_email=address,
            template="contributions/emails/issued",
            context={
                **said,
                "greeting": greetings.get(address, french_names.greeting()),
                "territory_de": triptych.territory.with_de,
            },
            confirm_before_resend=True,
            matter=Message.Matter.MONEY,
            topics=[
                f"territory:{triptych.territory_id}",
                f"invoice:{invoice.pk}",
                letterheads.topic(triptych.season_id),
            ],
            attachments=[file],
        )
