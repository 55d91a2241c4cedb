"""A day as a calendar entry: what agendas show of it, and the iCalendar event (RFC 5545) that says so."""

from dataclasses import dataclass, replace
from datetime import datetime, time

from icalendar import Event

from atelier.core.links import absolute_url
from atelier.seasons.models import Workshop
from sessions.programme.models import PARIS, Day

USUAL_START, USUAL_END = time(9, 30), time(17)  # of a day without half-days
CANCELLED_PREFIX = "Annulée\u00a0: "


@dataclass(frozen=True)
class Entry:
    """What agendas show; the moments are of Europe/Paris, in which they are always written."""

    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    url: str
    is_cancelled: bool

    @property
    def as_cancelled(self) -> "Entry":
        """The same for whom it does not take place any more."""
        return self if self.is_cancelled else replace(self, is_cancelled=True, summary=CANCELLED_PREFIX + self.summary)


def starts_at(day: Day) -> datetime:
    """When it begins, in Europe/Paris."""
    parts = list(day.half_days.all())
    return parts[0].start if parts else datetime.combine(day.date, USUAL_START, tzinfo=PARIS)


def calendar_entry(day: Day, workshop: Workshop, *, link: str = "") -> Entry:
    """Read `day` through `with_places()`; `link` is what to open, for those convened alone."""
    parts = list(day.half_days.all())
    entry = Entry(
        starts_at=starts_at(day),
        ends_at=parts[-1].end if parts else datetime.combine(day.date, USUAL_END, tzinfo=PARIS),
        summary=f"{workshop.name} : journée {day.number} de la saison {day.season.number}",
        location=link if link and day.is_online else day.held_at("name", "room", "address"),
        description="\n".join(filter(None, (day.title, f"Lien de connexion : {link}" if link else ""))),
        url=absolute_url(day.get_absolute_url()),
        is_cancelled=False,
    )
    return entry.as_cancelled if day.is_cancelled else entry


def calendar_event(day: Day, entry: Entry, *, stamp: datetime | None = None) -> Event:
    """The event of a day, for whoever is shown `entry`.

    Its UID is the day's for ever, whatever the address of the site, and its SEQUENCE the revision of the day. DTSTAMP
    is `stamp`, when an invitation was made, or when the day was revised last.
    """
    event = Event()
    event.add("uid", str(day.uid))
    event.add("sequence", day.sequence)
    event.add("dtstamp", stamp or day.changed_at)
    event.add("last-modified", day.changed_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", entry.summary)
    event.add("location", entry.location)
    event.add("description", entry.description)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event
