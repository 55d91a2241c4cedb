"""Tokens of other programs: issued once, shown once, recognised by their digest, revoked at any time."""

import hashlib
import secrets
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.api.models import AccessToken
from atelier.seasons.models import Season

PREFIX = "atelier_"  # what scanners of published code look for
LONGEST = timedelta(days=2 * 366)
AT_MOST = 20  # standing tokens of a season
NOTED = timedelta(minutes=1)  # the last use is kept to the minute


@transaction.atomic
def issue(*, season: Season, name: str, scopes: list[str], ends_on: date, by: User) -> tuple[AccessToken, str]:
    """A new token and its secret, which nothing keeps. Raises ValidationError."""
    today = timezone.localdate()
    if not today <= ends_on <= today + LONGEST:
        raise ValidationError({"ends_on": "Choisissez un jour à venir, dans deux ans au plus."})
    if not Season.objects.select_for_update().get(pk=season.pk).opens_to_programs:
        raise ValidationError("La saison s’en passe\u00a0: un jeton n’ouvrirait rien.")
    if AccessToken.objects.standing(today).filter(season=season).count() >= AT_MOST:
        raise ValidationError(f"La saison a déjà {AT_MOST} jetons : révoquez ceux qui ne servent plus.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken(season=season, name=name, scopes=scopes, ends_on=ends_on, created_by=by, digest=_digest(secret))
    token.full_clean()
    token.save()
    return token, secret


def revoke(token: AccessToken) -> None:
    """From now on it opens nothing; it stays in the list."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])


def recognise(secret: str) -> AccessToken | None:
    """The standing token of this secret, with its season."""
    found = AccessToken.objects.standing(timezone.localdate()).filter(digest=_digest(secret))
    return found.select_related("season__venue").first()


def note_use(token: AccessToken) -> None:
    """When it was used last."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - NOTED:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    """A secret of 256 random bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
