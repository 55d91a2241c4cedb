"""The groups of an item: composed by its format, moved by hand, and who has met whom over the season."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from atelier.accounts.models import User
from atelier.core.read_once import read_once
from atelier.seasons.models import Season
from sessions.attendance import expected
from sessions.attendance.models import Attendance
from sessions.groups import patterns, seating
from sessions.groups.models import Composition, Group
from sessions.programme.models import AgendaItem, Day
from territories.models import Participant

MIXED = (AgendaItem.Format.INTER, AgendaItem.Format.CODEV)
PEERS_AT_MOST = 12
TABLE_SIZE = 6
CODEV_SIZE = 6

Pairs = dict[frozenset[int], int]


@dataclass(frozen=True)
class Acquaintance:
    """Of the people of other territories: how many somebody has met, sits with by the tables composed, could meet.

    Two people have met when both were noted present where they sat together; absences and days to come do not count.
    `strangers` are those who sit with them at no table.
    """

    person: Participant
    met: int
    planned: int
    possible: int
    strangers: list[Participant]


def people_for(item: AgendaItem) -> list[Participant]:
    """Who is expected at the half-day of the item."""
    return list(expected.attending_people(item.half_day))


@transaction.atomic
def compose_groups(
    *, item: AgendaItem, author: User, tables: int | None = None, seed: int | None = None
) -> Composition:
    """Draw the groups of an item anew; those of before are forgotten.

    Raises ValidationError, in words for the facilitator, for a plenary, an item without people, or a day that is over
    and closed.
    """
    if item.format == AgendaItem.Format.PLENARY:
        raise ValidationError("Une plénière réunit tout le monde : elle n’a pas de groupes.")
    Day.objects.select_for_update().get(pk=item.half_day.day_id)  # one composition at a time
    people = people_for(item)
    if not people:
        raise ValidationError("Personne n’est attendu : aucun participant n’a confirmé, ou tous sont excusés.")
    former = Composition.objects.filter(item=item).first()
    seed = seed if seed is not None else (former.seed + 1 if former else item.pk)
    sets = _sets_for(item, people, tables, seed)
    if former:
        former.delete()
    composition = Composition.objects.create(item=item, seed=seed, author=author)
    for number, (label, members) in enumerate(sets, start=1):
        Group.objects.create(composition=composition, number=number, label=label).people.set(members)
    return composition


def _sets_for(
    item: AgendaItem, people: list[Participant], tables: int | None, seed: int
) -> list[tuple[str, list[Participant]]]:
    """The groups, each with its name."""
    if item.format == AgendaItem.Format.COLLECTIVE:
        return _named(_grouped_by(people, lambda person: person.triptych), lambda triptych: str(triptych.territory))
    if item.format == AgendaItem.Format.PEERS:
        return _halved(_named(_grouped_by(people, lambda person: person.category), lambda category: category.label))
    return _mixed(item, people, tables, seed)


def _grouped_by(people: list[Participant], name: Callable[[Participant], Any]) -> list[tuple[Any, list[Participant]]]:
    sets = defaultdict(list)
    for person in people:
        sets[name(person)].append(person)
    return list(sets.items())


def _named(
    sets: list[tuple[Any, list[Participant]]], label: Callable[[Any], str]
) -> list[tuple[str, list[Participant]]]:
    """The sets under their names; those that share one are numbered: « Val », « Val (2) »."""
    seen: Counter[str] = Counter()
    named = []
    for key, members in sets:
        name = label(key)
        seen[name] += 1
        named.append((name if seen[name] == 1 else f"{name} ({seen[name]})", members))
    return named


def _halved(sets: list[tuple[str, list[Participant]]]) -> list[tuple[str, list[Participant]]]:
    """A category too large for one conversation makes two groups, territories shared between them."""
    result = []
    for label, members in sets:
        if len(members) <= PEERS_AT_MOST:
            result.append((label, members))
        else:
            result += [(f"{label} {letter}", members[start::2]) for start, letter in enumerate("AB")]
    return result


def _mixed(
    item: AgendaItem, people: list[Participant], tables: int | None, seed: int
) -> list[tuple[str, list[Participant]]]:
    """Tables across territories, drawn together with the mixed items that are still to be composed."""
    others = AgendaItem.objects.filter(
        half_day__day__season=item.half_day.day.season_id, half_day__day__status=Day.Status.PLANNED, format=item.format
    ).exclude(pk=item.pk)
    past = others.filter(composition__isnull=False).count()
    ahead = others.filter(composition=None, half_day__day__date__gte=item.half_day.day.date).count()
    by_key: dict[Hashable, Participant] = {person.pk: person for person in people}
    drawing = seating.draw_seating(
        [_as_person(person) for person in people],
        tables=tables or _default_tables(item, people),
        rounds=min(ahead, 4) + 1,
        past=past,
        met=[(one, other) for one, other in pairs(item.half_day.day.season, apart_from=item)],
        seed=seed,
    )
    return [
        (f"Table {number}", [by_key[person.key] for person in table])
        for number, table in enumerate(drawing.rounds[0], start=1)
    ]


def _as_person(person: Participant) -> patterns.Person:
    return patterns.Person(person.pk, person.triptych_id, person.category.position, person.seat)


def _default_tables(item: AgendaItem, people: list[Participant]) -> int:
    """As many tables as the largest triptych has people, each at its own; fewer when they would be small."""
    if item.format == AgendaItem.Format.CODEV:
        return seating.table_count(len(people), CODEV_SIZE)
    largest = max(len(members) for _, members in _grouped_by(people, lambda person: person.triptych_id))
    return largest if len(people) / largest >= TABLE_SIZE - 2 else seating.table_count(len(people), TABLE_SIZE)


def pairs(*seasons: Season, apart_from: AgendaItem | None = None) -> Pairs:
    """How many times two people of different territories sit at one table, in the mixed items composed so far.

    Whoever is noted away from an item counts at none of its tables; nobody sits at those of a cancelled day.
    """
    away = _noted_at(seasons, Attendance.AWAY)
    return _count_pairs(seasons, apart_from, lambda person, half_day: (person, half_day) not in away)


@read_once
def met_pairs(*seasons: Season) -> Pairs:
    """The same of those who were both noted there."""
    there = _noted_at(seasons, Attendance.ON_SITE)
    return _count_pairs(seasons, None, lambda person, half_day: (person, half_day) in there)


def _noted_at(seasons: Sequence[Season], statuses: Collection[str]) -> set[tuple[int, int]]:
    """(person, half-day) of what was noted so."""
    rows = expected.noted_attendance(*seasons).filter(status__in=statuses)
    return set(rows.order_by().values_list("participant", "half_day"))


def _count_pairs(seasons: Sequence[Season], apart_from: AgendaItem | None, sits: Callable[[int, int], bool]) -> Pairs:
    groups = Group.objects.filter(
        composition__item__half_day__day__season__in=seasons,
        composition__item__half_day__day__status=Day.Status.PLANNED,
        composition__item__format__in=MIXED,
    ).exclude(composition__item=apart_from)
    counted: Pairs = defaultdict(int)
    for group in groups.select_related("composition__item").order_by("pk").prefetch_related("people"):
        half_day = group.composition.item.half_day_id
        for one, other in combinations([one for one in group.people.all() if sits(one.pk, half_day)], 2):
            if one.triptych_id != other.triptych_id:
                counted[frozenset((one.pk, other.pk))] += 1
    return counted


def acquaintances(*seasons: Season) -> list[Acquaintance]:
    """Everyone of these seasons with whom they have met in theirs, in a constant number of queries."""
    people = list(
        Participant.objects.counted()
        .filter(season__in=seasons)
        .select_related("triptych__territory", "category")
        .by_triptych()
    )
    met, planned = met_pairs(*seasons), pairs(*seasons)
    by_season = defaultdict(list)
    for person in people:
        by_season[person.season_id].append(person)
    rows = []
    for person in people:
        others = [other for other in by_season[person.season_id] if other.triptych_id != person.triptych_id]
        known = sum(frozenset((person.pk, other.pk)) in met for other in others)
        strangers = [other for other in others if frozenset((person.pk, other.pk)) not in planned]
        rows.append(Acquaintance(person, known, len(others) - len(strangers), len(others), strangers))
    return rows


def new_faces(person: Participant, table: Iterable[Participant], met: Pairs) -> int:
    """How many people the person would meet at the table for the first time."""
    return sum(
        other.pk != person.pk
        and other.triptych_id != person.triptych_id
        and frozenset((person.pk, other.pk)) not in met
        for other in table
    )


@transaction.atomic
def move_person(*, composition: Composition, person: Participant, to: Group) -> Group:
    """Seat somebody at another table; raises ValidationError when they are at none of this item."""
    Composition.objects.select_for_update().get(pk=composition.pk)
    groups = list(composition.groups.filter(people=person))
    if not groups or to.composition_id != composition.pk:
        raise ValidationError("Cette personne n’est pas dans les groupes de la séquence.")
    for group in groups:
        group.people.remove(person)
    to.people.add(person)
    return groups[0]
