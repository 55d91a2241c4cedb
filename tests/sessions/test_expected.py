"""Who is expected, when: one answer for the grid, counts, rates, sheets, groups, attestations and the first page."""

from datetime import datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.declarations import SeasonFacts
from sessions.attendance import action_items, expected, roll_call, statistics
from sessions.documents import attestations
from sessions.programme import feeds
from sessions.programme.models import PARIS
from territories import application, seat_transfer, selection
from territories.models import HolderChange, Participant
from tests.factories import AttendanceFactory, TriptychFactory, add_days, triptych_of_six

pytestmark = pytest.mark.django_db

START = datetime(2027, 3, 1, 9, tzinfo=PARIS)


@pytest.fixture
def travel():
    """At nine, so many days after the first of March 2027."""
    with time_machine.travel(START, tick=False) as traveller:
        yield lambda days, hours=0: traveller.move_to(START + timedelta(days=days, hours=hours))


@pytest.fixture
def season_days(travel, triptych):
    """On 2, 12 and 22 March."""
    return add_days(triptych.season, *(START.date() + timedelta(days=days) for days in (1, 11, 21)))


def name(triptych, seat, by, **names):
    category = triptych.season.categories.get(code="operateurs")
    values = {"first_name": "Nour", "last_name": "Tardif", "email": "nour@example.org", **names}
    new = Participant(triptych=triptych, category=category, seat=seat, position="élue", organisation="Val", **values)
    return application.name_person(participant=new, by=by)


def transfer(leaving, by, organiser, on):
    names = {"first_name": "Soizic", "last_name": "Le Floc’h", "email": "soizic@example.org"}
    names |= {"position": "élue", "organisation": "Val", "reason": "Élection"}
    change = HolderChange.objects.create(leaving=leaving, effective_on=on, asked_by=by, **names)
    return seat_transfer.accept_transfer(change=change, author=organiser)


def attend(day, people, status="present"):
    for person in people:
        for part in day.half_days.all():
            AttendanceFactory(participant=person, half_day=part, status=status)


def test_whoever_is_named_after_a_day_is_not_noted_absent_for_it(travel, triptych, season_days, lead, organiser):
    first, second, _ = season_days
    triptych.participants.filter(category__code="operateurs", seat=2).delete()
    travel(3)
    late = name(triptych, 2, lead)

    roll_call.close_day(day=first, author=organiser)
    travel(12)
    roll_call.close_day(day=second, author=organiser)

    assert set(late.attendances.values_list("half_day__day", flat=True)) == {second.pk}
    assert late not in expected.expected_people(first)
    assert late in expected.expected_people(second)


def test_whoever_is_named_once_the_day_is_closed_is_not_expected(travel, triptych, season_days, lead, organiser):
    first, *_ = season_days
    triptych.participants.filter(category__code="operateurs", seat=2).delete()
    travel(1, hours=8)
    roll_call.close_day(day=first, author=organiser)
    travel(1, hours=9)
    late = name(triptych, 2, lead)

    roll_call.reopen_day(day=first, author=organiser, reason="Oubli")
    roll_call.close_day(day=first, author=organiser)

    assert not late.attendances.exists()


def test_a_territory_admitted_late_was_not_expected_before(travel, triptych, season_days, organiser):
    first, second, _ = season_days
    late = TriptychFactory(season=triptych.season, submitted=True, people=6, people__seated_at=None)
    travel(5)
    selection.admit(triptych=late, author=organiser)

    counts = [expected.expected_people(day).filter(triptych=late).count() for day in (first, second)]

    assert counts == [0, 6]


def test_an_absence_announced_for_a_day_after_ones_departure_counts_nowhere(
    travel, triptych, season_days, lead, organiser
):
    first, second, third = season_days
    leaving = triptych.participants.order_by("pk").first()
    roll_call.announce_absence(participant=leaving, day=third, half_days=list(third.half_days.all()), reason="Congés")
    transfer(leaving, lead, organiser, START.date() + timedelta(days=15))
    for day, days in ((first, 2), (second, 12), (third, 22)):
        attend(day, triptych.participants.filter(pk=leaving.pk) if day != third else [])
        travel(days)
        roll_call.close_day(day=day, author=organiser)

    rows = statistics.closed_attendance(triptych.season)

    assert statistics.by_person(rows)[leaving] == statistics.AttendanceRate(4, 4)
    (entitled,) = (one for one in attestations.entitled(triptych.season) if one.participant == leaving)
    assert entitled.rate == statistics.AttendanceRate(4, 4)


def test_a_withdrawal_leaves_the_past_as_it_was_and_names_nobody(travel, desk, triptych, season_days, organiser):
    first, second, _ = season_days
    gone = triptych_of_six(season=triptych.season, rank=2)
    attend(first, triptych.participants.all())
    travel(1, hours=9)
    attend(first, gone.participants.order_by("pk")[:3], "excused")
    selection.withdraw(triptych=gone, author=organiser)
    page = desk.get(reverse("admin:day_presence", args=[first.pk]))
    assertContains(page, "6 présents, 3 absents,")
    assertContains(page, "3 non notés")
    roll_call.close_day(day=first, author=organiser)

    page = desk.get(reverse("admin:day_presence", args=[second.pk]))
    assertContains(page, "6 non notés")
    assert [rate.total for rate in statistics.by_territory(statistics.closed_attendance(gone.season)).values()] == [
        12,
        12,
    ]
    travel(5)
    assertNotContains(desk.get(f"{reverse('admin:presence')}?saison={gone.season_id}"), "sous le seuil")
    facts = SeasonFacts(triptych.season, timezone.localdate())
    assert list(action_items.under_threshold(facts)) == []


def test_a_cancelled_day_expects_nobody(season_days):
    first, *_ = season_days
    first.status = "cancelled"
    first.save()

    assert list(expected.expected_people(first)) == []


def test_whoever_leaves_reads_and_announces_nothing_of_later_days(
    as_user, travel, triptych, season_days, lead, organiser
):
    _, second, third = season_days
    leaving = triptych.participants.order_by("pk").first()
    transfer(leaving, lead, organiser, START.date() + timedelta(days=15))

    assert third not in feeds.days_of_user(leaving.user)
    client = as_user(leaving.user)
    assert client.get(reverse("sessions:absence", args=[leaving.pk, second.pk])).status_code == 200
    assert client.get(reverse("sessions:absence", args=[leaving.pk, third.pk])).status_code == 404


def test_the_row_and_the_query_answer_alike(travel, triptych):
    (day,) = add_days(triptych.season, START.date() + timedelta(days=1))
    seat = triptych.participants.filter(category__code="elus", seat=1)
    for status, state, left in product(("admitted", "withdrawn"), Participant.State.values, (None, -1, 0, 1)):
        type(triptych).objects.filter(pk=triptych.pk).update(status=status, rank=1 if status == "admitted" else None)
        seat.update(state=state, left_on=None if left is None else day.date + timedelta(days=left))
        (person,) = seat.select_related("triptych")

        assert expected.is_expected(person, day) == (person in expected.expected_people(day)), (status, state, left)


def test_two_territories_of_one_name_have_each_their_rate(travel, triptych, season_days, organiser):
    first, *_ = season_days
    twin = triptych_of_six(season=triptych.season, rank=2, territory__name=triptych.territory.name)
    travel(1, hours=8)
    attend(first, triptych.participants.all())
    roll_call.close_day(day=first, author=organiser)

    rates = statistics.by_territory(statistics.closed_attendance(twin.season))

    assert sorted((rate.attended, rate.total) for rate in rates.values()) == [(0, 12), (12, 12)]
