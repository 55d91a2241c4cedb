"""Adding somebody to the team of a season, who is invited by mail, what they say they did, and taking leave of them."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from atelier.core.forms import get_row_or_404
from atelier.outbox.models import Message
from atelier.seasons import team
from atelier.seasons.models import Season, TeamMember
from sessions.facilitation import emails
from sessions.facilitation.models import Preparation
from sessions.programme.models import AgendaItem


@transaction.atomic
def add_and_invite(
    *, season: Season, member: TeamMember | None = None, **person: str
) -> tuple[TeamMember, Message | None]:
    """Their place, and the mail where one leaves, see `invite`. `person` is `email`, `first_name`, `last_name`, `role`.

    Raises ValidationError for somebody who is there.
    """
    place = team.give_account(season=season, member=member, **person)
    return place, invite(member=place)


@transaction.atomic
def invite(*, member: TeamMember) -> Message | None:
    """None when they were invited today already, or have joined or left."""
    if member.joined_at or member.left_at:
        return None
    message = emails.invite(member)
    if message:
        member.invited_at = timezone.now()
        member.save(update_fields=["invited_at"])
    return message


@transaction.atomic
def leave(*, member: TeamMember) -> int:
    """They lead nothing of the days to come; how many items wait for somebody else."""
    through = AgendaItem.facilitators.through.objects
    to_come = through.filter(teammember=member, agendaitem__half_day__day__date__gte=timezone.localdate())
    freed: int = to_come.delete()[0]
    team.leave_team(member=member)
    return freed


def note_preparation(*, member: TeamMember, on: date, minutes: int, line: str) -> Preparation:
    """Time that they say they spent preparing the season."""
    return Preparation.objects.create(member=member, on=on, minutes=minutes, line=line)


def forget_preparation(*, member: TeamMember, key: str) -> None:
    """One of their own lines. Raises Http404."""
    get_row_or_404(Preparation.objects.filter(member=member), key).delete()
