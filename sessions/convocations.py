"""Convocations are issued by an organiser and frozen; a worker then renders and sends them."""

from dataclasses import dataclass

from django.db import transaction

from atelier.doorbell import ring
from atelier.seasons.models import Workshop
from sessions import tasks
from sessions.models import Convocation, Day
from sessions.snapshots import snapshot_of
from territories.models import Participant, ParticipantQuerySet


@dataclass(frozen=True)
class Issued:
    created: list[Convocation]
    unchanged: int


def recipients(day: Day) -> ParticipantQuerySet:
    """Those who are convened to a day: who confirmed a seat of an admitted triptych and holds it that day."""
    people = Participant.objects.holding(day.date).confirmed().filter(season=day.season_id)
    return people.select_related("triptych__territory", "category").by_triptych()


def unconfirmed(day: Day) -> ParticipantQuerySet:
    """Those who hold a seat of an admitted triptych and have not answered yet: nothing is sent to them."""
    return Participant.objects.admitted().filter(season=day.season_id, state=Participant.State.INVITED)


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
    for person in recipients(day):
        if person.pk not in in_force:
            missing.append(person)
        elif in_force[person.pk] != snapshot_of(person, day, workshop):
            stale.append(person)
        else:
            fresh += 1
    return Freshness(fresh, stale, missing)


@transaction.atomic
def issue(*, day: Day) -> Issued:
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
    count, created, unchanged = day.convocations.count(), [], 0
    for participant in recipients(day):
        snapshot, previous = snapshot_of(participant, day, workshop), in_force.get(participant.pk)
        if previous and previous.snapshot == snapshot:
            unchanged += 1
            continue
        count += 1
        created.append(
            Convocation.objects.create(
                participant=participant,
                day=day,
                number=f"CONV-S{day.season.number}-J{day.number}-{count:04d}",
                version=previous.version + 1 if previous else 1,
                snapshot=snapshot,
            )
        )
    for convocation in created:
        ring(tasks.render_convocation, convocation.pk)
    return Issued(created, unchanged)
