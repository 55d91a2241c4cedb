"""The mailbox where answers arrive, read by a worker over IMAP: what was kept is marked as seen, and stays there."""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DataError

from atelier.core.limits import Limit, count, reset
from atelier.outbox import replies

MAX_BYTES = 15_000_000  # of a mail that is read whole; of a heavier one, its headers alone
AT_ONCE = 50  # mails of one visit
TIMEOUT = 20  # seconds, for each answer of the server
READINGS = Limit("readings of a mail that nobody ended", 2)
log = logging.getLogger(__name__)


def collect() -> int:
    """Keep the mails that were not seen yet, at most 50; returns how many. Nothing without REPLY_MAILBOX.

    Raises OSError or imaplib.IMAP4.error when the server is away or refuses the account: the next visit tries again.
    """
    if not settings.REPLY_MAILBOX:
        return 0
    with _opened(settings.REPLY_MAILBOX) as server:
        _, (validity, *_) = server.response("UIDVALIDITY")  # with it, the number of a mail is its own for ever
        _, (found,) = server.uid("SEARCH", "UNSEEN")
        unseen = (found or b"").decode().split()[:AT_ONCE]
        return sum(_keep(server, uid, origin=f"{(validity or b'').decode()}:{uid}") for uid in unseen)


@contextmanager
def _opened(box: dict[str, Any]) -> Iterator[imaplib.IMAP4]:
    """A session in the folder; the certificate is verified."""
    where = {"host": box["host"], "port": box["port"], "timeout": TIMEOUT}
    if box["ssl"]:
        session: imaplib.IMAP4 = imaplib.IMAP4_SSL(**where, ssl_context=ssl.create_default_context())
    else:
        session = imaplib.IMAP4(**where)
    with session as server:
        server.login(box["user"], box["password"])
        status, told = server.select(box["folder"])
        if status != "OK":
            raise imaplib.IMAP4.error(f"The folder cannot be opened: {told!r}")
        yield server


def _keep(server: imaplib.IMAP4, uid: str, *, origin: str) -> bool:
    """One mail that cannot be kept is flagged for somebody to look at, and stops no other.

    Nor does one that its readers die of: it is read twice a day at most.
    """
    if not count(READINGS, origin):
        log.error("Mail %s of the mailbox interrupted whoever read it.", uid)
        server.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)")
        return False
    flags = r"(\Seen)"
    reply = None
    try:
        size = _fetched(server, uid, "(RFC822.SIZE)")
        is_heavy = int(size.rpartition(b"RFC822.SIZE ")[2].split(b")")[0].split()[0]) > MAX_BYTES
        content = _fetched(server, uid, "(BODY.PEEK[HEADER])" if is_heavy else "(BODY.PEEK[])")
        reply = replies.receive_bytes(content, origin=origin, headers_only=is_heavy)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, DataError):
        log.exception("Mail %s of the mailbox cannot be kept.", uid)
        flags = r"(\Seen \Flagged)"
    except Exception:  # the server or the database is away: it is nothing of this mail
        reset(READINGS, origin)
        raise
    server.uid("STORE", uid, "+FLAGS", flags)
    reset(READINGS, origin)
    return reply is not None


def _fetched(server: imaplib.IMAP4, uid: str, what: str) -> bytes:
    """The bytes of one answer: a literal stands apart, in a pair."""
    _, (first, *_) = server.uid("FETCH", uid, what)
    return first[1] if isinstance(first, tuple) else first or b""
