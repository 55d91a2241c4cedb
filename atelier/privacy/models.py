from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone

from atelier.core import email_addresses
from referential.models import Shared, Visibility
from sessions.day_lists.models import Meal
from sessions.shared_files.models import FileVersion
from territories.models import AccessNeed, Participant


class TextToReviewQuerySet(models.QuerySet["TextToReview"]):
    def waiting(self) -> Self:
        """Nobody has read them since."""
        return self.filter(settled_at=None)

    def readable(self) -> Self:
        """Those of a table that is still there."""
        kinds = ContentType.objects.order_by("pk")
        return self.filter(content_type__in=[kind.pk for kind in kinds if kind.model_class()])


class TextToReview(models.Model):
    """Where a text may still name somebody who was erased: a row, a column, and in a JSON column the keys to the text.

    Neither the name nor the text is kept here.
    """

    found_at = models.DateTimeField("effacement du", default=timezone.now)
    is_partial = models.BooleanField(
        "recherche incomplète",
        default=False,
        help_text="Le nom de la personne était trop court ou trop courant pour être cherché partout.",
    )
    content_type = models.ForeignKey(
        ContentType,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="nature",
    )
    object_pk = models.CharField("fiche", max_length=64)
    column = models.CharField("rubrique", max_length=60)
    json_keys = models.JSONField("emplacement", default=list, blank=True)
    settled_at = models.DateTimeField("relu le", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="relu par",
    )

    row = GenericForeignKey("content_type", "object_pk")
    objects = TextToReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "texte à relire après un effacement"
        verbose_name_plural = "textes à relire après un effacement"
        ordering = ["-found_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="text_to_review_settled_by_someone",
                violation_error_message="Un texte relu dit quand et par qui.",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_pk", "column", "json_keys"],
                condition=Q(settled_at=None),
                name="text_to_review_waits_once",
                violation_error_message="Ce texte est déjà à relire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} n°\u00a0{self.object_pk}, {self.column_name}"

    @property
    def kind(self) -> str:
        return self.content_type.name

    @property
    def field(self) -> Any:
        model: Any = self.content_type.model_class()
        return model._meta.get_field(self.column)

    @property
    def column_name(self) -> str:
        try:
            return str(self.field.verbose_name)
        except FieldDoesNotExist:
            return self.column

    @property
    def is_file(self) -> bool:
        """The bytes of a shared file: nobody searched them, somebody opens it."""
        return self.content_type.model_class() is FileVersion and self.column == "file"

    @property
    def text(self) -> str:
        """What stands there today; empty once the row or the text is gone. Of a file, its name."""
        if self.is_file:
            row: Any = self.row
            return row.file_name if row and row.file else ""
        found: Any = getattr(self.row, self.column, "")
        for key in self.json_keys if isinstance(self.json_keys, list) else [None]:
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError):
                return ""
        return found if isinstance(found, str) else ""

    @property
    def is_closed(self) -> bool:
        """A draft is its author's alone, and who reads an access need or a meal leaves a trace: none is shown here."""
        row = self.row
        return isinstance(row, AccessNeed | Meal) or (isinstance(row, Shared) and row.visibility == Visibility.DRAFT)

    @property
    def is_waiting(self) -> bool:
        return self.settled_at is None


class FormerAddress(models.Model):
    """An address that somebody had: what was written to it is theirs, as long as the messages of before are kept."""

    email = email_addresses.EmailField("ancienne adresse")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="former_addresses",
        verbose_name="compte",
    )
    participant = models.ForeignKey(
        Participant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="former_addresses",
        verbose_name="participant",
    )
    at = models.DateTimeField("changée le", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="changée par"
    )

    class Meta:
        verbose_name = "ancienne adresse"
        verbose_name_plural = "anciennes adresses"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(participant__isnull=False),
                name="former_address_is_somebody_s",
                violation_error_message="Une ancienne adresse est celle d’un compte ou d’un participant.",
            )
        ]

    def __str__(self) -> str:
        return self.email
