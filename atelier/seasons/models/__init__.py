from atelier.seasons.models.category import Category
from atelier.seasons.models.failure import Failure
from atelier.seasons.models.job import Job
from atelier.seasons.models.presentation import Resource
from atelier.seasons.models.saved_filter import SavedFilter
from atelier.seasons.models.season import Season, SeasonQuerySet, default_among
from atelier.seasons.models.team import TeamMember
from atelier.seasons.models.workshop import Page, Venue, Workshop

__all__ = [
    "Category",
    "Failure",
    "Job",
    "Page",
    "Resource",
    "SavedFilter",
    "Season",
    "SeasonQuerySet",
    "TeamMember",
    "Venue",
    "Workshop",
    "default_among",
]
