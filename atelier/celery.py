"""The Celery application; `atelier.operations.receivers` gives it the schedule that each app declares.

Beat only ticks: what is due is computed by the verbs from local wall time. The outbox table is the truth, so a lost
task costs a minute, never a message.
"""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import worker_ready

from atelier import maintenance

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atelier.settings")


class PatientTask(Task):
    """Does nothing while a backup is put back: the sweeps find what it was asked to do."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        try:
            with maintenance.working():
                return super().__call__(*args, **kwargs)
        except maintenance.Closed:
            return None


app = Celery("atelier", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def sweep_at_once(sender: Any, **kwargs: object) -> None:
    """A worker that starts looks at what was left waiting, without waiting for the next minute."""
    for entry in app.conf.beat_schedule.values():
        sender.app.send_task(entry["task"], **entry["options"])
