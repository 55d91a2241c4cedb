"""The e-mails of days."""

from django.urls import reverse

from atelier.core.links import absolute_url
from atelier.outbox.queueing import queue_message
from atelier.outbox.statements import last_said
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from sessions.documents.day_mails import queue_convened
from sessions.documents.models import Attestation, Convocation, FacilitationDocument


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


def attestations(issued: list[Attestation], said: dict) -> None:
    """What was issued together to one person; `said` is the snapshot of one of them, ready to be written."""
    queue_message(
        key=f"attestation:{issued[0].number}",
        to_email=said["participant"]["email"],
        template="sessions/emails/attestation",
        confirm_before_resend=True,
        topics=[f"participant:{issued[0].participant_id}", letterheads.topic(issued[0].participant.season_id)],
        context={
            **said,
            "greeting": issued[0].participant.greeting,
            "issued": issued,
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("space")),
        },
        attachments=[
            {"name": f"{one.number}.pdf", "content_type": "application/pdf", "path": one.pdf_path} for one in issued
        ],
    )


def facilitation_document(issued: FacilitationDocument, said: dict) -> None:
    """A letter or an attestation to somebody of the team; `said` is its snapshot, ready to be written."""
    _to_team(issued, "facilitation_document", {**said, "replaced": issued.replaced}, joined=issued)


def facilitation_withdrawn(document: FacilitationDocument) -> None:
    """It does not hold any more, and nothing replaces it."""
    _to_team(document, "facilitation_withdrawn", {"season": document.snapshot["season"]})


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
        topics=[f"user:{user.pk}"],
        context={
            **context,
            "greeting": user.greeting,
            "document": document,
            "workshop": Workshop.load(),
            "url": absolute_url(reverse("sessions:facilitation")),
        },
        attachments=[file] if joined else [],
    )
