"""A day as a calendar entry (iCalendar), as plain data."""

from atelier.core.links import absolute_url
from atelier.seasons.models import Workshop
from sessions.programme.models import Day


def calendar_entry(day: Day, workshop: Workshop) -> dict:
    """The calendar entry; its hours are local, as the zone is always Europe/Paris."""
    parts = list(day.half_days.all())
    place = day.place
    return {
        "uid": f"{day.uid}@{absolute_url('').partition('://')[2]}",
        "sequence": day.sequence,
        "changed_at": day.changed_at.isoformat(),
        "starts_at": parts[0].start.replace(tzinfo=None).isoformat() if parts else f"{day.date.isoformat()}T09:30:00",
        "ends_at": parts[-1].end.replace(tzinfo=None).isoformat() if parts else f"{day.date.isoformat()}T17:00:00",
        "summary": f"{workshop.name} : journée {day.number} de la saison {day.season.number}",
        "location": f"{place.name}, {place.address}" if place else day.season.city,
        "description": day.title,
        "url": absolute_url(day.get_absolute_url()),
    }
