"""What a task of the retro-planning leans on: landmarks, which have dates, and facts, which the product sees happen.

Each app registers its own; this module only knows the lists. Every finder reads in a constant number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

SEASON = "season"  # the ref of what happens once in a season


@dataclass(frozen=True)
class DueDate:
    """One date that a task counts from; `ref` names what it is about, « season » or « day:5 »."""

    on: date | None
    ref: str = SEASON
    label: str = ""


@dataclass(frozen=True)
class Milestone:
    """`find` takes a season; `scope` says what its marks are about: « season », « day » or « moment »."""

    key: str
    label: str
    find: Callable[..., list[DueDate]]
    scope: str = SEASON


@dataclass(frozen=True)
class CompletionCheck:
    """`find` takes a season and returns the refs for which it holds; `address` a season and a ref, where it is made."""

    key: str
    label: str
    find: Callable[..., set[str]]
    address: Callable[..., str]
    scope: str = SEASON


MILESTONES: dict[str, Milestone] = {}
COMPLETION_CHECKS: dict[str, CompletionCheck] = {}


def register(*rows: Milestone | CompletionCheck) -> None:
    for row in rows:
        (MILESTONES if isinstance(row, Milestone) else COMPLETION_CHECKS)[row.key] = row


def season_ref_if(holds: bool) -> set[str]:
    """What the finder of a fact about the whole season returns."""
    return {SEASON} if holds else set()
