"""Who wrote a reply: somebody who holds a seat, or who fills in an application."""

from collections.abc import Iterable

from atelier.core.action_items import admin_url
from atelier.outbox.replies import Correspondent
from territories.models import Contact, Participant

SEAT, CONTACT = "participant", "contact"


def find(refs: list[str], email: str) -> str:
    """« participant:8 » of whoever reads this address, in their latest season; empty when several people do."""
    seats, contacts = Participant.objects.filter(email=email), Contact.objects.filter(user__email=email)
    if refs:
        seats, contacts = seats.filter(pk__in=_keys(refs, SEAT)), contacts.filter(pk__in=_keys(refs, CONTACT))
    rows = list(seats.order_by("-season__number", "-pk").values_list("pk", "first_name", "last_name", "season"))
    latest = [row for row in rows if row[3] == rows[0][3]]
    if len(latest) > 1 or len({row[1:3] for row in rows}) > 1:
        return ""
    if latest:
        return f"{SEAT}:{latest[0][0]}"
    found = contacts.order_by("-triptych__season__number", "-pk").first()
    return f"{CONTACT}:{found.pk}" if found else ""


def describe(refs: Iterable[str]) -> dict[str, Correspondent]:
    """Names, territories and pages, in two queries at most."""
    wanted = list(refs)
    found = {}
    if keys := _keys(wanted, SEAT):
        for seat in Participant.objects.filter(pk__in=keys).select_related("triptych__territory").order_by("pk"):
            page = admin_url("territories_participant_read", seat.pk)
            found[f"{SEAT}:{seat.pk}"] = Correspondent(seat.full_name, str(seat.triptych.territory), page)
    if keys := _keys(wanted, CONTACT):
        contacts = Contact.objects.filter(pk__in=keys).select_related("triptych__territory", "user")
        for one in contacts.order_by("pk"):
            page = admin_url("territories_triptych_read", one.triptych_id)
            found[f"{CONTACT}:{one.pk}"] = Correspondent(str(one), str(one.triptych.territory), page)
    return found


def _keys(refs: Iterable[str], kind: str) -> list[int]:
    return [int(pk) for name, _, pk in (ref.partition(":") for ref in refs) if name == kind]
