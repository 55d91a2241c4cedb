"""The personal link of somebody of a team: they say when they are free without signing in, and see what they lead.

It is signed, made when the mail leaves, and dies when they leave the team, when their address changes, and when the
season is archived.
"""

import hashlib

from django.core import signing
from django.db.models import QuerySet

from atelier.seasons.models import Season, TeamMember

KIND = "facilitation"
SALT = "sessions.facilitation.links"


class InvalidLink(Exception):
    """It was never ours, or its reader is not in the team any more."""


def reference(member: TeamMember) -> str:
    """What a message keeps of the link that it receives when it leaves."""
    return f"{KIND}:{member.pk}"


def token_for(member: TeamMember) -> str:
    """Of a member who has an account."""
    assert member.user
    return signing.dumps([member.pk, _digest(member.user.email)], salt=SALT)


def token_of_reader(address: str, member: int) -> str | None:
    """The secret of the link of this member, if the address is theirs and they are in the team."""
    found = _standing(member)
    return token_for(found) if found and found.user and found.user.email == address else None


def member_by_link(token: str) -> TeamMember:
    """Raises InvalidLink."""
    try:
        member, digest = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise InvalidLink from error
    found = _standing(member)
    if found is None or found.user is None or _digest(found.user.email) != digest:
        raise InvalidLink
    return found


def _standing(pk: int) -> TeamMember | None:
    rows: QuerySet[TeamMember] = TeamMember.objects.with_account().exclude(season__status=Season.Status.ARCHIVED)
    return rows.select_related("season__venue").filter(pk=pk).first()


def _digest(email: str) -> str:
    """Inside a signed text: it tells nobody the address."""
    return hashlib.sha256(email.encode()).hexdigest()[:16]
