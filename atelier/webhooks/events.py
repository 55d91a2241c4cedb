"""What may be told to another program."""

from django.core.exceptions import ValidationError
from django.db import models

PING = "ping"  # asked for by an organiser, whatever the webhook listens to


class Event(models.TextChoices):
    """Each carries identifiers and facts, and names nobody."""

    TERRITORY_ADMITTED = "territory.admitted", "un territoire est retenu"
    DAY_CHANGED = "day.changed", "une journée change de date, d’heure, de lieu ou d’état"
    PRESENCE_CLOSED = "presence.closed", "les présences d’une journée sont closes"
    DOCUMENT_ISSUED = "document.issued", "un document est émis"
    PAYMENT_ENTERED = "payment.entered", "un versement est noté"


def check_events(value: object) -> None:
    """A validator: one event at least, each known and said once."""
    given = [str(one) for one in value] if isinstance(value, list) else []
    if not given or not set(given) <= set(Event.values) or len(set(given)) != len(given):
        raise ValidationError("Choisissez au moins un événement.")
