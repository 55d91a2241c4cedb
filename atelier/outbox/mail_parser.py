"""Mails of anybody, parsed within bounds: how many lines, parts and headers, and how long a header and a text are.

The parser of Python takes minutes for a few megabytes made on purpose (addresses, parameters, nested parts), and what
it raises for them is no short list: what cannot be read of a header is empty.
"""

import email
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.policy import EmailPolicy
from email.utils import getaddresses
from typing import Any

LINES = 400_000  # of a mail: one of 15 MB has 200 000 of them
PARTS = 60  # of a mail
HEADERS = 200  # of a part
HEADER_LENGTH = 2_000  # characters
TEXT_BYTES = 100_000  # read of one part, before its words are decoded


class TooComplex(ValueError):
    """More lines or parts than somebody writes: only the headers of such a mail are read."""


class _Policy(EmailPolicy):
    """The default policy of Python, which refuses no header."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        try:
            return super().header_fetch_parse(name, value)
        except Exception:  # noqa: BLE001 - what the parser of headers lets through, RecursionError among others
            return ""


class _BoundedMail(EmailMessage):
    def set_raw(self, name: str, value: str) -> None:
        if len(self) < HEADERS:
            super().set_raw(name, value[:HEADER_LENGTH])


# Every header as a plain line: the parsers of addresses and parameters are the slow ones.
_POLICY: Any = _Policy(header_factory=HeaderRegistry(use_default_map=False))


def parse(content: bytes) -> EmailMessage:
    """A mail as a mailbox holds it. Raises TooComplex."""
    if content.count(b"\n") > LINES:
        raise TooComplex
    count = 0

    def part(policy: Any = _POLICY) -> _BoundedMail:
        nonlocal count
        count += 1
        if count > PARTS:
            raise TooComplex
        return _BoundedMail(policy)

    mail: EmailMessage = email.message_from_bytes(content, part, policy=_POLICY)
    return mail


def parse_headers(content: bytes) -> EmailMessage:
    """The same with its headers alone: its text is empty."""
    mail: EmailMessage = BytesHeaderParser(_BoundedMail, policy=_POLICY).parsebytes(content)
    mail.set_payload("")
    return mail


def addresses(mail: Message, name: str) -> list[str]:
    """The addresses of the headers of this name, without the names of people; those of twenty headers at most."""
    written = [value for header, value in mail.raw_items() if header.lower() == name.lower()]
    try:
        return [address for _, address in getaddresses(written[:20]) if "@" in address]
    except (IndexError, RecursionError, TypeError, ValueError):
        return []


def decoded(part: Message) -> str:
    """The first words of one part, whatever charset it claims."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    beginning = content[:TEXT_BYTES]
    for charset in (part.get_content_charset(), "utf-8"):
        try:
            return beginning.decode(charset or "utf-8", "strict" if beginning == content else "ignore")
        except (LookupError, ValueError):
            continue
    return beginning.decode("cp1252", "replace")
