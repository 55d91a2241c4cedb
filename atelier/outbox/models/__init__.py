from atelier.outbox.models.message import (
    GROUP,
    LEASE,
    MAX_ATTEMPTS,
    PATIENCE,
    SHARE,
    UNSENT,
    Attachment,
    Bounce,
    Message,
    MessageQuerySet,
    Statement,
    Topic,
)
from atelier.outbox.models.reply import Reply

__all__ = [
    "GROUP",
    "LEASE",
    "MAX_ATTEMPTS",
    "PATIENCE",
    "SHARE",
    "UNSENT",
    "Attachment",
    "Bounce",
    "Message",
    "MessageQuerySet",
    "Reply",
    "Statement",
    "Topic",
]
