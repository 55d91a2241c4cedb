from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from atelier.core import dates
from atelier.seasons.models import Season
from referential.models.grid import Dimension, Grid
from territories.models import Participant, Triptych

SUBMITTED = "Cette version est envoyée : elle se lit et ne change plus. Une correction fait une nouvelle version."


class Answer(models.TextChoices):
    """A level, or one of the two answers that are no level."""

    ONE = "1", "1"
    TWO = "2", "2"
    THREE = "3", "3"
    FOUR = "4", "4"
    FIVE = "5", "5"
    UNKNOWN = "unknown", "Je ne sais pas"
    NOT_APPLICABLE = "na", "Sans objet"


class AssessmentRound(models.Model):
    """When the season looks at itself: a window of days (Europe/Paris, both included) and a version of the grid."""

    class Kind(models.TextChoices):
        INITIAL = "initial", "positionnement initial"
        MIDWAY = "midway", "positionnement de mi-saison"
        FINAL = "final", "positionnement final"
        AFTER_6 = "after_6", "suivi à six mois"
        AFTER_12 = "after_12", "suivi à un an"
        AFTER_24 = "after_24", "suivi à deux ans"

    # Rounds after the season, and how many months after its last day each opens.
    FOLLOW_UPS = {Kind.AFTER_6: 6, Kind.AFTER_12: 12, Kind.AFTER_24: 24}

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="rounds", verbose_name="saison")
    kind = models.CharField("moment", max_length=10, choices=Kind)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="rounds", verbose_name="grille")
    opens_on = dates.DateField("s’ouvre le")
    closes_on = dates.DateField("se clôt le", help_text="Les réponses sont reçues jusqu’à la fin de ce jour.")

    class Meta:
        verbose_name = "moment de positionnement"
        verbose_name_plural = "moments de positionnement"
        ordering = ["season", "opens_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "kind"],
                name="round_kind_unique_in_season",
                violation_error_message="La saison a déjà ce moment : modifiez ses dates.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="round_window",
                violation_error_message="Le moment se clôt avant de s’ouvrir : vérifiez les deux dates.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, saison {self.season.number}"

    def clean(self) -> None:
        former = AssessmentRound.objects.filter(pk=self.pk).first() if self.pk else None
        if former and former.grid_id != self.grid_id and former.has_answers:
            raise ValidationError({"grid": "Des réponses existent déjà avec l’autre version de la grille."})

    @property
    def short_name(self) -> str:
        """« initial », « mi-saison », « final », « six mois »…"""
        return str(self.get_kind_display()).split(" à ")[-1].split(" de ")[-1].removeprefix("positionnement ")

    @property
    def is_follow_up(self) -> bool:
        """It outlives its season: asked about, and answered, once the season is archived."""
        return self.kind in self.FOLLOW_UPS

    @property
    def has_answers(self) -> bool:
        return self.sheets.exists() or self.common_sheets.exists()

    def is_open(self, today: date | None = None) -> bool:
        return self.opens_on <= (today or timezone.localdate()) <= self.closes_on

    def is_over(self, today: date | None = None) -> bool:
        return self.closes_on < (today or timezone.localdate())

    def has_begun(self, today: date | None = None) -> bool:
        return self.opens_on <= (today or timezone.localdate())


Sheet = TypeVar("Sheet", "AnswerSheet", "CommonSheet")


class SheetQuerySet(models.QuerySet[Sheet]):
    def submitted(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(submitted_at=None)


class AnswerSheet(models.Model):
    """What one person answers, alone, at one round. Nobody else ever reads it; a correction is a new version."""

    assessment_round = models.ForeignKey(
        AssessmentRound, on_delete=models.PROTECT, related_name="sheets", verbose_name="moment"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="answer_sheets", verbose_name="participant"
    )
    version = models.PositiveSmallIntegerField("version", default=1)
    submitted_at = models.DateTimeField("envoyée le", null=True, blank=True)
    agrees = models.BooleanField(
        "accepte que le regard de sa catégorie soit montré tel quel",
        default=False,
        help_text="Se reprend jusqu’à l’ouverture des regards.",
    )
    perspective = models.ForeignKey(
        "referential.Perspective",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sheets",
        editable=False,
        verbose_name="regard où elle compte",
    )

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille personnelle"
        verbose_name_plural = "feuilles personnelles"
        ordering = ["assessment_round", "participant", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment_round", "participant", "version"],
                name="answer_sheet_version_unique",
                violation_error_message="Cette version de la feuille existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["assessment_round", "participant"],
                condition=Q(submitted_at=None),
                name="answer_sheet_single_draft",
                violation_error_message="Une feuille est déjà commencée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_round}, version {self.version}"


class CommonSheet(models.Model):
    """What the triptych agrees on, at one round: one position a dimension, and why. Read-only once submitted."""

    assessment_round = models.ForeignKey(
        AssessmentRound, on_delete=models.PROTECT, related_name="common_sheets", verbose_name="moment"
    )
    triptych = models.ForeignKey(
        Triptych, on_delete=models.PROTECT, related_name="common_sheets", verbose_name="triptyque"
    )
    version = models.PositiveSmallIntegerField("version", default=1)
    submitted_at = models.DateTimeField("arrêtée le", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "position commune"
        verbose_name_plural = "positions communes"
        ordering = ["assessment_round", "triptych", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment_round", "triptych", "version"],
                name="common_sheet_version_unique",
                violation_error_message="Cette version de la position commune existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["assessment_round", "triptych"],
                condition=Q(submitted_at=None),
                name="common_sheet_single_draft",
                violation_error_message="Une position commune est déjà en discussion.",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(submitted_by__isnull=False),
                name="common_sheet_submitted_by_somebody",
                violation_error_message="Une position arrêtée dit qui l’a envoyée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.triptych.territory}, {self.assessment_round}, version {self.version}"


class PositionQuerySet(models.QuerySet["PositionBase"]):
    def levels(self) -> Self:
        """Those that say a level: neither « je ne sais pas » nor « sans objet »."""
        return self.exclude(answer__in=[Answer.UNKNOWN, Answer.NOT_APPLICABLE])


class PositionBase(models.Model):
    """One answer to one dimension, empty while only a note is typed; nothing is written once its sheet is submitted."""

    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="+", verbose_name="dimension")
    answer = models.CharField("position", max_length=8, choices=Answer, blank=True)
    sheet: models.ForeignKey[Any, Any]
    sheet_id: int

    objects = PositionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.dimension.code} : {self.get_answer_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if type(self.sheet).objects.submitted().filter(pk=self.sheet_id).exists():
            raise ValidationError(SUBMITTED)
        super().save(*args, **kwargs)

    @property
    def level(self) -> Decimal | None:
        """1 to 5; None for an answer that is no level."""
        return Decimal(self.answer) if self.answer.isdecimal() else None


class Position(PositionBase):
    """One person's own answer, with a note that only they read."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="positions", verbose_name="feuille")
    note = models.CharField("note pour moi", max_length=500, blank=True)

    class Meta:
        verbose_name = "positionnement personnel"
        verbose_name_plural = "positionnements personnels"
        ordering = ["sheet", "dimension__stake__position", "dimension__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "dimension"],
                name="position_unique_in_sheet",
                violation_error_message="Cette dimension a déjà une réponse.",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", *Answer.values]),
                name="position_known_answer",
                violation_error_message="Choisissez un niveau, « je ne sais pas » ou « sans objet ».",
            ),
        ]


class CommonPosition(PositionBase):
    """The position that the triptych agreed on, and what makes it say so."""

    sheet = models.ForeignKey(CommonSheet, on_delete=models.CASCADE, related_name="positions", verbose_name="position")
    why = models.TextField("qu’est-ce qui vous fait dire cela ?", max_length=1500, blank=True)
    example = models.TextField("un exemple récent", max_length=1500, blank=True)

    class Meta:
        verbose_name = "position commune sur une dimension"
        verbose_name_plural = "positions communes par dimension"
        ordering = ["sheet", "dimension__stake__position", "dimension__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "dimension"],
                name="common_position_unique_in_sheet",
                violation_error_message="Cette dimension a déjà une position.",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", *Answer.values]),
                name="common_position_known_answer",
                violation_error_message="Choisissez un niveau, « je ne sais pas » ou « sans objet ».",
            ),
        ]
