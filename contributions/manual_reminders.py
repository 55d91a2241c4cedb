"""A reminder that somebody sends of what is still due of a document; rules send theirs by themselves.

What is due is read again when it leaves: a payment may have been entered meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from atelier.core import french, french_names
from atelier.core.email_addresses import digest_of
from atelier.core.links import absolute_url
from atelier.outbox import queueing
from atelier.outbox.leaving import Made, NoReason, as_written
from atelier.outbox.models import Message
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from contributions.models import Invoice

TEMPLATE = "contributions/emails/payment_due"
SETTLED = "Ce document est réglé, ou ne se lit plus."
_PREFIX = "money:reminder:"
NOT_CONCERNED = "Cette adresse ne reçoit plus les documents de ce payeur."


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


def make(message: Message, at: datetime) -> Made:
    """The reminder as it is true at this hour. Raises NoReason."""
    number, _, digest = message.key.removeprefix(_PREFIX).rsplit(":", 2)
    invoice = Invoice.objects.with_balance().filter(number=number).first()
    if invoice is None or not is_owed(invoice):
        raise NoReason(SETTLED)
    greeting = dict(_readers(invoice)).get(message.to_email)
    if greeting is None and message.edited and digest_of(message.to_email) != digest:  # to somebody chosen by hand
        return as_written(message, ())
    if greeting is None:
        raise NoReason(NOT_CONCERNED)
    topics = [letterheads.topic(invoice.payer.agreement.triptych.season_id)]
    return replace(as_written(message, ()), **queueing.words(TEMPLATE, _context(invoice, greeting), topics))


def _readers(invoice: Invoice) -> list[tuple[str, str]]:
    contacts = invoice.payer.agreement.triptych.contacts.select_related("user").order_by("pk")
    known = {contact.user.email: contact.user.greeting for contact in contacts}
    return [(address, known.get(address, french_names.greeting())) for address in invoice.readers()]


def _key(invoice: Invoice, address: str) -> str:
    return f"{_PREFIX}{invoice.number}:{timezone.localdate():%Y-%m-%d}:{digest_of(address)}"


def _queue(invoice: Invoice, address: str, greeting: str) -> Message | None:
    triptych = invoice.payer.agreement.triptych
    return queueing.queue_message(
        key=_key(invoice, address),
        to_email=address,
        template=TEMPLATE,
        context=_context(invoice, greeting),
        matter=Message.Matter.MONEY,
        topics=[f"territory:{triptych.territory_id}", f"invoice:{invoice.pk}", letterheads.topic(triptych.season_id)],
    )


def _context(invoice: Invoice, greeting: str) -> dict:
    triptych = invoice.payer.agreement.triptych
    return {
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
    }
