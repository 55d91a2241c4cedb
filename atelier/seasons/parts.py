"""The parts that a season may do without: how each is known, where it is met, and what is said once it is off.

The switches are fields of `OptionalParts`. What belongs to a part (a trigger, a milestone, an audience, a mail) names
its switch as `part`, and this module alone says whether it is there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from atelier.core.declarations import declared, declared_by_key
from atelier.seasons.models import Season

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class SeasonPart:
    """One part, by the name of its switch.

    Its `pages`, view names or tables of the administration, open to nobody while it is off, but for those of
    `kept_open`, where what was given is taken back. `words` are those that a reader knows it by, as they begin: while
    it is off, no page nor document says them. `off` is told to whoever comes back to one of its pages.
    """

    key: str
    pages: tuple[str, ...]
    words: tuple[str, ...]
    off: str
    kept_open: tuple[str, ...] = ()


class PartIsOff(Http404):
    """Raised to whoever would read this page if the season did not do without the part; its words say so."""


def is_used(season: Season, part: str) -> bool:
    """Whether the season has the part of this switch; what is of no part is in every season."""
    return not part or bool(getattr(season, part))


def is_used_by_any(seasons: Iterable[Season], part: str) -> bool:
    """Whether one of these seasons has it."""
    return not part or any(is_used(season, part) for season in seasons)


def require(season: Season, part: str) -> None:
    """Raises PartIsOff. To be asked once the reader is known to have something to read there."""
    if not is_used(season, part):
        raise PartIsOff(f"La saison {season.number} {declared_by_key(SeasonPart)[part].off}")


def part_of_page(view: str) -> str:
    """The switch of the part that this page, or table of the administration, is of; empty for a page of none."""
    return next((one.key for one in declared(SeasonPart) if view in one.pages), "")


def in_use(rows: QuerySet[Row], column: str, kind: type) -> QuerySet[Row]:
    """Those of these rows of seasons whose `column` names, of the declarations of `kind`, one that the season has."""
    off, every = Q(pk=None), list[Any](declared(kind))
    for one in every:
        if one.part:
            off |= Q(**{column: one.key, f"season__{one.part}": False})
    return rows.exclude(off)
