"""What a convocation says, frozen as plain data: the document is made from this and nothing else."""

from datetime import date, time

from atelier.seasons.models import Workshop
from sessions.programme.models import Day, HalfDay
from territories.models import Participant


def convocation_snapshot(participant: Participant, day: Day, workshop: Workshop) -> dict:
    """Read `day` through `with_programme()` and `participant` with its triptych, territory and category."""
    return {
        "organiser": organiser_snapshot(workshop),
        "participant": {
            "name": participant.full_name,
            "salutation": participant.salutation or "Madame, Monsieur",
            "position": participant.position,
            "organisation": participant.organisation,
            "email": participant.email,
            "territory": participant.triptych.territory.name,
            "category": participant.category.label,
        },
        "code": participant.checkin_code,
        "season": {"number": day.season.number, "label": day.season.label, "city": day.season.city},
        "day": {
            "number": day.number,
            "title": day.title,
            "date": day.date.isoformat(),
            "absence_deadline": day.absence_deadline.isoformat(),
            "preparation": day.preparation,
        },
        "venue": venue_snapshot(day),
        "half_days": [_half_day_snapshot(part) for part in day.half_days.all()],
    }


def organiser_snapshot(workshop: Workshop) -> dict:
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


def venue_snapshot(day: Day) -> dict | None:
    place = day.place
    if not place:
        return None
    fields = ("name", "room", "address", "access", "accessibility", "url")
    return {field: getattr(place, field) for field in fields}


def _half_day_snapshot(part: HalfDay) -> dict:
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


def with_dates(snapshot: dict) -> dict:
    """The snapshot with its dates and hours as values that templates can write in French."""
    day = snapshot["day"]
    dates = {name: date.fromisoformat(day[name]) for name in ("date", "absence_deadline")}
    return {**snapshot, "day": {**day, **dates}, "half_days": [_timed(part) for part in snapshot["half_days"]]}


def _timed(part: dict) -> dict:
    hours = {name: time.fromisoformat(part[name]) for name in ("starts_at", "ends_at")}
    items = [{**item, "starts_at": time.fromisoformat(item["starts_at"])} for item in part["items"]]
    return {**part, **hours, "items": items}
