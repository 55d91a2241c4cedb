"""Rows that may be one and the same person, account or organisation, and what somebody said about them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Model, QuerySet

from atelier.accounts.models import User
from atelier.core.french import sort_key
from atelier.seasons.models import Season
from territories.models import NotADuplicate, Organisation, Participant


@dataclass(frozen=True)
class MergeableKind:
    """`fields` are those one chooses between, `moves` the rows that follow; `rows` what is compared for a season."""

    key: str
    label: str
    model: Any  # the class of a model
    fields: tuple[str, ...]
    moves: tuple[str, ...]
    rows: Callable[[Season | None], QuerySet]
    name: Callable[[Any], str]


def _people_of_season(season: Season | None) -> QuerySet[Participant]:
    return Participant.objects.filter(season=season).select_related("triptych__territory", "category").order_by("pk")


def _name_of_user(user: User) -> str:
    return sort_key(user.get_full_name())


KINDS = {
    kind.key: kind
    for kind in (
        MergeableKind(
            "personne",
            "Participants",
            Participant,
            ("salutation", "first_name", "last_name", "position", "organisation", "email", "phone", "mandate_ends_on"),
            (
                "attendances",
                "attestations",
                "convocations",
                "answer_sheets",
                "departures",
                "former_addresses",
                "undertakings",
                "brought",
            ),
            _people_of_season,
            lambda row: row.sort_name,
        ),
        MergeableKind(
            "compte",
            "Comptes",
            User,
            ("email", "first_name", "last_name"),
            (
                "participants",
                "contacts",
                "reviews",
                "consents",
                "tasks",
                "former_addresses",
                "team_places",
                "saved_filters",
            ),
            lambda season: User.objects.filter(is_active=True).order_by("pk"),
            _name_of_user,
        ),
        MergeableKind(
            "organisme",
            "Organismes",
            Organisation,
            ("name", "siret", "address"),
            ("territories", "second_territories", "payers"),
            lambda season: Organisation.objects.order_by("pk"),
            lambda row: row.sort_name,
        ),
    )
}


def pairs(kind: MergeableKind, season: Season | None) -> list[tuple[Model, Model]]:
    """Two rows of the same words, in any order, that nobody said to be two; in two queries."""
    by_name: dict[frozenset[str], list[Model]] = {}
    for row in kind.rows(season):
        by_name.setdefault(frozenset(kind.name(row).split()), []).append(row)
    said = {(one.first, one.second): one.seen for one in NotADuplicate.objects.filter(kind=kind.key)}
    found = [pair for words, rows in by_name.items() if words for pair in combinations(rows, 2)]
    return [
        (first, second)
        for first, second in found
        if not _has_history(first, second)
        and said.get((first.pk, second.pk)) != _pairs_set_apart(kind, (first, second))
    ]


def _has_history(first: Model, second: Model) -> bool:
    """Somebody who declined or left, then came back with the same address: two rows on purpose."""
    if not isinstance(first, Participant) or not isinstance(second, Participant):
        return False
    return first.email == second.email and not (first.is_seated and second.is_seated)


def _pairs_set_apart(kind: MergeableKind, pair: Iterable[Model]) -> str:
    """What the two rows say; when it changes, they are compared anew."""
    return " / ".join(" | ".join(str(getattr(row, name)) for name in kind.fields) for row in pair)


def keep_apart(kind: MergeableKind, pair: tuple[Model, Model], *, author: User) -> NotADuplicate:
    """Somebody says that they are two."""
    first, second = sorted(pair, key=lambda row: row.pk)
    keys = {"kind": kind.key, "first": first.pk, "second": second.pk}
    return NotADuplicate.objects.update_or_create(
        **keys, defaults={"seen": _pairs_set_apart(kind, (first, second)), "author": author}
    )[0]
