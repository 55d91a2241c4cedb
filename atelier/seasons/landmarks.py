"""What a task of the retro-planning leans on: landmarks, which have dates, and facts, which the product sees happen.

Each app registers its own; this module only knows the lists. Every finder reads in a constant number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

SEASON = "season"  # the ref of what happens once in a season


@dataclass(frozen=True)
class Mark:
    """One date that a task counts from; `ref` names what it is about, « season » or « day:5 »."""

    on: date | None
    ref: str = SEASON
    label: str = ""


@dataclass(frozen=True)
class Landmark:
    """`find` takes a season; `scope` says what its marks are about: « season », « day » or « moment »."""

    key: str
    label: str
    find: Callable[..., list[Mark]]
    scope: str = SEASON


@dataclass(frozen=True)
class Fact:
    """`find` takes a season and returns the refs for which it holds; `address` a season and a ref, where it is made."""

    key: str
    label: str
    find: Callable[..., set[str]]
    address: Callable[..., str]
    scope: str = SEASON


LANDMARKS: dict[str, Landmark] = {}
FACTS: dict[str, Fact] = {}


def register(*rows: Landmark | Fact) -> None:
    for row in rows:
        (LANDMARKS if isinstance(row, Landmark) else FACTS)[row.key] = row


def only_if(holds: bool) -> set[str]:
    """What the finder of a fact about the whole season returns."""
    return {SEASON} if holds else set()
