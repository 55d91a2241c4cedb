from datetime import date
from typing import Self

from django.db import models
from django.utils import timezone

from atelier.core import dates
from territories.models.participant import Participant
from territories.models.triptych import Triptych


class AlumniAgreementQuerySet(models.QuerySet["AlumniAgreement"]):
    def standing(self, today: date | None = None) -> Self:
        """Those that hold on this day, which their last day does, of the seasons that keep alumni."""
        return self.filter(
            ends_on__gte=today or timezone.localdate(),
            participant__state=Participant.State.CONFIRMED,
            participant__triptych__status=Triptych.Status.ADMITTED,
            participant__season__keeps_alumni=True,
        )

    def by_season(self) -> Self:
        """With what a list of people shows: the last season first, then territory, then name."""
        rows = self.select_related("participant__triptych__territory", "participant__season", "participant__user")
        return rows.order_by(
            "-participant__season__number",
            "participant__triptych__territory__sort_name",
            "participant__sort_name",
            "pk",
        )


class AlumniAgreement(models.Model):
    """Somebody whose season is over agrees to stay within reach of its people, until a date: one agreement a person."""

    class Reach(models.TextChoices):
        MESSAGE = "message", "par un message que l’Atelier transmet, sans montrer mon adresse"
        ADDRESS = "address", "par courriel, mon adresse est montrée"

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="alumni_agreement", verbose_name="participant"
    )
    reached_by = models.CharField("joignable", max_length=10, choices=Reach, default=Reach.MESSAGE)
    agreed_at = models.DateTimeField("accord donné le", default=timezone.now)
    ends_on = dates.DateField("jusqu’au", db_index=True)

    objects = AlumniAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "ancien joignable"
        verbose_name_plural = "anciens joignables"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Accord de {self.participant}"

    @property
    def shows_address(self) -> bool:
        return self.reached_by == self.Reach.ADDRESS
