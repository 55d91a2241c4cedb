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
from sessions.programme.calendar_entries import calendar_entry
from sessions.programme.models import Day


def revise(which: Q) -> None:
    """Raise the revision of those of these days of which agendas show something else by now."""
    workshop = Workshop.load()
    for day in Day.objects.filter(which).with_places().order_by("pk"):
        shown = _digest(day, workshop)
        if shown != day.shown:
            _write(day, shown=shown, by=1 if day.shown else 0)


def raise_revision(day: Day) -> None:
    """What is told next of this day is newer than all that was told of it."""
    _write(day, shown=day.shown, by=1)


def _write(day: Day, *, shown: str, by: int) -> None:
    """Once, whoever sees the change: two workers do not raise it twice for the same."""
    Day.objects.filter(pk=day.pk, shown=day.shown).update(
        shown=shown, sequence=F("sequence") + by, changed_at=timezone.now()
    )


def _digest(day: Day, workshop: Workshop) -> str:
    entry = calendar_entry(day, workshop, link=day.link_on(timezone.localdate()) or "")
    shown = json.dumps(asdict(entry), default=str, sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()
