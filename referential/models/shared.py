"""Who may read what people write here: five circles, each holding the smaller ones."""

from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from referential.models.grid import Stake
from territories.models import Triptych


class Visibility(models.IntegerChoices):
    DRAFT = 0, "moi seulement : un brouillon"
    TEAM = 1, "l’équipe d’animation et moi"
    TERRITORY = 2, "le territoire et l’équipe d’animation"
    SEASON = 3, "le groupe de la saison"
    PUBLIC = 4, "tout le monde"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: their account, the triptychs they belong to, the seasons of these, whether they animate."""

    user_pk: int
    triptychs: frozenset[int] = frozenset()
    seasons: frozenset[int] = frozenset()
    is_team: bool = False


_Row = TypeVar("_Row", bound="Shared")


class SharedQuerySet(models.QuerySet[_Row]):
    def readable_by(self, reader: Reader) -> Self:
        """The one rule of reading. A public text is read by everybody as it was agreed on, in `Publication`; what its
        territory writes since then is the territory's own."""
        rule = Q(author=reader.user_pk)
        if reader.is_team:
            rule |= Q(visibility__gte=Visibility.TEAM)
        if reader.triptychs:
            rule |= Q(visibility__gte=Visibility.TERRITORY, triptych__in=reader.triptychs)
        if reader.seasons:
            rule |= Q(visibility=Visibility.SEASON, season__in=reader.seasons)
        return self.filter(rule)


class Shared(models.Model):
    """What somebody wrote, for whom. Its season is that of its triptych where it has one."""

    season = models.ForeignKey(
        "seasons.Season", on_delete=models.PROTECT, related_name="+", verbose_name="saison", editable=False
    )
    triptych = models.ForeignKey(
        Triptych,
        on_delete=models.CASCADE,
        related_name="%(class)ss",
        verbose_name="territoire",
        editable=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="par",
        editable=False,
    )
    visibility = models.PositiveSmallIntegerField(
        "qui peut le lire", choices=Visibility, default=Visibility.TERRITORY, db_index=True
    )
    stakes = models.ManyToManyField(Stake, blank=True, related_name="+", verbose_name="enjeux")
    created_at = models.DateTimeField("créé le", default=timezone.now, editable=False)
    changed_at = models.DateTimeField("modifié le", auto_now=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.triptych_id:
            self.season_id = self.triptych.season_id
        super().save(*args, **kwargs)

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC
