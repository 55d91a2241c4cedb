"""Where free texts may name somebody: looked for and never written, for an organiser to read.

Whole words, accents and case apart: their address, their telephone, their first and last name in either order; their
last name alone when it is long. A name of particles or of single letters (« de la ») would be found everywhere: it is
not looked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.apps import apps
from django.db.models import Model

from atelier.accounts.models import User
from atelier.core.name_words import PARTICLES, spaced_words
from atelier.core.personal_data import processing_register
from atelier.privacy.data_subjects import Person
from territories.models import Participant

MOST = 200  # texts that somebody can be asked to read after one erasing
LONG = 6  # letters of a last name that is looked for alone
DIGITS = 9  # of a telephone, from the right: with or without its country
BETWEEN = re.compile(r"(?<=\d)[\s.\-/()]+(?=\d)")


@dataclass(frozen=True)
class Place:
    """A text of a row: the column, and in a JSON column the keys that lead to it."""

    model: type[Model]
    pk: object
    column: str
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Sought:
    """Words that surely name somebody, and those that may be another's; `is_whole` says that none is missing."""

    sure: frozenset[str]
    likely: frozenset[str]
    numbers: frozenset[str]
    is_whole: bool

    def reading(self, text: str) -> str:
        """« sure », « likely », or nothing."""
        folded = spaced_words(text)
        if any(one in folded for one in self.sure):
            return "sure"
        joined = BETWEEN.sub("", text) if self.numbers else ""
        if any(number in joined for number in self.numbers):
            return "sure"
        return "likely" if any(one in folded for one in self.likely) else ""


def sought(person: Person) -> Sought:
    """Read before the person is forgotten."""
    named: list[Participant | User] = [*person.people, *([person.user] if person.user else [])]
    sure, likely, is_whole = set(map(spaced_words, person.addresses)), set(), True
    for one in named:
        first, last = spaced_words(one.first_name).strip(), spaced_words(one.last_name).strip()
        if (
            first
            and last
            and any(len(word) > 1 and not PARTICLES.fullmatch(word) for word in f"{first} {last}".split())
        ):
            sure |= {f" {first} {last} ", f" {last} {first} "}
        elif first or last:
            is_whole = False
        if len(last.replace(" ", "")) >= LONG:
            likely.add(f" {last} ")
    phones = [re.sub(r"\D", "", getattr(one, "phone", "")) for one in named]
    numbers = frozenset(phone[-DIGITS:] for phone in phones if len(phone) >= DIGITS)
    return Sought(frozenset(sure), frozenset(likely), numbers, is_whole)


def places(asked: Sought) -> tuple[list[Place], bool]:
    """Where these words stand, and whether that is all: beyond `MOST`, only what is sure is kept, and no more of it."""
    found: dict[str, list[Place]] = {"sure": [], "likely": []}
    for row, column in _columns():
        for path, text in _leaves(getattr(row, column)):
            reading = asked.reading(text)
            if reading and not (column == "object_repr" and _is_named_rightly(row)):
                found[reading].append(Place(type(row), row.pk, column, path))
        if len(found["sure"]) > MOST:
            return found["sure"][:MOST], False
    if len(found["sure"]) + len(found["likely"]) > MOST:
        return found["sure"], False
    return [*found["sure"], *found["likely"]], asked.is_whole


def _columns() -> Iterator[tuple[Model, str]]:
    """Every free text of the register, row by row."""
    for label, told in processing_register().items():
        if told.listed:
            for row in apps.get_model(label)._base_manager.order_by("pk").iterator(chunk_size=500):
                yield from ((row, column) for column in told.listed)


def _leaves(value: object, path: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """The texts of a value, each with the keys that lead to it."""
    if isinstance(value, str) and value:
        yield path, value
    branches = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in branches:
        yield from _leaves(one, (*path, key))


def _is_named_rightly(row: Model) -> bool:
    """A line of the journal about a row of somebody who is still here bears their name, not that of the erased."""
    if not isinstance(row, LogEntry):
        return False
    model = row.content_type.model_class()
    told = processing_register().get(model._meta.label) if model else None
    return bool(told and told.whose) and model._base_manager.filter(pk=row.object_pk).exists()
