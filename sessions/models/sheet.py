import uuid

from django.conf import settings
from django.db import models

from sessions.models.day import Day


def stored_name(scan: "SheetScan", name: str) -> str:
    """Nothing of the sender's file name is kept in the private storage."""
    return f"emargements/{scan.day_id}-{uuid.uuid4().hex}.{name.rpartition('.')[2].lower()}"


class SheetScan(models.Model):
    """The signed sign-in sheet of a day, scanned: the proof that signatures exist."""

    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="scans", verbose_name="journée")
    file = models.FileField("fichier", upload_to=stored_name)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("versé le", auto_now_add=True)

    class Meta:
        verbose_name = "feuille d’émargement signée"
        verbose_name_plural = "feuilles d’émargement signées"
        ordering = ["day", "pk"]

    def __str__(self):
        return f"Feuille signée, {self.day}"
