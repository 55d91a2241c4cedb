"""Limits: how many times something may be done in a period, counted in rows of their own.

No deletion of other rows gives a try back. What is counted stands under a keyed hash (HMAC-SHA256): no address stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from atelier.core.models import Counter

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` times in a `period`, which begins with the first time."""

    name: str
    most: int
    period: timedelta = DAY


Counted = tuple[Limit, *tuple[object, ...]]  # a limit, and whom it is counted for


class LimitReached(ValidationError):
    """Too many times in a period; its sentence says what to do instead."""


def count(limit: Limit, *whom: object) -> bool:
    """Count once more; false, and nothing is counted, when the limit is reached.

    Each statement is atomic, so that of two callers at the same moment one takes the last time.
    """
    now = timezone.now()
    key = _key(limit, whom)
    row = Counter.objects.filter(key=key)
    row.filter(until__lte=now).update(used=0, until=now + limit.period)
    Counter.objects.bulk_create([Counter(key=key, until=now + limit.period)], ignore_conflicts=True)
    return bool(row.filter(used__lt=limit.most).update(used=F("used") + 1))


def count_all(limits: Iterable[Counted]) -> Limit | None:
    """Count each (limit, whom…), all or none; the limit that is reached, if one is."""
    with transaction.atomic():
        for limit, *whom in limits:
            if not count(limit, *whom):
                transaction.set_rollback(True)
                return limit
    return None


def period_end(limit: Limit, *whom: object) -> datetime:
    """When counting begins anew; now, when nothing is counted."""
    now = timezone.now()
    row = Counter.objects.filter(key=_key(limit, whom), until__gt=now).first()
    return row.until if row else now


def reset(limit: Limit, *whom: object) -> None:
    """Begin anew at once: what was done was in order."""
    Counter.objects.filter(key=_key(limit, whom)).delete()


def purge(now: datetime) -> int:
    """Forget what no longer counts; how many rows left."""
    return Counter.objects.filter(until__lte=now).delete()[0]


def _key(limit: Limit, whom: tuple) -> str:
    value = "\n".join([limit.name, *map(str, whom)])
    return salted_hmac("atelier.core.limits", value, algorithm="sha256").hexdigest()


@login_not_required
def too_many_requests(request: HttpRequest, sentence: str = "") -> HttpResponse:
    """The page of a limit that is reached, with the sentence that it says."""
    return render(request, "429.html", {"sentence": sentence}, status=429)
