from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from atelier.core.declarations import declared
from atelier.core.french import sort_key
from atelier.seasons.models import Season
from referential.models.grid import Stake
from territories.models import Triptych


@dataclass(frozen=True)
class SourceOfPart:
    """The texts of the kind `key` are of the part of a season of this switch: while it is off, none is public."""

    key: str
    part: str


def _of_parts_off(publication: str = "") -> Q:
    """Those whose season does without what they are of; `publication` is the path to them."""
    off = Q(pk=None)
    for one in declared(SourceOfPart):
        off |= Q(**{f"{publication}source_key__startswith": f"{one.key}:", f"{publication}season__{one.part}": False})
    return off


class PublicationQuerySet(models.QuerySet["Publication"]):
    def granted(self) -> Self:
        """Everybody concerned agreed, and an organiser read it."""
        return self.filter(state=Publication.State.GRANTED)

    def standing(self) -> Self:
        """What anyone may read."""
        return self.granted().exclude(_of_parts_off())

    def waiting(self) -> Self:
        """Asked, and neither public nor ended: an agreement is missing, or the organisers' reading."""
        return self.filter(state__in=[Publication.State.ASKED, Publication.State.AGREED])

    def of(self, source_key: str) -> Self:
        return self.filter(source_key=source_key)


class Publication(models.Model):
    """A text that somebody asked to make public: frozen as it was asked.

    It is readable once everybody concerned agreed and an organiser read it.
    """

    class State(models.TextChoices):
        ASKED = "asked", "accords demandés"
        AGREED = "agreed", "à relire par l’organisation"
        GRANTED = "granted", "publique"
        REFUSED = "refused", "refusée"
        WITHDRAWN = "withdrawn", "retirée"
        REPLACED = "replaced", "remplacée"

    source_key = models.CharField(
        "ce qui est publié",
        max_length=40,
        db_index=True,
        help_text="« experience:12 ».",
    )
    kind = models.CharField("nature", max_length=60)
    title = models.CharField("titre", max_length=150)
    sections = models.JSONField("texte figé", help_text="Liste de [titre, texte].")
    words = models.TextField(
        "mots cherchés",
        editable=False,
        help_text="Titre et texte, sans accents ni majuscules.",
    )
    stakes = models.ManyToManyField(Stake, blank=True, related_name="+", verbose_name="enjeux")
    season = models.ForeignKey(
        Season,
        on_delete=models.PROTECT,
        related_name="publications",
        verbose_name="saison",
    )
    triptych = models.ForeignKey(
        Triptych,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name="territoire",
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.ASKED, db_index=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="demandée par"
    )
    asked_at = models.DateTimeField("demandée le", default=timezone.now)
    settled_at = models.DateTimeField("décidée le", null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication"
        verbose_name_plural = "publications"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_key", "state"],
                condition=Q(state__in=["asked", "agreed", "granted"]),
                name="publication_single_standing",
                violation_error_message="Une publication de ce texte est déjà demandée ou en ligne.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = sort_key(" ".join([self.title, *(text for _, text in self.sections)]))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("referential:publication", args=[self.pk])


class ConsentQuerySet(models.QuerySet["Consent"]):
    def waiting(self) -> Self:
        """Asked, not answered, about a publication that still waits."""
        asked = self.filter(answer="", publication__state=Publication.State.ASKED)
        return asked.exclude(_of_parts_off("publication__"))


class Consent(models.Model):
    """One agreement of the chain: the référent's, or that of somebody who is quoted. It may be taken back."""

    class Role(models.TextChoices):
        LEAD = "lead", "référent du territoire"
        QUOTED = "quoted", "personne citée"

    class Choice(models.TextChoices):
        YES = "yes", "accord"
        NO = "no", "refus"

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="consents", verbose_name="publication"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents", verbose_name="personne"
    )
    role = models.CharField("à quel titre", max_length=6, choices=Role)
    answer = models.CharField("réponse", max_length=3, choices=Choice, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "accord"
        verbose_name_plural = "accords"
        ordering = ["publication", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "user"],
                name="consent_unique",
                violation_error_message="Cette personne a déjà été sollicitée.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="consent_answer_is_dated",
                violation_error_message="Une réponse est datée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.get_answer_display() or 'en attente'}"

    def get_absolute_url(self) -> str:
        return reverse("referential:consent", args=[self.pk])
