from atelier.seasons.models.job import Job
from atelier.seasons.models.rule import ReminderRule
from atelier.seasons.models.season import Category, Facilitator, Resource, Season, SeasonQuerySet
from atelier.seasons.models.task import Task, Tick
from atelier.seasons.models.workshop import Page, Venue, Workshop

__all__ = [
    "Category",
    "Facilitator",
    "Job",
    "Page",
    "ReminderRule",
    "Resource",
    "Season",
    "SeasonQuerySet",
    "Task",
    "Tick",
    "Venue",
    "Workshop",
]
