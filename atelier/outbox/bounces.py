"""Addresses that refuse mail: told by the server at once, or later by the provider that carries our mail."""

from atelier.outbox.models import Bounce

REFUSALS = {"bounced", "rejected", "complained"}


def note(email: str, *, reason: str) -> Bounce:
    """Remember it; the last reason counts."""
    return Bounce.objects.update_or_create(email=email.strip().lower(), defaults={"reason": reason[:300]})[0]


def heard(sender: object, event: object, esp_name: str, **kwargs: object) -> None:
    """What a provider tells by its webhook, in the words of django-anymail."""
    if event.event_type in REFUSALS and event.recipient:
        note(event.recipient, reason=event.description or event.reject_reason or event.event_type)
