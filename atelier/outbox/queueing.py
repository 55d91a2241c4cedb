"""How a message enters the outbox: once for its key, in the transaction of the verb that wants it."""

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from atelier.doorbell import ring
from atelier.outbox import tasks
from atelier.outbox.models import Attachment, Message


def queue(
    *,
    key: str,
    to_email: str,
    template: str,
    context: dict,
    attachments: list[dict] = (),
    not_before: datetime | None = None,
) -> Message | None:
    """Write the message in the caller's transaction; None when `key` was queued before.

    `template` is a stem: its first line is the subject, the rest the text. `attachments` are
    {"name", "content_type", "path"}, the path being one of the private storage.
    """
    subject, _, text = render_to_string(f"{template}.txt", context).partition("\n")
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "to_email": to_email,
            "subject": subject.strip(),
            "text": text.strip() + "\n",
            "not_before": not_before or timezone.now(),
        },
    )
    if not created:
        return None
    Attachment.objects.bulk_create(Attachment(message=message, **attachment) for attachment in attachments)
    ring(tasks.deliver, message.pk)
    return message


@transaction.atomic
def send_again(message: Message) -> Message:
    """Put a failed or cancelled message back in the queue, with its tries counted anew."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state in {Message.State.FAILED, Message.State.CANCELLED}:
        message.state, message.attempts, message.not_before = Message.State.QUEUED, 0, timezone.now()
        message.save(update_fields=["state", "attempts", "not_before"])
        ring(tasks.deliver, message.pk)
    return message
