from dataclasses import replace
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from atelier.core import dates
from referential.models import Reader, Shared, Visibility
from sessions.programme.models import AgendaItem, Day
from territories.models import Participant, Triptych

AT_MOST = 3  # undertakings of one table


class BroughtQuestion(Shared):
    """What a person or a triptych brings to a table of an item, for the readers that the facilitator chose."""

    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="brought", verbose_name="journée")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.SET_NULL, null=True, related_name="brought", verbose_name="séquence"
    )
    table = models.PositiveSmallIntegerField("table", default=1)
    triptych = models.ForeignKey(
        Triptych, on_delete=models.CASCADE, related_name="brought", verbose_name="territoire qui l’apporte"
    )
    participant = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="brought",
        verbose_name="personne qui l’apporte",
        help_text="Vide : le triptyque l’apporte ensemble.",
    )
    text = models.TextField("question", max_length=1000)

    class Meta:
        verbose_name = "question apportée"
        verbose_name_plural = "questions apportées"
        ordering = ["day", "item__half_day__starts_at", "item__starts_at", "table", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="brought_known_visibility",
                violation_error_message="Choisissez qui peut lire cette question.",
            ),
            models.UniqueConstraint(
                fields=["item", "table"],
                name="brought_one_a_table",
                violation_error_message="Cette table a déjà sa question.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def bringer(self) -> str:
        """« Odile Ferrandier, Val », or the territory alone; read with both."""
        territory = str(self.triptych.territory)
        return f"{self.participant.full_name}, {territory}" if self.participant else territory


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def followed(self) -> Self:
        """Those of the seasons that follow them: where the season does not, they are nowhere."""
        return self.filter(question__season__follows_undertakings=True)

    def readable_by(self, reader: Reader) -> Self:
        """Whoever reads the question, and who took it, unless it is a draft.

        Its author wrote it as one of the team: once that role is closed, it opens nothing.
        """
        asked = reader if reader.is_team else replace(reader, user_pk=0)
        seats = Participant.objects.admitted().confirmed().filter(user=reader.user_pk)
        own = Q(owner__in=seats.order_by().values("pk"), question__visibility__gte=Visibility.TEAM)
        questions = BroughtQuestion.objects.readable_by(asked).order_by().values("pk")
        return self.filter(Q(question__in=questions) | own)

    def open(self) -> Self:
        """Of which nobody said yet how it ended: no outcome, or put off."""
        return self.filter(outcome__in=Undertaking.OPEN)

    def with_question(self) -> Self:
        return self.select_related(
            "owner__triptych__territory",
            "question__day__season",
            "question__item",
            "question__triptych__territory",
            "question__participant",
        )


class Undertaking(models.Model):
    """What somebody undertook before their peers at the end of an item, in their own words, and what became of it."""

    class Outcome(models.TextChoices):
        DONE = "done", "fait"
        CHANGED = "changed", "changé"
        DROPPED = "dropped", "abandonné"
        LATER = "later", "plus tard"

    OPEN = ("", Outcome.LATER)

    question = models.ForeignKey(
        BroughtQuestion, on_delete=models.CASCADE, related_name="undertakings", verbose_name="question"
    )
    rank = models.PositiveSmallIntegerField("rang")
    owner = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="undertakings", verbose_name="qui s’engage"
    )
    text = models.CharField("engagement", max_length=300)
    due_on = dates.DateField("pour le")
    outcome = models.CharField("ce que c’est devenu", max_length=10, choices=Outcome, blank=True)
    outcome_line = models.CharField("en une ligne", max_length=300, blank=True)
    outcome_at = models.DateTimeField("dit le", null=True, blank=True, editable=False)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dit par",
        editable=False,
    )
    created_at = models.DateTimeField("pris le", default=timezone.now, editable=False)

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement entre pairs"
        verbose_name_plural = "engagements entre pairs"
        ordering = ["question__day__number", "question", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "rank"],
                name="undertaking_rank_unique_in_question",
                violation_error_message="La table a déjà un engagement à ce rang.",
            ),
            models.CheckConstraint(
                condition=Q(rank__range=(1, AT_MOST)),
                name="undertaking_three_at_most",
                violation_error_message="Une table prend trois engagements au plus.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None) | ~Q(outcome="") & Q(outcome_at__isnull=False),
                name="undertaking_outcome_dated",
                violation_error_message="Ce qu’un engagement est devenu porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("sessions:undertaking", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.outcome in self.OPEN
