"""What comes with each season: the rules of reminders, J-45 to J+30, switched off to be read first; the usual tasks."""

from datetime import time
from pathlib import Path

import yaml
from django.db import transaction

from atelier.seasons.models import ReminderRule, Season, Task

HERE = Path(__file__).parent
RULES, TASKS = HERE / "default_rules.yaml", HERE / "default_tasks.yaml"


@transaction.atomic
def give_rules(season: Season) -> int:
    """Write the rules for a season that has none; returns how many."""
    if season.rules.exists():
        return 0
    rules = yaml.safe_load(RULES.read_text())
    for rule in rules:
        ReminderRule.objects.create(season=season, **{**rule, "hour": time(rule["hour"])})
    return len(rules)


@transaction.atomic
def give_tasks(season: Season) -> int:
    """Write the tasks for a season that has none, confided to nobody yet; returns how many."""
    if season.tasks.exists():
        return 0
    return len(Task.objects.bulk_create(Task(season=season, **task) for task in yaml.safe_load(TASKS.read_text())))
