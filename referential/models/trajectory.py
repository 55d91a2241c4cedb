from dataclasses import dataclass

from django.db import models

from atelier.core import dates
from referential.models.shared import Shared, Visibility
from referential.partial_dates import YEARS, Precision, date_in_words
from territories.models import Triptych


@dataclass(frozen=True)
class WrittenPart:
    """A text of the trajectory, under its title and the question that it answers."""

    title: str
    question: str
    text: str


class Trajectory(models.Model):
    """The path of a territory as it tells it, and the six questions of its emerging economic model."""

    MODEL = {
        "offer": ("Proposition", "Quel besoin de vie prenez-vous en charge, pour qui ?"),
        "work": ("Travail et organisation", "Quel travail nouveau cela demande-t-il, et à qui ?"),
        "means": ("Ressources", "Sur quoi vous appuyez-vous, que faut-il entretenir ?"),
        "governance": ("Gouvernance", "Qui décide de quoi ?"),
        "finance": (
            "Ressources financières et contrats",
            "Comment les moyens arrivent-ils, contre quels engagements ?",
        ),
        "evaluation": ("Évaluation", "Comment saurez-vous que cela vaut la peine ?"),
    }
    STORY = {
        "summary": ("En quelques mots", "Ce que votre territoire cherche à transformer."),
        "starting_point": ("D’où l’on part", "La situation, les atouts, ce qui ne va plus."),
        "heading": ("Le cap", "Ce vers quoi vous allez, même si le chemin n’est pas tracé."),
        "learnt": ("Ce que nous avons appris", "Ce que la saison a changé dans votre façon de voir ou de faire."),
    }

    triptych = models.OneToOneField(
        Triptych, on_delete=models.CASCADE, related_name="trajectory", verbose_name="triptyque"
    )
    life_stakes = models.CharField(
        "enjeux de vie",
        max_length=200,
        blank=True,
        help_text="Codes, séparés d’espaces.",
    )
    summary = models.TextField("en quelques mots", max_length=1500, blank=True)
    starting_point = models.TextField("d’où l’on part", max_length=1500, blank=True)
    heading = models.TextField("le cap", max_length=1500, blank=True)
    learnt = models.TextField("ce que nous avons appris", max_length=3000, blank=True)
    offer = models.TextField("proposition", max_length=1500, blank=True)
    work = models.TextField("travail et organisation", max_length=1500, blank=True)
    means = models.TextField("ressources", max_length=1500, blank=True)
    governance = models.TextField("gouvernance", max_length=1500, blank=True)
    finance = models.TextField("ressources financières et contrats", max_length=1500, blank=True)
    evaluation = models.TextField("évaluation", max_length=1500, blank=True)
    changed_at = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "trajectoire"
        verbose_name_plural = "trajectoires"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Trajectoire : {self.triptych.territory}"

    def told(self, fields: dict[str, tuple[str, str]]) -> list[WrittenPart]:
        """The fields of `STORY` or `MODEL` in which something is written."""
        parts = [WrittenPart(title, question, getattr(self, name)) for name, (title, question) in fields.items()]
        return [part for part in parts if part.text]


class Entry(Shared):
    """A step of the trajectory: typed, dated as precisely as is known, for the readers that its author chose."""

    class Kind(models.TextChoices):
        MILESTONE = "jalon", "jalon"
        EXPERIMENT = "experimentation", "expérimentation"
        RESOURCE = "ressource", "ressource"
        DIFFICULTY = "difficulte", "difficulté"
        TURN = "bifurcation", "bifurcation"
        ACTOR = "acteur", "acteur"
        EFFECT = "effet", "effet"
        QUESTION = "question", "question"

    kind = models.CharField("type", max_length=20, choices=Kind)
    title = models.CharField("intitulé", max_length=150)
    text = models.TextField("récit", max_length=3000, blank=True)
    date = dates.DateField("date", years=YEARS, null=True, blank=True)
    precision = models.CharField("précision", max_length=10, choices=Precision, blank=True)
    details = models.JSONField("précisions selon le type", default=dict, blank=True)
    links = models.ManyToManyField("self", symmetrical=True, blank=True, verbose_name="étapes liées")

    class Meta:
        verbose_name = "étape de trajectoire"
        verbose_name_plural = "étapes de trajectoire"
        ordering = [models.F("date").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visibility__in=Visibility.values),
                name="entry_known_visibility",
                violation_error_message="Choisissez qui peut lire cette étape.",
            ),
            models.CheckConstraint(
                condition=models.Q(date=None, precision="") | models.Q(date__isnull=False) & ~models.Q(precision=""),
                name="entry_date_has_precision",
                violation_error_message="Une date dit sa précision.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def when(self) -> str:
        """« 2014 », « printemps 2019 », « 12 mars 2024 »; empty without a date."""
        return date_in_words(self.date, self.precision) if self.date else ""
