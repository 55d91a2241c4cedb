from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from atelier.core import dates
from atelier.seasons.models import TeamMember
from sessions.programme.models import Day, HalfDay

LONGEST = 24 * 60  # minutes of preparation that one line may say


class Availability(models.Model):
    """What somebody of the team said of one day: whether they can facilitate it."""

    class Answer(models.TextChoices):
        YES = "yes", "oui"
        NO = "no", "non"
        MAYBE = "maybe", "à confirmer"

    member = models.ForeignKey(
        TeamMember, on_delete=models.CASCADE, related_name="availabilities", verbose_name="membre de l’équipe"
    )
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="availabilities", verbose_name="journée")
    answer = models.CharField("disponibilité", max_length=5, choices=Answer)
    line = models.CharField("précision", max_length=200, blank=True)
    answered_at = models.DateTimeField("répondue le", default=timezone.now)

    class Meta:
        verbose_name = "disponibilité"
        verbose_name_plural = "disponibilités"
        ordering = ["day", "member", "pk"]
        default_permissions = ()  # colleagues do not read each other's reasons
        constraints = [
            models.UniqueConstraint(
                fields=["member", "day"],
                name="availability_one_a_day",
                violation_error_message="Cette personne a déjà répondu pour cette journée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.day} : {self.get_answer_display()}"


class Preparation(models.Model):
    """Time that somebody of the team says they spent preparing a season, in minutes."""

    member = models.ForeignKey(
        TeamMember, on_delete=models.CASCADE, related_name="preparations", verbose_name="membre de l’équipe"
    )
    on = dates.DateField("date")
    minutes = models.PositiveSmallIntegerField(
        "durée (minutes)", validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    line = models.CharField("objet", max_length=200, blank=True)

    class Meta:
        verbose_name = "temps de préparation"
        verbose_name_plural = "temps de préparation"
        ordering = ["member", "on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST),
                name="preparation_minutes_of_a_day",
                violation_error_message="Une durée de préparation va d’une minute à 24 heures.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.on}"


class FacilitatorPresence(models.Model):
    """Somebody of the team was there on a half-day. Apart from the attendance of participants: in no rate."""

    member = models.ForeignKey(
        TeamMember, on_delete=models.PROTECT, related_name="presences", verbose_name="membre de l’équipe"
    )
    half_day = models.ForeignKey(
        HalfDay, on_delete=models.CASCADE, related_name="facilitator_presences", verbose_name="demi-journée"
    )
    noted_at = models.DateTimeField("notée le", default=timezone.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="notée par"
    )

    class Meta:
        verbose_name = "présence de l’animation"
        verbose_name_plural = "présences de l’animation"
        ordering = ["half_day", "member", "pk"]
        default_permissions = ()  # noted with the attendance of the day, by whoever may note that
        constraints = [
            models.UniqueConstraint(
                fields=["member", "half_day"],
                name="facilitator_presence_unique",
                violation_error_message="Cette personne est déjà notée présente à la demi-journée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.half_day}"
