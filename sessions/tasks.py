from celery import shared_task

from atelier.seasons import failures
from sessions.documents import rendering
from sessions.documents.models import Attestation, Booklet, Convocation, FacilitationDocument
from sessions.shared_files import sharing


@shared_task
def render_convocation(pk: int) -> None:
    failures.attempt(Convocation, pk, rendering.render_convocation)


@shared_task
def render_attestation(pk: int) -> None:
    failures.attempt(Attestation, pk, rendering.render_attestation)


@shared_task
def render_booklet(pk: int) -> None:
    failures.attempt(Booklet, pk, rendering.render_booklet)


@shared_task
def scan_file(pk: int) -> None:
    sharing.scan(pk)


@shared_task
def render_facilitation_document(pk: int) -> None:
    failures.attempt(FacilitationDocument, pk, rendering.render_facilitation_document)
