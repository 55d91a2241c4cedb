"""Files and links that the team puts before the people of a season, each for a circle of readers; their versions."""

from dataclasses import replace
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from atelier.core import file_types
from atelier.core.uploads import StoredName
from referential.models import Reader, Shared, Visibility
from referential.models.shared import SharedQuerySet
from sessions.programme.models import Day
from territories.models import Triptych

HTTPS_ONLY = URLValidator(schemes=["https"], message="Donnez une adresse qui commence par « https:// ».")
ANOTHER_SEASON = "Cette journée et ce territoire ne sont pas de la même saison."


class SharedFileQuerySet(SharedQuerySet["SharedFile"]):
    def offered(self) -> Self:
        """Those of the seasons that use them: where the season does not, they are nowhere."""
        return self.filter(season__uses_shared_files=True)

    def readable_by(self, reader: Reader) -> Self:
        """By the circle that was chosen. Its author shared it as one of the team: once out of it, nothing is theirs."""
        return super().readable_by(reader if reader.is_team else replace(reader, user_pk=0))

    def standing(self) -> Self:
        """Those that readers meet: not withdrawn, with a version that may be read."""
        found = FileVersion.objects.readable().filter(shared=models.OuterRef("pk"))
        return self.filter(models.Exists(found), withdrawn_at=None)

    def with_versions(self) -> Self:
        return self.select_related("day", "season", "triptych__territory").prefetch_related("versions__author")


class SharedFile(Shared):
    """A file or a link of a day, of a territory, or of the whole season where it names neither."""

    day = models.ForeignKey(
        Day, on_delete=models.PROTECT, null=True, blank=True, related_name="shared_files", verbose_name="journée"
    )
    triptych = models.ForeignKey(  # type: ignore[assignment]  # a file may be of no territory
        Triptych,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shared_files",
        verbose_name="territoire",
        help_text="Pour ce qui ne concerne que lui.",
    )
    title = models.CharField("intitulé", max_length=150)
    visibility = models.PositiveSmallIntegerField(
        "qui peut le lire", choices=Visibility, default=Visibility.SEASON, db_index=True
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True, editable=False)

    objects = SharedFileQuerySet.as_manager()  # type: ignore[misc]  # of the rows of this table alone
    is_mine: bool  # annotated by `listing.open_files`: its reader is of the circle

    class Meta:
        verbose_name = "fichier ou lien"
        verbose_name_plural = "fichiers et liens"
        ordering = [models.F("day__number").asc(nulls_first=True), "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="shared_file_known_visibility",
                violation_error_message="Choisissez qui peut lire ce fichier.",
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.TERRITORY) | Q(triptych__isnull=False),
                name="shared_file_of_a_territory_names_it",
                violation_error_message="Pour le montrer à un territoire, dites lequel.",
            ),
        ]

    def __str__(self) -> str:
        """Whoever reads the journal does not read the drafts of others."""
        return "Brouillon de fichier" if self.visibility == Visibility.DRAFT else self.title

    def clean(self) -> None:
        of = {one.season_id for one in (self.day, self.triptych) if one}
        if of - {self.season_id}:
            raise ValidationError(ANOTHER_SEASON)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.day:
            self.season_id = self.day.season_id
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("sessions:shared_file", args=[self.pk])

    @property
    def about(self) -> str:
        """« journée 2, Val d’Hiver », read with both; « toute la saison » where it names neither."""
        day = f"journée {self.day.number}" if self.day else ""
        return (
            ", ".join(filter(None, [day, str(self.triptych.territory) if self.triptych else ""])) or "toute la saison"
        )

    @property
    def newest(self) -> "FileVersion | None":
        """Whatever the scanner says of it; reads prefetched versions."""
        return max(self.versions.all(), key=lambda one: one.number, default=None)

    @property
    def current(self) -> "FileVersion | None":
        """What readers get: the last one that may be read. Reads prefetched versions."""
        return max((one for one in self.versions.all() if one.is_readable), key=lambda one: one.number, default=None)


class FileVersionQuerySet(models.QuerySet["FileVersion"]):
    def readable(self) -> Self:
        return self.filter(scan=FileVersion.Scan.SOUND)

    def waiting(self) -> Self:
        """The scanner did not answer: nobody reads them yet."""
        return self.filter(scan=FileVersion.Scan.WAITING)

    def held(self) -> Self:
        return self.exclude(scan=FileVersion.Scan.SOUND)

    def newest(self) -> Self:
        later = FileVersion.objects.filter(shared=models.OuterRef("shared"), number__gt=models.OuterRef("number"))
        return self.exclude(models.Exists(later))


class FileVersion(models.Model):
    """What a shared file was, from `at` until the next version: bytes that we keep, or an https address."""

    class Scan(models.TextChoices):
        SOUND = "sound", "lisible"
        WAITING = "waiting", "attend l’antivirus"
        INFECTED = "infected", "refusé par l’antivirus"

    shared = models.ForeignKey(
        SharedFile, on_delete=models.CASCADE, related_name="versions", verbose_name="fichier ou lien"
    )
    number = models.PositiveSmallIntegerField("version")
    file = models.FileField("fichier", upload_to=StoredName("fichiers"), blank=True)
    file_name = models.CharField("nom du fichier", max_length=120, blank=True)
    size = models.PositiveIntegerField("taille en octets", default=0)
    url = models.URLField("lien", max_length=300, blank=True, validators=[HTTPS_ONLY])
    scan = models.CharField("antivirus", max_length=8, choices=Scan, default=Scan.SOUND, db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="publiée par"
    )
    at = models.DateTimeField("publiée le", default=timezone.now)

    objects = FileVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’un fichier"
        verbose_name_plural = "versions des fichiers"
        ordering = ["shared", "-number"]
        default_permissions = ()  # those of the file
        constraints = [
            models.UniqueConstraint(
                fields=["shared", "number"],
                name="file_version_number_unique",
                violation_error_message="Cette version existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(file="") & ~Q(url="") | ~Q(file="") & Q(url=""),
                name="file_version_is_a_file_or_a_link",
                violation_error_message="Donnez un fichier ou un lien, et un seul des deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shared}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:file_version", args=[self.shared_id, self.number])

    @property
    def is_link(self) -> bool:
        return bool(self.url)

    @property
    def is_readable(self) -> bool:
        return self.scan == self.Scan.SOUND

    @property
    def content_type(self) -> str:
        return file_types.content_type_of(self.file_name)

    @property
    def kind(self) -> str:
        """« PDF », « lien »."""
        return "lien" if self.is_link else self.file_name.rpartition(".")[2].upper()
