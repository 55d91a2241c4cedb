"""The mails to the team of a season; their personal link is made when they leave."""

from django.urls import reverse
from django.utils import timezone

from atelier.core.links import absolute_url
from atelier.outbox.models import Message
from atelier.outbox.personal_links import masked_url
from atelier.outbox.queueing import queue_message
from atelier.seasons import letterheads
from atelier.seasons.models import TeamMember, Workshop
from sessions.facilitation import links


def invite(member: TeamMember) -> Message | None:
    """You are in the team: see what that means, and accept. Once a day at most, None otherwise."""
    return _queue(member, "facilitator_invitation")


def ask_availability(member: TeamMember) -> Message | None:
    """Which days are you free? Once a day at most, None otherwise."""
    return _queue(member, "facilitator_availability")


def _queue(member: TeamMember, template: str) -> Message | None:
    user = member.user
    if user is None:
        return None
    return queue_message(
        key=f"{template}:{member.pk}:{user.pk}:{timezone.localdate()}",
        to_email=user.email,
        template=f"sessions/emails/{template}",
        topics=[f"user:{user.pk}", letterheads.topic(member.season_id)],
        personal_link=links.reference(member),
        context={
            "greeting": user.greeting,
            "member": member,
            "season": member.season,
            "workshop": Workshop.load(),
            "url": masked_url(links.KIND),
            "join_url": absolute_url(reverse("sessions:facilitation")),
        },
    )
