from atelier.seasons.admin import rules, tasks
from atelier.seasons.admin.season import CurrentSeasonFilter, season_or_404

__all__ = ["CurrentSeasonFilter", "rules", "season_or_404", "tasks"]
