from django.db import models
from django.urls import reverse

from sessions.models.issued import IssuedDocument, IssuedQuerySet
from territories.models import Triptych


class BookletQuerySet(IssuedQuerySet):
    def latest(self):
        """The version in force of each territory's booklet."""
        newer = Booklet.objects.filter(triptych=models.OuterRef("triptych"), version__gt=models.OuterRef("version"))
        return self.exclude(models.Exists(newer))


class Booklet(IssuedDocument):
    """One immutable version of what a territory keeps of a season: path, people, trajectory, positions, learning."""

    triptych = models.ForeignKey(Triptych, on_delete=models.PROTECT, related_name="booklets", verbose_name="triptyque")

    objects = BookletQuerySet.as_manager()

    class Meta:
        verbose_name = "livret de territoire"
        verbose_name_plural = "livrets de territoire"
        ordering = ["triptych", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["triptych", "version"],
                name="booklet_version_unique",
                violation_error_message="Cette version du livret existe déjà.",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("sessions:booklet", args=[self.number])

    @property
    def pdf_path(self) -> str:
        return f"livrets/{self.number}.pdf"
