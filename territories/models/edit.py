from django.conf import settings
from django.db import models

from atelier.core import email_addresses
from territories.models.triptych import Triptych


class Edit(models.Model):
    """Who changed what in an application, and when; shown to those who fill it in together."""

    triptych = models.ForeignKey(
        Triptych,
        on_delete=models.CASCADE,
        related_name="edits",
        verbose_name="candidature",
    )
    at = models.DateTimeField("le", auto_now_add=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
    )
    what = models.CharField("modification", max_length=250)
    about = email_addresses.EmailField(
        "à propos de", blank=True, help_text="L’adresse de la personne que la phrase nomme."
    )

    class Meta:
        verbose_name = "modification"
        verbose_name_plural = "modifications"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.what
