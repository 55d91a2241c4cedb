"""Limits on the mail that somebody from outside makes leave: by account, by machine, by address written to.

The middleware says whose request is being answered. Organisers, planned messages and commands are not limited.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model

from atelier.core.email_addresses import mailbox_of, normalize_email
from atelier.core.limits import Counted, Limit, LimitReached, count, count_all, period_end

OF_ACCOUNT = Limit("mails of an account", 60)
OF_MACHINE = Limit("mails of new accounts on a machine", 120)
TO_ADDRESS = Limit("mails of one sender to one address", 20)
AT_ONCE = Limit("mails of one sender that leave at once to one address", 10)
SPELLINGS = Limit("grouped mails to one mailbox under several spellings", 2)
TO_NEWCOMER = Limit("mails that leave at once to an address that never answered", 3)
TOO_MANY = (
    "Trop de courriels sont partis de chez vous aujourd’hui : celui-ci ne part pas. Recommencez demain, ou "
    "écrivez-nous."
)
TOO_MANY_TO = (
    "Beaucoup de courriels sont déjà partis de chez vous à cette adresse aujourd’hui : celui-ci ne part pas. "
    "Recommencez demain, ou écrivez-nous."
)


@dataclass(frozen=True)
class Sender:
    """Who makes a mail leave: an account, or nobody who signed in; and the network address it is from.

    `is_limited` is false for whoever holds a role.
    """

    account: int | None
    machine: str
    is_new: bool = False
    is_limited: bool = True


_sender: ContextVar[Callable[[], Sender | None] | None] = ContextVar("sender", default=None)


@contextmanager
def sent_by(sender: Callable[[], Sender | None]) -> Iterator[None]:
    """What is queued inside the block is counted for this sender; `sender` is called only when a mail is queued."""
    token = _sender.set(sender)
    try:
        yield
    finally:
        _sender.reset(token)


def current() -> Sender | None:
    """Whose request is being answered; None for what plans, tasks and commands write."""
    ask = _sender.get()
    return ask() if ask else None


def grouped_until(to_email: str) -> datetime | None:
    """None when a mail may leave at once; else it leaves in one with others, at this moment.

    Raises LimitReached when the sender is past a limit: of their own, so that nobody is refused for what others sent,
    and the same whoever reads, so that a refusal does not tell who has an account.
    """
    sender = current()
    if sender is None or not sender.is_limited:
        return None
    mailbox, who = mailbox_of(to_email), sender.account or sender.machine
    own: list[Counted] = [(TO_ADDRESS, who, mailbox)]
    own += [(OF_ACCOUNT, sender.account)] if sender.account else []
    own += [(OF_MACHINE, sender.machine)] if sender.is_new else []
    if reached := count_all(own):
        raise LimitReached(TOO_MANY_TO if reached is TO_ADDRESS else TOO_MANY)
    reader = get_user_model().objects.filter(email=normalize_email(to_email), is_active=True).first()
    answers = reader is not None and (reader.is_staff or reader.last_login)
    at_once = (AT_ONCE, who, mailbox) if answers else (TO_NEWCOMER, mailbox)
    return None if count(*at_once) else period_end(*at_once)


def open_group(to_email: str) -> None:
    """A mail that holds several begins. Raises LimitReached for one mailbox under one spelling too many."""
    if not count(SPELLINGS, mailbox_of(to_email)):
        raise LimitReached(TOO_MANY_TO)
