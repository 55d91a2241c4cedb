"""The revision of a day: what agendas compare to know that an event is newer (SEQUENCE, RFC 5546, 2.1.4).

A digest of what agendas show is kept with the day; where it differs from what is so, the revision is raised. Whatever
writes to a row of which they show something calls `revise` (`sessions/receivers.py`); an invitation does it again.
"""

import hashlib
import json
from dataclasses import asdict

from django.db.models import F, Q
from django.utils import timezone

from atelier.seasons.models import Workshop
from atelier.webhooks.announcing import announce
from atelier.webhooks.events import Event
from sessions.programme.calendar_entries import calendar_entry
from sessions.programme.models import Day


def revise(which: Q) -> None:
    """Raise the revision of those of these days of which agendas show something else by now."""
    workshop = Workshop.load()
    for day in Day.objects.filter(which).with_places().order_by("pk"):
        shown = _digest(day, workshop)
        if shown != day.shown and _write(day, shown=shown, by=1 if day.shown else 0) and day.shown:
            _announce(day)


def raise_revision(day: Day) -> None:
    """What is told next of this day is newer than all that was told of it."""
    _write(day, shown=day.shown, by=1)


def _write(day: Day, *, shown: str, by: int) -> bool:
    """Once, whoever sees the change: two workers do not raise it twice for the same. False for the second."""
    mine = Day.objects.filter(pk=day.pk, shown=day.shown)
    return bool(mine.update(shown=shown, sequence=F("sequence") + by, changed_at=timezone.now()))


def _announce(day: Day) -> None:
    """To other programs; never the link of a day online."""
    announce(
        Event.DAY_CHANGED,
        season=day.season_id,
        ref=f"{day.pk}-{day.sequence + 1}",
        day=day.pk,
        number=day.number,
        date=day.date,
        status=day.status,
        mode=day.mode,
        place=day.address,
        revision=day.sequence + 1,
    )


def _digest(day: Day, workshop: Workshop) -> str:
    entry = calendar_entry(day, workshop, link=day.link_on(timezone.localdate()) or "")
    shown = json.dumps(asdict(entry), default=str, sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()
