"""The rules that come with each season, J-45 to J+30, switched off: an organiser reads them, then switches them on."""

from datetime import time
from pathlib import Path

import yaml
from django.db import transaction

from atelier.seasons.models import ReminderRule, Season

RULES = Path(__file__).with_suffix(".yaml")


@transaction.atomic
def give(season: Season) -> int:
    """Write the rules for a season that has none; returns how many."""
    if season.rules.exists():
        return 0
    rules = yaml.safe_load(RULES.read_text())
    for rule in rules:
        ReminderRule.objects.create(season=season, **{**rule, "hour": time(rule["hour"])})
    return len(rules)
