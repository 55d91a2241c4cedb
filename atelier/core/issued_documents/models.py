from typing import Any, Self, TypeVar

from django.db import models
from django.utils import timezone

Document = TypeVar("Document", bound="IssuedDocument")


class IssuedQuerySet(models.QuerySet[Document]):
    def waiting(self) -> Self:
        """Issued, and not yet a file; the oldest first."""
        return self.filter(sha256="").order_by("issued_at", "pk")


class IssuedDocument(models.Model):
    """What every issued document has: a number, a version, and everything it says frozen before it is drawn."""

    number = models.CharField("numéro", max_length=30, unique=True)
    version = models.PositiveSmallIntegerField("version", default=1)
    issued_at = models.DateTimeField("émise le", default=timezone.now)
    snapshot = models.JSONField("contenu figé", help_text="Tout ce que le document dit, tel qu’il le disait.")
    sha256 = models.CharField("empreinte", max_length=64, blank=True)
    size = models.PositiveIntegerField("taille (octets)", default=0)

    to_season = ""  # the lookup of the season that it is of

    objects: Any  # of each kind of document, from a subclass of IssuedQuerySet

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def pdf_path(self) -> str:
        """Where the file lies in the private storage."""
        raise NotImplementedError

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file of it."""
        return (self.pdf_path,)

    @property
    def is_ready(self) -> bool:
        return bool(self.sha256)
