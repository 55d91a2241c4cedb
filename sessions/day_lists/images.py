"""Whose image may not be used as one pleases: for whoever takes pictures on a day."""

from dataclasses import dataclass

from sessions.attendance import expected
from sessions.programme.models import Day
from territories.models import Participant, PersonalChoices
from territories.models.participant import IMAGE_USES

_USES = {
    "image_reports": "comptes rendus internes",
    "image_site": "site de l’atelier",
    "image_social": "réseaux sociaux",
    "image_film": "film",
}


@dataclass(frozen=True)
class ImageLimit:
    """What somebody agreed to; nothing when they refused, or have not said."""

    person: Participant
    uses: tuple[str, ...]


def image_limits(day: Day) -> list[ImageLimit]:
    """Of those expected on site, those who did not agree to every use, who refuse all of them first."""
    people = list(expected.people_coming(day).select_related("choices").order_by("sort_name", "pk"))
    found = [ImageLimit(person, _agreed(getattr(person, "choices", None))) for person in people]
    return sorted((one for one in found if len(one.uses) < len(IMAGE_USES)), key=lambda one: bool(one.uses))


def _agreed(choices: PersonalChoices | None) -> tuple[str, ...]:
    return tuple(_USES[use] for use in IMAGE_USES if getattr(choices, use, False))
