"""What a convocation says, frozen as plain data: the document is made from this and nothing else."""

from datetime import date, time

from django.utils import timezone

from atelier.core import french
from atelier.seasons.convocation_notes import filled_lines
from atelier.seasons.models import Workshop
from sessions.programme.models import Day, HalfDay
from territories.models import Participant


def convocation_snapshot(participant: Participant, day: Day, workshop: Workshop) -> dict:
    """Read `day` through `with_programme()` and `participant` with its triptych, territory and category.

    The link of a day online is there from the day before.
    """
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
        "code": "" if day.is_online else participant.checkin_code,
        "season": {"number": day.season.number, "label": day.season.label, "city": day.season.city},
        "day": {
            "number": day.number,
            "title": day.title,
            "date": day.date.isoformat(),
            "absence_deadline": day.absence_deadline.isoformat(),
            "is_read_overseas": participant.triptych.territory.is_overseas,
            "preparation": day.preparation,
        },
        "notes": _notes(participant, day, workshop),
        "mode": day.mode,
        "link": day.link_on(timezone.localdate()),
        "venue": venue_snapshot(day),
        "half_days": [_half_day_snapshot(part) for part in day.half_days.all()],
    }


def still_true(issued: dict, now: dict) -> bool:
    """Nothing that was issued is false: it may lack the link, which is not there before the day before."""
    if not issued["link"] or now["link"] is None:
        now = {**now, "link": issued["link"]}
    return issued == now


def _notes(participant: Participant, day: Day, workshop: Workshop) -> list[str]:
    """« À savoir », as the season writes it; what is of a place is not said of a day online."""
    texts = [day.season.convocation_notes, "" if day.is_online else day.season.convocation_notes_on_site]
    values = {
        "limite": french.until(day.absence_deadline, participant.triptych.territory.is_overseas),
        "organisateur": workshop.email or "l’équipe d’organisation",
    }
    return filled_lines(texts, values)


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
    return {
        **snapshot,
        "day": {**day, **dates},
        "half_days": [_timed(part) for part in snapshot["half_days"]],
        "connection": link_in_words(snapshot["link"]),
    }


def link_in_words(link: str | None) -> str:
    """The link of a day online, or when it comes: None before the day before, empty while there is none."""
    return link or f"le lien de connexion vous sera envoyé{' la veille' if link is None else ''}"


def _timed(part: dict) -> dict:
    hours = {name: time.fromisoformat(part[name]) for name in ("starts_at", "ends_at")}
    items = [{**item, "starts_at": time.fromisoformat(item["starts_at"])} for item in part["items"]]
    return {**part, **hours, "items": items}
