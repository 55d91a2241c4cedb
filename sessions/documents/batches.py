"""Convocations gathered in one file, a territory's in one PDF, a season's in one ZIP; made by a worker."""

import io
import zipfile
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction

from atelier.accounts.models import User
from atelier.core import pdf
from atelier.seasons import jobs
from atelier.seasons.models import Job, Season
from sessions.documents.models import Convocation, ConvocationQuerySet
from sessions.documents.rendering import convocation_context
from sessions.programme.models import Day
from territories.models import Triptych

KINDS = (Job.Kind.TERRITORY_CONVOCATIONS, Job.Kind.SEASON_CONVOCATIONS)


@transaction.atomic
def request_batch(*, season: Season, author: User, triptych: Triptych | None = None) -> Job:
    """The job that gathers a territory's, or the whole season's; one that is being made already comes back."""
    if triptych:
        kind, name = KINDS[0], f"convocations-saison-{season.number}-territoire-{triptych.pk}.pdf"
    else:
        kind, name = KINDS[1], f"convocations-saison-{season.number}.zip"
    Season.objects.select_for_update().get(pk=season.pk)
    if running := Job.objects.running().filter(season=season, kind=kind, name=name).first():
        return running
    options = {"triptych": triptych.pk} if triptych else {}
    job = Job(kind=kind, season=season, author=author, name=name, options=options, subject=str(triptych or "")[:200])
    job.total = _batch_documents(job).count()
    job.save()
    return jobs.start(job)


def _batch_documents(job: Job) -> ConvocationQuerySet:
    """The convocations in force and drawn, to days that are not cancelled."""
    ready = Convocation.objects.latest().exclude(sha256="").filter(day__season=job.season)
    ready = ready.exclude(day__status=Day.Status.CANCELLED)
    if "triptych" in job.options:
        ready = ready.filter(participant__triptych=job.options["triptych"])
    return ready.select_related("participant__triptych__territory", "day").order_by(
        "day__number", "participant__triptych__territory__sort_name", "participant__sort_name"
    )


def gather(job: Job) -> None:
    """Make the file. Raises ValidationError when there is nothing to gather."""
    convocations = list(_batch_documents(job))
    if not convocations:
        raise ValidationError("Aucune convocation n’est émise\u00a0: émettez-les d’abord, depuis les journées.")
    Job.objects.filter(pk=job.pk).update(total=len(convocations), done=0)
    maker = _merged_pdf if job.kind == Job.Kind.TERRITORY_CONVOCATIONS else _zip_archive
    jobs.finish(job, maker(job, convocations))


def _merged_pdf(job: Job, convocations: list[Convocation]) -> bytes:
    """One tagged PDF of all the pages, drawn again from the frozen words."""
    contexts = (convocation_context(convocation) for convocation in _advancing(job, convocations))
    return pdf.render_many("sessions/documents/convocation.html", contexts)


def _zip_archive(job: Job, convocations: list[Convocation]) -> bytes:
    """The very files that were sent, a folder a territory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for convocation in _advancing(job, convocations):
            folder = str(convocation.participant.triptych.territory).replace("/", "-")
            with default_storage.open(convocation.pdf_path) as file:
                archive.writestr(f"{folder}/{convocation.number}.pdf", file.read())
    return buffer.getvalue()


def _advancing(job: Job, convocations: list[Convocation]) -> Iterator[Convocation]:
    """Each in turn, with the progress written where a page can read it."""
    for number, convocation in enumerate(convocations, start=1):
        yield convocation
        Job.objects.filter(pk=job.pk).update(done=number)
