"""The Celery application and the table of everything that happens by itself.

Beat only ticks: what is due is computed by the verbs from local wall time. The outbox table is the
truth and the broker a doorbell, so a lost task costs a minute, never a message.
"""

import os

from celery import Celery, Task
from celery.schedules import crontab
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

app.conf.beat_schedule = {
    "deliver-due-messages": {"task": "atelier.outbox.tasks.sweep", "schedule": 30.0},
    "plan-messages": {"task": "atelier.reminders.tasks.plan", "schedule": 300.0},
    "acknowledge-applications": {"task": "territories.tasks.sweep_applications", "schedule": 60.0},
    "pass-seats-on": {"task": "territories.tasks.sweep_successions", "schedule": 60.0},
    "render-waiting-invoices": {"task": "contributions.tasks.sweep_invoices", "schedule": 60.0},
    "run-waiting-workbooks": {"task": "atelier.backoffice.tasks.sweep_jobs", "schedule": 60.0},
    "keep-no-longer-than-said": {"task": "atelier.privacy.tasks.keep_tidy", "schedule": crontab(hour=2, minute=17)},
    "render-waiting-documents": {"task": "sessions.tasks.sweep_documents", "schedule": 60.0},
}


@worker_ready.connect
def sweep_at_once(sender: object, **kwargs: object) -> None:
    """A worker that starts looks at what was left waiting, without waiting for the next minute."""
    for entry in app.conf.beat_schedule.values():
        sender.app.send_task(entry["task"])
