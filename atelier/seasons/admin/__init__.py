from atelier.seasons.admin import rules
from atelier.seasons.admin.season import CurrentSeasonFilter

__all__ = ["CurrentSeasonFilter", "rules"]
