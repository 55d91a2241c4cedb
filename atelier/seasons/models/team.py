from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from atelier.seasons.models.season import Season


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def standing(self) -> Self:
        """Who has not left the team."""
        return self.filter(left_at=None)

    def with_account(self) -> Self:
        return self.standing().filter(user__is_active=True)

    def joined(self) -> Self:
        """Those who proved their address and accepted: the others facilitate nothing with their account yet."""
        return self.with_account().filter(joined_at__isnull=False)


class TeamMemberManager(models.Manager.from_queryset(TeamMemberQuerySet)):  # type: ignore[misc]  # Django makes it
    def get_queryset(self) -> TeamMemberQuerySet:
        """With the account: the name of whoever has one is there."""
        rows: TeamMemberQuerySet = super().get_queryset().select_related("user")
        return rows


class TeamMember(models.Model):
    """Someone of the research-action team of one season, as the public page presents them.

    Whoever has an account has their name and their address there, and there alone.
    """

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="team", verbose_name="saison")
    position = models.PositiveSmallIntegerField("ordre", default=1)
    name = models.CharField("nom", max_length=150, blank=True, help_text="Vide pour qui a un compte : son nom y est.")
    role = models.CharField("rôle", max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="team_places",
        verbose_name="compte",
    )
    invited_at = models.DateTimeField("invitée le", null=True, blank=True, editable=False)
    joined_at = models.DateTimeField("a rejoint l’équipe le", null=True, blank=True, editable=False)
    left_at = models.DateTimeField("a quitté l’équipe le", null=True, blank=True, editable=False)

    objects = TeamMemberManager()

    class Meta:
        verbose_name = "membre de l’équipe d’animation"
        verbose_name_plural = "équipe d’animation"
        ordering = ["season", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "name"],
                condition=~Q(name=""),
                name="team_member_name_unique_in_season",
                violation_error_message="Cette personne est déjà dans l’équipe de la saison.",
            ),
            models.UniqueConstraint(
                fields=["season", "user"],
                name="team_member_user_unique_in_season",
                violation_error_message="Cette personne est déjà dans l’équipe de la saison.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, name="") | Q(user__isnull=True) & ~Q(name=""),
                name="team_member_name_has_one_home",
                violation_error_message="Le nom de qui a un compte est celui du compte ; sinon, écrivez-le ici.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(joined_at=None),
                name="team_member_joins_with_account",
                violation_error_message="On ne rejoint l’équipe qu’avec un compte.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Never an address: public pages show it."""
        return self.name or (self.user.get_full_name() if self.user else "") or "Personne sans nom"

    @property
    def state(self) -> str:
        if self.left_at:
            return "a quitté l’équipe"
        if self.user is None:
            return "sans compte"
        return "dans l’équipe" if self.joined_at else "invitée" if self.invited_at else "à inviter"

    def clean(self) -> None:
        if self.user_id and self.name:
            raise ValidationError({"name": "Son compte dit son nom : laissez ce champ vide."})
        if not self.user_id and not self.name.strip():
            raise ValidationError({"name": "Écrivez le nom de cette personne."})

    def save(self, *args: Any, **options: Any) -> None:
        self.name = self.name.strip()
        super().save(*args, **options)
