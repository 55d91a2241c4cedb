"""What a convocation says, frozen as plain data: the document is made from this and nothing else."""

from atelier.links import absolute
from atelier.seasons.models import Workshop
from sessions.checkin import code_of
from sessions.models import Day, HalfDay
from territories.models import Participant


def snapshot_of(participant: Participant, day: Day, workshop: Workshop) -> dict:
    """Read `day` through `with_programme()` and `participant` with its triptych, territory and category."""
    return {
        "organiser": organiser(workshop),
        "participant": {
            "name": participant.full_name,
            "salutation": participant.salutation or "Madame, Monsieur",
            "position": participant.position,
            "organisation": participant.organisation,
            "email": participant.email,
            "territory": participant.triptych.territory.name,
            "category": participant.category.label,
        },
        "code": code_of(participant),
        "season": {"number": day.season.number, "label": day.season.label, "city": day.season.city},
        "day": {
            "number": day.number,
            "title": day.title,
            "date": day.date.isoformat(),
            "absence_deadline": day.absence_deadline.isoformat(),
            "preparation": day.preparation,
        },
        "venue": venue(day),
        "half_days": [half_day(part) for part in day.half_days.all()],
        "event": event(day, workshop),
    }


def organiser(workshop: Workshop) -> dict:
    return {
        "name": workshop.name,
        "publisher": workshop.publisher or workshop.carried_by,
        "address": workshop.address,
        "siret": workshop.siret,
        "email": workshop.email,
        "phone": workshop.phone,
        "signatory": workshop.signatory,
        "signatory_title": workshop.signatory_title,
    }


def venue(day: Day) -> dict | None:
    place = day.place
    if not place:
        return None
    fields = ("name", "room", "address", "access", "accessibility", "url")
    return {field: getattr(place, field) for field in fields}


def half_day(part: HalfDay) -> dict:
    return {
        "period": part.get_period_display(),
        "starts_at": part.starts_at.isoformat("minutes"),
        "ends_at": part.ends_at.isoformat("minutes"),
        "items": [
            {
                "starts_at": item.starts_at.isoformat("minutes"),
                "format": item.get_format_display(),
                "title": item.title,
                "room": item.room,
                "preparation": item.preparation,
            }
            for item in part.items.all()
        ],
    }


def event(day: Day, workshop: Workshop) -> dict:
    """The calendar entry; its hours are local, as the zone is always Europe/Paris."""
    parts = list(day.half_days.all())
    place = day.place
    return {
        "uid": f"{day.uid}@{absolute('').partition('://')[2]}",
        "sequence": day.sequence,
        "changed_at": day.changed_at.isoformat(),
        "starts_at": parts[0].start.replace(tzinfo=None).isoformat() if parts else f"{day.date.isoformat()}T09:30:00",
        "ends_at": parts[-1].end.replace(tzinfo=None).isoformat() if parts else f"{day.date.isoformat()}T17:00:00",
        "summary": f"{workshop.name} : journée {day.number} de la saison {day.season.number}",
        "location": f"{place.name}, {place.address}" if place else day.season.city,
        "description": day.title,
        "url": absolute(day.get_absolute_url()),
    }
