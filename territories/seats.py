"""What a form for a seat proposes: the contact's own name, organisations typed already, the seat that follows."""

from atelier.accounts.models import User
from atelier.seasons.models import Category
from territories.models import Triptych


def proposed_person(triptych: Triptych, category: Category, myself: User | None) -> dict[str, str]:
    """Initial values of an empty seat: the organisation of the last one of this category, and `myself` if asked."""
    last = triptych.participants.seated().filter(category=category).order_by("pk").last()
    values = {"organisation": last.organisation} if last else {}
    if myself:
        values |= {name: getattr(myself, name) for name in ("first_name", "last_name", "position", "email")}
    return values


def known_organisations(triptych: Triptych) -> list[str]:
    """Those that somebody of this application may belong to, each once."""
    typed = triptych.participants.seated().order_by("pk").values_list("organisation", flat=True)
    names = [*typed, triptych.territory.name, *(bearer.name for bearer in triptych.territory.bearers)]
    return [name for name in dict.fromkeys(names) if name]


def empty_seat_after(triptych: Triptych, category: Category, number: int) -> tuple[Category, int] | None:
    """The next seat where nobody is, going round; None when this is the last one."""
    seats = [(panel.category, seat) for panel in triptych.panels() for seat in panel.seats]
    places = [(one.pk, seat.number) for one, seat in seats]
    at = places.index((category.pk, number)) if (category.pk, number) in places else 0
    for one, seat in seats[at + 1 :] + seats[:at]:
        if not (seat.participant and seat.participant.is_seated):
            return one, seat.number
    return None
