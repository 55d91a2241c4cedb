"""A reminder that somebody sends of what is still due of a document; rules send theirs by themselves."""

from dataclasses import dataclass

from django.utils import timezone

from atelier.core import french, french_names
from atelier.core.links import absolute_url
from atelier.outbox import queueing
from atelier.outbox.models import Message
from atelier.seasons.models import Workshop
from contributions.models import Invoice


@dataclass(frozen=True)
class Letter:
    """What one reader would receive."""

    to_email: str
    subject: str
    text: str


def is_owed(invoice: Invoice) -> bool:
    """Something is still due of it; `invoice` has its balance."""
    return invoice.kind != Invoice.Kind.QUOTE and invoice.due > 0


def letters_about(invoice: Invoice) -> list[Letter]:
    """Word for word what would leave today; nothing when nothing is due, or to whom was written today already."""
    if not is_owed(invoice):
        return []
    found = []
    for address, greeting in _readers(invoice):
        if Message.objects.filter(key=_key(invoice, address)).exists():
            continue
        if words := queueing.rehearse(_queue, invoice, address, greeting):
            found.append(Letter(address, words.subject, words.text))
    return found


def remind_payer(*, invoice: Invoice) -> int:
    """Queue the reminder to whoever its documents leave to, once a day; returns how many were queued."""
    if not is_owed(invoice):
        return 0
    return sum(_queue(invoice, address, greeting) is not None for address, greeting in _readers(invoice))


def _readers(invoice: Invoice) -> list[tuple[str, str]]:
    contacts = invoice.payer.agreement.triptych.contacts.select_related("user").order_by("pk")
    known = {contact.user.email: contact.user.greeting for contact in contacts}
    return [(address, known.get(address, french_names.greeting())) for address in invoice.readers()]


def _key(invoice: Invoice, address: str) -> str:
    return f"money:reminder:{invoice.number}:{timezone.localdate():%Y-%m-%d}:{address}"


def _queue(invoice: Invoice, address: str, greeting: str) -> Message | None:
    triptych = invoice.payer.agreement.triptych
    return queueing.queue_message(
        key=_key(invoice, address),
        to_email=address,
        template="contributions/emails/payment_due",
        context={
            "greeting": greeting,
            "document": f"{invoice.get_kind_display()} n°\u00a0{invoice.number}",
            "due": french.euros(invoice.due),
            "is_late": invoice.due_on < timezone.localdate(),
            "due_on": invoice.due_on,
            "payer": str(invoice.payer),
            "territory_de": triptych.territory.with_de,
            "season": triptych.season,
            "workshop": Workshop.load(),
            "link": absolute_url(invoice.get_absolute_url()),
        },
        matter=Message.Matter.MONEY,
        topics=[f"territory:{triptych.territory_id}", f"invoice:{invoice.pk}"],
    )
