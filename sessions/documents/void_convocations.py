"""Whether a convocation that was issued still holds; its stored file never changes, what shows it says so."""

from collections.abc import Collection, Iterable

from atelier.core import french
from sessions.attendance import expected
from sessions.documents import facts
from sessions.documents.models import Convocation
from sessions.programme.models import Day


def reasons_by_key(convocations: Iterable[Convocation]) -> dict[int, str]:
    """Why each of these is void or no longer exact, in a sentence; nothing for those that hold. Four queries."""
    issued = list(convocations)
    days = Day.objects.filter(pk__in={one.day_id for one in issued}).with_places().order_by("pk")
    people = {one.participant_id for one in issued}
    latest = Convocation.objects.latest().filter(day__in=days, participant__in=people).order_by("pk")
    return reasons_among(issued, days, latest, expected.convened_pairs(days, people))


def reasons_among(
    issued: Iterable[Convocation],
    days: Iterable[Day],
    latest: Iterable[Convocation],
    convened: Collection[tuple[int, int]],
) -> dict[int, str]:
    """The same, of what is read already: days with their places, the last version of each, the (day, person)."""
    by_key, found = {day.pk: day for day in days}, {}
    in_force = {(one.day_id, one.participant_id): one for one in latest}
    for one in issued:
        pair, day = (one.day_id, one.participant_id), by_key.get(one.day_id)
        if day and (why := _reason(one, in_force[pair], day, convened=pair in convened)):
            found[one.pk] = why
    return found


def _reason(one: Convocation, in_force: Convocation, day: Day, *, convened: bool) -> str:
    if in_force.pk != one.pk:
        issued_on = french.long_date(in_force.issued_at)
        return f"Annulée et remplacée par la convocation n°\u00a0{in_force.number} du {issued_on}."
    if day.is_cancelled:
        return "Sans effet\u00a0: la journée est annulée."
    if not convened:
        return "Sans effet\u00a0: cette personne ne participe plus à la journée."
    changes = facts.changes(facts.facts_of_snapshot(one.snapshot), facts.facts_of_day(day))
    return " ".join(["La journée a changé.", *(change.sentence for change in changes)]) if changes else ""
