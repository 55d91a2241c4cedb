from django.db import models

from atelier.seasons.models import Category
from referential.models.grid import Dimension
from referential.models.position import AssessmentRound
from territories.models import Triptych


class Perspective(models.Model):
    """Some people of a triptych, seen together at one round: a category, or several that have one person each.

    Made when the perspectives open, never changed: whoever arrives or leaves later changes no figure. The answer
    sheets that it was made from point to it.
    """

    assessment_round = models.ForeignKey(
        AssessmentRound, on_delete=models.CASCADE, related_name="perspectives", verbose_name="moment"
    )
    triptych = models.ForeignKey(
        Triptych, on_delete=models.CASCADE, related_name="perspectives", verbose_name="triptyque"
    )
    categories = models.ManyToManyField(Category, related_name="+", verbose_name="catégories")
    position = models.PositiveSmallIntegerField("ordre")
    answers = models.PositiveSmallIntegerField("réponses", help_text="Combien de personnes avaient répondu.")
    is_agreed = models.BooleanField(
        "montré tel quel", default=False, help_text="Chacune des personnes l’a accepté avant l’ouverture."
    )
    opened_at = models.DateTimeField("ouvert le", auto_now_add=True)

    class Meta:
        verbose_name = "regard"
        verbose_name_plural = "regards"
        ordering = ["assessment_round", "triptych", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment_round", "triptych", "position"],
                name="perspective_position_unique",
                violation_error_message="Ce regard est déjà ouvert.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """« Élus », « Élus et Opérateurs »."""
        *first, last = [category.label for category in self.categories.all()]
        return f"{', '.join(first)} et {last}" if first else last

    @property
    def series(self) -> int:
        """Its colour and its dash: those of its first category."""
        return self.categories.all()[0].series

    @property
    def shape(self) -> str:
        return self.categories.all()[0].shape


class Figure(models.Model):
    """The level of one perspective on one dimension, and how many people surely gave one; it outlives answers."""

    perspective = models.ForeignKey(
        Perspective, on_delete=models.CASCADE, related_name="figures", verbose_name="regard"
    )
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="+", verbose_name="dimension")
    value = models.DecimalField("niveau", max_digits=2, decimal_places=1)
    people = models.PositiveSmallIntegerField("personnes")

    class Meta:
        verbose_name = "niveau d’un regard"
        verbose_name_plural = "niveaux des regards"
        ordering = ["perspective", "dimension"]
        constraints = [
            models.UniqueConstraint(
                fields=["perspective", "dimension"],
                name="figure_unique",
                violation_error_message="Ce niveau est déjà gardé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perspective_id}, {self.dimension.code} : {self.value}"
