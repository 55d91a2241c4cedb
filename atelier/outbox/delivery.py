"""How a message leaves and is not sent twice: claim, ask for its reason again, send, record, or try again later."""

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from atelier.core import logs
from atelier.core.mail import compose_mail
from atelier.outbox import bounces, calendars, incoming, leaving, personal_links
from atelier.outbox.models import MAX_ATTEMPTS, Attachment, Message

log = logging.getLogger(__name__)

RETRY_DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]


def deliver(pk: int, *, now: datetime | None = None) -> Message | None:
    """Send one message; None when someone else has it, it is not due, or it has left already.

    One that must not leave any more comes back unsent, with its cause.

    None too when its row went while it was sent: its reader was erased, and nothing of them is written again.
    """
    now = now or timezone.now()
    message = _claim(pk, now)
    if message is None or message.state != Message.State.SENDING:
        return message
    try:
        mail = _compose_email(message)
        calendars.enclose(mail, message, now)
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        final = all(code >= 500 for code in codes)
        with transaction.atomic():
            if _fail(message, error=str(error), now=now, final=final) and final:
                bounces.record_bounce(message.to_email, reason=message.error)
    except smtplib.SMTPResponseException as error:
        _fail(message, error=str(error), now=now, final=error.smtp_code >= 500)
    except (smtplib.SMTPServerDisconnected, ConnectionResetError, TimeoutError) as error:
        # The server may have accepted it before the line was cut: nobody can know.
        _fail(message, error=str(error), now=now, final=False, in_doubt=True)
    except (OSError, OperationalError) as error:  # server away (smtplib.SMTPException is one too), a lock too long
        _fail(message, error=str(error), now=now, final=False)
    except personal_links.NotTheirLink:
        message.state, message.error = Message.State.WITHDRAWN, "Le lien personnel n’est plus celui de cette adresse."
        _save(message, "state", "error")
    except Exception as error:  # one message that cannot be made must not come back for ever
        log.exception("Message %s cannot be sent.", message.pk)
        _fail(message, error=repr(error), now=now, final=True)
    else:
        message.state, message.sent_at, message.error = Message.State.SENT, timezone.now(), ""
        _save(message, "state", "sent_at", "error")
    return message if Message.objects.filter(pk=pk).exists() else None


@transaction.atomic
def _claim(pk: int, now: datetime) -> Message | None:
    """The row as it leaves, or with the state and the cause that stopped it; None when it is not for this caller."""
    before = Message.objects.filter(pk=pk).first()
    if before is None:
        return None
    leaving.hold_readers(before)
    if not Message.objects.claim(pk, now, message_id=message_id(before)):
        return None
    message = Message.objects.get(pk=pk)
    if before.state == Message.State.SENDING:  # its worker died, before or after the mail left: nobody can know
        message.perhaps_left_at = before.claimed_at
        _save(message, "perhaps_left_at")
    try:
        leaving.prepare(message, now)
    except leaving.UnreadableReason:
        _fail(message, error=leaving.UNREADABLE, now=now, final=False)
    return message


def _save(message: Message, *columns: str) -> bool:
    """False when the row is gone."""
    return bool(Message.objects.filter(pk=message.pk).update(**{name: getattr(message, name) for name in columns}))


def _compose_email(message: Message) -> EmailMultiAlternatives:
    """The mail that leaves: here, and nowhere in the database, the link of its reader stands in it."""
    text = personal_links.text_to_send(message)
    mail = compose_mail(
        subject=message.subject,
        text=text,
        to=message.to_email,
        reply_to=incoming.reply_address(message),
        headers={"Message-ID": message_id(message)},
    )
    for attachment in Attachment.objects.filter(Q(message=message) | Q(message__group=message)).order_by("pk"):
        with default_storage.open(attachment.path) as file:
            mail.attach(attachment.name, file.read(), attachment.content_type)
    return mail


def message_id(message: Message) -> str:
    """Derived from the key (HMAC-SHA256): whoever receives a message twice can tell, and nobody else can guess it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{salted_hmac('atelier.outbox.message', message.key, algorithm='sha256').hexdigest()[:32]}@{domain}>"


def _fail(message: Message, *, error: str, now: datetime, final: bool, in_doubt: bool = False) -> bool:
    """Try again later, each time further apart, or stop and show the reason to the organisers; False when gone."""
    message.error = logs.mask_links(error)[:2000]  # a server may quote what it refuses
    if in_doubt:
        message.perhaps_left_at = now
    if in_doubt and message.confirm_before_resend:
        message.state = Message.State.UNCERTAIN
    elif final or message.attempts >= MAX_ATTEMPTS:
        message.state = Message.State.FAILED
    else:
        message.state = Message.State.QUEUED
        message.next_try = now + RETRY_DELAYS[min(message.attempts, len(RETRY_DELAYS)) - 1]
    return _save(message, "state", "error", "next_try", "perhaps_left_at")
