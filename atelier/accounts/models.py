from collections.abc import Iterable
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from atelier.accounts import roles
from atelier.core import email_addresses, french_names
from atelier.core.email_addresses import normalize_email
from atelier.core.fields import NameField


class UserQuerySet(models.QuerySet["User"]):
    def with_role(self, *names: str) -> Self:
        """Active accounts that have one of these roles; of all of them when none is named."""
        flags = Q()
        for name in names or roles.ROLES:
            flags |= Q(**{name: True})
        return self.filter(flags, is_active=True)

    def organisers(self) -> Self:
        """Whom to write to among organisers."""
        return self.with_role("is_organiser").order_by("pk")

    def season_team(self) -> Self:
        """Whom reminders about days and broadcasts to the team are written to: organisers and facilitators."""
        return self.with_role("is_organiser", "is_facilitator").order_by("pk")

    def without_role(self) -> Self:
        return self.filter(**dict.fromkeys(roles.ROLES, False))


class UserManager(BaseUserManager["User"]):
    def for_email(self, email: str, *, first_name: str = "", last_name: str = "") -> "User":
        """The account of this address, made without a password if there is none yet; its name, if it had none."""
        names = {"first_name": first_name, "last_name": last_name}
        user, created = self.get_or_create(email=normalize_email(email), defaults=names)
        if created:
            user.sync_address()
        elif any(names.values()) and not user.get_full_name():
            user.first_name, user.last_name = first_name, last_name
            user.save(update_fields=list(names))
        return user

    def create_superuser(
        self, email: str, password: str | None = None, *, first_name: str = "", last_name: str = ""
    ) -> "User":
        """An organiser, whose account may be there; called by `manage.py createsuperuser`. One signs in with a code."""
        user = self.for_email(email, first_name=first_name, last_name=last_name)
        user.is_organiser = user.is_active = True
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normalize_email(username or ""))


class User(AbstractBaseUser):
    """Someone who can sign in. The address is the identifier, a code sent to it is the key."""

    email = email_addresses.EmailField(
        "courriel", unique=True, error_messages={"unique": "Un compte existe déjà avec cette adresse."}
    )
    first_name = NameField("prénom", max_length=150, blank=True)
    last_name = NameField("nom", max_length=150, blank=True)
    position = NameField("fonction", max_length=150, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    is_active = models.BooleanField(
        "actif",
        default=True,
        help_text="Décochez pour fermer l’accès sans rien effacer.",
    )
    is_organiser = models.BooleanField(
        "organisation",
        default=False,
        help_text="Peut tout voir et tout modifier.",
    )
    is_treasurer = models.BooleanField(
        "trésorerie", default=False, help_text="Voit les territoires, gère les contributions."
    )
    is_facilitator = models.BooleanField(
        "animation", default=False, help_text="Voit la saison, prépare les journées, tient les présences."
    )
    # Rows of the sign-in library, which has no types.
    emailaddress_set: Any
    authenticator_set: Any

    date_joined = models.DateTimeField("créé le", default=timezone.now, editable=False)

    # True while whoever is signed in has not proved a second factor in this session: the roles give nothing.
    roles_are_closed = False
    # A session is for the account as it was: these columns change its secret with them.
    SESSION_BOUND = ("email", "is_active", *roles.ROLES)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["email"]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Another address, a role won or lost, an account closed or opened again: every session of before ends."""
        self.email = normalize_email(self.email)
        if not self.password or self._differs_from_stored(update_fields):
            self.set_unusable_password()
            update_fields = None if update_fields is None else {*update_fields, "password"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def _differs_from_stored(self, update_fields: Iterable[str] | None) -> bool:
        names = [name for name in self.SESSION_BOUND if update_fields is None or name in update_fields]
        stored = User.objects.filter(pk=self.pk).values(*names).first() if self.pk and names else None
        return stored is not None and any(stored[name] != getattr(self, name) for name in names)

    @property
    def holds_role(self) -> bool:
        """Of the team, proved or not."""
        return any(getattr(self, role) for role in roles.ROLES)

    @property
    def is_staff(self) -> bool:
        """Of the team, and the roles are open: what Django's administration asks."""
        return self.holds_role and not self.roles_are_closed

    def sync_address(self) -> None:
        """Tell the sign-in library which address is this account's; the first mailed code verifies it."""
        self.emailaddress_set.exclude(email=self.email).delete()
        self.emailaddress_set.get_or_create(email=self.email, defaults={"primary": True})

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def greeting(self) -> str:
        """What a mail to them begins with, before its comma."""
        return french_names.greeting(self.get_full_name())

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and not self.roles_are_closed and roles.allows(self, perm)

    def has_perms(self, perms: Iterable[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and not self.roles_are_closed and roles.allows_app(self, app_label)
