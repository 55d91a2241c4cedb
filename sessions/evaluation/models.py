"""Questionnaires that people answer without their names, each audience held apart from the others.

While a questionnaire is open, who has answered (`HasAnswered`) and what was answered (`SealedAnswer`, encrypted) stand
in two tables, with random keys and no time. Closing it opens the sealed answers, writes each value in `Answer`,
shuffled and apart from the other values of the same person, and deletes the rows of both tables.
"""

import uuid
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from atelier.core import dates
from atelier.seasons.models import Season
from referential.models import Stake
from sessions.programme.models import Day
from territories.models import Participant


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def held(self) -> Self:
        """Those of days that are held, whether their season is evaluated or not: for gates, which then say so."""
        return self.filter(Q(day=None) | Q(day__status=Day.Status.PLANNED))

    def followed(self) -> Self:
        """Those of the seasons that are evaluated: the others are nowhere."""
        return self.held().filter(season__is_evaluated=True)

    def with_dates(self) -> Self:
        """With what `opens_on` reads."""
        return self.select_related("season", "day__season").prefetch_related("season__days")


class Questionnaire(models.Model):
    """What is asked of an audience about a day, or about a season when it has no day; closed once, never reopened."""

    class Audience(models.TextChoices):
        PARTICIPANTS = "participants", "participants"
        CONTACTS = "contacts", "référents et co-éditeurs"
        FACILITATORS = "facilitators", "animation"
        FUNDERS = "funders", "financeurs"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="questionnaires", verbose_name="saison")
    day = models.ForeignKey(
        Day,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questionnaires",
        verbose_name="journée",
    )
    audience = models.CharField("public", max_length=12, choices=Audience, default=Audience.PARTICIPANTS)
    title = models.CharField("intitulé", max_length=150)
    days_after = models.PositiveSmallIntegerField(
        "ouvert combien de jours après",
        default=0,
        validators=[MaxValueValidator(730)],
        help_text="Compté depuis la journée, ou depuis la dernière de la saison : si elle change de date, "
        "l’ouverture suit.",
    )
    closed_on = dates.DateField("clos le", null=True, blank=True)
    asked = models.PositiveSmallIntegerField("personnes interrogées", null=True, blank=True)
    answered = models.PositiveSmallIntegerField("réponses reçues", null=True, blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "questionnaire"
        verbose_name_plural = "questionnaires"
        ordering = ["season", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "audience"],
                condition=models.Q(day=None),
                name="questionnaire_one_of_a_season",
                violation_error_message="Cette saison a déjà son questionnaire d’après-saison pour ce public.",
            ),
            models.UniqueConstraint(
                fields=["day", "audience"],
                condition=models.Q(day__isnull=False),
                name="questionnaire_one_of_a_day",
                violation_error_message="Cette journée a déjà son questionnaire pour ce public.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sessions:evaluation", args=[self.pk])

    @property
    def opens_on(self) -> date | None:
        """Some days after its day, or after the last planned day of its season; None when the season has none.

        Reads `with_dates`.
        """
        if self.day:
            return self.day.date + timedelta(days=self.days_after)
        planned = [day.date for day in self.season.days.all() if day.status == Day.Status.PLANNED]
        return max(planned) + timedelta(days=self.days_after) if planned else None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and self.opens_on is not None and self.opens_on <= timezone.localdate()

    @property
    def state(self) -> str:
        """« clos », « ouvert » or « à venir »."""
        if self.closed_on:
            return "clos"
        return "ouvert" if self.is_open else "à venir"


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


class Guest(models.Model):
    """Somebody from outside the season who is asked: a funder, named by the organisers."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="guests", verbose_name="questionnaire"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="compte"
    )

    class Meta:
        verbose_name = "financeur interrogé"
        verbose_name_plural = "financeurs interrogés"
        ordering = ["questionnaire", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "user"],
                name="evaluation_guest_once",
                violation_error_message="Cette personne est déjà interrogée.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class HasAnswered(models.Model):
    """Somebody has answered a questionnaire that is still open, at a seat or by an account: neither what nor when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="respondents", verbose_name="questionnaire"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="participant"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )

    class Meta:
        verbose_name = "a répondu"
        verbose_name_plural = "ont répondu"
        ordering = ["questionnaire", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "participant"],
                name="evaluation_answered_once",
                violation_error_message="Vous avez déjà répondu à ce questionnaire.",
            ),
            models.UniqueConstraint(
                fields=["questionnaire", "user"],
                name="evaluation_account_answered_once",
                violation_error_message="Vous avez déjà répondu à ce questionnaire.",
            ),
            models.CheckConstraint(
                condition=Q(participant=None, user__isnull=False) | Q(participant__isnull=False, user=None),
                name="evaluation_answered_by_one",
                violation_error_message="Une réponse vient d’un siège ou d’un compte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant or self.user}, {self.questionnaire}"


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
    """One value answered to one question: a rank, one of the choices, or words. Nothing links two of them.

    Words are sorted by stake by the organisers who read them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers", verbose_name="question")
    text = models.TextField("réponse", max_length=600)
    stake = models.ForeignKey(
        Stake, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="enjeu"
    )

    class Meta:
        verbose_name = "réponse à une évaluation"
        verbose_name_plural = "réponses aux évaluations"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Improvement(models.Model):
    """What was found, what was decided, who sees to it, and whether it is done."""

    class State(models.TextChoices):
        TO_DO = "to_do", "à faire"
        DONE = "done", "fait"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="improvements", verbose_name="saison")
    finding = models.CharField("constat", max_length=300)
    decision = models.CharField("décision", max_length=300)
    owner = models.CharField("qui s’en charge", max_length=100)
    state = models.CharField("état", max_length=10, choices=State, default=State.TO_DO)

    class Meta:
        verbose_name = "amélioration"
        verbose_name_plural = "améliorations"
        ordering = ["season", "pk"]

    def __str__(self) -> str:
        return self.finding

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    def mark(self, state: str) -> None:
        """Done, or to do again."""
        self.state = self.State(state)
        self.save(update_fields=["state"])
