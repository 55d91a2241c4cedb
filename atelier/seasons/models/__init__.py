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
    "Resource",
    "Season",
    "SeasonQuerySet",
    "Venue",
    "Workshop",
    "default_among",
]
