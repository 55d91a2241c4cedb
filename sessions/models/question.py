from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from referential.models import Entry
from sessions.models.day import Day
from territories.models import Triptych


class PeerQuestion(models.Model):
    """A question of a trajectory, addressed to the peers of the season on one of its days."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="addressed", verbose_name="question")
    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="questions", verbose_name="journée")
    asked_at = models.DateTimeField("adressée le", default=timezone.now)

    class Meta:
        verbose_name = "question aux pairs"
        verbose_name_plural = "questions aux pairs"
        ordering = ["day__number", "asked_at", "pk"]

    def __str__(self):
        return self.entry.title

    def get_absolute_url(self) -> str:
        return reverse("sessions:question", args=[self.pk])


class PeerAnswer(models.Model):
    """What a peer, or the team, answers; read by the group of the season."""

    question = models.ForeignKey(
        PeerQuestion, on_delete=models.CASCADE, related_name="answers", verbose_name="question"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    triptych = models.ForeignKey(
        Triptych, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="territoire"
    )
    text = models.TextField("réponse", max_length=3000)
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "réponse d’un pair"
        verbose_name_plural = "réponses des pairs"
        ordering = ["question", "at", "pk"]

    def __str__(self):
        return f"Réponse de {self.author}"
