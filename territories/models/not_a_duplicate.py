from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class NotADuplicate(models.Model):
    """Somebody looked at two rows that resemble each other and said that they are two; true while neither changes."""

    kind = models.CharField("nature", max_length=20)
    first = models.PositiveBigIntegerField("première fiche")
    second = models.PositiveBigIntegerField("seconde fiche")
    seen = models.TextField("ce qui a été comparé")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "fiches distinctes"
        verbose_name_plural = "fiches distinctes"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first", "second"],
                name="distinct_unique_pair",
                violation_error_message="Ces deux fiches ont déjà été comparées.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="distinct_ordered_pair",
                violation_error_message="La première fiche est la plus ancienne.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} ≠ {self.second}"
