"""Mails that come back: each is kept once, under the message that it answers, and beside the person who wrote it."""

import email.policy
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from atelier.core.declarations import declared
from atelier.core.email_addresses import normalize_email
from atelier.outbox import bounces, incoming, mail_parser
from atelier.outbox.models import Message, Reply

TOO_HEAVY = "Ce courriel est trop lourd\u00a0: ses mots restent dans la boîte aux lettres, où ils se lisent."


@dataclass(frozen=True)
class Correspondent:
    """Who wrote, as shown beside a reply; `address` is their page in the administration."""

    name: str
    territory: str
    address: str


@dataclass(frozen=True)
class Correspondents:
    """Declared by the apps that know people.

    `find(refs, email)` says who reads this address: among the topics `refs` of a message, or among everybody when
    there are none; empty for nobody, or for several. `describe` gives the words of « participant:8 », by key.
    """

    find: Callable[[list[str], str], str]
    describe: Callable[[Iterable[str]], dict[str, Correspondent]]


@dataclass(frozen=True)
class Offer:
    """An act that a reply makes likely: the words of its button, where it is posted, and who may do it.

    Without `address`, it says to whom may do it why there is nothing to do.
    """

    label: str
    address: str
    permission: str


@dataclass(frozen=True)
class ReplyOffers:
    """Declared by the apps that can do something about a reply.

    `note` does it by itself, for the answer of an agenda that came to the secret address of this message, and may say
    better whose it is; true when nothing is left to read.
    """

    find: Callable[[Reply], list[Offer]]
    note: Callable[[Reply, Message], bool]


def receive_bytes(content: bytes, *, recipient: str = "", origin: str = "", headers_only: bool = False) -> Reply | None:
    """A mail as a mailbox holds it; of one that is too heavy, or made to be, the headers alone are read.

    `recipient` is the address that it came to, where the carrier tells it apart from the headers; `origin`, what the
    carrier calls it.
    """
    try:
        mail = mail_parser.parse_headers(content) if headers_only else mail_parser.parse(content)
    except mail_parser.TooComplex:
        mail, headers_only = mail_parser.parse_headers(content), True
    found = incoming.read(mail, recipient=recipient, origin=origin)
    return _receive(found, instead=TOO_HEAVY if headers_only else "")


def receive_inbound_event(sender: object, event: Any, esp_name: str, **kwargs: object) -> None:
    """What a provider receives for us and gives by its webhook, in the words of django-anymail."""
    content = event.message.as_bytes(policy=email.policy.compat32)  # which writes every header as it came
    receive_bytes(content, recipient=event.message.envelope_recipient or "", origin=str(event.event_id or ""))


@transaction.atomic
def _receive(found: incoming.Incoming, *, instead: str) -> Reply | None:
    """Keep a mail that came in; None when it was kept before."""
    message = _answered(found)
    reply, created = Reply.objects.get_or_create(
        digest=found.digest,
        defaults={
            "message": message,
            "matter": message.matter if message else "",
            "person": _person(found, message),
            "from_email": found.from_email,
            "subject": found.subject,
            "text": instead or found.text,
            "refused_files": found.refused_files,
            "calendar": asdict(found.calendar) if found.calendar else {},
            "kind": found.kind,
        },
    )
    if not created:
        return None
    refusal = found.refusal
    if refusal and message and normalize_email(refusal.email) == message.to_email:
        bounces.record_bounce(message.to_email, reason=refusal.reason)
    if found.calendar and (invitation := _addressed(found)):
        _note(reply, invitation)
    return reply


def _note(reply: Reply, invitation: Message) -> None:
    if any(source.note(reply, invitation) for source in declared(ReplyOffers)):
        reply.is_noted, reply.handled_at = True, timezone.now()
    reply.save(update_fields=["person", "is_noted", "handled_at"])


def _answered(found: incoming.Incoming) -> Message | None:
    """By the identifiers that it refers to, else by the secret address that it came to."""
    by_identifier = {one.message_id: one for one in Message.objects.filter(message_id__in=found.references)}
    for reference in found.references:
        if reference in by_identifier:
            return by_identifier[reference]
    return _addressed(found)


def _addressed(found: incoming.Incoming) -> Message | None:
    """The message whose secret address it came to."""
    addressed = (incoming.message_of_address(address) for address in found.recipients)
    return next((message for message in addressed if message), None)


def _person(found: incoming.Incoming, message: Message | None) -> str:
    """Whoever writes from this address; else whom the message was sent to. Two of one mailbox: the message decides."""
    refs = list(message.topics.values_list("ref", flat=True)) if message else []
    addresses = [found.from_email] if found.kind in Reply.OF_SOMEBODY else []
    if found.calendar:
        addresses.insert(0, found.calendar.attendee)
    if message:
        addresses.append(message.to_email)
    for address in filter(None, addresses):
        for among in (refs, []) if refs else ([],):
            for source in declared(Correspondents):
                if person := source.find(among, normalize_email(address)):
                    return person
    return ""


def describe(refs: Iterable[str]) -> dict[str, Correspondent]:
    """The words of each person, by « participant:8 »."""
    wanted = sorted({ref for ref in refs if ref})
    return {ref: one for source in declared(Correspondents) for ref, one in source.describe(wanted).items()}


def offers(reply: Reply) -> list[Offer]:
    """What may be done about it in one click; nothing for what no one wrote, or that is settled."""
    if reply.kind not in Reply.OF_SOMEBODY or reply.handled_at:
        return []
    return [offer for source in declared(ReplyOffers) for offer in source.find(reply)]


def settle(replies: Iterable[Reply]) -> int:
    """They are read and dealt with; returns how many were not yet."""
    waiting = Reply.objects.filter(pk__in=[one.pk for one in replies], handled_at=None)
    return waiting.update(handled_at=timezone.now())


def forget(before: datetime) -> int:
    """Take away those received before; returns how many."""
    deleted: int = Reply.objects.received_before(before).delete()[0]
    return deleted
