from django.conf import settings
from django.db import models

from sessions.programme.models import AgendaItem
from territories.models import Participant


class Composition(models.Model):
    """How the groups of an item were drawn: the seed makes the same draw again from the same people."""

    item = models.OneToOneField(
        AgendaItem, on_delete=models.CASCADE, related_name="composition", verbose_name="séquence"
    )
    seed = models.PositiveIntegerField("graine")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )
    at = models.DateTimeField("composé le", auto_now=True)

    class Meta:
        verbose_name = "composition des groupes"
        verbose_name_plural = "compositions des groupes"
        ordering = ["item"]

    def __str__(self) -> str:
        return f"Groupes : {self.item}"


class Group(models.Model):
    """One table of an item, with the people who sit at it."""

    composition = models.ForeignKey(
        Composition, on_delete=models.CASCADE, related_name="groups", verbose_name="composition"
    )
    number = models.PositiveSmallIntegerField("numéro")
    label = models.CharField("nom", max_length=100)
    people = models.ManyToManyField(Participant, related_name="tables", verbose_name="personnes")

    class Meta:
        verbose_name = "groupe"
        verbose_name_plural = "groupes"
        ordering = ["composition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["composition", "number"],
                name="group_number_unique_in_composition",
                violation_error_message="Deux groupes de la séquence portent ce numéro.",
            )
        ]

    def __str__(self) -> str:
        return self.label
