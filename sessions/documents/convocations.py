"""Convocations are issued by an organiser and frozen; a worker then renders and sends them."""

from dataclasses import dataclass

from django.db import transaction

from atelier.core.background import enqueue_on_commit
from atelier.core.number_series import next_number
from atelier.seasons.models import Workshop
from sessions.attendance.expected import convened_people
from sessions.documents.models import Convocation
from sessions.documents.snapshots import convocation_snapshot
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


def freshness(day: Day, workshop: Workshop) -> Freshness:
    """Read `day` through `with_programme()`; two queries a day."""
    in_force = {one.participant_id: one.snapshot for one in Convocation.objects.filter(day=day).order_by("version")}
    fresh, stale, missing = 0, [], []
    for person in convened_people(day):
        if person.pk not in in_force:
            missing.append(person)
        elif in_force[person.pk] != convocation_snapshot(person, day, workshop):
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
def issue_convocations(*, day: Day) -> IssuedConvocations:
    """Freeze a convocation for every recipient whose last one no longer says the truth.

    What did not change is not issued again. A change makes a new version, which says what it replaces.
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
            )
        )
    for convocation in created:
        enqueue_on_commit("sessions.tasks.render_convocation", convocation.pk)
    return IssuedConvocations(created, unchanged)
