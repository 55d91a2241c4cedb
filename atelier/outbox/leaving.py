"""Messages that are made when they leave: their reason, words and attachments are asked for again at that hour.

Such a message is a recipe. Its row holds the words of the last planning; what leaves is made by the app that planned
it, in the transaction that claims the row.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from atelier.core import erasures, office_hours
from atelier.core.declarations import declared
from atelier.outbox import statements
from atelier.outbox.models import Attachment, Message

log = logging.getLogger(__name__)
CHANGED = (
    "Ce dont ce texte parle a changé depuis qu’il a été corrigé à la main : relisez-le, puis corrigez-le ou envoyez-le."
)
OVER = "Ce que ce courriel annonce est passé : relisez-le, puis envoyez-le ou annulez-le."
UNREADABLE = "Ce dont ce courriel parle n’a pas pu être lu."


class NoReason(Exception):
    """Nothing wants this message any more; the sentence says why."""


class UnreadableReason(Exception):
    """What this message speaks of cannot be read: nobody knows whether it is wanted. It was logged."""


@dataclass(frozen=True)
class Made:
    """A message as it leaves at one hour; `facts` is the digest of what it says, `is_over` that its event is past.

    It is wanted in the office hours of `clock`, from `not_before` on, and too late from `expires_at` on (never without
    it). `says` are the facts that these words tell its reader.
    """

    to_email: str
    subject: str
    text: str
    personal_link: str
    attachments: tuple[dict, ...]
    facts: str
    is_over: bool
    clock: str
    not_before: datetime
    expires_at: datetime | None
    says: tuple[statements.Fact, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """What makes the messages whose source begins with `prefix`; `make` raises NoReason or UnreadableReason."""

    prefix: str
    make: Callable[[Message, datetime], Made]


def recipe_of(message: Message) -> Recipe | None:
    """None for a message whose words are its own."""
    return next((one for one in declared(Recipe) if message.source.startswith(one.prefix)), None)


def hold_readers(message: Message) -> None:
    """Nobody is erased between the reading of what this message says and its writing: taken before the row itself."""
    if recipe_of(message):
        erasures.hold()


def prepare(message: Message, now: datetime) -> bool:
    """Make the claimed or locked row say what is true `now`; False when it must not leave, and then it says why.

    In the caller's transaction, which called `hold_readers` first. Raises UnreadableReason.
    """
    recipe = recipe_of(message)
    if recipe is None:
        return True
    try:
        made = _make(recipe, message, now)
    except NoReason as gone:
        return _stop(message, Message.State.WITHDRAWN, str(gone))
    is_early = made.not_before > now or (message.office_hours and not office_hours.is_open(now, made.clock))
    if not message.by_hand and is_early:
        when = {"clock": made.clock, "not_before": made.not_before, "expires_at": made.expires_at, "attempts": 0}
        return _stop(message, Message.State.QUEUED, "", **when)
    if not message.by_hand and made.expires_at and made.expires_at <= now:
        return _stop(message, Message.State.MISSED, "")
    if (message.edited or made.is_over) and made.facts != message.facts:
        return _stop(message, Message.State.HELD, OVER if made.is_over else CHANGED, facts=made.facts)
    values = {"facts": made.facts}
    if not message.edited:
        values |= {name: getattr(made, name) for name in ("to_email", "subject", "text", "personal_link")}
    _write(message, **values)
    _attach(message, made.attachments)
    statements.record(message, made.says)
    return True


def as_written(message: Message, says: tuple[statements.Fact, ...]) -> Made:
    """Of a message whose words are its own, and whose reason alone is asked for again."""
    files = [dict(one) for one in message.attachments.order_by("pk").values("name", "content_type", "path")]
    return Made(
        to_email=message.to_email,
        subject=message.subject,
        text=message.text,
        personal_link=message.personal_link,
        attachments=tuple(files),
        facts=message.facts,
        is_over=False,
        clock=message.clock,
        not_before=message.not_before,
        expires_at=message.expires_at,
        says=says,
    )


def preview(message: Message, at: datetime) -> Made | None:
    """What would leave at this moment; None when its words are its own, or nothing would leave."""
    recipe = recipe_of(message)
    try:
        return _make(recipe, message, at) if recipe else None
    except (NoReason, UnreadableReason):
        return None


def _make(recipe: Recipe, message: Message, at: datetime) -> Made:
    """Whatever else goes wrong than the database being away says that the reason cannot be read."""
    try:
        with transaction.atomic():
            return recipe.make(message, at)
    except (NoReason, UnreadableReason, OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("Message %s cannot be made.", message.pk)
        raise UnreadableReason from error


def waiting_for_somebody() -> QuerySet[Message]:
    """What was stopped at the door, until somebody reads it."""
    return Message.objects.filter(~Q(error=""), state=Message.State.HELD).order_by("not_before", "pk")


def _stop(message: Message, state: str, error: str, **values: object) -> bool:
    _write(message, state=state, error=error, **values)
    return False


def _write(message: Message, **values: object) -> None:
    for name, value in values.items():
        setattr(message, name, value)
    Message.objects.filter(pk=message.pk).update(**values)


def _attach(message: Message, attachments: tuple[dict, ...]) -> None:
    """These files and no other."""
    present = message.attachments.order_by("pk")
    if list(present.values("name", "content_type", "path")) != list(attachments):
        present.delete()
        Attachment.objects.bulk_create(Attachment(message=message, **one) for one in attachments)
