from celery import shared_task

from sessions import documents
from sessions.models import Convocation


@shared_task
def render_convocation(pk: int) -> None:
    documents.render(pk)


@shared_task
def sweep_convocations() -> None:
    """Every minute: what was issued and is not yet a file is given to a worker."""
    for pk in Convocation.objects.waiting().order_by("issued_at").values_list("pk", flat=True)[:500]:
        render_convocation.delay(pk)
