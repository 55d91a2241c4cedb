from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from referential.models import Entry, Shared, Visibility
from sessions.programme.models import AgendaItem, Day
from territories.models import Triptych


class Note(Shared):
    """What the team keeps of a day, by item and stake: words, or a link; for the readers that its author chose."""

    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="notes", verbose_name="journée")
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="notes",
        verbose_name="séquence",
    )
    triptych = models.ForeignKey(  # type: ignore[assignment]  # a note may be of no territory
        Triptych,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
        verbose_name="territoire",
        help_text="Pour ce qui s’est dit dans un collectif territorial.",
    )
    title = models.CharField("intitulé", max_length=150)
    text = models.TextField("note", max_length=5000, blank=True)
    url = models.URLField("lien", max_length=300, blank=True)
    visibility = models.PositiveSmallIntegerField(
        "qui peut la lire", choices=Visibility, default=Visibility.TEAM, db_index=True
    )

    class Meta:
        verbose_name = "note de journée"
        verbose_name_plural = "notes de journée"
        ordering = ["day", "item__half_day__starts_at", "item__starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visibility__in=Visibility.values),
                name="note_known_visibility",
                violation_error_message="Choisissez qui peut lire cette note.",
            ),
            models.CheckConstraint(
                condition=~models.Q(visibility=Visibility.TERRITORY) | models.Q(triptych__isnull=False),
                name="note_of_a_territory_names_it",
                violation_error_message="Pour la montrer à un territoire, dites lequel.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.season_id = self.day.season_id
        super().save(*args, **kwargs)


class PeerQuestion(models.Model):
    """A question of a trajectory, addressed to the peers of the season on one of its days."""

    entry = models.OneToOneField(
        Entry,
        on_delete=models.CASCADE,
        related_name="addressed",
        verbose_name="question",
    )
    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="questions", verbose_name="journée")
    asked_at = models.DateTimeField("adressée le", default=timezone.now)

    class Meta:
        verbose_name = "question aux pairs"
        verbose_name_plural = "questions aux pairs"
        ordering = ["day__number", "asked_at", "pk"]

    def __str__(self) -> str:
        return self.entry.title

    def get_absolute_url(self) -> str:
        return reverse("sessions:question", args=[self.pk])


class PeerAnswer(models.Model):
    """What a peer, or the team, answers; read by the group of the season."""

    question = models.ForeignKey(
        PeerQuestion, on_delete=models.CASCADE, related_name="answers", verbose_name="question"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )
    triptych = models.ForeignKey(
        Triptych, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="territoire"
    )
    text = models.TextField("réponse", max_length=3000)
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "réponse d’un pair"
        verbose_name_plural = "réponses des pairs"
        ordering = ["question", "at", "pk"]

    def __str__(self) -> str:
        return f"Réponse de {self.author}"
