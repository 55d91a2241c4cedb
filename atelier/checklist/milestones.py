"""What a task of the checklist leans on: milestones, which have dates, and completion checks, which the product makes.

Each app declares its own. Every finder reads in a constant number of queries.
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
    """`find` takes a season; `scope` says what its marks are about: « season », « day » or « round ».

    `part` is the switch of the part of the season that it is of.
    """

    key: str
    label: str
    find: Callable[..., list[DueDate]]
    scope: str = SEASON
    part: str = ""


@dataclass(frozen=True)
class CompletionCheck:
    """`find` takes a season and returns the refs for which it holds.

    `address` takes a season and a ref: the page where it is made, for those who hold `permission`.
    """

    key: str
    label: str
    find: Callable[..., set[str]]
    address: Callable[..., str]
    permission: str
    scope: str = SEASON


def season_ref_if(holds: bool) -> set[str]:
    """What the finder of a completion check about the whole season returns."""
    return {SEASON} if holds else set()
