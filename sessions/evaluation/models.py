"""Questionnaires that participants answer without their names.

While a questionnaire is open, who has answered (`HasAnswered`) and what was answered (`SealedAnswer`, encrypted) stand
in two tables, with random keys and no time. Closing it opens the sealed answers, writes each value in `Answer`,
shuffled and apart from the other values of the same person, and deletes the rows of both tables.
"""

import uuid

from django.db import models
from django.urls import reverse

from atelier.core import dates
from atelier.seasons.models import Season
from sessions.programme.models import Day
from territories.models import Participant


class Questionnaire(models.Model):
    """What is asked about a day, or about a season when it has no day; closed once, never reopened."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="questionnaires", verbose_name="saison")
    day = models.OneToOneField(
        Day,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questionnaire",
        verbose_name="journée",
    )
    title = models.CharField("intitulé", max_length=150)
    opens_on = dates.DateField("ouvert le")
    closed_on = dates.DateField("clos le", null=True, blank=True)
    asked = models.PositiveSmallIntegerField("personnes interrogées", null=True, blank=True)
    answered = models.PositiveSmallIntegerField("réponses reçues", null=True, blank=True)

    class Meta:
        verbose_name = "questionnaire"
        verbose_name_plural = "questionnaires"
        ordering = ["season", "opens_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season"],
                condition=models.Q(day=None),
                name="questionnaire_one_of_a_season",
                violation_error_message="Cette saison a déjà son questionnaire d’après-saison.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sessions:evaluation", args=[self.pk])


class Question(models.Model):
    """One question. Every scale and choice is required, so that each counts as many answers as the questionnaire."""

    class Kind(models.TextChoices):
        SCALE = "scale", "de 1 à 5"
        CHOICE = "choice", "un choix"
        SEVERAL = "several", "plusieurs choix"
        TEXT = "text", "texte"

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="questions", verbose_name="questionnaire"
    )
    position = models.PositiveSmallIntegerField("ordre")
    kind = models.CharField("forme", max_length=8, choices=Kind)
    text = models.CharField("question", max_length=200)
    choices = models.JSONField("choix", default=list, blank=True)

    class Meta:
        verbose_name = "question d’évaluation"
        verbose_name_plural = "questions d’évaluation"
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "position"],
                name="evaluation_question_position_unique",
                violation_error_message="Deux questions ont le même rang.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class HasAnswered(models.Model):
    """Somebody has answered a questionnaire that is still open: neither what nor when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="respondents", verbose_name="questionnaire"
    )
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+", verbose_name="participant")

    class Meta:
        verbose_name = "a répondu"
        verbose_name_plural = "ont répondu"
        ordering = ["questionnaire", "participant__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "participant"],
                name="evaluation_answered_once",
                violation_error_message="Vous avez déjà répondu à ce questionnaire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}, {self.questionnaire}"


class SealedAnswer(models.Model):
    """An answer that nobody can read before the questionnaire closes; of one size, whatever it says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="sealed", verbose_name="questionnaire"
    )
    content = models.BinaryField("réponse chiffrée")

    class Meta:
        verbose_name = "réponse scellée"
        verbose_name_plural = "réponses scellées"
        ordering = ["pk"]

    def __str__(self) -> str:
        return "Réponse scellée"


class Answer(models.Model):
    """One value answered to one question: a rank, an index among the choices, or words. Nothing links two of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers", verbose_name="question")
    text = models.CharField("réponse", max_length=600)

    class Meta:
        verbose_name = "réponse à une évaluation"
        verbose_name_plural = "réponses aux évaluations"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Improvement(models.Model):
    """What was found, what was decided, who sees to it, and whether it is done."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="improvements", verbose_name="saison")
    finding = models.CharField("constat", max_length=300)
    decision = models.CharField("décision", max_length=300)
    owner = models.CharField("qui s’en charge", max_length=100)
    done = models.BooleanField("fait", default=False)

    class Meta:
        verbose_name = "amélioration"
        verbose_name_plural = "améliorations"
        ordering = ["season", "pk"]

    def __str__(self) -> str:
        return self.finding
