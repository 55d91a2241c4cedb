"""How a mail that came in is read: who wrote, to which of our addresses, about which message, by hand or not."""

import hashlib
import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from email.message import EmailMessage, Message

from django.conf import settings
from django.utils.crypto import salted_hmac

from atelier.core import secret_links
from atelier.core.plain_text import one_line, paragraphs
from atelier.outbox import calendar_answers, mail_parser, reply_text
from atelier.outbox import models as outbox
from atelier.outbox.calendar_answers import CalendarAnswer

TEXT_LENGTH = 20_000  # characters kept of one reply
REFERENCES = 50  # identifiers looked at
RECIPIENTS = 100  # addresses looked at
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_IDENTIFIER = re.compile(r"<[^<>\s]{3,318}>")
_AUTOMATIC_SUBJECT = re.compile(
    r"^\W*(réponse automatique|automatic reply|auto(-?reply)?\b|absence du bureau"
    r"|absen(t|ce)\b.{0,40}\b(automatique|congés)"
    r"|out of (the )?office|message d[’']absence)",
    re.IGNORECASE,
)
_TAGGED = re.compile(r"(?P<local>[^+@]+)\+(?P<pk>[0-9]{1,18})-(?P<seal>[a-z2-7]{16})@(?P<domain>[^@]+)")
_DAEMON = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)


@dataclass(frozen=True)
class Refusal:
    """What a server says of an address that it does not deliver to, for good."""

    email: str
    reason: str


@dataclass(frozen=True)
class Incoming:
    """What is read of a mail; `references` are identifiers of what it answers, the closest first."""

    from_email: str
    subject: str
    text: str
    kind: str
    references: list[str]
    recipients: list[str]
    refused_files: int
    refusal: Refusal | None
    calendar: CalendarAnswer | None
    digest: str


def reply_address(message: outbox.Message) -> str:
    """Where answers to this message go: an address that nobody guesses; empty where none are received.

    Its tag is the number of the message and 80 bits of a keyed hash (HMAC-SHA256), in base 32.
    """
    local, at, domain = str(settings.REPLY_ADDRESS).partition("@")
    return f"{local}+{message.pk}-{_seal(message)}@{domain}" if at else ""


def _seal(message: outbox.Message, secret: str | None = None) -> str:
    value = f"{message.pk}:{message.key}"
    digest = salted_hmac("atelier.outbox.reply", value, secret=secret, algorithm="sha256").digest()
    return b32encode(digest[:10]).decode().lower()


def message_of_address(address: str) -> outbox.Message | None:
    """The message whose answers this address receives, given before the last change of key or after it; None when the
    tag is not ours."""
    local, at, domain = str(settings.REPLY_ADDRESS).lower().partition("@")
    found = _TAGGED.fullmatch(address.lower())
    if not at or found is None or (found["local"], found["domain"]) != (local, domain):
        return None
    message = outbox.Message.objects.filter(pk=int(found["pk"])).first()
    if message is None:
        return None
    seals = [_seal(message, secret) for secret in (None, *settings.SECRET_KEY_FALLBACKS)]
    return message if any(hmac.compare_digest(found["seal"], seal) for seal in seals) else None


def read(mail: EmailMessage, *, recipient: str = "", origin: str = "") -> Incoming:
    """What a mail says, whatever is malformed in it; `recipient` is the address that its envelope names.

    `origin` is what its carrier calls it: it tells apart two mails that nothing else does.
    """
    calendar = calendar_answers.read(mail)
    files = [part for part in mail.walk() if _is_file(part) and not (calendar and _is_for_agendas(part))]
    text = secret_links.masked(paragraphs(_text(mail))[:TEXT_LENGTH]).strip()  # it quotes what it answers
    sender = next(iter(mail_parser.addresses(mail, "From")), "")
    named = [one for name in _ADDRESSED for one in mail_parser.addresses(mail, name)]
    subject = one_line(_header(mail, "Subject"))[:200]
    refusal, kind = _refusal(mail), outbox.Reply.Kind.WRITTEN
    if _is_report(mail, sender):
        kind, calendar = outbox.Reply.Kind.REFUSAL, None
    elif calendar:
        kind = outbox.Reply.Kind.CALENDAR
    elif _is_automatic(mail, subject):
        kind = outbox.Reply.Kind.AUTOMATIC
    unique = f"{_identity(mail) or origin}\n{sender}\n{text}"
    return Incoming(
        from_email=sender[:254],
        subject=subject,
        text=text,
        kind=kind,
        references=_references(mail),
        recipients=[recipient, *named[:RECIPIENTS]],
        refused_files=min(len(files), 999),
        refusal=refusal,
        calendar=calendar,
        digest=hashlib.sha256(unique.encode("utf-8", "replace")).hexdigest(),
    )


def _header(mail: Message, name: str) -> str:
    """A header in words; empty when it is absent or cannot be read."""
    return str(mail.get(name, ""))


def _identity(mail: Message) -> str:
    """Its identifier; of a mail without one, its date and the servers that it went through."""
    carried = (value for name, value in mail.raw_items() if name.lower() in {"date", "received"})
    return _header(mail, "Message-ID").strip() or "\n".join(carried)


def _text(mail: EmailMessage) -> str:
    """The plain text, else what the HTML says; a body that cannot be decoded is empty."""
    for kind in ("plain", "html"):
        for part in mail.walk():
            if part.get_content_type() == f"text/{kind}" and not _is_file(part):
                text = mail_parser.decoded(part)
                if text.strip():
                    return text if kind == "plain" else reply_text.text_of_html(text)
    return ""


def _is_file(part: Message) -> bool:
    """A part with a name, or that is no text; not those of a report, nor pictures shown in the text."""
    if part.is_multipart() or part.get_content_type() in {"message/delivery-status", "text/rfc822-headers"}:
        return False
    if part.get("Content-ID") and part.get_content_maintype() == "image":
        return False
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text"


def _is_for_agendas(part: Message) -> bool:
    return part.get_content_type() in calendar_answers.CONTENT_TYPES


def _is_automatic(mail: Message, subject: str) -> bool:
    """Written by a machine (RFC 3834, then what older programs say)."""
    if _header(mail, "Auto-Submitted").strip().lower() not in {"", "no"}:
        return True
    if any(name in mail for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")):
        return True
    precedence = _header(mail, "Precedence").strip().lower()
    return precedence in {"auto_reply", "bulk", "junk", "list"} or bool(_AUTOMATIC_SUBJECT.search(subject))


def _is_report(mail: Message, sender: str) -> bool:
    return mail.get_content_type() == "multipart/report" or bool(_DAEMON.match(sender))


def _refusal(mail: Message) -> Refusal | None:
    """The first address that a report of delivery (RFC 3464) says refused for good."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.walk():
            failed = _header(block, "Action").strip().lower() == "failed"
            if failed and _header(block, "Status").strip().startswith("5"):
                email = _header(block, "Final-Recipient").rpartition(";")[2].strip()
                reason = _header(block, "Diagnostic-Code").rpartition(";")[2].strip()
                return Refusal(email, one_line(reason) or "refusé par son serveur")
    return None


def _references(mail: Message) -> list[str]:
    """What it answers, then what that answered; of a report, the identifier of what comes back."""
    values = [_header(mail, "In-Reply-To"), *reversed(_IDENTIFIER.findall(_header(mail, "References")))]
    values += [_header(part, "Message-ID") for part in mail.walk() if part is not mail]
    values += [
        found
        for part in mail.walk()
        if part.get_content_type() == "text/rfc822-headers"
        for found in re.findall(r"^Message-ID:\s*(<.*>)", mail_parser.decoded(part), re.IGNORECASE | re.MULTILINE)
    ]
    return [one for value in values for one in _IDENTIFIER.findall(value)][:REFERENCES]
