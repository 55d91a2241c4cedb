"""The e-mails of days."""

from django.urls import reverse

from atelier.links import absolute
from atelier.outbox.queueing import queue
from atelier.seasons.models import Workshop
from sessions.models import Convocation


def convocation(issued: Convocation, said: dict) -> None:
    """The convocation itself, as a PDF and a calendar entry; `said` is its snapshot, ready to be written."""
    queue(
        key=f"convocation:{issued.number}",
        to_email=said["participant"]["email"],
        template="sessions/emails/convocation",
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
