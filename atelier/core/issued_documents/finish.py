"""How an issued document becomes a file: once, whoever draws it."""

import hashlib
from collections.abc import Callable

from django.db import transaction

from atelier.core import pdf
from atelier.core.issued_documents.models import IssuedDocument


def store_and_notify(document: IssuedDocument, content: bytes, mail: Callable[[], None]) -> IssuedDocument | None:
    """Keep the file, then record and send; of two workers on the same row, one does: compare-and-set."""
    pdf.store_file(document.pdf_path, content)
    with transaction.atomic():
        digest = hashlib.sha256(content).hexdigest()
        waiting = type(document).objects.waiting().filter(pk=document.pk)
        if not waiting.update(sha256=digest, size=len(content)):
            return None
        mail()
    document.refresh_from_db()
    return document
