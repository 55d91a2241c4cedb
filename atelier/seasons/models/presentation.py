"""What the public page of a season presents beside it: its team, its resources."""

from django.db import models

from atelier.seasons.models.season import Season


class TeamMember(models.Model):
    """Someone of the research-action team, as the public page presents them."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="team", verbose_name="saison")
    position = models.PositiveSmallIntegerField("ordre", default=1)
    name = models.CharField("nom", max_length=150)
    role = models.CharField("rôle", max_length=200)

    class Meta:
        verbose_name = "membre de l’équipe d’animation"
        verbose_name_plural = "équipe d’animation"
        ordering = ["season", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "name"],
                name="team_member_name_unique_in_season",
                violation_error_message="Cette personne est déjà dans l’équipe de la saison.",
            )
        ]

    def __str__(self) -> str:
        return self.name


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
