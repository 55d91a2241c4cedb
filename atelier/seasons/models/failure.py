from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

REMEMBERED = timedelta(days=2)  # what fails is tried again the same day, or each night: not met again, it is over
GIVEN_UP = Q(tries__gt=0, not_before=None)


class FailureQuerySet(models.QuerySet["Failure"]):
    def recent(self) -> Self:
        """What is to be said: met in the last two days, or given up; not what is tried for the first time."""
        met = self.filter(Q(at__gte=timezone.now() - REMEMBERED) | GIVEN_UP)
        return met.exclude(tries__gt=0, cause="")

    def held(self) -> Self:
        """What no worker may take now: another has it, it was just tried, or it was given up."""
        return self.filter(Q(not_before=None) | Q(not_before__gt=timezone.now()))


class Failure(models.Model):
    """One thing that the product does by itself and could not do: said on the first page until it is done.

    What is done row by row has its row here from the first try on: `tries` counts them, `not_before` says when the next
    one may begin, and is empty once it was given up.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", "Une relance n’a pas pu être préparée"
        DOCUMENT = "document", "Un document n’a pas pu être fait"
        SUCCESSION = "succession", "Un changement de titulaire n’a pas pu prendre effet"
        PERSPECTIVES = "regards", "Des regards n’ont pas pu s’ouvrir"
        RETENTION = "retention", "Des données arrivées à leur terme n’ont pas pu être effacées"
        JOB = "job", "Un travail de fond n’a pas pu être fait"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    ref = models.CharField("repère", max_length=100)
    label = models.CharField("quoi", max_length=250)
    address = models.CharField("où cela se règle", max_length=200)
    at = models.DateTimeField("la dernière fois le", auto_now=True)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    not_before = models.DateTimeField("pas de nouvel essai avant le", null=True, blank=True)
    cause = models.CharField("cause", max_length=250, blank=True)

    objects = FailureQuerySet.as_manager()

    class Meta:
        verbose_name = "échec"
        verbose_name_plural = "échecs"
        ordering = ["kind", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "ref"],
                name="failure_said_once",
                violation_error_message="Cet échec est déjà noté.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.label}"

    @property
    def is_given_up(self) -> bool:
        return self.tries > 0 and self.not_before is None
