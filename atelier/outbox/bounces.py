"""Addresses that refuse mail: told by the server at once, or later by the provider that carries our mail."""

from typing import Any

from atelier.core.email_addresses import normalize_email
from atelier.outbox.models import Bounce

REFUSALS = {"bounced", "rejected", "complained"}


def record_bounce(email: str, *, reason: str) -> Bounce:
    """Remember it; the last reason counts."""
    return Bounce.objects.update_or_create(email=normalize_email(email), defaults={"reason": reason[:300]})[0]


def receive_tracking_event(sender: object, event: Any, esp_name: str, **kwargs: object) -> None:
    """What a provider tells by its webhook, in the words of django-anymail."""
    if event.event_type in REFUSALS and event.recipient:
        record_bounce(event.recipient, reason=event.description or event.reject_reason or event.event_type)
