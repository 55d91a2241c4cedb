from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from atelier.seasons.models import Season
from territories.models.triptych import Triptych


class Criterion(models.Model):
    """What the organisers look at when they read applications; internal, one list a season."""

    season = models.ForeignKey(
        Season,
        on_delete=models.CASCADE,
        related_name="criteria",
        verbose_name="saison",
    )
    position = models.PositiveSmallIntegerField("ordre", default=1)
    label = models.CharField("critère", max_length=120)
    weight = models.PositiveSmallIntegerField(
        "poids", default=1, validators=[MinValueValidator(1), MaxValueValidator(10)], help_text="De 1 à 10."
    )

    class Meta:
        verbose_name = "critère de lecture"
        verbose_name_plural = "critères de lecture"
        ordering = ["season", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "label"],
                name="criterion_label_unique_in_season",
                violation_error_message="Ce critère figure déjà dans la saison.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Review(models.Model):
    """One reader's reading of one application: a note in words, and a score by criterion; or why they read it not."""

    triptych = models.ForeignKey(
        Triptych,
        on_delete=models.CASCADE,
        related_name="reviews",
        verbose_name="candidature",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews", verbose_name="lu par"
    )
    note = models.TextField("remarques", blank=True, max_length=2000)
    conflict = models.CharField(
        "lien déclaré",
        max_length=200,
        blank=True,
        help_text="Avec le territoire : cette personne ne lit pas la candidature et n’en décide pas.",
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "lecture"
        verbose_name_plural = "lectures"
        ordering = ["triptych", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["triptych", "reviewer"],
                name="review_unique_for_reviewer",
                violation_error_message="Vous avez déjà lu cette candidature : modifiez votre lecture.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.triptych}, lu par {self.reviewer}"


class Score(models.Model):
    """From 1 (faible) to 4 (fort); no row means not read on that criterion."""

    LEVELS = [(1, "1, faible"), (2, "2"), (3, "3"), (4, "4, fort")]

    review = models.ForeignKey(
        Review,
        on_delete=models.CASCADE,
        related_name="scores",
        verbose_name="lecture",
    )
    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.CASCADE,
        related_name="scores",
        verbose_name="critère",
    )
    value = models.PositiveSmallIntegerField("appréciation", choices=LEVELS)

    class Meta:
        verbose_name = "appréciation"
        verbose_name_plural = "appréciations"
        ordering = ["review", "criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"],
                name="score_unique_for_criterion",
                violation_error_message="Ce critère est déjà apprécié dans cette lecture.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=4),
                name="score_between_one_and_four",
                violation_error_message="L’appréciation va de 1 à 4.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} : {self.value}"
