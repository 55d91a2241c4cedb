from datetime import timedelta

from django.db import models
from django.utils import timezone

REMEMBERED = timedelta(days=2)  # what fails is tried again each minute, or each night: not met again, it is over


class FailureQuerySet(models.QuerySet):
    def recent(self):
        return self.filter(at__gte=timezone.now() - REMEMBERED)


class Failure(models.Model):
    """One thing that the product does by itself and could not do: said on the first page until it is done."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", "Une relance n’a pas pu être préparée"
        DOCUMENT = "document", "Un document n’a pas pu être fait"
        SUCCESSION = "succession", "Un changement de titulaire n’a pas pu prendre effet"
        RETENTION = "retention", "Des données arrivées à leur terme n’ont pas pu être effacées"
        WORKBOOK = "workbook", "Un classeur de plus d’une semaine n’a pas pu être effacé"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    ref = models.CharField("repère", max_length=100)
    label = models.CharField("quoi", max_length=250)
    address = models.CharField("où cela se règle", max_length=200)
    at = models.DateTimeField("la dernière fois le", auto_now=True)

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

    def __str__(self):
        return f"{self.get_kind_display()} : {self.label}"
