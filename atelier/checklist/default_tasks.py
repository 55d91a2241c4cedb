"""The usual tasks that a new season receives, read from `default_tasks.yaml`."""

from pathlib import Path

import yaml
from django.db import transaction

from atelier.checklist.models import Task
from atelier.seasons.models import Season

TASKS = Path(__file__).parent / "default_tasks.yaml"


@transaction.atomic
def create_default_tasks(season: Season) -> int:
    """Write the tasks for a season that has none, confided to nobody yet; returns how many."""
    if season.tasks.exists():
        return 0
    return len(Task.objects.bulk_create(Task(season=season, **task) for task in yaml.safe_load(TASKS.read_text())))
