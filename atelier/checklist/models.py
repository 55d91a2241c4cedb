from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from atelier.checklist.milestones import CompletionCheck, Milestone
from atelier.core import dates
from atelier.core.declarations import declared_by_key
from atelier.core.office_hours import Direction
from atelier.seasons.models import Season


class Task(models.Model):
    """Something to do for a season, so many days before or after a milestone; once for each day where there are days.

    When it falls due is never stored: it follows the milestone. What is stored is that it was done.
    """

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="tasks", verbose_name="saison")
    title = models.CharField("tâche", max_length=150)
    milestone = models.CharField("repère", max_length=30)
    days = models.PositiveSmallIntegerField("jours", default=7, validators=[MaxValueValidator(730)])
    direction = models.CharField("sens", max_length=6, choices=Direction, default=Direction.BEFORE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="confiée à",
    )
    completion_check = models.CharField(
        "faite d’elle-même quand",
        max_length=30,
        blank=True,
        help_text="L’Atelier coche la tâche dès qu’il constate le fait. Vide : quelqu’un la coche.",
    )

    class Meta:
        verbose_name = "tâche"
        verbose_name_plural = "tâches du rétroplanning"
        ordering = ["season", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        milestone = declared_by_key(Milestone).get(self.milestone)
        check = declared_by_key(CompletionCheck).get(self.completion_check)
        if milestone is None:
            raise ValidationError({"milestone": "Choisissez le repère dont la tâche dépend."})
        if self.completion_check and (check is None or check.scope != milestone.scope):
            raise ValidationError(
                {"completion_check": f"Ce fait ne se constate pas pour le repère « {milestone.label} »."}
            )

    @property
    def when(self) -> str:
        """« 15 jours avant chaque journée »."""
        milestone = declared_by_key(Milestone).get(self.milestone)
        name = milestone.label if milestone else self.milestone
        if not self.days:
            return f"le jour même : {name}"
        return f"{self.days} jour{'s' if self.days > 1 else ''} {self.get_direction_display()} {name}"


class Tick(models.Model):
    """Somebody says that a task is done, for one milestone; it keeps the date at which it was due."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="ticks", verbose_name="tâche")
    ref = models.CharField("repère", max_length=40)
    due_on = dates.DateField("pour le", null=True, blank=True)
    at = models.DateTimeField("faite le", default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )

    class Meta:
        verbose_name = "tâche faite"
        verbose_name_plural = "tâches faites"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "ref"],
                name="tick_once_by_milestone",
                violation_error_message="Cette tâche est déjà cochée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.ref})"
