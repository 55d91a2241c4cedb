"""The files of a convocation, made from its snapshot and nothing else."""

import hashlib
from datetime import date, datetime, time

from django.db import transaction

from atelier import documents
from sessions import calendar, emails
from sessions.models import Convocation


def render(pk: int) -> Convocation | None:
    """Make the two files of a convocation, then queue its e-mail; None when that is done already."""
    convocation = Convocation.objects.waiting().select_related("participant", "day").filter(pk=pk).first()
    if not convocation:
        return None
    content = pdf(convocation)
    documents.store(convocation.pdf_path, content)
    documents.store(convocation.ics_path, ics(convocation))
    with transaction.atomic():
        digest = hashlib.sha256(content).hexdigest()
        # Compare-and-set: of two workers on the same row, one records and sends.
        if not Convocation.objects.waiting().filter(pk=pk).update(sha256=digest, size=len(content)):
            return None
        emails.convocation(convocation, said(convocation.snapshot))
    convocation.refresh_from_db()
    return convocation


def pdf(convocation: Convocation) -> bytes:
    context = {"convocation": convocation, "replaced": convocation.replaced, **said(convocation.snapshot)}
    return documents.pdf("sessions/documents/convocation.html", context)


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
    entry = convocation.snapshot["event"]
    moments = {
        "changed_at": datetime.fromisoformat(entry["changed_at"]),
        "starts_at": calendar.local(entry["starts_at"]),
        "ends_at": calendar.local(entry["ends_at"]),
    }
    return calendar.event(**{**entry, **moments})
