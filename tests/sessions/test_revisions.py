"""The revision of a day is raised by whatever agendas show of it, and by nothing else."""

from datetime import date

import pytest

from atelier.seasons.models import Workshop
from sessions.programme.models import Day
from tests.factories import SeasonFactory, VenueFactory, add_days

pytestmark = pytest.mark.django_db


def add_a_place(day):
    VenueFactory(name="Ailleurs")


def correct_the_address(day):
    day.venue.address = "2 rue du Port"
    day.venue.save()


def renumber_the_season(day):
    day.season.number = 92
    day.season.save()


def rename_the_workshop(day):
    Workshop(pk=1, name="Fabrique").save()


def drop_the_afternoon(day):
    day.half_days.get(period="afternoon").delete()


@pytest.mark.parametrize(
    ("act", "raised"),
    [
        (correct_the_address, (1, 0)),
        (drop_the_afternoon, (1, 0)),
        (renumber_the_season, (1, 1)),
        (rename_the_workshop, (1, 1)),
        (add_a_place, (0, 0)),
    ],
)
def test_the_revision_is_raised_by_whatever_agendas_show_and_by_nothing_else(act, raised):
    day, other = add_days(SeasonFactory(), date(2027, 3, 16), date(2027, 3, 17))
    day.venue = VenueFactory()
    day.save()
    assert (day.sequence, other.sequence) == (1, 0)
    read_before = Day.objects.get(pk=day.pk)

    act(day)
    assert revisions_of(day, other) == (1 + raised[0], raised[1])

    read_before.preparation = "Un carnet"
    read_before.save()
    assert revisions_of(day, other) == (1 + raised[0], raised[1])
    read_before.title = "Coopérer"
    read_before.save()
    assert revisions_of(day, other) == (2 + raised[0], raised[1])


def revisions_of(*days):
    return tuple(Day.objects.get(pk=day.pk).sequence for day in days)
