import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from territories.models import Triptych

TOKEN_LENGTH = 43  # characters, for 32 bytes in base 64


def new_token() -> str:
    """256 bits: whoever holds the address reads the calendar."""
    return secrets.token_urlsafe(32)


class Feed(models.Model):
    """A calendar address that somebody's agenda reads: one of a person, or one of a territory in a season."""

    token = models.CharField("jeton", max_length=50, unique=True, default=new_token, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="feed",
        verbose_name="compte",
    )
    triptych = models.OneToOneField(
        Triptych,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="feed",
        verbose_name="triptyque",
    )
    renewed_at = models.DateTimeField("renouvelé le", auto_now=True)

    class Meta:
        verbose_name = "flux d’agenda"
        verbose_name_plural = "flux d’agenda"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, triptych__isnull=True) | Q(user__isnull=True, triptych__isnull=False),
                name="feed_of_one_owner",
                violation_error_message="Un flux est celui d’une personne ou d’un territoire.",
            )
        ]

    def __str__(self) -> str:
        return f"Agenda de {self.user or self.triptych}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:feed", args=[self.token])
