from atelier.seasons.models.rule import ReminderRule
from atelier.seasons.models.season import Category, Facilitator, Resource, Season, SeasonQuerySet
from atelier.seasons.models.task import Task, Tick
from atelier.seasons.models.workshop import Page, Venue, Workshop

__all__ = [
    "Category",
    "Facilitator",
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
