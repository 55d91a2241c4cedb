"""The personal link by which somebody stays within reach of the people of the seasons, or not, without signing in.

It is signed, made when the mail leaves, and dies when their address changes, and once they are neither within reach
nor may agree to it.
"""

import hashlib

from django.core import signing
from django.utils import timezone

from atelier.seasons import parts
from territories import alumni
from territories.models import AlumniAgreement, Participant
from territories.parts import ALUMNI

SALT = "territories.alumni_links"


class InvalidLink(Exception):
    """It was never ours, or its reader has nothing to say there any more."""


def token_for(seat: Participant) -> str:
    return signing.dumps([seat.pk, _digest(seat.email)], salt=SALT)


def token_of_reader(address: str, pk: int) -> str | None:
    """The secret of the link of this person, if the address is theirs and their agreement holds."""
    found = AlumniAgreement.objects.standing().filter(participant=pk, participant__email=address)
    agreement = found.select_related("participant").first()
    return token_for(agreement.participant) if agreement else None


def seat_by_link(token: str) -> Participant:
    """Raises InvalidLink, or PartIsOff for the right reader of a season that keeps no alumni any more."""
    try:
        pk, digest = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise InvalidLink from error
    rows = Participant.objects.filter(pk=pk).select_related("triptych__territory", "season", "user")
    seat = rows.first()
    if seat is None or _digest(seat.email) != digest:
        raise InvalidLink
    if not alumni.may_open(seat, alumni.last_day(seat.season), timezone.localdate()):
        parts.require(seat.season, ALUMNI)
        raise InvalidLink
    return seat


def _digest(email: str) -> str:
    """Inside a signed text: it tells nobody the address."""
    return hashlib.sha256(email.encode()).hexdigest()[:16]
