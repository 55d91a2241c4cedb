"""Convocations are issued by an organiser and frozen; a worker then renders and sends them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from atelier.core.background import enqueue_on_commit
from atelier.core.number_series import next_number
from atelier.seasons.models import Workshop
from sessions.attendance.expected import convened_pairs, convened_people
from sessions.documents.models import Convocation
from sessions.documents.snapshots import convocation_snapshot, still_true
from sessions.programme.models import Day
from territories.models import Participant


@dataclass(frozen=True)
class IssuedConvocations:
    created: list[Convocation]
    unchanged: int


@dataclass(frozen=True)
class Freshness:
    """Of the people convened to a day: who holds a convocation that says the truth, an outdated one, or none."""

    fresh: int
    stale: list[Participant]
    missing: list[Participant]


def freshness_by_day(days: Iterable[Day]) -> dict[int, Freshness]:
    """By key of each day to come or past, in four queries; read the days through `with_programme()`."""
    days, workshop = list(days), Workshop.load()
    in_force: dict[int, dict[int, dict]] = defaultdict(dict)
    for one in Convocation.objects.filter(day__in=days).order_by("version"):
        in_force[one.day_id][one.participant_id] = one.snapshot
    pairs = convened_pairs(days)
    convened = Participant.objects.filter(pk__in={person for _, person in pairs})
    people = list(convened.select_related("triptych__territory", "category").by_triptych())
    return {
        day.pk: _compare(day, [one for one in people if (day.pk, one.pk) in pairs], in_force[day.pk], workshop)
        for day in days
    }


def _compare(day: Day, people: Iterable[Participant], in_force: dict[int, dict], workshop: Workshop) -> Freshness:
    fresh, stale, missing = 0, [], []
    for person in people:
        if person.pk not in in_force:
            missing.append(person)
        elif not still_true(in_force[person.pk], convocation_snapshot(person, day, workshop)):
            stale.append(person)
        else:
            fresh += 1
    return Freshness(fresh, stale, missing)


def to_be_issued(day: Day) -> tuple[int, list[tuple[int, str, dict]]]:
    """The day, and what each person convened to it would read. Read `day` through `with_programme()`."""
    workshop = Workshop.load()
    people = convened_people(day)
    return day.pk, [(person.pk, person.email, convocation_snapshot(person, day, workshop)) for person in people]


@transaction.atomic
def issue_convocations(*, day: Day, only: Collection[int] | None = None, hold_mail: bool = False) -> IssuedConvocations:
    """Freeze a convocation for every recipient, or for `only` these, whose last one no longer says the truth.

    What did not change is not issued again. A change makes a new version, which says what it replaces. With
    `hold_mail` the mails are prepared, and leave when somebody lets them go.
    """
    Day.objects.select_for_update().get(pk=day.pk)  # one batch at a time: numbers follow each other
    day = Day.objects.with_programme().get(pk=day.pk)
    workshop = Workshop.load()
    in_force = {
        convocation.participant_id: convocation
        for convocation in Convocation.objects.filter(day=day).order_by("version")
    }
    created, unchanged = [], 0
    for participant in convened_people(day):
        if only is not None and participant.pk not in only:
            continue
        snapshot, previous = convocation_snapshot(participant, day, workshop), in_force.get(participant.pk)
        if previous and previous.snapshot == snapshot:
            unchanged += 1
            continue
        created.append(
            Convocation.objects.create(
                participant=participant,
                day=day,
                number=next_number(f"CONV-S{day.season.number}-J{day.number}"),
                version=previous.version + 1 if previous else 1,
                snapshot=snapshot,
                hold_mail=hold_mail,
            )
        )
    for convocation in created:
        enqueue_on_commit("sessions.tasks.render_convocation", convocation.pk)
    return IssuedConvocations(created, unchanged)
