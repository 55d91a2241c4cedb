"""What left, and what waits, of the mail of the stand."""

import time

from django.utils import timezone

from atelier.outbox.models import Message


def waiting():
    return Message.objects.filter(state__in=["queued", "sending"], not_before__lte=timezone.now())


def settle(seconds: float = 60) -> bool:
    """Wait until every mail that is due has left; whether it did."""
    deadline = time.monotonic() + seconds
    while waiting().exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
