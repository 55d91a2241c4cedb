from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from atelier.core.templatetags.french_text import lines

LEVELS = range(1, 6)
FROZEN = "Cette version de la grille a servi à se positionner : elle ne change plus. Créez une nouvelle version."


class Stake(models.Model):
    """One of the four stakes, always shown in the same order, each with its colour and its name."""

    code = models.SlugField("code", max_length=20, unique=True, editable=False)
    position = models.PositiveSmallIntegerField("ordre", unique=True, editable=False)
    name = models.CharField("nom", max_length=60)
    definition = models.TextField("définition")

    class Meta:
        verbose_name = "enjeu"
        verbose_name_plural = "enjeux"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class GridQuerySet(models.QuerySet["Grid"]):
    def with_contents(self) -> Self:
        """Everything that reading a grid takes, in a constant number of queries."""
        return self.prefetch_related("dimensions__stake", "terms")

    def newest(self) -> "Grid | None":
        return self.order_by("-version").first()


class Grid(models.Model):
    """One version of the grid: dimensions by stake, five levels, a glossary. Frozen once somebody answered with it."""

    version = models.PositiveSmallIntegerField("version", unique=True)
    name = models.CharField("nom", max_length=120)
    level_names = models.TextField(
        "noms des cinq niveaux",
        help_text="Un par ligne, du premier au cinquième.",
    )
    frozen_at = models.DateTimeField("figée le", null=True, blank=True, editable=False)

    objects = GridQuerySet.as_manager()

    class Meta:
        verbose_name = "grille"
        verbose_name_plural = "grilles"
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="grid_version_positive",
                violation_error_message="Les versions se comptent à partir de 1.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_frozen(self.pk)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if len(lines(self.level_names)) != len(LEVELS):
            raise ValidationError({"level_names": "Donnez cinq noms, un par ligne."})

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def levels(self) -> list[tuple[int, str]]:
        """(1, « En germe ») … (5, « Partagé et transmis »)."""
        return list(zip(LEVELS, lines(self.level_names), strict=False))

    def by_stake(self) -> list[tuple[Stake, list["Dimension"]]]:
        """The dimensions, under their stakes, in the order of the compass; read through `with_contents()`."""
        found: dict[Stake, list[Dimension]] = {}
        for dimension in self.dimensions.all():
            found.setdefault(dimension.stake, []).append(dimension)
        return sorted(found.items(), key=lambda pair: pair[0].position)


def refuse_frozen(grid_pk: int | None) -> None:
    """Raises ValidationError, in words for the organiser, when the version has been used."""
    if grid_pk and Grid.objects.filter(pk=grid_pk, frozen_at__isnull=False).exists():
        raise ValidationError(FROZEN)


class GridPart(models.Model):
    """What belongs to a version, and freezes with it."""

    grid: models.ForeignKey[Any, Any]
    grid_id: int

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_frozen(self.grid_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_frozen(self.grid_id)
        return super().delete(*args, **kwargs)


@dataclass(frozen=True)
class Level:
    """One of the five levels of a dimension."""

    number: int
    name: str
    descriptor: str


class Dimension(GridPart):
    """One line of the grid: questions to think with, and what each of the five levels looks like."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="dimensions", verbose_name="grille")
    stake = models.ForeignKey(
        Stake,
        on_delete=models.PROTECT,
        related_name="dimensions",
        verbose_name="enjeu",
    )
    position = models.PositiveSmallIntegerField("ordre", default=1)
    code = models.SlugField("code", max_length=8, help_text="Court : E1, C2…")
    name = models.CharField("nom", max_length=120)
    questions = models.TextField("questions", blank=True, help_text="Une par ligne.")
    level_1 = models.TextField("niveau 1")
    level_2 = models.TextField("niveau 2")
    level_3 = models.TextField("niveau 3")
    level_4 = models.TextField("niveau 4")
    level_5 = models.TextField("niveau 5")

    class Meta:
        verbose_name = "dimension"
        verbose_name_plural = "dimensions"
        ordering = ["grid", "stake__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "code"],
                name="dimension_code_unique_in_grid",
                violation_error_message="Deux dimensions de la grille portent ce code.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def levels(self) -> list[Level]:
        """The five levels, from the first to the fifth; their names are those of the grid."""
        return [Level(number, name, getattr(self, f"level_{number}")) for number, name in self.grid.levels]


class Term(GridPart):
    """A word of the glossary that a version carries."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="terms", verbose_name="grille")
    position = models.PositiveSmallIntegerField("ordre", default=1)
    term = models.CharField("terme", max_length=120)
    definition = models.TextField("définition")

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "glossaire"
        ordering = ["grid", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "term"],
                name="term_unique_in_grid",
                violation_error_message="Ce terme figure déjà dans le glossaire.",
            )
        ]

    def __str__(self) -> str:
        return self.term
