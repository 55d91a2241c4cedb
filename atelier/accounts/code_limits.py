"""Limits on the codes that are asked for, whoever has an account: by address, by machine, by both.

A stranger who asks for somebody's code uses up their own tries first; many strangers use up those of an address, but
not from a machine that signed in with it this month. Beyond the limits a code already received and a key still sign in.
A room behind one network address has room for all.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from atelier.accounts.clients import machine_of
from atelier.core.email_addresses import mailbox_of
from atelier.core.limits import Counted, Limit, count, count_all, period_end, reset, too_many_requests

FROM_MACHINE_TO_ADDRESS = Limit("codes from a machine to an address", 5)
TO_ADDRESS = Limit("codes to an address", 30)
FROM_MACHINE = Limit("codes from a machine", 100, timedelta(minutes=10))
FROM_MACHINE_A_DAY = Limit("codes from a machine in a day", 400)
SIGNED_IN = Limit("sign-ins of an account from a machine", 1_000_000, timedelta(days=30))  # only kept in mind
ENOUGH = "Plusieurs codes ont déjà été demandés pour cette adresse aujourd’hui : aucun autre ne part."
LATER = "Beaucoup de codes ont été demandés depuis votre réseau : attendez dix minutes, puis recommencez."


def limit_codes(view: Callable[..., HttpResponse], *, field: str) -> Callable[..., HttpResponse]:
    """Each time the form is sent counts, before anything is looked for or written; `field` holds the address."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and (reached := _reached(request, request.POST.get(field, ""))):
            return too_many_requests(request, ENOUGH if reached in (FROM_MACHINE_TO_ADDRESS, TO_ADDRESS) else LATER)
        return view(request, *args, **kwargs)

    return wrapped


def remember_machine(request: HttpRequest, email: str) -> None:
    """Somebody signed in from there: their codes were wanted, and strangers do not use up their tries there."""
    machine, address = machine_of(request), mailbox_of(email)
    count(SIGNED_IN, machine, address)
    reset(FROM_MACHINE_TO_ADDRESS, machine, address)


def _reached(request: HttpRequest, email: str) -> Limit | None:
    """The limit that is reached; nothing is counted where no address is given, since nothing leaves."""
    if "@" not in email:
        return None
    machine, address = machine_of(request), mailbox_of(email)
    limits: list[Counted] = [
        (FROM_MACHINE, machine),
        (FROM_MACHINE_A_DAY, machine),
        (FROM_MACHINE_TO_ADDRESS, machine, address),
    ]
    is_known = period_end(SIGNED_IN, machine, address) > timezone.now()
    return count_all(limits if is_known else [*limits, (TO_ADDRESS, address)])
