from atelier.seasons.models.season import Category, Facilitator, Resource, Season, SeasonQuerySet
from atelier.seasons.models.workshop import Page, Venue, Workshop

__all__ = ["Category", "Facilitator", "Page", "Resource", "Season", "SeasonQuerySet", "Venue", "Workshop"]
