from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from atelier.seasons.models import TeamMember
from referential.models import Stake
from sessions.programme.models.day import HalfDay

LONGEST = 720  # minutes


class AgendaItem(models.Model):
    """A piece of a half-day, in one of the formats of the workshop."""

    class Format(models.TextChoices):
        PLENARY = "plenary", "plénière"
        PEERS = "peers", "entre pairs"
        INTER = "inter", "inter-territoires"
        COLLECTIVE = "collective", "par collectif territorial"
        CODEV = "codev", "codéveloppement"

    half_day = models.ForeignKey(HalfDay, on_delete=models.CASCADE, related_name="items", verbose_name="demi-journée")
    starts_at = models.TimeField("début")
    minutes = models.PositiveSmallIntegerField(
        "durée",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text="En minutes. Vide\u00a0: jusqu’à la séquence suivante.",
    )
    is_fixed = models.BooleanField("tient à son heure", default=False)
    format = models.CharField("format", max_length=10, choices=Format)
    title = models.CharField("intitulé", max_length=150)
    stakes = models.ManyToManyField(Stake, blank=True, related_name="+", verbose_name="enjeux")
    facilitators = models.ManyToManyField(TeamMember, blank=True, related_name="items", verbose_name="animation")
    room = models.CharField("salle", max_length=80, blank=True)
    material = models.CharField(
        "matériel",
        max_length=250,
        blank=True,
        help_text="Ce que la salle demande en plus\u202f; lu par l’équipe seule.",
    )
    preparation = models.CharField("à préparer", max_length=250, blank=True)

    class Meta:
        verbose_name = "séquence"
        verbose_name_plural = "séquences"
        ordering = ["half_day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, LONGEST)),
                name="agenda_item_lasts_some_minutes",
                violation_error_message="Une séquence dure d’une minute à douze heures.",
            )
        ]

    def __str__(self) -> str:
        return self.title
