"""How a message leaves and is not sent twice: claim, ask for its reason again, send, record, or try again later."""

import contextlib
import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from atelier.core import logs
from atelier.core.mail import compose_mail
from atelier.outbox import bounces, calendars, incoming, leaving, personal_links
from atelier.outbox.models import PATIENCE, Attachment, Message
from atelier.outbox.refusals import Whose, classify

log = logging.getLogger(__name__)

SOONEST, LATEST = timedelta(minutes=1), timedelta(minutes=30)  # between two tries: as long as it has failed already


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
    except personal_links.NotTheirLink:
        message.state, message.error = Message.State.WITHDRAWN, "Le lien personnel n’est plus celui de cette adresse."
        _save(message, "state", "error")
    except (OSError, OperationalError) as error:  # a disk or a database away passes; a file that went does not
        _fail(message, error=str(error), now=now, final=isinstance(error, FileNotFoundError))
    except Exception as error:  # one message that cannot be made must not come back for ever
        log.exception("Message %s cannot be made.", message.pk)
        _fail(message, error=repr(error), now=now, final=True)
    else:
        _send(message, mail, now)
    return message if Message.objects.filter(pk=pk).exists() else None


def _send(message: Message, mail: EmailMultiAlternatives, now: datetime) -> None:
    """Nothing is in doubt before the server has answered and let us in."""
    server = mail.connection = get_connection()
    try:
        server.open()
    except Exception as error:  # noqa: BLE001 - whatever it is has its class
        _refuse(message, error, now)
    else:
        _hand_over(message, mail, now)
    finally:
        with contextlib.suppress(OSError):  # a mail that has left has left, however the line ends
            server.close()


def _hand_over(message: Message, mail: EmailMultiAlternatives, now: datetime) -> None:
    try:
        mail.send()
    except (smtplib.SMTPServerDisconnected, ConnectionResetError, TimeoutError) as error:
        # The server may have accepted it before the line was cut: nobody can know.
        _fail(message, error=str(error), now=now, final=False, in_doubt=True)
    except Exception as error:  # noqa: BLE001 - whatever it is has its class
        _refuse(message, error, now)
    else:
        was_held_up = message.is_ours_to_mend
        message.state, message.sent_at, message.error = Message.State.SENT, timezone.now(), ""
        message.delayed_since, message.is_ours_to_mend = None, False
        _save(message, "state", "sent_at", "error", "delayed_since", "is_ours_to_mend")
        if was_held_up:  # mended: the others need not wait for their next try
            Message.objects.held_up().filter(state=Message.State.QUEUED).update(next_try=None)


def _refuse(message: Message, error: Exception, now: datetime) -> None:
    """What is ours to mend, or may pass, is tried again; an address that refuses is remembered."""
    refusal = classify(error)
    final, ours = refusal.whose in {Whose.THEIRS, Whose.MESSAGE}, refusal.whose is Whose.OURS
    said = f"{refusal.sentence}\n{error!r}".strip()
    if ours:
        log.error("Mail is held up until somebody mends it: %s", refusal.sentence)
    elif refusal.whose is Whose.MESSAGE:
        log.error("Message %s cannot be sent: %s.", message.pk, type(error).__name__)  # its words may quote a link
    with transaction.atomic():
        is_there = _fail(message, error=said, now=now, final=final, ours=ours)
        if is_there and refusal.whose is Whose.THEIRS:
            bounces.record_bounce(message.to_email, reason=message.error)


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
        topics=list(message.topics.order_by("pk").values_list("ref", flat=True)),
    )
    for attachment in Attachment.objects.filter(Q(message=message) | Q(message__group=message)).order_by("pk"):
        with default_storage.open(attachment.path) as file:
            mail.attach(attachment.name, file.read(), attachment.content_type)
    return mail


def message_id(message: Message) -> str:
    """Derived from the key (HMAC-SHA256): whoever receives a message twice can tell, and nobody else can guess it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{salted_hmac('atelier.outbox.message', message.key, algorithm='sha256').hexdigest()[:32]}@{domain}>"


def _fail(
    message: Message, *, error: str, now: datetime, final: bool, in_doubt: bool = False, ours: bool = False
) -> bool:
    """Try again later, each time further apart, or stop and show the reason to the organisers; False when gone."""
    message.error = logs.mask_links(error)[:2000]  # a server may quote what it refuses
    message.delayed_since = message.delayed_since or now
    waited = now - message.delayed_since
    if in_doubt:
        message.perhaps_left_at = now
    if in_doubt and message.confirm_before_resend:
        message.state = Message.State.UNCERTAIN
    elif final or waited >= PATIENCE:
        message.state = Message.State.FAILED
    else:
        message.state = Message.State.QUEUED
        message.next_try = now + min(max(waited, SOONEST), LATEST)
    message.is_ours_to_mend = ours and message.state == Message.State.QUEUED
    return _save(message, "state", "error", "next_try", "perhaps_left_at", "delayed_since", "is_ours_to_mend")
