"""Background tasks are enqueued by name, after commit: a verb needs no import of the task that will carry it on.

When the broker does not answer, nothing is lost: the next sweep finds the row. So a page waits for it once, a moment,
then leaves it in peace for a while; and one page of a process at a time.
"""

import logging
import threading
import time

from django.db import transaction
from kombu.exceptions import OperationalError

from atelier.celery import app
from atelier.core.declarations import SWEEP_PERIOD, Sweep, declared

log = logging.getLogger(__name__)
AT_ONCE = 500  # rows of one kind that a sweep gives to the workers

TURN = 0.2  # seconds that a page waits for another one that speaks to the broker
QUIET = 30  # seconds without a word to a broker that did not answer


class Bell:
    """Rings for the workers."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._quiet_until = 0.0

    def ring(self, task: str, pk: int) -> bool:
        """Send the task of this registered name for this row; False when the broker does not answer."""
        if self._is_quiet() or not self._turn.acquire(timeout=TURN):
            return False
        try:
            if self._is_quiet():  # the page that it waited for got no answer
                return False
            app.send_task(task, [pk], retry=False)
        except (OperationalError, OSError):
            self._quiet_until = time.monotonic() + QUIET
            return False
        finally:
            self._turn.release()
        return True

    def _is_quiet(self) -> bool:
        return time.monotonic() < self._quiet_until


bell = Bell()


def enqueue_on_commit(task: str, pk: int) -> None:
    """Send the task of this registered name, for the row `pk`, once the current transaction has committed."""

    def send() -> None:
        if not bell.ring(task, pk):
            log.warning("Broker unreachable; %s(%s) waits for the next sweep.", task, pk)

    transaction.on_commit(send)


def enqueue_waiting() -> None:
    """Give the workers every row that waits, whatever it waits for: what a broker or a worker lost is found again.

    What no worker took before the next sweep is given again by it, and not twice. A kind of rows that cannot be read
    stops no other.
    """
    for sweep in declared(Sweep):
        try:
            for pk in sweep.waiting().values_list("pk", flat=True)[:AT_ONCE]:
                app.send_task(sweep.task, [pk], expires=SWEEP_PERIOD)
        except Exception:
            log.exception("What waits for %s was not given to a worker.", sweep.task)
