"""The PDF summary of a submitted application, made by a worker and joined to its acknowledgement."""

import hashlib

from django.db import transaction

from atelier.core import pdf
from atelier.seasons.models import Workshop
from territories import emails
from territories.models import Triptych


def acknowledge(pk: int) -> Triptych | None:
    """Make the summary once, then queue the acknowledgement of every contact; None when that is done already."""
    triptych = Triptych.objects.unacknowledged().with_panels().filter(pk=pk).first()
    if triptych is None:
        return None
    content = summary(triptych)
    pdf.store_file(triptych.summary_path, content)
    with transaction.atomic():
        digest = hashlib.sha256(content).hexdigest()
        # Compare-and-set: of two workers on the same application, one records and sends.
        if not Triptych.objects.unacknowledged().filter(pk=pk).update(summary_sha256=digest):
            return None
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
