from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from atelier.core import office_hours, placeholders
from atelier.core.declarations import declared_by_key
from atelier.core.uploads import StoredName
from atelier.reminders.triggers import Trigger
from atelier.seasons.models import Category, Season


class ReminderRule(models.Model):
    """What leaves when, and to whom, for a season. Switched on, it concerns the moments that are still to come."""

    SOURCE = "rule:"  # how the source of every message of a rule begins

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="rules", verbose_name="saison")
    trigger = models.CharField("déclencheur", max_length=40)
    days = models.PositiveSmallIntegerField("jours", default=7, validators=[MaxValueValidator(365)])
    direction = models.CharField(
        "sens", max_length=6, choices=office_hours.Direction, default=office_hours.Direction.BEFORE
    )
    hour = models.TimeField("heure", default=time(9), help_text="Entre 8 h et 19 h, un jour ouvré.")
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name="catégories", help_text="Aucune : toutes."
    )
    subject = models.CharField("objet", max_length=150)
    text = models.TextField(
        "texte",
        max_length=5000,
        help_text="La signature de l’atelier s’ajoute à la fin.",
    )
    attaches = models.BooleanField(
        "joindre la convocation et l’agenda",
        default=False,
        help_text="Pour les règles d’une journée seulement.",
    )
    is_active = models.BooleanField("active", default=False)
    effective_from = models.DateTimeField(
        "à partir du", null=True, blank=True, help_text="Ce qui aurait dû partir avant ne part pas."
    )

    class Meta:
        verbose_name = "règle de relance"
        verbose_name_plural = "règles de relance"
        ordering = ["season", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__gte=office_hours.OPENS, hour__lt=office_hours.CLOSES),
                name="reminder_rule_in_office_hours",
                violation_error_message="L’heure d’envoi est comprise entre 8 h et 19 h.",
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(effective_from__isnull=False),
                name="reminder_rule_active_since",
                violation_error_message="Une règle active dit depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.when} : {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_active and self.effective_from is None:
            self.effective_from = timezone.now()
        if not self.is_active:
            self.effective_from = None
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.is_active and self.effective_from is None:
            self.effective_from = timezone.now()
        kind = self.kind
        if kind is None:
            raise ValidationError({"trigger": "Choisissez ce que la règle attend."})
        if self.attaches and not kind.attaches:
            raise ValidationError({"attaches": "Ce déclencheur n’a rien à joindre."})
        required = {*kind.required, kind.attaches} if self.attaches else set(kind.required)
        wrong = placeholders.placeholder_errors(
            f"{self.subject}\n{self.text}", allowed=set(kind.placeholders), required=required
        )
        if wrong:
            raise ValidationError({"text": wrong})

    @property
    def kind(self) -> Trigger | None:
        """The registered trigger; None for one that the product no longer knows."""
        return declared_by_key(Trigger).get(self.trigger)

    @property
    def when(self) -> str:
        """« J-7, journée »."""
        sign = "-" if self.direction == office_hours.Direction.BEFORE else "+"
        return f"J{sign}{self.days}, {self.kind.moment if self.kind else self.trigger}"

    @property
    def source(self) -> str:
        """What its messages carry in the outbox."""
        return f"{self.SOURCE}{self.pk}"

    def moment(self, on: date, clock: str = "", over_at: datetime | None = None) -> datetime:
        """When it leaves for something that happens `on`: a wall time, moved to a working day away from the event.

        By another clock than that of the site, the same wall time there; before something, while it is not over;
        after something, not before it leaves at the site, where a day ends when it does.
        """
        before = self.direction == office_hours.Direction.BEFORE
        day = office_hours.working_day(
            on + timedelta(days=-self.days if before else self.days), backwards=before, clock=clock
        )
        moment = office_hours.local_datetime(day, self.hour, clock)
        if clock and not before:
            return office_hours.next_opening(max(moment, self.moment(on)), clock)
        while clock and over_at and moment >= over_at:
            day = office_hours.working_day(day - timedelta(days=1), backwards=True, clock=clock)
            moment = office_hours.local_datetime(day, self.hour, clock)
        return moment


class LetterFile(models.Model):
    """A file joined to a letter, from the moment that it is chosen: it stays as long as a message carries it.

    `token` is that of the letter, `digest` the SHA-256 of what the file holds.
    """

    token = models.CharField("lettre", max_length=40, db_index=True)
    file = models.FileField("fichier", upload_to=StoredName("lettres"))
    name = models.CharField("nom du fichier", max_length=120)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("taille en octets")
    digest = models.CharField("empreinte", max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="jointe par"
    )
    at = models.DateTimeField("jointe le", default=timezone.now)

    class Meta:
        verbose_name = "pièce jointe d’une lettre"
        verbose_name_plural = "pièces jointes des lettres"
        ordering = ["pk"]
        default_permissions = ()  # whoever writes letters

    def __str__(self) -> str:
        return self.name
