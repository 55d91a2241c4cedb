from atelier.seasons.admin import rules
from atelier.seasons.admin.season import CurrentSeasonFilter, season_or_404

__all__ = ["CurrentSeasonFilter", "rules", "season_or_404"]
