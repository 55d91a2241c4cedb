"""What each app offers to the whole product, said once in its `declarations` module and collected here.

An app calls `declare()` with any number of declarations; whoever uses a kind of declaration reads `declared(kind)`.
The types that need no domain word stand here; reminder triggers and audiences stand in `atelier.reminders`, milestones
in `atelier.checklist`. `CoreConfig.ready` imports every `declarations` module, then every `receivers` module.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from celery.schedules import crontab
from django.db.models import Model, QuerySet

Kind = TypeVar("Kind")

SWEEP_PERIOD = 30.0  # seconds
A_DAY = 24 * 3600.0

_declared: dict[type, list] = defaultdict(list)


def declare(*items: object) -> None:
    """Collect these declarations, in this order."""
    for item in items:
        _declared[type(item)].append(item)


def declared(kind: type[Kind]) -> list[Kind]:
    """Every declaration of this type, in the order of INSTALLED_APPS."""
    return list(_declared[kind])


def declared_by_key(kind: type[Kind]) -> dict[str, Kind]:
    """The same, by their `key`."""
    return {item.key: item for item in _declared[kind]}


@dataclass(frozen=True)
class Audited:
    """A table whose changes the journal keeps: every column, `only` these, or all but `exclude`."""

    model: type[Model]
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublicTables:
    """Tables that public pages, or shared readings, read: a change of theirs invalidates the page cache, and these.

    With `columns`, only a change of one of these counts: the others are not shown.
    """

    models: tuple[type[Model], ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScheduledTask:
    """A task that beat starts: its registered name, and every how many seconds or at which hour (UTC)."""

    task: str
    schedule: float | crontab

    @property
    def period(self) -> float:
        """Seconds between two ticks; a day for an hour of the night."""
        return A_DAY if isinstance(self.schedule, crontab) else self.schedule


@dataclass(frozen=True)
class Sweep:
    """Rows that may wait for a worker: `task`, by its registered name, is given the number of each of them.

    `waiting` is their queryset, in the order in which they are served; the task does nothing to a row that waits no
    more.
    """

    task: str
    waiting: Callable[[], QuerySet]


@dataclass(frozen=True)
class Searchable:
    """A list of the administration that the search looks through; `label` writes a row found, else `str`.

    `season` is the lookup of the season of a row: those of the chosen one come first.
    """

    model: type[Model]
    rank: int
    select_related: tuple[str, ...] = ()
    label: Callable[[Any], str] = str
    season: str = ""


@dataclass(frozen=True)
class WorkPage:
    """A page of the administration that is no list, found by its title and by `words`.

    It is for who holds `permission`, or one of `others`.
    """

    title: str
    view: str
    permission: str
    words: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class HelpSection:
    """A section of a guide (`role#anchor`) and the pages that it explains: view names, or tables of the admin."""

    anchor: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class ImpersonationPages:
    """View names that an organiser may open in somebody's place; any other one stays closed."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class ActionItem:
    """`who` is waited for, `what` is missing, `address` is where it is put right, for those who hold `permission`."""

    who: str
    what: str
    address: str
    permission: str


@dataclass(frozen=True)
class SeasonFacts:
    """What the first page is about; its finders share what they read by `atelier.core.read_once`."""

    season: Any
    today: date


@dataclass(frozen=True)
class ActionItems:
    """A finder of action items for the first page; finders run by `rank`, in the order of a season.

    One whose items are made of `rows` that are seldom there gives them: the page looks in one statement for all such
    rows, and runs the finder when there is one.
    """

    rank: int
    find: Callable[[SeasonFacts], Iterable[ActionItem]]
    rows: Callable[[SeasonFacts], QuerySet] | None = None


declare(
    ScheduledTask("atelier.core.tasks.sweep", SWEEP_PERIOD),
    ScheduledTask("atelier.core.tasks.delete_orphans", crontab(hour=2, minute=47)),
)
