"""The files of issued documents, made from their snapshots and nothing else."""

from datetime import date, time

import segno
from django.urls import reverse

from atelier import documents
from atelier.links import absolute
from sessions import attestations, booklets, calendar, emails, issued
from sessions.models import Attestation, Booklet, Convocation


def render(pk: int) -> Convocation | None:
    """Make the two files of a convocation, then queue its e-mail; None when that is done already."""
    convocation = Convocation.objects.waiting().select_related("participant", "day").filter(pk=pk).first()
    if not convocation:
        return None
    documents.store(convocation.ics_path, ics(convocation))
    content = documents.pdf("sessions/documents/convocation.html", context_of(convocation))
    return issued.finish(convocation, content, lambda: emails.convocation(convocation, said(convocation.snapshot)))


def render_attestation(pk: int) -> Attestation | None:
    """The same for an attestation."""
    attestation = Attestation.objects.waiting().select_related("participant").filter(pk=pk).first()
    if not attestation:
        return None
    words = attestations.said(attestation.snapshot)
    content = documents.pdf("sessions/documents/attestation.html", {**words, **addresses(attestation)})
    return issued.finish(attestation, content, lambda: emails.attestation(attestation, words))


def render_booklet(pk: int) -> Booklet | None:
    """The same for a booklet, which is fetched and not sent."""
    booklet = Booklet.objects.waiting().filter(pk=pk).first()
    if not booklet:
        return None
    content = documents.pdf("sessions/documents/booklet.html", booklets.said(booklet))
    return issued.finish(booklet, content, lambda: None)


def context_of(convocation: Convocation) -> dict:
    """What the template of a convocation reads: frozen words, what it replaces, the code of the door drawn."""
    snapshot = convocation.snapshot
    return {
        "convocation": convocation,
        "replaced": convocation.replaced,
        "qr": qr(snapshot["code"]) if "code" in snapshot else "",
        **said(snapshot),
    }


def qr(text: str) -> str:
    """A QR code as a PNG in a `data:` address: as quick to lay out as any picture."""
    return segno.make(text, error="m", micro=False).png_data_uri(scale=6, border=2)


def addresses(attestation: Attestation) -> dict:
    """Where a reader checks the attestation, and which one it replaces."""
    former = Attestation.objects.filter(
        participant=attestation.participant_id, kind=attestation.kind, version__lt=attestation.version
    )
    verify = absolute(reverse("sessions:verify"))
    return {
        "attestation": attestation,
        "replaced": former.order_by("-version").first(),
        "verify_url": verify,
        "qr": qr(f"{verify}?code={attestation.code}"),
    }


def said(snapshot: dict) -> dict:
    """The snapshot with its dates and hours as values that templates can write in French."""
    day = snapshot["day"]
    dates = {name: date.fromisoformat(day[name]) for name in ("date", "absence_deadline")}
    return {**snapshot, "day": {**day, **dates}, "half_days": [timed(part) for part in snapshot["half_days"]]}


def timed(part: dict) -> dict:
    hours = {name: time.fromisoformat(part[name]) for name in ("starts_at", "ends_at")}
    items = [{**item, "starts_at": time.fromisoformat(item["starts_at"])} for item in part["items"]]
    return {**part, **hours, "items": items}


def ics(convocation: Convocation) -> bytes:
    return calendar.event(**calendar.moments(convocation.snapshot["event"]))
