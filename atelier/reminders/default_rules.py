"""The usual reminder rules that a new season receives, J-45 to J+30, switched off until an organiser has read them."""

from datetime import time
from pathlib import Path

import yaml
from django.db import transaction

from atelier.reminders.models import ReminderRule
from atelier.seasons.models import Season

RULES = Path(__file__).parent / "default_rules.yaml"


@transaction.atomic
def create_default_rules(season: Season) -> int:
    """Write the rules for a season that has none; returns how many."""
    if season.rules.exists():
        return 0
    rules = yaml.safe_load(RULES.read_text())
    for rule in rules:
        ReminderRule.objects.create(season=season, **{**rule, "hour": time(rule["hour"])})
    return len(rules)
