"""Who shares a mailbox gives an address that they alone read: a link to it proves it, and opens their own space.

Asked for by the personal link of a mail to the mailbox; nothing changes before the link that the new address receives
is opened and confirmed, and the page says the same whoever has that address.
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from atelier.core.limits import Limit, LimitReached, count
from atelier.privacy import address_change, emails
from territories.invitation import InvalidLink
from territories.models import Participant

SALT = "atelier.privacy.own_address"
LIFETIME = timedelta(days=7)  # of the link to the new address
ASKED = Limit("addresses asked for by somebody who shares a mailbox", 5)
TOO_MANY = "Cinq adresses ont été demandées aujourd’hui\u00a0: réessayez demain, ou écrivez-nous."


@transaction.atomic
def ask(*, seat: Participant, to: str) -> str:
    """Write to this address, which is returned as it is stored. Raises ValidationError, and LimitReached."""
    email = address_change.check_address(address_change.holder_of_seat(seat), to)
    if not count(ASKED, seat.pk):
        raise LimitReached(TOO_MANY)
    emails.own_address_asked(seat, to=email)
    return email


def token_for(seat: Participant, email: str) -> str:
    return signing.dumps([seat.pk, seat.invitation.hex, email], salt=SALT)


def token_of_reader(address: str, pk: int) -> str | None:
    """The secret of the link to this address, while the person shares another one."""
    seat = _sharing().filter(pk=pk).first()
    return token_for(seat, address) if seat else None


def asked_by(token: str) -> tuple[Participant, str]:
    """Who asked, and the address that the link proves. Raises InvalidLink."""
    try:
        pk, invitation, email = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise InvalidLink from error
    seat = _sharing().filter(pk=pk, invitation=invitation).first()
    if seat is None:
        raise InvalidLink
    return seat, email


def prove(*, token: str) -> Participant:
    """The address is theirs: it becomes that of their seat, with an account. Raises InvalidLink, ValidationError."""
    seat, email = asked_by(token)
    address_change.change_address(holder=address_change.holder_of_seat(seat), to=email, by=None, proven=True)
    seat.refresh_from_db()
    return seat


def _sharing() -> QuerySet[Participant]:
    rows = Participant.objects.confirmed().filter(shares_mailbox=True)
    return rows.select_related("triptych__territory", "season", "category")
