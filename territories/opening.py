"""What a season needs before applications are read."""

from django.urls import reverse

from atelier.seasons.opening import OpeningCheck

CHECKS = (
    OpeningCheck(
        80,
        "Des critères de lecture",
        lambda season: season.criteria.exists(),
        lambda season: f"{reverse('admin:territories_criterion_add')}?season={season.pk}",
    ),
)
