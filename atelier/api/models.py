from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from atelier.core import dates
from atelier.seasons.models import Season


class Scope(models.TextChoices):
    """What a token opens: one address of the interface each."""

    SEASON = "saison", "la saison, ses journées et leur programme"
    TERRITORIES = "territoires", "les territoires retenus et leurs sièges, sans nommer personne"
    PEOPLE = "personnes", "les personnes qui occupent un siège : nom, fonction, organisme"
    ATTENDANCE = "presences", "les taux de présence"
    CONTRIBUTIONS = "contributions", "les totaux des contributions et des financements"


def check_scopes(value: object) -> None:
    """A validator: one scope at least, each known and said once."""
    given = [str(one) for one in value] if isinstance(value, list) else []
    if not given or not set(given) <= set(Scope.values) or len(set(given)) != len(given):
        raise ValidationError("Choisissez au moins une chose que ce jeton ouvre.")


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def standing(self, today: date) -> Self:
        """Neither revoked nor past its last day (Europe/Paris), of a season that opens to other programs."""
        return self.filter(revoked_at=None, ends_on__gte=today, season__opens_to_programs=True)

    def of_the_departed(self) -> Self:
        """Created by somebody who would not be let create one today, and who may have kept its secret."""
        there = Q(created_by__is_active=True, created_by__is_organiser=True)
        return self.filter(Q(created_by=None) | ~there)


class AccessToken(models.Model):
    """What lets another program read one season: a secret of 256 bits, of which the SHA-256 alone is kept."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="access_tokens", verbose_name="saison")
    name = models.CharField("nom", max_length=80, help_text="Qui s’en sert et pour quoi : « Site de l’association ».")
    scopes = models.JSONField("ce qu’il ouvre", default=list, validators=[check_scopes])
    digest = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    ends_on = dates.DateField("dernier jour", help_text="Après ce jour, il n’ouvre plus rien.")
    created_at = models.DateTimeField("créé le", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="par",
        editable=False,
    )
    last_used_at = models.DateTimeField("dernier usage", null=True, editable=False)
    revoked_at = models.DateTimeField("révoqué le", null=True, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "jeton d’accès"
        verbose_name_plural = "jetons d’accès"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes_in_words(self) -> list[str]:
        """In the order of the scopes."""
        return [str(scope.label) for scope in Scope if scope in self.scopes]

    @property
    def is_of_the_departed(self) -> bool:
        by = self.created_by
        return by is None or not (by.is_active and by.is_organiser)

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()
