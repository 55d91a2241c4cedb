"""A territory over its seasons: the same by its code or by hand, never by its name; each reads what is theirs."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from territories import lineage
from territories.models import Territory
from tests.factories import (
    AssessmentRoundFactory,
    SeasonFactory,
    TerritoryFactory,
    TriptychFactory,
    add_days,
    settled,
    triptych_of_six,
)
from tests.undertakings import undertaken

pytestmark = pytest.mark.django_db
EPCI = "200000172"  # Faucigny – Glières


def one(territory):
    return set(lineage.same_territory(territory))


def page_of(territory):
    return reverse("admin:territories_territory_read", args=[territory.pk])


@pytest.fixture
def val():
    """A territory in seasons 1 and 2 under one code, its SIREN alone the first time; another of the same name."""
    first = TerritoryFactory(name="Val", siren=EPCI, kind="CC")
    second = TerritoryFactory(name="Le Val d’Essai", code=EPCI, siren=EPCI, kind="CC")
    return first, second, TerritoryFactory(name="Val")


def test_one_code_joins_two_seasons_and_one_name_does_not(val):
    first, second, namesake = val

    assert one(first) == one(second) == {first, second}
    assert one(namesake) == {namesake}


def test_an_organiser_keeps_apart_what_a_code_joins(val):
    first, second, _ = val
    Territory.objects.filter(pk=second.pk).update(kept_apart=True)
    second.refresh_from_db()

    assert (one(first), one(second)) == ({first}, {second})


def test_an_organiser_joins_what_no_code_joins_and_all_of_it_follows(val, desk):
    first, second, namesake = val
    address = f"{reverse('admin:territories_territory_change', args=[namesake.pk])}?bloc=identite"
    assertContains(desk.get(address), "Val, Pas-de-Calais</option>")
    desk.post(address, {"same_as": first.pk})

    namesake.refresh_from_db()
    assert one(namesake) == one(first) == one(second) == {first, second, namesake}


def test_joining_has_one_level(val):
    first, second, namesake = val
    namesake.same_as = first
    namesake.save()
    for row, other, words in (
        (second, namesake, "Choisissez plutôt « Val »"),
        (first, second, "« Val » est réuni à celui-ci"),
        (second, second, "pas réuni à lui-même"),
    ):
        row.same_as = other
        with pytest.raises(ValidationError, match=words):
            row.full_clean()
        row.refresh_from_db()
    second.same_as, second.kept_apart = first, True
    with pytest.raises(ValidationError, match="réuni à un autre, ou tenu à part"):
        second.full_clean()


@pytest.fixture
def followed(val, organiser):
    """Both seasons of Val lived: people, a round, an undertaking, cents; the namesake lived the second one too."""
    first, second, namesake = val
    triptychs = []
    for number, territories in ((1, [first]), (2, [second, namesake])):
        season = SeasonFactory(number=number)
        triptychs += [
            triptych_of_six(season=season, rank=rank, territory=territory)
            for rank, territory in enumerate(territories, start=1)
        ]
        (day,) = add_days(season, timezone.localdate())
        item = day.half_days.first().items.create(starts_at="10:00", format="peers", title="Pairs")
        for table, triptych in enumerate(season.triptychs.order_by("pk"), start=1):
            undertaken(item=item, by=organiser, owner=triptych.participants.first(), table=table)
        AssessmentRoundFactory(season=season)
    for triptych in triptychs:
        settled(Decimal(f"4{triptych.season.number}00.10"), triptych=triptych)
    return triptychs


def sections(response):
    return {
        shown.section.anchor: [tuple(cell.text for cell in row) for row in shown.rows]
        for shown, _ in response.context["sections"]
    }


def test_the_page_of_a_territory_says_its_seasons_and_nothing_of_its_namesake(followed, desk, val):
    first, second, _ = val
    pages = [sections(desk.get(page_of(territory))) for territory in (first, second)]

    assert (
        pages[0]["saisons"]
        == pages[1]["saisons"]
        == [
            ("Saison 2", "Le Val d’Essai", "territoire retenu", "6"),
            ("Saison 1", "Val", "territoire retenu", "6"),
        ]
    )
    assert [row[0] for row in pages[0]["personnes"]] == ["Saison 2"] * 6 + ["Saison 1"] * 6
    assert [row[:3] for row in pages[0]["positions"]] == [
        ("Saison 2", "positionnement initial", "0 sur 6"),
        ("Saison 1", "positionnement initial", "0 sur 6"),
    ]
    assert [row[0] for row in pages[0]["engagements"]] == ["Saison 2", "Saison 1"]
    assert [row[:2] for row in pages[0]["contributions"]] == [
        ("Saison 2", "4\u202f200,10\u00a0€"),
        ("Saison 1", "4\u202f100,10\u00a0€"),
    ]
    theirs = {str(person) for person in followed[2].participants.all()}
    assert not theirs & {row[1] for row in pages[0]["personnes"]}


def test_each_role_reads_its_own_sections(followed, as_user, treasurer, facilitator, val):
    money, room = (sections(as_user(user).get(page_of(val[0]))) for user in (treasurer, facilitator))

    assert set(money) == {"saisons", "contributions"}
    assert set(room) == {"saisons", "personnes", "positions", "engagements"}


def test_a_territory_without_a_season_says_so(desk):
    page = desk.get(page_of(TerritoryFactory()))

    assertContains(page, "Il n’a encore pris part à aucune saison.")


def test_a_contact_finds_the_other_seasons_that_they_may_read_and_no_other(followed, as_user):
    first, second, _ = followed
    both = second.participants.first().user
    first.contacts.create(user=both, joined_at=timezone.now())
    newcomer = second.participants.last().user
    other, address = (reverse("referential:territory", args=[one.pk]) for one in (first, second))

    assertContains(as_user(both).get(address), other)
    assertNotContains(as_user(newcomer).get(address), other)


def test_seasons_and_people_cost_no_query_more(val, desk, django_assert_max_num_queries):
    asked = []
    for number in (11, 12, 13):
        season = SeasonFactory(number=number)
        territory = TerritoryFactory(name=f"Val {number}", code=EPCI)
        settled(Decimal("4000.10"), triptych=triptych_of_six(season=season, territory=territory))
        AssessmentRoundFactory(season=season)
        with django_assert_max_num_queries(60) as queries:
            assert desk.get(page_of(val[0])).status_code == 200
        asked.append(len(queries))

    assert len(set(asked[1:])) == 1
    assert TriptychFactory._meta.model.objects.count() == 3
