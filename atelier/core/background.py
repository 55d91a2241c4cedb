"""Wakes a worker after commit. The broker is only a doorbell: if it is silent, the minute's sweep finds the row."""

import logging

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def enqueue_on_commit(task: Task, pk: int) -> None:
    """Ask for `task(pk)` once the current transaction has committed."""

    def call() -> None:
        try:
            task.apply_async([pk], retry=False)
        except OperationalError:
            log.warning("Broker unreachable; %s(%s) waits for the next sweep.", task.name, pk)

    transaction.on_commit(call)
