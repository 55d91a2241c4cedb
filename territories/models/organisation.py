from typing import Any

from django.db import models

from atelier.core.company_numbers import normalize_siret
from atelier.core.fields import NameField, column_length
from atelier.core.french import sort_key


class Organisation(models.Model):
    """A legal person: it carries a territory, pays a contribution. Its SIRET is of one budget."""

    name = NameField("nom", max_length=250)
    sort_name = models.CharField(max_length=250, editable=False, db_index=True)
    siret = models.CharField("SIRET", max_length=20, blank=True, help_text="14 chiffres.")
    address = models.TextField("adresse", blank=True)
    is_confirmed = models.BooleanField(
        "vérifié",
        default=True,
        help_text="Décoché : une candidature l’a nommé ainsi, et elle seule s’en sert.",
    )

    class Meta:
        verbose_name = "organisme"
        verbose_name_plural = "organismes"
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["siret"],
                condition=~models.Q(siret="") & models.Q(is_confirmed=True),
                name="organisation_siret_unique",
                violation_error_message="Un organisme vérifié porte déjà ce SIRET : réunissez les deux.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        normalize_siret(self)

    def confirm(self) -> None:
        """An organiser vouches for it. Raises ValidationError when another one is confirmed under this SIRET."""
        self.is_confirmed = True
        self.full_clean()
        self.save(update_fields=["is_confirmed"])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = sort_key(self.name)[: column_length(type(self), "sort_name")]
        super().save(*args, **kwargs)
