"""How a message enters the outbox: once for its key, in the transaction of the verb that wants it."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, ParamSpec

from django.db import transaction
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone

from atelier.core import erasures
from atelier.core.background import enqueue_on_commit
from atelier.core.email_addresses import digest_of
from atelier.core.fields import column_length
from atelier.core.mail import Words, letterhead
from atelier.core.plain_text import one_line
from atelier.outbox import leaving, sending_limits, statements
from atelier.outbox.models import GROUP, SHARE, Attachment, Message, Topic

GROUP_TEXT = "Ce courriel réunit, quand il part, ceux qui attendent pour cette adresse.\n"

WAITING = [Message.State.HELD, Message.State.QUEUED]  # what has not left, and no worker has
STOPPED = frozenset(
    {Message.State.FAILED, Message.State.CANCELLED, Message.State.MISSED, Message.State.UNCERTAIN}
)  # what leaves again when somebody asks
SUBJECT_LENGTH = column_length(Message, "subject")
FILE = ("name", "content_type", "path")
UNESCAPED = "{% autoescape off %}"

_Arguments = ParamSpec("_Arguments")
_rehearsal: ContextVar[list[Words] | None] = ContextVar("rehearsal", default=None)
_recorder: ContextVar[list[Message] | None] = ContextVar("recorder", default=None)


def subject_line(text: str) -> str:
    """What a subject may be: one line, cut to its column."""
    line = one_line(text).strip()
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


@cache
def _templates_of(stem: str) -> tuple[Template, Template]:
    """The first line of a mail and what follows it, apart: no value of the one can write in the other."""
    found: Any = get_template(f"{stem}.txt")  # of Django's engine, which keeps the source
    whole = found.template
    first, _, rest = whole.source.partition("\n")
    sources = (first, rest)
    if first.startswith(UNESCAPED):
        sources = f"{first}{{% endautoescape %}}", f"{UNESCAPED}{rest}"
    named = {"origin": whole.origin, "name": whole.name, "engine": whole.engine}
    return Template(sources[0], **named), Template(sources[1], **named)


def words(template: str, context: dict, topics: Iterable[str] = ()) -> dict[str, Any]:
    """The subject and the text of a mail, as `queue_message` would write them."""
    given = {**context, "letterhead": letterhead(list(topics))}
    subject, text = (part.render(Context(given)) for part in _templates_of(template))
    return {"subject": subject_line(subject), "text": re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"}


@contextmanager
def recorded() -> Iterator[list[Message]]:
    """The messages queued inside the block, as they are queued: what a preview shows, what a report counts."""
    messages: list[Message] = []
    token = _recorder.set(messages)
    try:
        yield messages
    finally:
        _recorder.reset(token)


def rehearse(
    verb: Callable[_Arguments, object], /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> Words | None:
    """What the first message that this verb queues would say; nothing is written."""
    token = _rehearsal.set([])
    try:
        verb(*args, **kwargs)
        return next(iter(_rehearsal.get() or []), None)
    finally:
        _rehearsal.reset(token)


def queue_message(
    *,
    key: str,
    to_email: str,
    template: str,
    context: dict,
    attachments: Iterable[dict] = (),
    not_before: datetime | None = None,
    hold: bool = False,
    confirm_before_resend: bool = False,
    topics: Iterable[str] = (),
    matter: str = Message.Matter.GENERAL,
    personal_link: str = "",
    says: Iterable[statements.Fact] = (),
) -> Message | None:
    """Write the message in the caller's transaction; None when `key` was queued before.

    `template` is a stem: its first line is the subject, the rest the text; it is the source of the message. With
    `hold` it waits until somebody lets it go; with `confirm_before_resend` it is not repeated by itself when nobody
    knows whether it left. `attachments` are {"name", "content_type", "path"}, in the private storage. `topics` say what
    it is about; `personal_link`, whose link it receives when it leaves; `says`, the facts that it tells. Raises
    LimitReached to somebody from outside who makes too many leave, ErasedMeanwhile when somebody may have been erased
    since the request or the task read whom it writes to. What is too much for an address leaves in one, later.
    """
    if (rehearsed := _rehearsal.get()) is not None:
        rehearsed.append(Words(**words(template, context, topics)))
    if rehearsed is not None or Message.objects.filter(key=key).exists():
        return None
    erasures.hold_what_was_read()
    later, sender = sending_limits.grouped_until(to_email), sending_limits.current()
    values = words(template, context, topics) | {
        "to_email": to_email,
        "source": template[:60],
        "not_before": not_before or timezone.now(),
        "state": Message.State.GROUPED if later else Message.State.HELD if hold else Message.State.QUEUED,
        "confirm_before_resend": confirm_before_resend,
        "matter": matter,
        "personal_link": personal_link,
        "sender": sender.account if sender else None,
    }
    message, created = Message.objects.get_or_create(key=key, defaults=values)
    if not created:
        return None
    _complete(message, topics, attachments, says)
    if later:
        _add_to_group(message, later)
    elif not hold:
        enqueue(message)
    return message


def _complete(
    message: Message, topics: Iterable[str], attachments: Iterable[dict], says: Iterable[statements.Fact]
) -> None:
    statements.record(message, says)
    Topic.objects.bulk_create(Topic(message=message, ref=ref) for ref in topics)
    Attachment.objects.bulk_create(Attachment(message=message, **attachment) for attachment in attachments)
    if (recorder := _recorder.get()) is not None:
        recorder.append(message)


def enqueue(message: Message) -> None:
    """Have it delivered once the transaction has committed: behind all other work when many such wait already.

    Those of its kind and of its sender are such: five hundred invitations of one account delay neither those of
    another, nor a convocation or its drawing.
    """
    due = Message.objects.due(timezone.now()).exclude(pk=message.pk)
    waiting = due.filter(source=message.source, sender=message.sender)
    if waiting[:SHARE].count() < SHARE:
        enqueue_on_commit("atelier.outbox.tasks.deliver", message.pk)
    else:
        enqueue_on_commit("atelier.outbox.tasks.deliver_later", message.pk)


def _add_to_group(message: Message, later: datetime) -> None:
    """Have it leave with the others that wait for this address; it keeps its words, and does not leave by itself."""
    waiting = Message.objects.select_for_update().filter(
        source=GROUP, to_email=message.to_email, state=Message.State.QUEUED, not_before__gt=timezone.now()
    )
    group = waiting.order_by("pk").first()
    if group:
        group.subject = "Plusieurs messages de l’atelier"
        group.save(update_fields=["subject"])
    else:
        sending_limits.open_group(message.to_email)
        group = Message.objects.create(
            key=f"{GROUP}:{message.key}"[:200],
            to_email=message.to_email,
            subject=message.subject,
            text=GROUP_TEXT,
            source=GROUP,
            not_before=later,
        )
    message.group = group
    message.save(update_fields=["group"])
    topics = [Topic(message=group, ref=topic.ref) for topic in message.topics.all()]
    Topic.objects.bulk_create(topics, ignore_conflicts=True)


@transaction.atomic
def send_again(message: Message) -> bool:
    """Put a message that stopped back in the queue, with its tries counted anew; false for any other."""
    return _requeue(message, STOPPED)


@transaction.atomic
def release(message: Message) -> bool:
    """Send a message that was held; false when it is not held any more."""
    return _requeue(message, frozenset({Message.State.HELD}))


def _requeue(message: Message, states: frozenset[str]) -> bool:
    """Have it leave now. False for one in another state, and for one that must not leave: its row then says why."""
    leaving.hold_readers(message)
    found = Message.objects.select_for_update().filter(pk=message.pk).first()
    if found is None or found.state not in states:  # None: its reader was erased
        return False
    message = found
    message.by_hand = True
    try:
        if not leaving.prepare(message, timezone.now()):
            return False
    except leaving.UnreadableReason:
        Message.objects.filter(pk=message.pk).update(error=leaving.UNREADABLE)
        return False
    message.state, message.attempts, message.error = Message.State.QUEUED, 0, ""
    message.not_before, message.next_try, message.expires_at = timezone.now(), None, None
    message.delayed_since, message.is_ours_to_mend = None, False
    message.save()
    enqueue(message)
    return True


@transaction.atomic
def hold_message(message: Message) -> bool:
    """Keep a planned message until somebody lets it go; false when it has left or is leaving."""
    waiting = Message.objects.filter(pk=message.pk, state=Message.State.QUEUED)
    return bool(waiting.update(state=Message.State.HELD, error=""))


@transaction.atomic
def send_test(message: Message, *, to: str) -> Message | None:
    """What would leave, to another address, at once, without a personal link: it counts for nothing else.

    None for one that waits and would not leave any more.
    """
    erasures.hold_what_was_read()
    words: Message | leaving.Made = message
    files: Iterable[dict] = [dict(one) for one in message.attachments.order_by("pk").values(*FILE)]
    if message.state in WAITING and leaving.recipe_of(message):
        made = leaving.preview(message, max(message.not_before, timezone.now()))
        if made is None:
            return None
        words, files = message if message.edited else made, made.attachments
    copy = Message.objects.create(
        key=f"test:{message.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        to_email=to,
        subject=subject_line(f"[Essai] {words.subject}"),
        text=words.text,
        source="test",
        matter=message.matter,
    )
    Attachment.objects.bulk_create(Attachment(message=copy, **one) for one in files)
    enqueue(copy)
    return copy


@transaction.atomic
def send_sample(words: Words, *, to: str) -> Message:
    """What a kind of mail says, to whoever asked to see it; it counts for nothing else."""
    sample = Message.objects.create(
        key=f"sample:{timezone.now():%Y%m%d%H%M%S%f}:{digest_of(to)}",
        to_email=to,
        subject=subject_line(f"[Essai] {words.subject}"),
        text=words.text,
        source="test",
    )
    enqueue(sample)
    return sample


@transaction.atomic
def cancel_message(message: Message) -> bool:
    """Stop a message that has not left; false when a worker has it, or it is gone."""
    stopped = Message.objects.filter(pk=message.pk, state__in=WAITING)
    return bool(stopped.update(state=Message.State.CANCELLED))
