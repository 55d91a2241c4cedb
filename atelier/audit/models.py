from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from auditlog.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.money import MoneyField

NOTHING = "rien"
ACTIONS = {
    LogEntry.Action.CREATE: "ajout",
    LogEntry.Action.UPDATE: "modification",
    LogEntry.Action.DELETE: "suppression",
    LogEntry.Action.ACCESS: "consultation",
}
SEEN, READ = "vu à la place de", "lecture"  # of an account, of what is for few eyes
EUROS = " (€)"  # what ends the name of a column that holds a sum
SYSTEM = "sans compte : lien personnel, ou l’Atelier lui-même"


class ColumnChange(NamedTuple):
    """What a column held and what it holds, in words."""

    name: str
    before: str
    after: str


class Change(LogEntry):
    """Who changed what, when, from what to what; or who read what is for few eyes, or looked in somebody's place.

    Written with the change itself, in its transaction, by django-auditlog; changed and erased by nobody.
    """

    class Meta:
        proxy = True
        verbose_name = "modification"
        verbose_name_plural = "modifications"
        ordering = ["-timestamp", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_action_in_words()} : {self.object_repr}"

    def get_action_in_words(self) -> str:
        if self.action != LogEntry.Action.ACCESS:
            return ACTIONS[self.action]
        return SEEN if self.content_type.model_class() is User else READ

    @property
    def author(self) -> str:
        return str(self.actor) if self.actor else self.actor_email or SYSTEM

    @property
    def steps(self) -> list[ColumnChange]:
        """The columns that changed, by name."""
        model = self.content_type.model_class()
        rows = []
        for name, old, new in self._pairs():
            try:
                field = model._meta.get_field(name) if model else None
            except FieldDoesNotExist:  # a column that later versions no longer have
                field = None
            label = str(field.verbose_name).removesuffix(EUROS) if field is not None else name
            before, after = value_in_words(field, old), value_in_words(field, new)
            if before != after:
                rows.append(ColumnChange(label, before, after))
        return sorted(rows)

    def _pairs(self) -> Iterator[tuple[str, object, object]]:
        """What changed, by name; a line that was written by hand, and is not so made, says nothing."""
        changes = self.changes if isinstance(self.changes, dict) else {}
        for name, said in changes.items():
            if isinstance(said, list) and len(said) == 2:
                yield name, *said


def value_in_words(field: models.Field | None, value: Any) -> str:
    """What a column holds, as a reader says it; « rien » for nothing, as it is where the column could not hold it."""
    if value in (None, "", "None"):
        return NOTHING
    if isinstance(value, bool):
        return "oui" if value else "non"
    if field is None or isinstance(value, list | dict):
        return str(value)
    try:
        return _in_words(field, value)
    except (ArithmeticError, ValueError):
        return str(value)


def _in_words(field: models.Field, value: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, MoneyField):
        return french.euros(Decimal(value))
    parse, write = WRITTEN.get(field.get_internal_type(), (str, str))
    held = parse(str(value))
    return str(value) if held is None else write(held)


def as_utc(text: str) -> datetime | None:
    """A moment is kept in UTC, without saying so."""
    moment = parse_datetime(text)
    return moment if moment is None or timezone.is_aware(moment) else moment.replace(tzinfo=UTC)


WRITTEN: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    "DateField": (parse_date, french.long_date),
    "TimeField": (parse_time, french.hour),
    "DateTimeField": (as_utc, french.moment),
}
