"""The schedule of beat: every task that an app declares, under its own name.

A tick that no worker took before the next one says nothing more than it: it expires.
"""

from atelier.celery import app
from atelier.core.declarations import ScheduledTask, declared

app.conf.beat_schedule = {
    one.task: {"task": one.task, "schedule": one.schedule, "options": {"expires": one.period}}
    for one in declared(ScheduledTask)
}
