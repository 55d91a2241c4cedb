"""What is printed or sent of the lists of a day: counts for the caterer, image limits for whoever takes pictures."""

from datetime import time

from django.utils import timezone

from atelier.core import pdf
from atelier.core.spreadsheets import write_csv
from atelier.seasons.models import Workshop
from sessions.day_lists import images, meals
from sessions.programme.models import Day


def caterer_sheet(day: Day) -> bytes:
    """Counts by diet; no name but beside an allergy, which the person was told."""
    context = {
        "day": day,
        "counts": meals.count_meals(day),
        "allergies": meals.allergic(day),
        "pause": lunch_hours(day),
        "workshop": Workshop.load(),
        "printed_at": timezone.now(),
    }
    return pdf.render_pdf("sessions/documents/caterer.html", context)


def caterer_table(day: Day) -> bytes:
    """The same as CSV, one line a count or an allergy."""
    counts = meals.count_meals(day)
    rows: list[tuple[str, str | int, str]] = [("Quoi", "Nombre", "Précision")]
    rows += [(one.label, one.count, " ; ".join(one.words)) for one in counts.diets]
    rows += [("repas à prévoir", counts.to_order, ""), ("ne déjeunent pas", counts.away, "")]
    rows.append(("sans réponse", counts.silent, "comptés à part"))
    rows += [("allergie", 1, f"{one.participant.full_name} : {one.allergy}") for one in meals.allergic(day)]
    return write_csv(rows)


def image_sheet(day: Day) -> bytes:
    context = {
        "day": day,
        "limits": images.image_limits(day),
        "workshop": Workshop.load(),
        "printed_at": timezone.now(),
    }
    return pdf.render_pdf("sessions/documents/image_limits.html", context)


def lunch_hours(day: Day) -> tuple[time, time] | None:
    """Between the two half-days; None where there is one alone. Read `day` with its half-days."""
    parts = list(day.half_days.all())
    return (parts[0].ends_at, parts[-1].starts_at) if len(parts) > 1 else None
