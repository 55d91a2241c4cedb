"""Background tasks are enqueued by name, after commit: a verb needs no import of the task that will carry it on.

When the broker does not answer, nothing is lost: the next sweep finds the row.
"""

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from atelier.celery import app
from atelier.core.declarations import Sweep, declared

log = logging.getLogger(__name__)
AT_ONCE = 500  # rows of one kind that a sweep gives to the workers


def enqueue_on_commit(task: str, pk: int) -> None:
    """Send the task of this registered name, for the row `pk`, once the current transaction has committed."""

    def send() -> None:
        try:
            app.send_task(task, [pk], retry=False)
        except OperationalError:
            log.warning("Broker unreachable; %s(%s) waits for the next sweep.", task, pk)

    transaction.on_commit(send)


def enqueue_waiting() -> None:
    """Give the workers every row that waits, whatever it waits for: what a broker or a worker lost is found again.

    A kind of rows that cannot be read stops no other.
    """
    for sweep in declared(Sweep):
        try:
            for pk in sweep.waiting().values_list("pk", flat=True)[:AT_ONCE]:
                app.send_task(sweep.task, [pk])
        except Exception:
            log.exception("What waits for %s was not given to a worker.", sweep.task)
