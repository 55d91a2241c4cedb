"""Whether a convocation that was issued still holds; its stored file never changes, what shows it says so."""

from collections.abc import Iterable

from atelier.core import french
from sessions.attendance import expected
from sessions.documents import facts
from sessions.documents.models import Convocation
from sessions.programme.models import Day


def reasons_by_key(convocations: Iterable[Convocation], known: Iterable[Day] = ()) -> dict[int, str]:
    """Why each of these is void or no longer exact, in a sentence; nothing for those that hold. Four queries at most.

    `known` are days that the caller has read with their places: those are not read again.
    """
    issued = list(convocations)
    wanted = {one.day_id for one in issued}
    days = {day.pk: day for day in known if day.pk in wanted}
    if missing := wanted - days.keys():
        days |= {day.pk: day for day in Day.objects.filter(pk__in=missing).with_places().order_by("pk")}
    convened = expected.convened_pairs(days.values())
    latest = Convocation.objects.latest().filter(day__in=days, participant__in={one.participant_id for one in issued})
    in_force = {(one.day_id, one.participant_id): one for one in latest.order_by("pk")}
    found = {}
    for one in issued:
        pair = (one.day_id, one.participant_id)
        if why := _reason(one, in_force[pair], days[one.day_id], convened=pair in convened):
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
