import datetime as dt
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from atelier.core import dates
from atelier.seasons.models import Season, Venue

PARIS = ZoneInfo(settings.TIME_ZONE)


class DayQuerySet(models.QuerySet["Day"]):
    def with_programme(self) -> Self:
        return self.select_related("season__venue", "venue").prefetch_related("half_days__items")

    def with_places(self) -> Self:
        """With its half-days and its place."""
        return self.select_related("season__venue", "venue").prefetch_related("half_days")

    def with_full_programme(self) -> Self:
        """With the stakes and the facilitators of each item too."""
        return self.with_programme().prefetch_related("half_days__items__stakes", "half_days__items__facilitators")

    def with_closing(self) -> Self:
        """Adds `closed`: the presence of the day is closed, and nobody reopened it."""
        standing = self.model.objects.filter(
            pk=models.OuterRef("pk"), closings__isnull=False, closings__reopened_at=None
        )
        return self.annotate(closed=models.Exists(standing))


class Day(models.Model):
    """One of the days of a season. Its date and hours are wall time in Europe/Paris."""

    class Status(models.TextChoices):
        PLANNED = "planned", "prévue"
        CANCELLED = "cancelled", "annulée"

    class Mode(models.TextChoices):
        ON_SITE = "on_site", "sur place"
        ONLINE = "online", "en ligne"
        BOTH = "both", "sur place et en ligne"

    class Lunch(models.TextChoices):
        CATERER = "caterer", "traiteur"
        OWN = "own", "à leurs frais"
        NONE = "none", "aucun"

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="days", verbose_name="saison")
    number = models.PositiveSmallIntegerField("numéro", validators=[MinValueValidator(1)])
    date = dates.DateField("date")
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PLANNED)
    title = models.CharField("intitulé", max_length=150, blank=True)
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="lieu",
        help_text="Vide : le lieu habituel de la saison.",
    )
    mode = models.CharField("tenue", max_length=10, choices=Mode, default=Mode.ON_SITE)
    link = models.URLField(
        "lien de connexion",
        max_length=500,
        blank=True,
        help_text="Montré aux seules personnes convoquées, à partir de la veille : courriel, convocation, agenda, "
        "« Mon espace ». Jamais sur les pages publiques.",
    )
    lunch = models.CharField(
        "déjeuner", max_length=10, choices=Lunch, default=Lunch.OWN, help_text="Traiteur : chacun dit ce qu’il mange."
    )
    preparation = models.TextField(
        "à préparer", blank=True, help_text="Ce que chacun apporte ou remplit avant de venir."
    )
    uid = models.UUIDField("identifiant de calendrier", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("révision de calendrier", default=0, editable=False)
    changed_at = models.DateTimeField("modifiée le", auto_now_add=True)
    shown = models.CharField("empreinte de l’entrée de calendrier", max_length=64, blank=True, editable=False)
    organizer = models.CharField("à qui les agendas répondent", max_length=254, blank=True, editable=False)

    # What `sessions.programme.revisions` and the invitations alone write.
    REVISION = ("sequence", "changed_at", "shown", "organizer")

    closed: bool  # of the rows of `with_closing` alone

    objects = DayQuerySet.as_manager()

    class Meta:
        verbose_name = "journée"
        verbose_name_plural = "journées"
        ordering = ["season", "date", "number"]  # a day is moved more easily than renumbered
        constraints = [
            models.UniqueConstraint(
                fields=["season", "number"],
                name="day_number_unique_in_season",
                violation_error_message="Une journée de la saison porte déjà ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["season", "date"],
                name="day_date_unique_in_season",
                violation_error_message="La saison compte déjà une journée à cette date.",
            ),
            models.CheckConstraint(
                condition=Q(link="") | ~Q(mode="on_site"),
                name="day_link_is_of_an_online_day",
                violation_error_message="Un lien de connexion va avec une journée en ligne : changez sa tenue.",
            ),
        ]

    def __str__(self) -> str:
        return f"Journée {self.number}"

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Whoever read the day before it was revised does not bring the former revision back."""
        if update_fields is None and not self._state.adding and not options.get("force_insert"):
            kept = {*self.REVISION, *self.get_deferred_fields()}
            update_fields = [
                one.name for one in self._meta.concrete_fields if not one.primary_key and one.attname not in kept
            ]
        super().save(update_fields=update_fields, **options)

    def get_absolute_url(self) -> str:
        return f"{reverse('season', args=[self.season.number])}#journee-{self.number}"

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_online(self) -> bool:
        """Nobody comes anywhere."""
        return self.mode == self.Mode.ONLINE

    @property
    def place(self) -> Venue | None:
        """Where one comes; none for a day online."""
        return None if self.is_online else self.venue or self.season.venue

    @property
    def address(self) -> str:
        """« Le Port, 3 rue du Port »: what public pages and documents say of where it is held."""
        return self.held_at("name", "address")

    def held_at(self, *columns: str) -> str:
        """These columns of its place, else the town; « en ligne », or « Paris, et en ligne »; never the link."""
        where = "" if self.is_online else self.site(*columns)
        return ", et ".join(filter(None, (where, "" if self.mode == self.Mode.ON_SITE else "en ligne")))

    def site(self, *columns: str) -> str:
        """These columns of its place, else the town: where those sit who come."""
        place = self.place
        return ", ".join(filter(None, (getattr(place, one) for one in columns))) if place else self.season.city

    def link_on(self, today: dt.date) -> str | None:
        """What to open, for those convened alone, empty while there is none.

        None when it is not theirs to read: before the day before and after the day, in Europe/Paris, or on site.
        """
        is_time = self.date - timedelta(days=1) <= today <= self.date
        return self.link if is_time and self.mode != self.Mode.ON_SITE else None

    @property
    def absence_deadline(self) -> dt.date:
        """The last day to announce an absence."""
        return self.date - timedelta(days=self.season.absence_notice_days)


class HalfDay(models.Model):
    """Morning or afternoon: the unit of attendance."""

    class Period(models.TextChoices):
        MORNING = "morning", "matin"
        AFTERNOON = "afternoon", "après-midi"

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="half_days", verbose_name="journée")
    period = models.CharField("demi-journée", max_length=10, choices=Period)
    starts_at = models.TimeField("début")
    ends_at = models.TimeField("fin")

    class Meta:
        verbose_name = "demi-journée"
        verbose_name_plural = "demi-journées"
        ordering = ["day", "starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "period"],
                name="half_day_period_unique_in_day",
                violation_error_message="La journée a déjà cette demi-journée.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="half_day_ends_after_start",
                violation_error_message="La demi-journée finit avant de commencer : vérifiez les deux heures.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} – {self.get_period_display()}"

    @property
    def start(self) -> datetime:
        return datetime.combine(self.day.date, self.starts_at, tzinfo=PARIS)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.day.date, self.ends_at, tzinfo=PARIS)

    @property
    def length(self) -> int:
        """In minutes."""
        return int((self.end - self.start).total_seconds() // 60)
