"""Background tasks are enqueued by name, after commit: a verb needs no import of the task that will carry it on.

When the broker does not answer, nothing is lost: the next sweep finds the row.
"""

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from atelier.celery import app

log = logging.getLogger(__name__)


def enqueue_on_commit(task: str, pk: int) -> None:
    """Send the task of this registered name, for the row `pk`, once the current transaction has committed."""

    def send() -> None:
        try:
            app.send_task(task, [pk], retry=False)
        except OperationalError:
            log.warning("Broker unreachable; %s(%s) waits for the next sweep.", task, pk)

    transaction.on_commit(send)
