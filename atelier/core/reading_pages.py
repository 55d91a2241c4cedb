"""Pages of the administration that are read: facts first, then sections, and the acts as named buttons.

An app declares a `ReadingPage` for a table of its own; it, and any app above, declares the sections and the acts of
that page. Each says the permission that it asks, so that whoever opens the page meets nothing that is closed to them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse

from atelier.core.declarations import declared
from atelier.core.permissions import HoldsPermissions


@dataclass(frozen=True)
class Link:
    """A cell that leads to a page."""

    text: str
    address: str


Cell = str | Link
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class EditedBlock:
    """What one form of the administration changes of a row: these fields, and the tables of these models."""

    title: str
    fields: tuple[str, ...] = ()
    tables: tuple[type[Model], ...] = ()


@dataclass(frozen=True)
class ReadingPage:
    """The page of one row of `model`: what is known of it, as pairs of a name and a value; an empty value is left out.

    `list_title` names the list as the bar does. `facts` is given the row and the user, because some facts are for
    few eyes. `blocks` are the keys of the forms that change the facts (`EditedBlock` of the administration). `usual`
    takes a season: the row that one means by an act without naming any, or None.
    """

    model: type[Model]
    list_title: str
    facts: Callable[[Any, HoldsPermissions], list[tuple[str, Cell]]]
    select_related: tuple[str, ...] = ()
    usual: Callable[[Any], Any] | None = None
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadingSection:
    """A table of the page, by `rank`, for whoever holds `permission`; `empty` is said when it has no row.

    It stands on the pages of the rows for which `shown` says so; the form of `block` changes what it shows.
    """

    model: type[Model]
    rank: int
    anchor: str
    title: str
    permission: str
    columns: tuple[str, ...]
    rows: Callable[[Any, HoldsPermissions], list[Row]]
    empty: str
    shown: Callable[[Any], bool] = lambda row: True
    block: str = ""


@dataclass(frozen=True)
class ReadingAct:
    """A button of the page: a link to `address`, or the `action` of the list, asked for this row alone.

    It is shown while `possible` says so, to whoever holds `permission`.
    """

    model: type[Model]
    rank: int
    title: str
    permission: str
    address: Callable[[Any], str] | None = None
    action: str = ""
    possible: Callable[[Any], bool] = lambda row: True


def list_title_of(model: type[Model]) -> str:
    """How the list of a table that is read is named."""
    return next(page.list_title for page in declared(ReadingPage) if page.model is model)


def is_read(model: type[Model]) -> bool:
    """Whether rows of this table have a page to read."""
    return any(page.model is model for page in declared(ReadingPage))


def address_of(row: Model) -> str:
    """The page where a row is read, else its form."""
    view = "read" if is_read(type(row)) else "change"
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{view}", args=[row.pk])
