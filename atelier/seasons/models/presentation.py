"""What the public page of a season presents beside it: its resources (its team is in `team.py`)."""

from django.db import models

from atelier.seasons.models.season import Season


class Resource(models.Model):
    """A link that a season offers to its readers: film, text, référentiel."""

    season = models.ForeignKey(
        Season,
        on_delete=models.CASCADE,
        related_name="resources",
        verbose_name="saison",
    )
    position = models.PositiveSmallIntegerField("ordre", default=1)
    kind = models.CharField("nature", max_length=80)
    url = models.URLField("adresse", max_length=300)
    minutes = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    about = models.CharField("sujet", max_length=200, blank=True)

    class Meta:
        verbose_name = "ressource"
        verbose_name_plural = "ressources"
        ordering = ["season", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "url"],
                name="resource_url_unique_in_season",
                violation_error_message="Cette adresse figure déjà parmi les ressources de la saison.",
            )
        ]

    def __str__(self) -> str:
        return self.kind
