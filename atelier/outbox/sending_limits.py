"""Limits on the mail that somebody from outside makes leave: by account, by machine, by address written to.

The middleware says whose request is being answered. Organisers, planned messages and commands are not limited.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from atelier.core.email_addresses import normalize_email
from atelier.core.limits import Limit, LimitReached, count, count_all, period_end

OF_ACCOUNT = Limit("mails of an account", 40)
OF_MACHINE = Limit("mails of a machine", 120)
TO_NEWCOMER = Limit("mails to an address that never answered", 3)
TO_SAME = Limit("mails of one sender to one address", 10)
GROUPED = Limit("mails of one sender grouped for an address", 10)
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
    """Who makes a mail leave: an account without role, or nobody who signed in; and the network address it is from."""

    account: int | None
    machine: str


_sender: ContextVar[Callable[[], Sender | None] | None] = ContextVar("sender", default=None)


@contextmanager
def sent_by(sender: Callable[[], Sender | None]) -> Iterator[None]:
    """What is queued inside the block is counted for this sender; `sender` is called only when a mail is queued."""
    token = _sender.set(sender)
    try:
        yield
    finally:
        _sender.reset(token)


def grouped_until(to_email: str) -> datetime | None:
    """None when a mail may leave at once; else it leaves in one with others, at this moment.

    Raises LimitReached when the sender is past a limit. Nobody is refused for what others sent: at most they wait.
    """
    sender = _sender.get() and _sender.get()()
    if sender is None:
        return None
    to_email = normalize_email(to_email)
    reader = get_user_model().objects.filter(email=to_email, is_active=True).first()
    who, is_staff = sender.account or sender.machine, reader is not None and reader.is_staff
    with transaction.atomic():
        if not is_staff and count_all(_own_limits(sender)):
            raise LimitReached(TOO_MANY)
        answers = is_staff or (reader is not None and reader.last_login)
        whom = (TO_SAME, who, to_email) if answers else (TO_NEWCOMER, to_email)
        if count(*whom):
            return None
        if not count(GROUPED, who, to_email):
            raise LimitReached(TOO_MANY_TO)
    return max(period_end(*whom), timezone.now())


def _own_limits(sender: Sender) -> list[tuple]:
    own = [(OF_ACCOUNT, sender.account)] if sender.account else []
    return [*own, (OF_MACHINE, sender.machine)]
