from typing import Self

from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse

from atelier.core.codes import random_code
from atelier.core.issued_documents.models import IssuedDocument, IssuedQuerySet
from atelier.seasons.models import TeamMember
from sessions.programme.models import Day
from territories.models import Participant, Triptych


def new_code() -> str:
    """Twelve characters in three groups: about 60 bits, too many to guess."""
    return in_groups(random_code(12))


def in_groups(signs: str) -> str:
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


class AttestationQuerySet(IssuedQuerySet["Attestation"]):
    def latest(self) -> Self:  # type: ignore[override]  # rows, not Django's one row
        """The version in force of each participant's attestation of each kind; none where it was revoked."""
        same = Attestation.objects.filter(participant=models.OuterRef("participant"), kind=models.OuterRef("kind"))
        newest = same.values("kind").annotate(newest=Max("version")).values("newest")
        return self.alias(newest=models.Subquery(newest)).filter(version=F("newest"), revoked_at=None)


class Attestation(IssuedDocument):
    """One immutable version of what somebody's closed presence proves."""

    to_season = "participant__season"

    class Kind(models.TextChoices):
        PARTICIPATION = "participation", "attestation de participation"
        ASSIDUITY = "assiduity", "attestation d’assiduité"

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="attestations", verbose_name="participant"
    )
    kind = models.CharField("nature", max_length=15, choices=Kind)
    code = models.CharField(
        "code de vérification",
        max_length=20,
        unique=True,
        default=new_code,
        editable=False,
    )

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


class BookletQuerySet(IssuedQuerySet["Booklet"]):
    def latest(self) -> Self:  # type: ignore[override]  # rows, not Django's one row
        """The version in force of each territory's booklet."""
        newer = Booklet.objects.filter(triptych=models.OuterRef("triptych"), version__gt=models.OuterRef("version"))
        return self.exclude(models.Exists(newer))


class Booklet(IssuedDocument):
    """One immutable version of what a territory keeps of a season: path, people, trajectory, positions, learning."""

    to_season = "triptych__season"

    triptych = models.ForeignKey(
        Triptych,
        on_delete=models.PROTECT,
        related_name="booklets",
        verbose_name="triptyque",
    )

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


class ConvocationQuerySet(IssuedQuerySet["Convocation"]):
    def latest(self) -> Self:  # type: ignore[override]  # rows, not Django's one row
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

    to_season = "participant__season"

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="convocations", verbose_name="participant"
    )
    day = models.ForeignKey(
        Day,
        on_delete=models.PROTECT,
        related_name="convocations",
        verbose_name="journée",
    )

    hold_mail = models.BooleanField(
        "courriel à relire", default=False, editable=False, help_text="Préparé, il part quand quelqu’un l’envoie."
    )

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
        earlier = Convocation.objects.filter(
            participant=self.participant_id,
            day=self.day_id,
            version__lt=self.version,
        )
        return earlier.order_by("-version").first()

    @property
    def pdf_path(self) -> str:
        """Where the file lies in the private storage."""
        return f"convocations/{self.number}-v{self.version}.pdf"


class FacilitationDocumentQuerySet(IssuedQuerySet["FacilitationDocument"]):
    def latest(self) -> Self:  # type: ignore[override]  # rows, not Django's one row
        """The version in force of each person's document of each kind; none where it was withdrawn."""
        same = FacilitationDocument.objects.filter(member=models.OuterRef("member"), kind=models.OuterRef("kind"))
        newest = same.values("kind").annotate(newest=Max("version")).values("newest")
        return self.alias(newest=models.Subquery(newest)).filter(version=F("newest"), revoked_at=None)


class FacilitationDocument(IssuedDocument):
    """One immutable version of what is written to somebody of the team: what they will lead, what they led."""

    to_season = "member__season"

    class Kind(models.TextChoices):
        LETTER = "letter", "lettre de mission"
        ATTESTATION = "attestation", "attestation d’animation"

    member = models.ForeignKey(
        TeamMember, on_delete=models.PROTECT, related_name="documents", verbose_name="membre de l’équipe"
    )
    kind = models.CharField("nature", max_length=15, choices=Kind)
    revoked_at = models.DateTimeField("retirée le", null=True, blank=True, editable=False)

    objects = FacilitationDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document d’animation"
        verbose_name_plural = "documents d’animation"
        ordering = ["member", "kind", "version"]
        default_permissions = ("add",)  # its person reads it, and whoever issues it
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "version"],
                name="facilitation_document_version_unique",
                violation_error_message="Cette version du document existe déjà.",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("sessions:facilitation_document", args=[self.number])

    @property
    def replaced(self) -> "FacilitationDocument | None":
        """The version before this one."""
        former = FacilitationDocument.objects.filter(member=self.member_id, kind=self.kind, version__lt=self.version)
        return former.order_by("-version").first()

    @property
    def pdf_path(self) -> str:
        return f"animation/{self.number}.pdf"
