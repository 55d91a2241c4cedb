from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from atelier.core.uploads import StoredName
from sessions.programme.models import Day, HalfDay
from territories.models import Participant


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def attended(self) -> Self:
        """Was there, on time or not."""
        return self.filter(status__in=Attendance.ATTENDED)


class Attendance(models.Model):
    """What became of one participant on one half-day. Without a row, the participant is expected."""

    class Status(models.TextChoices):
        EXPECTED = "expected", "attendu"
        PRESENT = "present", "présent"
        LATE = "late", "en retard"
        LEFT_EARLY = "left_early", "parti plus tôt"
        REMOTE = "remote", "à distance"
        EXCUSED = "excused", "excusé"
        ABSENT = "absent", "absent"

    class Source(models.TextChoices):
        """How it is known. None of them is a signature: that one is on the paper sheet."""

        GRID = "grid", "saisie par l’équipe"
        CHECKIN = "checkin", "pointage à l’accueil"
        DECLARED = "declared", "annoncée par la personne"

    ON_SITE = (Status.PRESENT, Status.LATE, Status.LEFT_EARLY)
    ATTENDED = (*ON_SITE, Status.REMOTE)
    AWAY = (Status.EXCUSED, Status.ABSENT)
    ELSEWHERE = (*AWAY, Status.REMOTE)  # no chair, no meal

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="attendances", verbose_name="participant"
    )
    half_day = models.ForeignKey(
        HalfDay, on_delete=models.PROTECT, related_name="attendances", verbose_name="demi-journée"
    )
    status = models.CharField("présence", max_length=10, choices=Status, default=Status.EXPECTED)
    minutes = models.PositiveSmallIntegerField(
        "minutes manquées", null=True, blank=True, help_text="Pour un retard ou un départ anticipé."
    )
    reason = models.CharField("motif", max_length=200, blank=True)
    source = models.CharField("saisie", max_length=10, choices=Source, default=Source.GRID)
    noted_at = models.DateTimeField("notée le", default=timezone.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="notée par",
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        ordering = ["half_day__day__date", "half_day__starts_at", "participant__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "half_day"],
                name="attendance_unique",
                violation_error_message="La présence de cette personne est déjà notée pour la demi-journée.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(status__in=["late", "left_early"]),
                name="attendance_minutes_need_reason",
                violation_error_message="Des minutes manquées se notent avec « en retard » ou « parti plus tôt ».",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} – {self.half_day} : {self.get_status_display()}"

    @property
    def has_attended(self) -> bool:
        return self.status in self.ATTENDED

    @property
    def is_remote(self) -> bool:
        """Followed from elsewhere, as is everybody on a day online."""
        return self.has_attended and (self.status == self.Status.REMOTE or self.half_day.day.is_online)

    @property
    def counts(self) -> bool:
        """In rates and on attestations: attended, if need be at a distance where the season accepts it."""
        return self.has_attended and (not self.is_remote or self.half_day.day.season.remote_counts)


class ClosingQuerySet(models.QuerySet["Closing"]):
    def standing(self) -> Self:
        return self.filter(reopened_at=None)


class Closing(models.Model):
    """The presence of a day was checked and locked; reopening it asks a reason and stays written here."""

    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="closings", verbose_name="journée")
    at = models.DateTimeField("close le", auto_now_add=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )
    reopened_at = models.DateTimeField("rouverte le", null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="rouverte par",
    )
    reason = models.CharField("motif de réouverture", max_length=250, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = "clôture des présences"
        verbose_name_plural = "clôtures des présences"
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(reopened_at=None),
                name="closing_one_standing_by_day",
                violation_error_message="Les présences de cette journée sont déjà closes.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | (Q(reopened_by__isnull=False) & ~Q(reason="")),
                name="closing_reopened_with_reason",
                violation_error_message="Une réouverture porte son auteur et son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}, présences closes"


class SheetScan(models.Model):
    """The signed sign-in sheet of a day, scanned: the proof that signatures exist."""

    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="scans", verbose_name="journée")
    file = models.FileField("fichier", upload_to=StoredName("emargements"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )
    at = models.DateTimeField("versé le", auto_now_add=True)

    class Meta:
        verbose_name = "feuille d’émargement signée"
        verbose_name_plural = "feuilles d’émargement signées"
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"Feuille signée, {self.day}"
