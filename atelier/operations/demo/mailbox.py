"""The mailbox of the demo: what the product sent to the addresses of fictional people.

It exists only in demo mode, while no mail server is configured.
"""

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 40


@login_not_required
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO_MAILBOX:
        raise Http404
    return render(request, "pages/mailbox.html", {"messages_received": _newest(settings.DEMO_MAILBOX / "new")})


def _newest(folder: Path) -> list[dict]:
    """The last messages, newest first, as plain values."""
    files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True) if folder.exists() else []
    return [_read(path.read_bytes()) for path in files[:SHOWN]]


def _read(content: bytes) -> dict:
    message = email.message_from_bytes(content, policy=modern)
    body = message.get_body(("plain",))
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "date": _received_at(message),
        "text": body.get_content() if body else "",
        "attachments": [part.get_filename() for part in message.iter_attachments()],
    }


def _received_at(message: EmailMessage) -> datetime | None:
    """Django dates its mail in UTC without saying so (« -0000 »)."""
    if not message["Date"] or not message["Date"].datetime:
        return None
    moment: datetime = message["Date"].datetime
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
