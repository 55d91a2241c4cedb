"""The groups of an item, by its format; moved by hand; who has met whom."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from sessions.groups import composition as groups
from sessions.groups import seating
from sessions.groups.models import Composition
from sessions.programme.models import Day
from tests.factories import AttendanceFactory, SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(seating, "MOVES", 3000)


@pytest.fixture
def season_of_three():
    season = SeasonFactory(number=90)
    for rank in (1, 2, 3):
        TriptychFactory(
            season=season, admitted=True, rank=rank, people=6, people__state="confirmed", territory__name=f"T{rank}"
        )
    return season


@pytest.fixture
def items(season_of_three):
    """One item of each format that has groups, and two that mix."""
    first, second = add_days(season_of_three, timezone.localdate(), timezone.localdate() + timezone.timedelta(days=30))
    add = first.half_days.first().items.create
    return {
        "plenary": add(starts_at="09:30", format="plenary", title="Accueil"),
        "peers": add(starts_at="10:00", format="peers", title="Rôles"),
        "collective": add(starts_at="11:00", format="collective", title="Chez nous"),
        "inter": add(starts_at="12:00", format="inter", title="Tables"),
        "later": second.half_days.first().items.create(starts_at="10:00", format="inter", title="Tables encore"),
    }


def sets(item):
    return {group.label: group.people.count() for group in item.composition.groups.all()}


def test_peers_sit_by_category_and_collectives_by_territory(items, organiser):
    for name in ("peers", "collective"):
        groups.compose_groups(item=items[name], author=organiser)

    assert sets(items["peers"]) == {"Élus": 6, "Agents": 6, "Opérateurs": 6}
    assert sets(items["collective"]) == {"T1": 6, "T2": 6, "T3": 6}


def test_a_large_category_makes_two_groups(season_of_three, items, organiser):
    for rank in (4, 5, 6, 7):
        TriptychFactory(season=season_of_three, admitted=True, rank=rank, people=6, people__state="confirmed")

    groups.compose_groups(item=items["peers"], author=organiser)

    assert sets(items["peers"])["Élus A"] == sets(items["peers"])["Élus B"] == 7


def test_mixed_tables_have_everyone_who_is_expected_and_nobody_else(season_of_three, items, organiser):
    away = season_of_three.participants.first()
    AttendanceFactory(participant=away, half_day=items["inter"].half_day, status="excused")

    composition = groups.compose_groups(item=items["inter"], author=organiser, tables=6)

    seated = [person.pk for group in composition.groups.all() for person in group.people.all()]
    assert sorted(seated) == sorted(season_of_three.participants.exclude(pk=away.pk).values_list("pk", flat=True))


def test_planned_and_met_are_two_figures(desk, season_of_three, items, organiser):
    composition = groups.compose_groups(item=items["inter"], author=organiser, tables=6)
    groups.compose_groups(item=items["later"], author=organiser, tables=6)
    group = composition.groups.first()
    one, other, third = group.people.order_by("pk")
    half_day = items["inter"].half_day
    for person, status in ((one, "present"), (other, "late"), (third, "absent")):
        AttendanceFactory(participant=person, half_day=half_day, status=status)

    rows = {row.person: row for row in groups.acquaintances(season_of_three)}

    assert [rows[person].met for person in (one, other, third)] == [1, 1, 0]
    assert sum(row.met for row in rows.values()) == 2
    assert rows[one].planned in (2, 3)  # the other of that table who is not away, and two of the day to come
    page = desk.get(f"{reverse('admin:acquaintances')}?saison={season_of_three.pk}")
    assertContains(page, "chacun a rencontré en moyenne <strong>0,1</strong>")


def test_two_territories_of_one_name_have_each_their_group(season_of_three, items, organiser):
    twin = season_of_three.triptychs.get(rank=2).territory
    type(twin).objects.filter(pk=twin.pk).update(name="T1")

    groups.compose_groups(item=items["collective"], author=organiser)

    assert sets(items["collective"]) == {"T1": 6, "T1 (2)": 6, "T3": 6}


def test_the_second_tables_remember_the_first(season_of_three, items, organiser):
    groups.compose_groups(item=items["inter"], author=organiser, tables=6)
    before = {row.person: row.planned for row in groups.acquaintances(season_of_three)}
    groups.compose_groups(item=items["later"], author=organiser, tables=6)

    after = {row.person: row.planned for row in groups.acquaintances(season_of_three)}

    assert all(after[person] >= before[person] + 1 for person in after)
    assert {row.possible for row in groups.acquaintances(season_of_three)} == {12}


def test_nobody_sits_at_the_tables_of_a_cancelled_day(season_of_three, items, organiser):
    for name in ("inter", "later"):
        groups.compose_groups(item=items[name], author=organiser, seed=1)
    both = groups.pairs(season_of_three)
    Day.objects.filter(pk=items["inter"].half_day.day_id).update(status=Day.Status.CANCELLED)

    left = groups.pairs(season_of_three)

    assert left == groups.pairs(season_of_three, apart_from=items["inter"])
    assert sum(left.values()) < sum(both.values())


def test_composing_again_draws_otherwise_and_forgets(items, organiser):
    first = groups.compose_groups(item=items["inter"], author=organiser)
    second = groups.compose_groups(item=items["inter"], author=organiser)

    assert Composition.objects.get() == second
    assert second.seed == first.seed + 1


def test_a_plenary_has_no_groups_and_an_empty_season_neither(items, organiser, season_of_three):
    with pytest.raises(ValidationError, match="plénière"):
        groups.compose_groups(item=items["plenary"], author=organiser)
    season_of_three.participants.update(state="invited")
    with pytest.raises(ValidationError, match="Personne n’est attendu"):
        groups.compose_groups(item=items["inter"], author=organiser)


def test_somebody_is_moved_and_the_effect_is_said(as_user, items, facilitator):
    composition = groups.compose_groups(item=items["inter"], author=facilitator, tables=3)
    here, there = composition.groups.all()[:2]
    person = here.people.first()
    client, address = as_user(facilitator), reverse("admin:groups", args=[items["inter"].pk])

    assertContains(client.get(address), f'value="{person.pk}:{there.pk}"')
    response = client.post(address, {"move": f"{person.pk}:{there.pk}"}, follow=True)

    assertContains(response, f"{person.full_name} passe à «\u00a0{there.label}\u00a0»")
    assert (here.people.filter(pk=person.pk).exists(), there.people.filter(pk=person.pk).exists()) == (False, True)


@pytest.mark.parametrize("move", ["", "x:y", "1", "99999:99999", "-1:1"])
def test_a_senseless_move_changes_nothing(move, as_user, items, facilitator):
    composition = groups.compose_groups(item=items["inter"], author=facilitator)
    before = {group.pk: set(group.people.values_list("pk", flat=True)) for group in composition.groups.all()}

    response = as_user(facilitator).post(reverse("admin:groups", args=[items["inter"].pk]), {"move": move})

    assert response.status_code in (302, 404)
    assert before == {group.pk: set(group.people.values_list("pk", flat=True)) for group in composition.groups.all()}


def test_the_page_of_meetings_makes_few_queries(as_user, items, organiser, django_assert_max_num_queries):
    groups.compose_groups(item=items["inter"], author=organiser)
    client = as_user(organiser)

    with django_assert_max_num_queries(13):
        assertContains(client.get(reverse("admin:acquaintances")), "personnes d’autres territoires")
