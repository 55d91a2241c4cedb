"""What comes with each season: the rules of reminders, J-45 to J+30, switched off to be read first; the usual tasks."""

from datetime import time
from pathlib import Path

import yaml
from django.db import transaction

from atelier.reminders.models import ReminderRule
from atelier.seasons.models import Season

HERE = Path(__file__).parent
RULES, TASKS = HERE / "default_rules.yaml", HERE / "default_tasks.yaml"


@transaction.atomic
def create_default_rules(season: Season) -> int:
    """Write the rules for a season that has none; returns how many."""
    if season.rules.exists():
        return 0
    rules = yaml.safe_load(RULES.read_text())
    for rule in rules:
        ReminderRule.objects.create(season=season, **{**rule, "hour": time(rule["hour"])})
    return len(rules)
