"""A message that left is sent again to its reader, with a word of the organisers above it.

Its reason is asked for when it is shown, and again when it leaves: what is settled or not so any more is not repeated.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from atelier.core import erasures
from atelier.core.declarations import declared
from atelier.core.mail_layout import RULE
from atelier.outbox import leaving, queueing, statements
from atelier.outbox.leaving import Made, NoReason
from atelier.outbox.models import GROUP, Attachment, Message, Topic

SOURCE = "repeat:"
GONE = "Ce que ce courriel répète n’est plus exact, est réglé, ou ne se lit plus."


@dataclass(frozen=True)
class StillSo:
    """Of a mail without a recipe, whose key begins with `prefix`: `holds`, given the rest of the key at its colons."""

    prefix: str
    holds: Callable[..., bool]


def _is_still_so(message: Message) -> bool:
    """Nobody can say it of a mail that no app declared: who sends it again reads it."""
    found = next((one for one in declared(StillSo) if message.key.startswith(one.prefix)), None)
    return found is None or found.holds(*message.key.removeprefix(found.prefix).split(":"))


def repeated(message: Message, word: str, at: datetime) -> Made | None:
    """What would leave at this hour; None for what did not leave by itself, or has no reason any more."""
    if message.state != Message.State.SENT or message.source == GROUP or not _is_still_so(message):
        return None
    facts = tuple(statements.Fact(one.person, one.about, one.name, one.value) for one in message.statements.all())
    made: Made | None = leaving.as_written(message, facts)
    if leaving.recipe_of(message):
        asked = copy(message)
        asked.by_hand = True
        made = leaving.preview(asked, at)
    if made is None:
        return None
    text = message.text if message.edited else made.text
    return replace(made, text=f"{word.strip()}\n\n{RULE}\n\n{text}")


@transaction.atomic
def repeat(message: Message, *, word: str, token: str) -> Message | None:
    """Queue it, once for each `token`; None when it is not to be repeated."""
    erasures.hold()  # nobody is erased between the reading of the former one and the writing of this one
    former = Message.objects.filter(pk=message.pk).first()
    made = repeated(former, word, timezone.now()) if former else None
    if former is None or made is None:
        return None
    values = {name: getattr(made, name) for name in ("to_email", "subject", "text", "personal_link", "facts")}
    values |= {"source": SOURCE, "matter": former.matter, "confirm_before_resend": former.confirm_before_resend}
    again, created = Message.objects.get_or_create(key=f"{SOURCE}{former.pk}:{token}"[:200], defaults=values)
    if created:
        statements.record(again, made.says)
        Topic.objects.bulk_create(Topic(message=again, ref=one.ref) for one in former.topics.order_by("pk"))
        Attachment.objects.bulk_create(Attachment(message=again, **one) for one in made.attachments)
        queueing.enqueue(again)
    return again


def make(message: Message, at: datetime) -> Made:
    """As it was written, while what it repeats would be said in the same words. Raises NoReason."""
    former = Message.objects.filter(pk=message.key.split(":")[1]).first()
    made = repeated(former, "", at) if former else None
    if made is None or not (message.edited or message.text.strip().endswith(made.text.strip())):
        raise NoReason(GONE)
    return leaving.as_written(message, made.says)
