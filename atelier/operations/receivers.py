"""The schedule of beat: every task that an app declares, under its own name."""

from atelier.celery import app
from atelier.core.declarations import ScheduledTask, declared

app.conf.beat_schedule = {one.task: {"task": one.task, "schedule": one.schedule} for one in declared(ScheduledTask)}
