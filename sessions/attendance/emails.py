"""The e-mails of attendance."""

from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.links import absolute_url
from atelier.outbox.queueing import queue_message
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from sessions.programme.models import Day, HalfDay
from territories.models import Participant


def absence_announced(
    participant: Participant, day: Day, half_days: list[HalfDay], reason: str, organiser: User
) -> None:
    """To each organiser, every time somebody changes what they announced; no half-day means that they come."""
    queue_message(
        key=f"absence:{participant.pk}:{day.pk}:{timezone.now():%Y%m%d%H%M%S%f}:{organiser.pk}",
        to_email=organiser.email,
        template="sessions/emails/absence_announced",
        topics=[f"participant:{participant.pk}", f"day:{day.pk}", letterheads.topic(day.season_id)],
        context={
            "greeting": organiser.greeting,
            "participant": participant,
            "day": day,
            "season": day.season,
            "half_days": half_days,
            "reason": reason,
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("admin:day_presence", args=[day.pk])),
        },
    )
