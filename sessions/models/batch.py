from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from atelier.seasons.models import Season
from territories.models import Triptych


class BatchQuerySet(models.QuerySet):
    def waiting(self):
        """Asked for, and neither made nor failed."""
        return self.filter(finished_at=None)


class Batch(models.Model):
    """Documents gathered in one file by a worker, with a progress that survives a reload."""

    class Kind(models.TextChoices):
        CONVOCATIONS_OF_TERRITORY = "territory", "convocations d’un territoire (PDF)"
        CONVOCATIONS_OF_SEASON = "season", "convocations de la saison (ZIP)"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="batches", verbose_name="saison")
    triptych = models.ForeignKey(
        Triptych, on_delete=models.CASCADE, null=True, blank=True, related_name="batches", verbose_name="triptyque"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    done = models.PositiveIntegerField("faits", default=0)
    total = models.PositiveIntegerField("à faire", default=0)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)
    size = models.PositiveIntegerField("taille (octets)", default=0)
    error = models.CharField("erreur", max_length=250, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de documents"
        verbose_name_plural = "dossiers de documents"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")),
                name="batch_done_within_total",
                violation_error_message="Un dossier ne compte pas plus de documents faits que demandés.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.triptych or self.season}"

    def get_absolute_url(self) -> str:
        return reverse("admin:batch", args=[self.pk])

    @property
    def name(self) -> str:
        """The name of the file for its reader."""
        if self.kind == self.Kind.CONVOCATIONS_OF_TERRITORY:
            return f"convocations-saison-{self.season.number}-territoire-{self.triptych_id}.pdf"
        return f"convocations-saison-{self.season.number}.zip"

    @property
    def path(self) -> str:
        return f"dossiers/{self.pk}-{self.name}"
