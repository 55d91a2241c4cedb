from django.db import models

from referential.models import Shared, Visibility
from sessions.models.day import AgendaItem, Day
from territories.models import Triptych


class Note(Shared):
    """What the team keeps of a day, by item and stake: words, or a link; for the readers that its author chose."""

    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="notes", verbose_name="journée")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes", verbose_name="séquence"
    )
    triptych = models.ForeignKey(
        Triptych,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
        verbose_name="territoire",
        help_text="Pour ce qui s’est dit dans un collectif territorial.",
    )
    title = models.CharField("intitulé", max_length=150)
    text = models.TextField("note", max_length=5000, blank=True)
    url = models.URLField("lien", max_length=300, blank=True)
    visibility = models.PositiveSmallIntegerField(
        "qui peut la lire", choices=Visibility, default=Visibility.TEAM, db_index=True
    )

    class Meta:
        verbose_name = "note de journée"
        verbose_name_plural = "notes de journée"
        ordering = ["day", "item__half_day__starts_at", "item__starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visibility__in=Visibility.values),
                name="note_known_visibility",
                violation_error_message="Choisissez qui peut lire cette note.",
            ),
            models.CheckConstraint(
                condition=~models.Q(visibility=Visibility.TERRITORY) | models.Q(triptych__isnull=False),
                name="note_of_a_territory_names_it",
                violation_error_message="Pour la montrer à un territoire, dites lequel.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.season_id = self.day.season_id
        super().save(*args, **kwargs)
