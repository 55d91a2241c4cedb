"""The retro-planning of a season: what is to be done, by whom, for when, and what is done already.

Classes of urgency after Agefodd's checklist of sessions: late, three days or less, eight days or less, later.
"""

import logging
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.checklist.milestones import COMPLETION_CHECKS, MILESTONES, DueDate
from atelier.checklist.models import Task, Tick
from atelier.core import office_hours
from atelier.reminders.models import ReminderRule
from atelier.seasons.models import Season

log = logging.getLogger(__name__)
LATE, URGENT, SOON, LATER, UNDATED, DONE = "late", "urgent", "soon", "later", "undated", "done"
URGENT_DAYS, SOON_DAYS = 3, 8


@dataclass(frozen=True)
class ChecklistStep:
    """One task for one landmark, as it stands today."""

    task: Task
    mark: DueDate
    due_on: date | None
    state: str
    tick: Tick | None = None
    address: str = ""

    @property
    def is_seen_done(self) -> bool:
        """The product saw it happen: nobody ticks it, nobody takes it back."""
        return self.state == DONE and self.tick is None


def checklist_steps(season: Season, today: date | None = None) -> list[ChecklistStep]:
    """Every task of the season for each of its landmarks, by due date, undated ones first."""
    today = today or timezone.localdate()
    tasks = list(season.tasks.select_related("owner").prefetch_related("ticks__author"))
    marks = {key: marks_at(key, season) for key in {task.landmark for task in tasks}}
    seen = {
        key: COMPLETION_CHECKS[key].find(season) for key in {task.fact for task in tasks} if key in COMPLETION_CHECKS
    }
    found = []
    for task in tasks:
        ticks = {tick.ref: tick for tick in task.ticks.all()}
        for mark in marks[task.landmark]:
            done = mark.ref in seen.get(task.fact, ())
            found.append(checklist_step(task, mark, ticks.get(mark.ref), seen=done, today=today))
    return sorted(found, key=lambda one: (one.due_on or date.min, one.task.pk, one.mark.ref))


def checklist_step(task: Task, mark: DueDate, tick: Tick | None, *, seen: bool, today: date) -> ChecklistStep:
    due_on = tick.due_on if tick else due_date(task, mark)
    fact = COMPLETION_CHECKS.get(task.fact)
    address = fact.address(task.season, mark.ref) if fact else ""
    state = DONE if seen or tick else state_of(due_on, today)
    return ChecklistStep(task, mark, due_on, state, tick, address)


def due_date(task: Task, mark: DueDate) -> date | None:
    """A working day, moved away from the landmark when it has to be; None when the landmark has no usable date."""
    if mark.on is None:
        return None
    before = task.direction == ReminderRule.Direction.BEFORE
    try:
        return office_hours.working_day(mark.on + timedelta(days=-task.days if before else task.days), backwards=before)
    except OverflowError:
        log.warning("Task %s has no date: its landmark falls on %s.", task.pk, mark.on)
        return None


def state_of(due_on: date | None, today: date) -> str:
    if due_on is None:
        return UNDATED
    left = (due_on - today).days
    if left < 0:
        return LATE
    return URGENT if left <= URGENT_DAYS else SOON if left <= SOON_DAYS else LATER


@transaction.atomic
def mark_done(*, task: Task, ref: str, author: User) -> Tick:
    """Say that it is done; said twice, the first time stays. LookupError for a landmark that the task has not."""
    mark = next((one for one in marks_at(task.landmark, task.season) if one.ref == ref), None)
    if mark is None:
        raise LookupError(ref)
    made, _ = Tick.objects.get_or_create(
        task=task, ref=ref, defaults={"author": author, "due_on": due_date(task, mark)}
    )
    return made


def marks_at(key: str, season: Season) -> list[DueDate]:
    """The dates of one landmark. One that cannot be read is undated, so that its tasks stay in sight."""
    try:
        return MILESTONES[key].find(season) if key in MILESTONES else []
    except OverflowError:
        log.warning("Landmark %s of %s cannot be read.", key, season)
        return [DueDate(None)]


def mark_undone(*, task: Task, ref: str) -> bool:
    """It is to be done again; its date follows the landmark once more. False when nobody had ticked it."""
    return bool(task.ticks.filter(ref=ref).delete()[0])
