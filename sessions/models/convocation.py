from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse

from sessions.models.day import Day
from sessions.models.issued import IssuedDocument, IssuedQuerySet
from territories.models import Participant


class ConvocationQuerySet(IssuedQuerySet):
    def latest(self):
        """The version in force of each participant's convocation to each day."""
        newest = (
            Convocation.objects.filter(participant=models.OuterRef("participant"), day=models.OuterRef("day"))
            .values("day")
            .annotate(newest=Max("version"))
            .values("newest")
        )
        return self.alias(newest=models.Subquery(newest)).filter(version=F("newest"))


class Convocation(IssuedDocument):
    """One immutable version of one participant's convocation to one day."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="convocations", verbose_name="participant"
    )
    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="convocations", verbose_name="journée")

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

    def get_absolute_url(self) -> str:
        return reverse("sessions:convocation", args=[self.number])

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
