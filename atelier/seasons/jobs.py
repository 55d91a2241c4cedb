"""Background jobs: asked for by somebody, done by a worker, three tries at most, forgotten after a week."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from auditlog.context import set_actor
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from atelier.core import pdf, retention_periods
from atelier.core.background import enqueue_on_commit
from atelier.core.declarations import declared_by_key
from atelier.seasons import failures
from atelier.seasons.models import Failure, Job

log = logging.getLogger(__name__)
BROKEN = "Ce travail s’est arrêté sur une erreur de notre part\u00a0: ce qui est déjà écrit le reste. Écrivez-nous."
INTERRUPTED = "Ce travail s’est interrompu à chaque essai\u00a0: demandez-en moins à la fois, ou écrivez-nous."


@dataclass(frozen=True)
class JobKind:
    """The work of one kind of jobs, declared by the app that does it; it ends the job, with `end` or `finish`.

    `key` is a value of `Job.Kind`. A ValidationError ends the job with its sentence.
    """

    key: str
    work: Callable[[Job], None]


def start(job: Job, *, small: bool = False) -> Job:
    """Have a worker do it after commit; what is small is done at once."""
    if small:
        return run(job.pk) or job
    enqueue_on_commit("atelier.seasons.tasks.run_job", job.pk)
    return job


def run(pk: int) -> Job | None:
    """Do what a job waits for; None when nothing is to be done, when another worker does it, or when it went."""
    return failures.attempt(Job, pk, _work, kind=Failure.Kind.JOB, give_up=_give_up)


def _work(pk: int) -> Job | None:
    job = Job.objects.running().select_related("season", "author").filter(pk=pk).first()
    if job is None:
        return None
    try:
        with set_actor(job.author):
            declared_by_key(JobKind)[job.kind].work(job)
    except ValidationError as error:
        end(job, Job.State.FAILED, error=" ".join(error.messages))
    except Exception:
        log.exception("Job %s stopped.", pk)
        end(job, Job.State.FAILED, error=BROKEN)
    return Job.objects.filter(pk=pk).first()  # none when somebody of the season was erased meanwhile


def _give_up(pk: int, cause: str) -> None:
    """Its worker died each time: nothing else ends a try."""
    end(Job(pk=pk), Job.State.FAILED, error=INTERRUPTED)


def end(job: Job, state: str, **values: object) -> None:
    Job.objects.running().filter(pk=job.pk).update(state=state, finished_at=timezone.now(), **values)


def finish(job: Job, content: bytes) -> None:
    """Keep the file while holding the row: it goes with what it names when somebody is erased meanwhile."""
    with transaction.atomic():
        if Job.objects.running().select_for_update().filter(pk=job.pk).first():
            pdf.store_file(job.path, content)
            end(job, Job.State.DONE, size=len(content))


def delete_expired() -> int:
    """Files hold personal data: after a week they are made or sent again. Returns how many went."""
    gone = 0
    for job in Job.objects.filter(asked_at__lt=timezone.now() - retention_periods.JOB_FILES):
        with failures.apart(Failure.Kind.RETENTION, failures.of(Job, job.pk)):
            default_storage.delete(job.path)
            gone += job.delete()[0]
    return gone
