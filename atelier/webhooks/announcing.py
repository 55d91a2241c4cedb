"""What a verb tells other programs: rows of the queue, in its own transaction, one for each address that listens."""

import json
import uuid
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from atelier.core.background import enqueue_on_commit
from atelier.webhooks.events import PING, Event
from atelier.webhooks.models import Delivery, Webhook

Fact = str | int | bool | date | Decimal | None


@transaction.atomic
def announce(event: Event, *, season: int, ref: str, **facts: Fact) -> None:
    """Tell whoever listens to this event of this season (its key), once for each `ref`. `facts` name nobody."""
    for webhook in Webhook.objects.listening(season).select_related("season").order_by("pk"):
        if event in webhook.events:
            _queue(webhook, event, ref, {"season": webhook.season.number, **facts})


def ping(webhook: Webhook) -> Delivery:
    """A signal that says nothing, to try an address."""
    return _queue(webhook, PING, uuid.uuid4().hex, {"season": webhook.season.number})


def _queue(webhook: Webhook, event: str, ref: str, facts: dict[str, Fact]) -> Delivery:
    now = timezone.now()
    body = json.dumps({"type": event, "timestamp": now.isoformat(), "data": facts}, default=_written)
    found, is_new = Delivery.objects.get_or_create(
        webhook=webhook, key=f"{event}:{ref}", defaults={"event": event, "body": body, "created_at": now}
    )
    if is_new:
        enqueue_on_commit("atelier.webhooks.tasks.deliver", found.pk)
    return found


def _written(value: object) -> str:
    """Dates as ISO 8601, amounts in euros with their cents."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
