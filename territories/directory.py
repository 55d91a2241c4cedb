"""Who is in the group of a season: the territories and their people; how to reach those who agreed to be reached."""

from django.db import transaction

from atelier.core.french import sort_key
from atelier.seasons.models import Season
from territories.models import Participant, PersonalChoices, Triptych


def territories_of(season: Season, words: str = "") -> list[tuple[Triptych, list[Participant]]]:
    """Every admitted territory by name with the people who confirmed, in three queries.

    `words` keeps the people whose name, post, organisation or territory holds them all, accents aside.
    """
    admitted = Triptych.objects.admitted().filter(season=season)
    triptychs = admitted.select_related("territory__bearer", "territory__second_bearer")
    people: dict[int, list[Participant]] = {}
    confirmed = Participant.objects.admitted().confirmed().filter(season=season)
    for person in confirmed.select_related("category", "choices").order_by("category__position", "sort_name", "pk"):
        people.setdefault(person.triptych_id, []).append(person)
    wanted = sort_key(words).split()
    found = []
    for triptych in triptychs.order_by("territory__sort_name", "pk"):
        kept = [person for person in people.get(triptych.pk, []) if _holds(triptych, person, wanted)]
        if kept or not wanted:
            found.append((triptych, kept))
    return found


def _holds(triptych: Triptych, person: Participant, wanted: list[str]) -> bool:
    said = f"{person.full_name} {person.position} {person.organisation} {person.category} {triptych.territory}"
    return all(word in sort_key(said) for word in wanted)


def is_reachable(person: Participant) -> bool:
    """They agreed to be written to and called by the group."""
    return hasattr(person, "choices") and person.choices.shares_contact


@transaction.atomic
def share_contact(*, person: Participant, agrees: bool) -> PersonalChoices:
    """The person agrees to be reached by the group, or takes it back."""
    choices, _ = PersonalChoices.objects.get_or_create(participant=person)
    choices.shares_contact = agrees
    choices.save()
    return choices
