"""Mails of accounts leave at once, beside the outbox: straight to the mail server, from threads that serve no page.

A page waits for the mail server to take its mail, `PATIENCE` at most, so that it can say when it does not. A share of
the threads that serve pages may wait so; the others promise the mail, unless the last one did not leave.
"""

import logging
import threading
from concurrent.futures import Future

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

log = logging.getLogger(__name__)

PATIENCE = 5  # seconds, in all
IN_FLIGHT = 16  # mails that a process may have on their way at once


class NotSent(OSError):
    """The mail did not leave, or nobody knows yet and the one before did not."""


class Desk:
    """`waiting`: how many pages of this process may wait for the mail server at once."""

    def __init__(self, *, waiting: int) -> None:
        self._waiting = threading.Semaphore(waiting)
        self._in_flight = threading.Semaphore(IN_FLIGHT)
        self._is_well = True

    def send(self, mail: EmailMessage) -> None:
        """Raises NotSent, or what the mail server says."""
        if not self._in_flight.acquire(blocking=False):
            raise NotSent("Too many mails are on their way.")
        answer: Future = Future()
        threading.Thread(target=self._deliver, args=(mail, answer), daemon=True).start()
        if not self._waiting.acquire(blocking=False):
            if not self._is_well:
                raise NotSent("The mail server did not take the last mail.")
            return
        try:
            answer.result(timeout=PATIENCE)
        except TimeoutError:
            self._is_well = False
            raise
        finally:
            self._waiting.release()

    def _deliver(self, mail: EmailMessage, answer: Future) -> None:
        try:
            mail.connection = get_connection(timeout=PATIENCE)
            mail.send()
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            self._is_well = False
            log.warning("A mail of an account did not leave: %r", error)
            answer.set_exception(error)
        else:
            self._is_well = True
            answer.set_result(None)
        finally:
            self._in_flight.release()


desk = Desk(waiting=settings.WEB_THREADS // 2)
