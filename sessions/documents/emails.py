"""The e-mails of days."""

from django.urls import reverse

from atelier.core.links import absolute_url
from atelier.outbox.queueing import queue_message
from atelier.seasons.models import Workshop
from sessions.documents.models import Attestation, Convocation


def convocation(issued: Convocation, said: dict) -> None:
    """The convocation itself, as a PDF and a calendar entry; `said` is its snapshot, ready to be written."""
    queue_message(
        key=f"convocation:{issued.number}",
        to_email=said["participant"]["email"],
        template="sessions/emails/convocation",
        topics=[f"participant:{issued.participant_id}", f"day:{issued.day_id}"],
        context={
            **said,
            "convocation": issued,
            "replaced": issued.replaced,
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("space")),
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


def attestations(issued: list[Attestation], said: dict) -> None:
    """What was issued together to one person; `said` is the snapshot of one of them, ready to be written."""
    queue_message(
        key=f"attestation:{issued[0].number}",
        to_email=said["participant"]["email"],
        template="sessions/emails/attestation",
        confirm_before_resend=True,
        topics=[f"participant:{issued[0].participant_id}"],
        context={**said, "issued": issued, "workshop": Workshop.load(), "url": absolute_url(reverse("space"))},
        attachments=[
            {"name": f"{one.number}.pdf", "content_type": "application/pdf", "path": one.pdf_path} for one in issued
        ],
    )
