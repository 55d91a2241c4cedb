from atelier.checklist.models import Task, Tick
from atelier.core.models import CacheVersion
from atelier.reminders.models import ReminderRule
from atelier.seasons.models.failure import Failure
from atelier.seasons.models.job import Job
from atelier.seasons.models.season import Category, Facilitator, Resource, Season, SeasonQuerySet, default_among
from atelier.seasons.models.workshop import Page, Venue, Workshop

__all__ = [
    "Category",
    "Facilitator",
    "Failure",
    "Job",
    "Page",
    "PublicState",
    "ReminderRule",
    "Resource",
    "Season",
    "SeasonQuerySet",
    "Task",
    "Tick",
    "Venue",
    "Workshop",
    "default_among",
]
