"""How an issued document becomes a file: once, whoever draws it."""

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.dispatch import Signal

from atelier.core import pdf
from atelier.core.issued_documents.models import Document

document_issued = Signal()  # `document`: its file is kept, in the transaction that says so


def store_and_notify(document: Document, content: bytes, mail: Callable[[], None]) -> Document | None:
    """Keep the file, record and send, in one transaction that holds the row.

    None, and no file, when another worker did it, or when the row went or its snapshot changed since it was drawn:
    somebody named in it may have been erased.
    """
    with transaction.atomic():
        waiting = type(document).objects.waiting().select_for_update(of=["self"]).filter(pk=document.pk)
        if not any(row.snapshot == document.snapshot for row in waiting):
            return None
        pdf.store_file(document.pdf_path, content)
        digest = hashlib.sha256(content).hexdigest()
        type(document).objects.filter(pk=document.pk).update(sha256=digest, size=len(content))
        mail()
        document_issued.send(sender=type(document), document=document)
    document.refresh_from_db()
    return document
