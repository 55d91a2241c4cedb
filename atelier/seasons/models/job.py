from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from atelier.seasons.models.season import Season


class JobQuerySet(models.QuerySet["Job"]):
    def running(self) -> Self:
        """Asked for and not ended, the oldest first."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.APPLYING]).order_by("asked_at", "pk")


class Job(models.Model):
    """What somebody asked for and a worker makes: a file, or lines read, shown, then written.

    Its progress survives a reload; the app that declares its kind does the work (`atelier.seasons.jobs.JobKind`).
    """

    class Kind(models.TextChoices):
        EXPORT = "export", "classeur de la saison"
        IMPORT = "import", "import d’un classeur"
        TERRITORY_CONVOCATIONS = "territory", "convocations d’un territoire (PDF)"
        SEASON_CONVOCATIONS = "season", "convocations de la saison (ZIP)"

    class State(models.TextChoices):
        WAITING = "waiting", "en cours"
        READ = "read", "à relire"
        APPLYING = "applying", "en cours d’écriture"
        DONE = "done", "terminé"
        FAILED = "failed", "refusé"

    PAGES: ClassVar[dict[str, tuple[str, str]]] = {
        Kind.EXPORT: ("workbook_job", "workbook_file"),
        Kind.IMPORT: ("workbook_job", "workbook_file"),
        Kind.TERRITORY_CONVOCATIONS: ("admin:batch", "admin:batch_file"),
        Kind.SEASON_CONVOCATIONS: ("admin:batch", "admin:batch_file"),
    }

    kind = models.CharField("nature", max_length=10, choices=Kind)
    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="jobs", verbose_name="saison")
    subject = models.CharField("de quoi", max_length=200, blank=True, help_text="La saison, si rien n’est dit.")
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
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)
    done = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("à faire", default=0)
    written = models.PositiveIntegerField("lignes écrites", default=0)
    rows = models.JSONField("lignes", default=list)
    size = models.PositiveIntegerField("taille (octets)", default=0)
    error = models.CharField("erreur", max_length=500, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "travail de fond"
        verbose_name_plural = "travaux de fond"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")),
                name="job_done_within_total",
                violation_error_message="Un travail ne compte pas plus de lignes faites que demandées.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.subject or self.season}"

    def get_absolute_url(self) -> str:
        return reverse(self.PAGES[self.kind][0], args=[self.pk])

    @property
    def file_url(self) -> str:
        return reverse(self.PAGES[self.kind][1], args=[self.pk])

    @property
    def path(self) -> str:
        """Where its file lies in the private storage."""
        return f"travaux/{self.pk}-{self.name}"

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.WAITING, self.State.APPLYING)

    @property
    def has_file(self) -> bool:
        """Whether it made a file to fetch."""
        return self.state == self.State.DONE and self.size > 0
