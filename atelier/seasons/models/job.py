from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from atelier.seasons.models.season import Season

LEASE = timedelta(minutes=10)


class JobQuerySet(models.QuerySet):
    def running(self):
        """Asked for and not ended."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.APPLYING])

    def waiting(self):
        """Nobody works on it, or somebody who has given no sign for a while."""
        return self.running().filter(Q(claimed_at=None) | Q(claimed_at__lte=timezone.now() - LEASE))


class Job(models.Model):
    """A workbook that comes in or goes out: read and rehearsed, shown, then written; its progress survives a reload."""

    class Kind(models.TextChoices):
        EXPORT = "export", "classeur de la saison"
        IMPORT = "import", "import d’un classeur"

    class State(models.TextChoices):
        WAITING = "waiting", "en cours de lecture"
        READ = "read", "à relire"
        APPLYING = "applying", "en cours d’écriture"
        DONE = "done", "terminé"
        FAILED = "failed", "refusé"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="jobs", verbose_name="saison")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )
    name = models.CharField("fichier", max_length=120)
    sheets = models.JSONField("feuilles", default=list)
    options = models.JSONField("options", default=dict)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING, db_index=True)
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    claimed_at = models.DateTimeField("pris en charge le", null=True, blank=True)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)
    done = models.PositiveIntegerField("faites", default=0)
    total = models.PositiveIntegerField("à faire", default=0)
    written = models.PositiveIntegerField("lignes écrites", default=0)
    rows = models.JSONField("lignes", default=list)
    error = models.CharField("erreur", max_length=500, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "classeur"
        verbose_name_plural = "classeurs"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")),
                name="job_done_within_total",
                violation_error_message="Un classeur ne compte pas plus de lignes faites que demandées.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.season}"

    def get_absolute_url(self) -> str:
        return reverse("workbook_job", args=[self.pk])

    @property
    def path(self) -> str:
        """Where its file lies in the private storage."""
        return f"classeurs/{self.pk}-{self.name}"

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.WAITING, self.State.APPLYING)
