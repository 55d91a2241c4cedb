"""An issued document is told to other programs: which kind, its number and version, and not whose it is."""

from django.dispatch import receiver

from atelier.core.issued_documents.finish import document_issued
from atelier.core.issued_documents.models import IssuedDocument
from atelier.webhooks.announcing import announce
from atelier.webhooks.events import Event


@receiver(document_issued)
def announce_document(document: IssuedDocument, **signal: object) -> None:
    kind = document._meta.model_name or ""
    rows = type(document)._base_manager.filter(pk=document.pk)
    announce(
        Event.DOCUMENT_ISSUED,
        season=rows.values_list(document.to_season, flat=True).get(),
        ref=f"{kind}-{document.pk}",
        kind=kind,
        number=document.number,
        version=document.version,
    )
