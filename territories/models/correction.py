from django.conf import settings
from django.db import models

from territories.models.triptych import Triptych


class CorrectionRequest(models.Model):
    """What the organisers ask to have changed before they decide; it reopens the application."""

    class Step(models.TextChoices):
        TERRITORY = "territoire", "Territoire"
        DYNAMICS = "dynamique", "Dynamique"
        TRIPTYCH = "triptyque", "Triptyque"
        COMMITMENTS = "engagements", "Engagements"
        CONTRIBUTION = "contribution", "Contribution"

    triptych = models.ForeignKey(
        Triptych, on_delete=models.CASCADE, related_name="corrections", verbose_name="candidature"
    )
    step = models.CharField("étape à reprendre", max_length=20, choices=Step)
    why = models.TextField("ce qui est à corriger, et pourquoi", max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )
    at = models.DateTimeField("le", auto_now_add=True)
    resolved_at = models.DateTimeField("résolue le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de correction"
        verbose_name_plural = "demandes de correction"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} – {self.triptych}"
