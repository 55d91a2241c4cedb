"""The files of issued documents, made from their snapshots and nothing else."""

from django.urls import reverse
from django.utils import timezone

from atelier.core import pdf
from atelier.core.issued_documents import finish
from atelier.core.links import absolute_url
from atelier.core.qr_codes import qr_code
from sessions.documents import attestation_mails, attestations, booklets, emails, facilitation_documents, snapshots
from sessions.documents.models import Attestation, Booklet, Convocation, FacilitationDocument
from territories.models import Participant

_TEAM_TEMPLATES: dict[str, str] = {
    FacilitationDocument.Kind.LETTER: "sessions/documents/facilitation_letter.html",
    FacilitationDocument.Kind.ATTESTATION: "sessions/documents/facilitation_attestation.html",
}


def render_convocation(pk: int) -> Convocation | None:
    """Make the file of a convocation, then queue its e-mail; None when that is done already."""
    convocation = Convocation.objects.waiting().select_related("participant", "day").filter(pk=pk).first()
    if not convocation:
        return None
    content = pdf.render_pdf("sessions/documents/convocation.html", convocation_context(convocation))
    return finish.store_and_notify(convocation, content, lambda: emails.convocation(convocation))


def render_attestation(pk: int) -> Attestation | None:
    """The same for an attestation."""
    attestation = Attestation.objects.waiting().select_related("participant").filter(pk=pk).first()
    if not attestation:
        return None
    words = attestations.snapshot_context(attestation.snapshot)
    content = pdf.render_pdf("sessions/documents/attestation.html", {**words, **_verification_context(attestation)})
    return finish.store_and_notify(attestation, content, lambda: _mail_once_all_are_ready(attestation))


def attestation_preview(kind: str, snapshot: dict) -> bytes:
    """What issuing would draw now, without a number nor a code: nothing is kept."""
    issued = Attestation(kind=kind, snapshot=snapshot, issued_at=timezone.now())
    words = {**attestations.snapshot_context(snapshot), "attestation": issued, "replaced": None, "is_preview": True}
    return pdf.render_pdf("sessions/documents/attestation.html", words)


def _mail_once_all_are_ready(attestation: Attestation) -> None:
    """One mail a person for what was issued together: whoever draws the last of them sends it."""
    Participant.objects.select_for_update(of=["self"]).get(pk=attestation.participant_id)  # one worker at a time
    issued = attestation_mails.issued_with(attestation)
    if issued and all(one.is_ready for one in issued):
        attestation_mails.send(issued)


def render_booklet(pk: int) -> Booklet | None:
    """The same for a booklet, which is fetched and not sent."""
    booklet = Booklet.objects.waiting().filter(pk=pk).first()
    if not booklet:
        return None
    content = pdf.render_pdf("sessions/documents/booklet.html", booklets.snapshot_context(booklet))
    return finish.store_and_notify(booklet, content, lambda: None)


def render_facilitation_document(pk: int) -> FacilitationDocument | None:
    """The same for a letter or an attestation of somebody of the team."""
    rows = FacilitationDocument.objects.waiting().select_related("member__user", "member__season")
    document = rows.filter(pk=pk).first()
    if not document:
        return None
    content = pdf.render_pdf(_TEAM_TEMPLATES[document.kind], facilitation_context(document))
    words = facilitation_documents.snapshot_context(document.snapshot)
    return finish.store_and_notify(document, content, lambda: emails.facilitation_document(document, words))


def facilitation_preview(due: facilitation_documents.Due) -> bytes:
    """What issuing would draw now, without a number: nothing is kept."""
    issued = FacilitationDocument(member=due.member, kind=due.kind, snapshot=due.snapshot)
    context = {**facilitation_context(issued), "is_preview": True}
    return pdf.render_pdf(_TEAM_TEMPLATES[due.kind], context)


def facilitation_context(document: FacilitationDocument) -> dict:
    """What the templates of the team's documents read."""
    words = facilitation_documents.snapshot_context(document.snapshot)
    return {**words, "document": document, "replaced": document.replaced, "is_preview": False}


def void_copy(convocation: Convocation, why: str) -> bytes:
    """The same words under a line that says why they are void: what is served then; the stored file never changes."""
    return pdf.render_pdf("sessions/documents/convocation.html", {**convocation_context(convocation), "void": why})


def convocation_context(convocation: Convocation) -> dict:
    """What the template of a convocation reads: frozen words, what it replaces, the code of the door drawn."""
    snapshot = convocation.snapshot
    return {
        "convocation": convocation,
        "void": "",
        "replaced": convocation.replaced,
        "qr": qr_code(snapshot["code"]) if snapshot.get("code") else "",
        **snapshots.with_dates(snapshot),
    }


def _verification_context(attestation: Attestation) -> dict:
    """Where a reader checks the attestation, and which one it replaces."""
    former = Attestation.objects.filter(
        participant=attestation.participant_id, kind=attestation.kind, version__lt=attestation.version
    )
    verify = absolute_url(reverse("sessions:verify"))
    return {
        "attestation": attestation,
        "is_preview": False,
        "replaced": former.order_by("-version").first(),
        "verify_url": verify,
        "qr": qr_code(f"{verify}?code={attestation.code}"),
    }
