"""What a season hands to the next that may speak of the former one: texts with a date, an address or a link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import CharField, Model, QuerySet, TextField

from atelier.core import french
from atelier.seasons.models import Season
from sessions.programme.models import AgendaItem, Day

_MONTHS = "|".join(french.MONTHS)
_WAYS = "rue|quai|place|avenue|boulevard|allée|impasse|chemin|cours"
SIGNS = {
    "une date": rf"\b\d{{1,2}}(?:er)? (?:{_MONTHS})\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b20\d\d\b",
    "un lien": r"https?://|\bwww\.",
    "une adresse": rf"[\w.+-]+@[\w-]+\.\w|\b\d{{5}} [a-zà-ÿ]|\b\d{{1,4}}(?: ?bis| ?ter)?,? (?:{_WAYS})\b",
}
NOT_TEXTS = {"number", "label", "theme", "status"}  # decided anew


@dataclass(frozen=True)
class TextToReread:
    """A text that is taken up: where it stands, and what of the former season it may hold."""

    row: str
    column: str
    holds: str


def texts_to_reread(season: Season) -> list[TextToReread]:
    """In the order of what is taken up; a text that a computer reads, or that has a fixed list, is none."""
    return [
        TextToReread(f"{row._meta.verbose_name} {row}", str(field.verbose_name), ", ".join(found))
        for row in _rows(season)
        for field in row._meta.concrete_fields
        if _is_text(field) and field.name not in NOT_TEXTS
        if (found := [name for name, sign in SIGNS.items() if re.search(sign, getattr(row, field.name), re.IGNORECASE)])
    ]


def _is_text(field: object) -> bool:
    return isinstance(field, CharField | TextField) and not field.choices and field.editable


def _rows(season: Season) -> Iterator[Model]:
    items = AgendaItem.objects.filter(half_day__day__season=season, half_day__day__status=Day.Status.PLANNED)
    groups: tuple[QuerySet, ...] = (
        season.categories.all(),
        season.resources.all(),
        season.criteria.all(),
        season.rules.all(),
        season.tasks.all(),
        items.order_by("half_day__day__date", "pk"),
    )
    yield season
    for rows in groups:
        yield from rows
