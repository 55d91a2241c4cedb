"""Documents that must no longer say what they said: drawn again from the rows, or from a corrected snapshot."""

import hashlib
from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from atelier.core import pdf as files
from sessions.documents.models import Booklet
from territories import documents as summaries
from territories.models import Triptych


def drop(path: str) -> None:
    """The file goes once the rows are gone for good."""
    transaction.on_commit(partial(default_storage.delete, path))


def summaries_of(triptychs: Iterable[int]) -> None:
    """The summary of each application that has one."""
    made = Triptych.objects.filter(pk__in=set(triptychs)).exclude(summary_sha256="").order_by("pk")
    for triptych in made.with_panels():
        content = summaries.summary(triptych)
        files.store_file(triptych.summary_path, content)
        Triptych.objects.filter(pk=triptych.pk).update(summary_sha256=hashlib.sha256(content).hexdigest())


def booklet(row: Booklet) -> None:
    """A worker draws it again."""
    drop(row.pdf_path)
    Booklet.objects.filter(pk=row.pk).update(sha256="", size=0)
