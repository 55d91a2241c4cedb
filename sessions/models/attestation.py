import secrets

from django.db import models
from django.db.models import F, Max
from django.urls import reverse

from sessions.models.issued import IssuedDocument, IssuedQuerySet
from territories.models import Participant

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that reads like something else


def new_code() -> str:
    """Twelve characters in three groups: about 60 bits, too many to guess."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


class AttestationQuerySet(IssuedQuerySet):
    def latest(self):
        """The version in force of each participant's attestation of each kind; none where it was revoked."""
        same = Attestation.objects.filter(participant=models.OuterRef("participant"), kind=models.OuterRef("kind"))
        newest = same.values("kind").annotate(newest=Max("version")).values("newest")
        return self.alias(newest=models.Subquery(newest)).filter(version=F("newest"), revoked_at=None)


class Attestation(IssuedDocument):
    """One immutable version of what somebody's closed presence proves."""

    class Kind(models.TextChoices):
        PARTICIPATION = "participation", "attestation de participation"
        ASSIDUITY = "assiduity", "attestation d’assiduité"

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="attestations", verbose_name="participant"
    )
    kind = models.CharField("nature", max_length=15, choices=Kind)
    code = models.CharField("code de vérification", max_length=20, unique=True, default=new_code, editable=False)

    revoked_at = models.DateTimeField("retirée le", null=True, blank=True, editable=False)

    objects = AttestationQuerySet.as_manager()

    class Meta:
        verbose_name = "attestation"
        verbose_name_plural = "attestations"
        ordering = ["participant__sort_name", "kind", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind", "version"],
                name="attestation_version_unique",
                violation_error_message="Cette version de l’attestation existe déjà.",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("sessions:attestation", args=[self.number])

    @property
    def pdf_path(self) -> str:
        return f"attestations/{self.number}.pdf"
