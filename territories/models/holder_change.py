from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from atelier.core import dates, email_addresses
from atelier.core.fields import NameField
from territories.models.participant import Participant


class HolderChangeQuerySet(models.QuerySet["HolderChange"]):
    def due(self, today: date) -> Self:
        """Accepted, their day has come (Europe/Paris), and not done yet."""
        return self.filter(state="accepted", took_effect_at=None, effective_on__lte=today).order_by("pk")


class HolderChange(models.Model):
    """A seat that passes from one person to another, for good: asked with a reason, decided by the organisers.

    It is not a stand-in for a day: there are none. The former holder keeps their past attendance.
    """

    class State(models.TextChoices):
        ASKED = "asked", "demandé"
        ACCEPTED = "accepted", "accepté"
        REFUSED = "refused", "refusé"

    leaving = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="departures", verbose_name="titulaire actuel"
    )
    effective_on = dates.DateField(
        "à partir du",
        help_text="Le premier jour où la nouvelle personne tient le siège.",
    )
    reason = models.TextField("motif", max_length=500, help_text="Changement de poste, élection, départ…")
    first_name = NameField("prénom", max_length=150)
    last_name = NameField("nom", max_length=150)
    position = NameField("fonction", max_length=150)
    organisation = NameField("organisme", max_length=200)
    email = email_addresses.EmailField("courriel professionnel")
    state = models.CharField("état", max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    asked_at = models.DateTimeField("demandé le", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidé par",
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    roles = models.JSONField("autres rôles", default=dict, blank=True, editable=False)  # {HeldRole.key: Choice}
    took_effect_at = models.DateTimeField("entré en vigueur le", null=True, blank=True)

    objects = HolderChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "changement de titulaire"
        verbose_name_plural = "changements de titulaire"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leaving"],
                condition=Q(state="asked"),
                name="holder_change_one_at_a_time",
                violation_error_message="Un changement est déjà demandé pour cette personne.",
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="holder_change_decided_by_someone",
                violation_error_message="Une décision porte sa date et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaving} → {self.first_name} {self.last_name}"
