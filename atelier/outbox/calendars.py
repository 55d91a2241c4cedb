"""What a message says to the agenda of its reader: iTIP messages (RFC 5546), carried as RFC 6047 says.

Apps declare who makes them. They are made when the message leaves, from what it says, and stored nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from atelier.core.declarations import declared
from atelier.outbox.models import Message


@dataclass(frozen=True)
class CalendarPart:
    """One iCalendar object; `method` is the one that it holds, `name` what a reader saves it under."""

    name: str
    method: str
    content: str

    @property
    def content_type(self) -> str:
        """With its method: without it, Outlook and Gmail see a mere file."""
        return f"text/calendar; method={self.method}"


@dataclass(frozen=True)
class Calendars:
    """What makes those of a message that leaves at one moment; it may write, and is never asked for a preview."""

    make: Callable[[Message, datetime], list[CalendarPart]]


def enclose(mail: EmailMultiAlternatives, message: Message, now: datetime) -> None:
    """Add to the mail what it says to agendas.

    One object is another form of the text, which is what agendas act upon (Outlook, Gmail, Apple, Thunderbird), and
    a file beside it for whoever opens it by hand. Several are files with their method, and so is one that leaves
    through a provider, which takes no other form of the text.
    """
    with transaction.atomic():
        parts = [part for one in declared(Calendars) for part in one.make(message, now)]
    alone = len(parts) == 1 and not settings.EMAIL_BACKEND.startswith("anymail.")
    for part in parts:
        if alone:
            mail.attach_alternative(part.content, part.content_type)
        mail.attach(part.name, part.content.encode(), "application/ics" if alone else part.content_type)
