"""The PDF summary of a submitted application, made by a worker and joined to its acknowledgement."""

import hashlib

from django.db import transaction

from atelier.core import pdf
from atelier.seasons.models import Workshop
from territories import emails
from territories.models import Triptych


def acknowledge(pk: int) -> Triptych | None:
    """Make the summary once, then queue the acknowledgement of every contact.

    None when that is done already, or when somebody named in it changed or was erased while it was drawn: it still
    waits.
    """
    triptych = Triptych.objects.unacknowledged().with_panels().filter(pk=pk).first()
    if triptych is None:
        return None
    named, content = _names_in(triptych), summary(triptych)
    with transaction.atomic():
        waiting = Triptych.objects.unacknowledged().select_for_update(of=["self"]).filter(pk=pk).first()
        if waiting is None or _names_in(waiting, lock=True) != named:
            return None
        pdf.store_file(triptych.summary_path, content)
        Triptych.objects.filter(pk=pk).update(summary_sha256=hashlib.sha256(content).hexdigest())
        for contact in triptych.contacts.select_related("user"):
            emails.application_submitted(triptych, contact.user)
    return triptych


def summary(triptych: Triptych) -> bytes:
    context = {
        "triptych": triptych,
        "territory": triptych.territory,
        "season": triptych.season,
        "panels": triptych.panels(),
        "workshop": Workshop.load(),
    }
    return pdf.render_pdf("territories/documents/application.html", context)


def _names_in(triptych: Triptych, *, lock: bool = False) -> list[tuple]:
    """Who is named in the summary."""
    people, contacts = triptych.participants.order_by("pk"), triptych.contacts.order_by("pk")
    if lock:
        people, contacts = people.select_for_update(of=["self"]), contacts.select_for_update(of=["self"])
    seats = people.values_list("pk", "first_name", "last_name", "position", "organisation", "email", "phone")
    return [*seats, *contacts.values_list("pk", "user__first_name", "user__last_name", "user__email")]
