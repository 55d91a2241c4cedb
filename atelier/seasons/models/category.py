from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from atelier.seasons.models.season import Season


class Category(models.Model):
    """One panel of the triptych. Data of the season, not an enumeration: a later season may add one."""

    SHAPES = ("circle", "square", "triangle", "cross", "star", "half")  # the diamond is the position agreed on

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="categories", verbose_name="saison")
    position = models.PositiveSmallIntegerField(
        "ordre",
        default=1,
        validators=[
            MinValueValidator(1),
            MaxValueValidator(len(SHAPES), "Une saison a six catégories au plus : écrivez un ordre de 1 à 6."),
        ],
    )
    code = models.SlugField("code", max_length=30)
    label = models.CharField("nom", max_length=80)
    seats = models.PositiveSmallIntegerField("sièges par territoire", default=2, validators=[MinValueValidator(1)])
    examples = models.TextField("exemples", blank=True, help_text="Un par ligne.")

    class Meta:
        verbose_name = "catégorie"
        verbose_name_plural = "catégories"
        ordering = ["season", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "code"],
                name="category_code_unique_in_season",
                violation_error_message="Deux catégories de la saison portent ce code.",
            ),
            models.UniqueConstraint(
                fields=["season", "position"],
                name="category_position_unique_in_season",
                violation_error_message="Deux catégories de la saison ont le même rang.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def shape(self) -> str:
        """The drawing that stands for the category beside its name, never instead of it."""
        return self.SHAPES[self.series - 1]

    @property
    def series(self) -> int:
        """From 1 to 6: its colour and its dash in drawings (`.series-…` of components.css)."""
        return (self.position - 1) % len(self.SHAPES) + 1
