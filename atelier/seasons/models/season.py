from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from atelier.core import dates
from atelier.core.mail_layout import SIGNATURE
from atelier.core.money import MoneyField
from atelier.core.placeholders import placeholder_errors
from atelier.seasons import convocation_notes as usual_notes
from atelier.seasons.models.optional_parts import OptionalParts
from atelier.seasons.models.workshop import Venue


class SeasonQuerySet(models.QuerySet["Season"]):
    def visible(self) -> Self:
        """What a visitor may see: everything but seasons in preparation."""
        return self.exclude(status=Season.Status.PREPARATION)

    def current(self) -> "Season | None":
        """The published season with the highest number; there may be none between two editions."""
        return self.filter(status=Season.Status.PUBLISHED).select_related("venue").order_by("-number").first()

    def default(self) -> "Season | None":
        """The season that organisers work on, see `default_among`."""
        return default_among(self.order_by("-number"))


def default_among(seasons: Iterable["Season"]) -> "Season | None":
    """The one to work on, of seasons from the last: the current one, else the next in preparation, else the last."""
    by_status = {season.status: season for season in reversed(list(seasons))}
    for status in (Season.Status.PUBLISHED, Season.Status.PREPARATION, Season.Status.ARCHIVED):
        if status in by_status:
            return by_status[status]
    return None


class Season(OptionalParts):
    """One edition of the workshop: its theme, places, quotas, contribution range and deadlines."""

    class Status(models.TextChoices):
        PREPARATION = "preparation", "en préparation"
        PUBLISHED = "published", "en ligne"
        ARCHIVED = "archived", "archivée"

    former_status: str | None = None  # what it was before it was saved, see `receivers`

    number = models.PositiveSmallIntegerField(
        "numéro",
        unique=True,
        validators=[MinValueValidator(1)],
        error_messages={"unique": "Une saison porte déjà ce numéro."},
    )
    label = models.CharField(
        "période",
        max_length=80,
        blank=True,
        help_text="Par exemple : Automne-hiver 2026/27.",
    )
    theme = models.CharField("thème", max_length=200)
    status = models.CharField(
        "état",
        max_length=12,
        choices=Status,
        default=Status.PREPARATION,
        help_text="En préparation, la saison n’est visible que de l’équipe.",
    )
    summary = models.TextField(
        "présentation", blank=True, help_text="Ce que la saison propose, en quelques paragraphes (Markdown)."
    )
    audience = models.TextField("à qui elle s’adresse", blank=True, help_text="Texte court (Markdown).")
    project_themes = models.TextField("thèmes de projet", blank=True, help_text="Un par ligne.")
    exchange_formats = models.TextField("formes d’échange", blank=True, help_text="Une par ligne.")
    commitments = models.TextField("engagements demandés", blank=True, help_text="Un par ligne.")
    city = models.CharField("ville", max_length=80, blank=True)
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="lieu habituel",
        help_text="Vaut pour chaque journée qui n’en a pas d’autre.",
    )
    places = models.PositiveSmallIntegerField(
        "places",
        default=6,
        validators=[MinValueValidator(1)],
        help_text="Nombre de territoires, limite ferme.",
    )
    contribution_min = MoneyField("contribution minimale (€)", default=3000, validators=[MinValueValidator(0)])
    contribution_max = MoneyField("contribution maximale (€)", default=10000, validators=[MinValueValidator(0)])
    call_opens_on = dates.DateField("ouverture de l’appel", null=True, blank=True)
    call_closes_on = dates.DateField(
        "clôture de l’appel",
        null=True,
        blank=True,
        help_text="Les candidatures sont reçues jusqu’à la fin de ce jour.",
    )
    absence_notice_days = models.PositiveSmallIntegerField(
        "délai pour annoncer une absence (jours)", default=7, help_text="Compté avant chaque journée."
    )

    attendance_threshold = models.PositiveSmallIntegerField(
        "seuil d’assiduité (%)",
        default=80,
        validators=[MaxValueValidator(100)],
        help_text="Part des demi-journées à partir de laquelle une attestation d’assiduité est établie ; "
        "en dessous, l’équipe est alertée.",
    )
    remote_counts = models.BooleanField(
        "la présence à distance compte",
        default=True,
        help_text="Une demi-journée suivie à distance compte dans l’assiduité et dans les attestations.",
    )
    convocation_notes = models.TextField("à savoir", blank=True, default=usual_notes.USUAL, help_text=usual_notes.HELP)
    convocation_notes_on_site = models.TextField(
        "à savoir, sur place",
        blank=True,
        default=usual_notes.USUAL_ON_SITE,
        help_text="De même ; ces lignes ne sont pas dites d’une journée tenue en ligne.",
    )
    signed_by = models.CharField(
        "qui signe les courriels",
        max_length=100,
        blank=True,
        default=SIGNATURE,
        help_text="La première ligne de la signature ; le nom de l’atelier la suit.",
    )
    reply_email = models.EmailField(
        "réponses à",
        blank=True,
        help_text="Où arrivent les réponses aux courriels de la saison. Vide : le courriel de l’atelier. "
        "Là où l’Atelier relève lui-même les réponses, elles paraissent dans « Réponses ».",
    )
    holder_freeze_days = models.PositiveSmallIntegerField(
        "gel des changements de titulaire (jours)",
        default=7,
        help_text="Aucun changement ne prend effet dans les jours qui précèdent une journée.",
    )

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = "saison"
        verbose_name_plural = "saisons"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution_max__gte=F("contribution_min")),
                name="season_contribution_range",
                violation_error_message="La contribution maximale est inférieure à la minimale.",
            ),
            models.CheckConstraint(
                condition=Q(call_closes_on__gte=F("call_opens_on")),
                name="season_call_period",
                violation_error_message="L’appel se clôt avant de s’ouvrir : vérifiez les deux dates.",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="season_places_positive",
                violation_error_message="Une saison compte au moins une place.",
            ),
        ]

    def __str__(self) -> str:
        return f"Saison {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("season", args=[self.number])

    @property
    def is_visible(self) -> bool:
        """A visitor may read its page."""
        return self.status != self.Status.PREPARATION

    def clean(self) -> None:
        allowed = set(usual_notes.PLACEHOLDERS)
        for name in ("convocation_notes", "convocation_notes_on_site"):
            if wrong := placeholder_errors(getattr(self, name), allowed=allowed, required=set()):
                raise ValidationError({name: wrong})

    def call_is_open(self, today: date | None = None) -> bool:
        """Published, with `today` (Europe/Paris) from the opening to the closing day, both included."""
        today = today or timezone.localdate()
        if self.status != self.Status.PUBLISHED or not self.call_opens_on:
            return False
        return self.call_opens_on <= today and (not self.call_closes_on or today <= self.call_closes_on)
