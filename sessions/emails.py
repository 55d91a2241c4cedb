"""The e-mails of days."""

from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.links import absolute
from atelier.outbox.queueing import queue
from atelier.seasons.models import Workshop
from sessions.models import Attestation, Convocation, Day, HalfDay
from territories.models import Participant


def convocation(issued: Convocation, said: dict) -> None:
    """The convocation itself, as a PDF and a calendar entry; `said` is its snapshot, ready to be written."""
    queue(
        key=f"convocation:{issued.number}",
        to_email=said["participant"]["email"],
        template="sessions/emails/convocation",
        topics=[f"participant:{issued.participant_id}", f"day:{issued.day_id}"],
        context={
            **said,
            "convocation": issued,
            "replaced": issued.replaced,
            "workshop": Workshop.load(),
            "url": absolute(reverse("space")),
        },
        attachments=[
            {"name": f"{issued.number}.pdf", "content_type": "application/pdf", "path": issued.pdf_path},
            {
                "name": f"journee-{said['day']['number']}.ics",
                "content_type": "text/calendar",
                "path": issued.ics_path,
            },
        ],
    )


def attestation(issued: Attestation, said: dict) -> None:
    queue(
        key=f"attestation:{issued.number}",
        to_email=said["participant"]["email"],
        template="sessions/emails/attestation",
        asks=True,
        topics=[f"participant:{issued.participant_id}"],
        context={**said, "attestation": issued, "workshop": Workshop.load(), "url": absolute(reverse("space"))},
        attachments=[{"name": f"{issued.number}.pdf", "content_type": "application/pdf", "path": issued.pdf_path}],
    )


def absence_announced(
    participant: Participant, day: Day, half_days: list[HalfDay], reason: str, organiser: User
) -> None:
    """To each organiser, every time somebody changes what they announced; no half-day means that they come."""
    queue(
        key=f"absence:{participant.pk}:{day.pk}:{timezone.now():%Y%m%d%H%M%S%f}:{organiser.pk}",
        to_email=organiser.email,
        template="sessions/emails/absence_announced",
        topics=[f"participant:{participant.pk}", f"day:{day.pk}"],
        context={
            "participant": participant,
            "day": day,
            "season": day.season,
            "half_days": half_days,
            "reason": reason,
            "workshop": Workshop.load(),
            "url": absolute(reverse("admin:day_presence", args=[day.pk])),
        },
    )
