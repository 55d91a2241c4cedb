from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from atelier.accounts.models import User
from atelier.seasons.models.season import Season


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def shown_to(self, user: User) -> Self:
        """One's own, and those that somebody shares."""
        return self.filter(Q(owner=user) | Q(season__isnull=False))


class SavedFilter(models.Model):
    """The filters of a list of the administration, under a name.

    `parts` holds each parameter of the address: its `name`, its `values`, and the filter in `words`. The list checks
    them, and the rights of whoever asks, each time: a row gives nothing to read.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters", verbose_name="enregistrés par"
    )
    table = models.CharField(
        "liste", max_length=100, help_text="Le nom de sa table\u00a0: « territories.participant »."
    )
    name = models.CharField("nom", max_length=60)
    parts = models.JSONField("filtres", default=list)
    season = models.ForeignKey(
        Season,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="saved_filters",
        verbose_name="partagés avec l’équipe de la saison",
    )

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "filtres enregistrés"
        verbose_name_plural = "filtres enregistrés"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "table", "name"],
                name="saved_filter_name_unique_for_owner",
                violation_error_message="Vous avez déjà des filtres de ce nom pour cette liste.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> dict[str, list[str]]:
        """The parameters alone."""
        return {part["name"]: part["values"] for part in self.parts}
