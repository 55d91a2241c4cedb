from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone

from sessions.models.day import Day
from territories.models import Participant


class ConvocationQuerySet(models.QuerySet):
    def latest(self):
        """The version in force of each participant's convocation to each day."""
        newest = (
            Convocation.objects.filter(participant=models.OuterRef("participant"), day=models.OuterRef("day"))
            .values("day")
            .annotate(newest=Max("version"))
            .values("newest")
        )
        return self.alias(newest=models.Subquery(newest)).filter(version=F("newest"))

    def waiting(self):
        """Issued, and not yet a file."""
        return self.filter(sha256="")


class Convocation(models.Model):
    """One immutable version of one participant's convocation to one day."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="convocations", verbose_name="participant"
    )
    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="convocations", verbose_name="journée")
    number = models.CharField("numéro", max_length=30, unique=True)
    version = models.PositiveSmallIntegerField("version", default=1)
    issued_at = models.DateTimeField("émise le", default=timezone.now)
    snapshot = models.JSONField("contenu figé", help_text="Tout ce que le document dit, tel qu’il le disait.")
    sha256 = models.CharField("empreinte", max_length=64, blank=True)
    size = models.PositiveIntegerField("taille (octets)", default=0)

    objects = ConvocationQuerySet.as_manager()

    class Meta:
        verbose_name = "convocation"
        verbose_name_plural = "convocations"
        ordering = ["day__date", "participant__sort_name", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "day", "version"],
                name="convocation_version_unique",
                violation_error_message="Cette version de la convocation existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="convocation_version_positive",
                violation_error_message="Les versions se comptent à partir de 1.",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("sessions:convocation", args=[self.number])

    @property
    def is_ready(self) -> bool:
        return bool(self.sha256)

    @property
    def replaced(self) -> "Convocation | None":
        """The version that this one cancels."""
        earlier = Convocation.objects.filter(participant=self.participant_id, day=self.day_id, version__lt=self.version)
        return earlier.order_by("-version").first()

    @property
    def pdf_path(self) -> str:
        """Where the file lies in the private storage."""
        return f"convocations/{self.number}-v{self.version}.pdf"

    @property
    def ics_path(self) -> str:
        return f"convocations/{self.number}-v{self.version}.ics"
