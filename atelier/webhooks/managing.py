"""What organisers do with the addresses that a season tells: add, try, change the secret, stop, start again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.core.limits import Limit, count
from atelier.seasons.models import Season
from atelier.webhooks import announcing, signing
from atelier.webhooks.models import Webhook

AT_MOST = 10  # addresses of a season
TRIES = Limit("signals tried by hand", 60)


@transaction.atomic
def add(*, season: Season, url: str, events: list[str]) -> Webhook:
    """A new address, with a secret of its own. Raises ValidationError."""
    if not Season.objects.select_for_update().get(pk=season.pk).opens_to_programs:
        raise ValidationError("La saison s’en passe\u00a0: aucun signal ne partirait.")
    if season.webhooks.count() >= AT_MOST:
        raise ValidationError(f"La saison a déjà {AT_MOST} adresses : une de plus attendrait les autres.")
    webhook = Webhook(season=season, url=url, events=events)
    webhook.full_clean()
    webhook.save()
    return webhook


def send_ping(webhook: Webhook) -> None:
    """Raises ValidationError for one that is stopped, or tried too often today."""
    if webhook.disabled_at or not webhook.season.opens_to_programs:
        raise ValidationError("Cette adresse est arrêtée : reprenez-la d’abord.")
    if not count(TRIES, webhook.pk):
        raise ValidationError("Cette adresse a été essayée beaucoup de fois aujourd’hui : attendez demain.")
    announcing.ping(webhook)


def rotate(webhook: Webhook) -> str:
    """Another secret; for a day, both sign. Returns the new one."""
    webhook.former_secret, webhook.secret = webhook.secret, signing.new_secret()
    webhook.rotated_at = timezone.now()
    webhook.save(update_fields=["former_secret", "secret", "rotated_at"])
    return webhook.secret


def disable(webhook: Webhook) -> None:
    """Nothing is told to it any more; what waits is kept."""
    webhook.disabled_at = webhook.disabled_at or timezone.now()
    webhook.save(update_fields=["disabled_at"])


def enable(webhook: Webhook) -> None:
    """What waits leaves with the next sweep."""
    webhook.disabled_at = None
    webhook.save(update_fields=["disabled_at"])
