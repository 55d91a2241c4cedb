"""The mails that carry a convocation or a document of the team; about a day itself: `day_mails.py`."""

from datetime import datetime

from django.urls import reverse

from atelier.core.links import absolute_url
from atelier.outbox.leaving import Made, NoReason, as_written
from atelier.outbox.models import Message
from atelier.outbox.queueing import queue_message
from atelier.outbox.statements import last_said
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from sessions.documents.day_mails import queue_convened
from sessions.documents.models import Convocation, FacilitationDocument

FACILITATION = "sessions/emails/facilitation_document"
VOID = "Ce document a été retiré ou remplacé."


def convocation(issued: Convocation) -> None:
    """The convocation itself, as a PDF and a calendar entry, with what changes since what the person was told last."""
    person, about = f"participant:{issued.participant_id}", f"day:{issued.day_id}"
    held = last_said([about]).get((person, about), {})
    queue_convened(
        issued.participant,
        issued.day,
        key=f"convocation:{issued.number}",
        snapshot=issued.snapshot,
        held=held,
        joined=issued,
        replaced=issued.replaced,
        hold=issued.hold_mail,
    )


def facilitation_document(issued: FacilitationDocument, said: dict) -> None:
    """A letter or an attestation to somebody of the team; `said` is its snapshot, ready to be written."""
    _to_team(issued, "facilitation_document", {**said, "replaced": issued.replaced}, joined=issued)


def facilitation_withdrawn(document: FacilitationDocument, *, by_hand: bool = False) -> None:
    """It does not hold any more, and nothing replaces it: what it said is not so, or an organiser took it back."""
    _to_team(document, "facilitation_withdrawn", {"season": document.snapshot["season"], "by_hand": by_hand})


def _to_team(
    document: FacilitationDocument, template: str, context: dict, joined: FacilitationDocument | None = None
) -> None:
    user = document.member.user
    if user is None or not user.is_active:
        return
    file = {"content_type": "application/pdf", "name": f"{document.number}.pdf", "path": document.pdf_path}
    queue_message(
        key=f"{template}:{document.number}",
        to_email=user.email,
        template=f"sessions/emails/{template}",
        confirm_before_resend=True,
        topics=[f"user:{user.pk}", letterheads.topic(document.member.season_id)],
        context={
            **context,
            "greeting": user.greeting,
            "document": document,
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("sessions:facilitation")),
        },
        attachments=[file] if joined else [],
    )


def make_facilitation_document(message: Message, at: datetime) -> Made:
    """The mail as it was written, of a document in force when it leaves. Raises NoReason when it is not."""
    number = message.key.removeprefix("facilitation_document:")
    if not FacilitationDocument.objects.latest().filter(number=number).exists():
        raise NoReason(VOID)
    return as_written(message, ())
