"""The retro-planning of a season: what is to be done, by whom, for when, and what is done already.

Classes of urgency after Agefodd's checklist of sessions: late, three days or less, eight days or less, later.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from atelier.accounts.models import User
from atelier.checklist.milestones import CompletionCheck, DueDate, Milestone
from atelier.checklist.models import Task, Tick
from atelier.core import office_hours, read_once
from atelier.core.declarations import declared_by_key
from atelier.core.permissions import HoldsPermissions
from atelier.core.shared_reading import shared_while_unchanged
from atelier.seasons.models import Season

log = logging.getLogger(__name__)
LATE, URGENT, SOON, LATER, UNDATED, DONE = "late", "urgent", "soon", "later", "undated", "done"
URGENT_DAYS, SOON_DAYS = 3, 8
STATES_IN_WORDS = {LATE: "En retard", URGENT: "Urgent"}


@dataclass(frozen=True)
class ChecklistStep:
    """One task for one milestone, as it stands today."""

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

    @property
    def state_in_words(self) -> str:
        """How pressing it is."""
        return STATES_IN_WORDS.get(self.state, "Bientôt")

    @property
    def full_name(self) -> str:
        """The task and its milestone: what tells the buttons of a list apart."""
        return f"{self.task}, {self.mark.label}" if self.mark.label else str(self.task)


def checklist_steps(
    season: Season, today: date | None = None, reader: HoldsPermissions | None = None
) -> list[ChecklistStep]:
    """Every task of the season for each of its milestones, by due date, undated ones first.

    A task leads to the page where it is done if `reader` may open that page.
    """
    steps = _steps_of(season, today or timezone.localdate())
    return [replace(step, address=_address_of(step, reader)) for step in steps] if reader else steps


@shared_while_unchanged
@read_once.reading()
def _steps_of(season: Season, today: date) -> list[ChecklistStep]:
    ticks = Prefetch("ticks", Tick.objects.select_related("author").order_by("pk"))
    tasks = list(season.tasks.select_related("owner").prefetch_related(ticks))
    checks = declared_by_key(CompletionCheck)
    marks = {key: _due_dates_at(key, season) for key in {task.milestone for task in tasks}}
    seen = {key: checks[key].find(season) for key in {task.completion_check for task in tasks} if key in checks}
    found = []
    for task in tasks:
        done_by = {tick.ref: tick for tick in task.ticks.all()}
        for mark in marks[task.milestone]:
            done = mark.ref in seen.get(task.completion_check, ())
            found.append(_checklist_step(task, mark, done_by.get(mark.ref), seen=done, today=today))
    return sorted(found, key=lambda one: (one.due_on or date.min, one.task.pk, one.mark.ref))


def _checklist_step(task: Task, mark: DueDate, tick: Tick | None, *, seen: bool, today: date) -> ChecklistStep:
    due_on = tick.due_on if tick else _due_date(task, mark)
    state = DONE if seen or tick else _state_of(due_on, today)
    return ChecklistStep(task, mark, due_on, state, tick, "")


def _address_of(step: ChecklistStep, reader: HoldsPermissions) -> str:
    check = declared_by_key(CompletionCheck).get(step.task.completion_check)
    return check.address(step.task.season, step.mark.ref) if check and reader.has_perm(check.permission) else ""


def _due_date(task: Task, mark: DueDate) -> date | None:
    """A working day, moved away from the milestone when it has to be; None when the milestone has no usable date."""
    if mark.on is None:
        return None
    before = task.direction == office_hours.Direction.BEFORE
    try:
        return office_hours.working_day(mark.on + timedelta(days=-task.days if before else task.days), backwards=before)
    except OverflowError:
        log.warning("Task %s has no date: its milestone falls on %s.", task.pk, mark.on)
        return None


def _state_of(due_on: date | None, today: date) -> str:
    if due_on is None:
        return UNDATED
    left = (due_on - today).days
    if left < 0:
        return LATE
    return URGENT if left <= URGENT_DAYS else SOON if left <= SOON_DAYS else LATER


@transaction.atomic
def mark_done(*, task: Task, ref: str, author: User) -> Tick:
    """Say that it is done; said twice, the first time stays. LookupError for a milestone that the task has not."""
    mark = next((one for one in _due_dates_at(task.milestone, task.season) if one.ref == ref), None)
    if mark is None:
        raise LookupError(ref)
    made, _ = Tick.objects.get_or_create(
        task=task, ref=ref, defaults={"author": author, "due_on": _due_date(task, mark)}
    )
    return made


def _due_dates_at(key: str, season: Season) -> list[DueDate]:
    """The dates of one milestone. One that cannot be read is undated, so that its tasks stay in sight."""
    milestone = declared_by_key(Milestone).get(key)
    try:
        return milestone.find(season) if milestone else []
    except OverflowError:
        log.warning("Milestone %s of %s cannot be read.", key, season)
        return [DueDate(None)]


def mark_undone(*, task: Task, ref: str) -> bool:
    """It is to be done again; its date follows the milestone once more. False when nobody had ticked it."""
    return bool(task.ticks.filter(ref=ref).delete()[0])


def late_tasks(season: Season, today: date) -> Iterator[str]:
    """One sentence for each task that is late."""
    for step in checklist_steps(season, today):
        if step.state == LATE:
            yield f"Tâche en retard\u00a0: {step.full_name}."
