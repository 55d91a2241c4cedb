"""Convocations gathered in one file, a territory's in one PDF, a season's in one ZIP; made by a worker."""

import io
import zipfile

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import pdf
from atelier.core.background import enqueue_on_commit
from atelier.seasons.models import Season
from sessions.documents.models import Batch, Convocation
from sessions.documents.rendering import convocation_context
from sessions.programme.models import Day
from territories.models import Triptych


@transaction.atomic
def request_batch(*, season: Season, author: User, triptych: Triptych | None = None) -> Batch:
    """A batch for a territory, or for the whole season; one that is being made already comes back."""
    kind = Batch.Kind.CONVOCATIONS_OF_TERRITORY if triptych else Batch.Kind.CONVOCATIONS_OF_SEASON
    Season.objects.select_for_update().get(pk=season.pk)
    running = Batch.objects.waiting().filter(season=season, triptych=triptych, kind=kind).first()
    if running:
        return running
    batch = Batch.objects.create(kind=kind, season=season, triptych=triptych, author=author)
    batch.total = _batch_documents(batch).count()
    batch.save(update_fields=["total"])
    enqueue_on_commit("sessions.tasks.make_batch", batch.pk)
    return batch


def _batch_documents(batch: Batch):  # noqa: ANN202 - a queryset of Convocation
    """The convocations in force and drawn, to days that are not cancelled."""
    ready = Convocation.objects.latest().exclude(sha256="").filter(day__season=batch.season)
    ready = ready.exclude(day__status=Day.Status.CANCELLED)
    if batch.triptych_id:
        ready = ready.filter(participant__triptych=batch.triptych_id)
    return ready.select_related("participant__triptych__territory", "day").order_by(
        "day__number", "participant__triptych__territory__sort_name", "participant__sort_name"
    )


def make_batch(pk: int) -> Batch | None:
    """Make the file of a batch; None when that is done already, or when the batch went meanwhile."""
    batch = Batch.objects.waiting().select_related("season", "triptych").filter(pk=pk).first()
    if batch is None:
        return None
    convocations = list(_batch_documents(batch))
    Batch.objects.filter(pk=pk).update(total=len(convocations), done=0)
    if not convocations:
        content, error = b"", "Aucune convocation n’est émise : émettez-les d’abord, depuis les journées."
    else:
        maker = _merged_pdf if batch.kind == Batch.Kind.CONVOCATIONS_OF_TERRITORY else _zip_archive
        content, error = maker(batch, convocations), ""
    return _finish(batch, content, error)


def _finish(batch: Batch, content: bytes, error: str) -> Batch | None:
    """Keep the file while holding the row; None, and no file, when the row went: somebody was erased meanwhile."""
    with transaction.atomic():
        if not Batch.objects.waiting().select_for_update().filter(pk=batch.pk).first():
            return None
        if not error:
            pdf.store_file(batch.path, content)
        Batch.objects.filter(pk=batch.pk).update(finished_at=timezone.now(), size=len(content), error=error)
    batch.refresh_from_db()
    return batch


def _merged_pdf(batch: Batch, convocations: list[Convocation]) -> bytes:
    """One tagged PDF of all the pages, drawn again from the frozen words."""
    contexts = (convocation_context(convocation) for convocation in _advancing(batch, convocations))
    return pdf.render_many("sessions/documents/convocation.html", contexts)


def _zip_archive(batch: Batch, convocations: list[Convocation]) -> bytes:
    """The very files that were sent, a folder a territory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for convocation in _advancing(batch, convocations):
            folder = str(convocation.participant.triptych.territory).replace("/", "-")
            with default_storage.open(convocation.pdf_path) as file:
                archive.writestr(f"{folder}/{convocation.number}.pdf", file.read())
    return buffer.getvalue()


def _advancing(batch: Batch, convocations: list[Convocation]):  # noqa: ANN202 - a generator of Convocation
    """Each in turn, with the progress written where a page can read it."""
    for number, convocation in enumerate(convocations, start=1):
        yield convocation
        Batch.objects.filter(pk=batch.pk).update(done=number)
