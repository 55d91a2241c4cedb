"""One way to compose a mail: the identity of the workshop, the text, and the same in HTML."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from functools import cache

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from atelier.core.declarations import declared
from atelier.core.mail_layout import SIGNATURE, blocks_of

# No answering machine answers a machine (RFC 3834; the second is that of Exchange).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Letterhead:
    """Who writes; `email` is where answers go, `signed_by` the first line of the signature."""

    name: str
    carried_by: str
    email: str
    phone: str
    signed_by: str = SIGNATURE


@dataclass(frozen=True)
class LetterheadSource:
    """Declared once, by the app that knows who runs the workshop; `load` has the topics of the message."""

    load: Callable[[Collection[str]], Letterhead]


@dataclass(frozen=True)
class Words:
    """What a mail says."""

    subject: str
    text: str


@dataclass(frozen=True)
class MailSample:
    """A kind of mail, for the page that shows them all; `write` says it of real rows, None where there are none yet.

    `key` is the stem of its template, `part` the switch of the part of a season that it is of.
    """

    key: str
    label: str
    write: Callable[[], Words | None]
    part: str = ""


def letterhead(topics: Collection[str] = ()) -> Letterhead:
    """Of a message about these things."""
    (source,) = declared(LetterheadSource)
    return source.load(topics)


def signature(identity: Letterhead) -> str:
    """The last paragraph of a text, as `emails/signature.txt` writes it."""
    return render_to_string("emails/signature.txt", {"letterhead": identity}).strip()


def compose_mail(
    *,
    subject: str,
    text: str,
    to: str,
    headers: Mapping[str, str] | None = None,
    reply_to: str = "",
    topics: Collection[str] = (),
) -> EmailMultiAlternatives:
    """A mail in two forms, from the workshop; whoever answers writes to `reply_to`, else to the letterhead's address.

    `topics` say what it is about, and so which season writes.
    """
    identity = letterhead(topics)
    answers = reply_to or identity.email
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=formataddr((identity.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[to],
        reply_to=[answers] if answers else [],
        headers={**AUTOMATIC, **(headers or {})},
    )
    mail.attach_alternative(html_of(subject, text, identity), "text/html")
    return mail


def html_of(subject: str, text: str, identity: Letterhead) -> str:
    """The HTML form: styles inlined, but for the rules of dark screens and phones, which need their sheet."""
    context = {"subject": subject, "blocks": blocks_of(text, identity.signed_by), "letterhead": identity}
    return _inliner().inline(render_to_string("emails/message.html", context))


@cache
def _inliner() -> css_inline.CSSInliner:
    styles = render_to_string("emails/message.css")
    return css_inline.CSSInliner(extra_css=styles, keep_at_rules=True, load_remote_stylesheets=False)
