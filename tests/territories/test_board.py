from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from territories import board, reversal, seat_quotas, selection
from territories.models import Criterion, Score, Triptych
from tests.factories import TriptychFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def criteria(season):
    return [
        Criterion.objects.create(season=season, label=label, weight=weight) for label, weight in (("A", 3), ("B", 1))
    ]


@pytest.fixture
def studied(season):
    return TriptychFactory(season=season, submitted=True, people=6, territory__name="Val")


def test_readings_of_several_people_make_a_weighted_mean(studied, criteria, organiser):
    one, other = criteria
    board.save_review(triptych=studied, reader=organiser, note="Solide", scores={one: 4, other: 2})
    board.save_review(triptych=studied, reader=UserFactory(), note="", scores={one: 2, other: None})

    (column,) = board.read_board(studied.season, organiser)

    assert column.mean == Decimal("2.9")
    assert (column.mine.note, column.my_scores, len(column.others)) == ("Solide", {one.pk: 4, other.pk: 2}, 1)


def test_the_scores_of_others_open_once_one_s_own_are_given(as_user, studied, criteria, organiser):
    board.save_review(triptych=studied, reader=UserFactory(), note="CANARI", scores={criteria[0]: 4})
    client = as_user(organiser)
    board.save_review(triptych=studied, reader=organiser, note="un mot seul", scores={criteria[0]: None})
    (column,) = board.read_board(studied.season, organiser)
    assert (column.mean, column.others, column.is_open) == (None, [], False)
    assertNotContains(client.get(reverse("admin:board")), "CANARI")
    board.save_review(triptych=studied, reader=organiser, note="", scores={criteria[0]: 1})
    assertNotContains(client.get(reverse("admin:board")), "CANARI")  # one criterion of two

    board.save_review(triptych=studied, reader=organiser, note="", scores={criteria[0]: 1, criteria[1]: 1})

    (column,) = board.read_board(studied.season, organiser)
    assert (column.mean, len(column.others), column.is_open) == (Decimal("2.3"), 1, True)
    assertContains(client.get(reverse("admin:board")), "CANARI")


def test_means_of_scores_are_rounded_half_up(studied, criteria, organiser):
    """Weights 3 and 1, scores 2, 2, 2, 3: 2.25, where half to even says 2.2."""
    one, other = criteria
    board.save_review(triptych=studied, reader=organiser, note="", scores={one: 2, other: 3})

    assert board.read_board(studied.season, organiser)[0].mean == Decimal("2.3")


def test_without_a_score_there_is_no_mean(studied, organiser):
    (column,) = board.read_board(studied.season, organiser)

    assert (column.mean, column.mine) == (None, None)


def test_the_balance_counts_sizes_regions_kinds_and_euros(season):
    TriptychFactory(season=season, submitted=True, people=6, territory__population=8200, territory__department="42")
    TriptychFactory(season=season, submitted=True, people=5, territory__kind="PETR", territory__department="2A")

    found = board.balance([column.triptych for column in board.read_board(season, UserFactory())])

    assert dict(found.regions) == {"Auvergne-Rhône-Alpes": 1, "Corse": 1}
    assert dict(found.sizes) == {"de 5\u202f000 à 20\u202f000": 1, "population non précisée": 1}
    assert (found.count, found.complete, found.amount) == (2, 1, 9000)


def test_an_organiser_reads_and_scores_on_one_page(as_user, organiser, studied, criteria):
    client, prefix = as_user(organiser), f"t{studied.pk}"
    scores = {f"{prefix}-c{criterion.pk}": "3" for criterion in criteria}
    data = {"triptych": studied.pk, f"{prefix}-note": "À <rappeler>", **scores}

    response = client.post(reverse("admin:board"), data, follow=True)

    assertContains(response, "Lecture enregistrée\u00a0: Val.")
    assertContains(response, "À &lt;rappeler&gt;")
    assertContains(response, "3,0 sur 4")
    assert [score.value for score in Score.objects.order_by("pk")] == [3, 3]


@pytest.mark.parametrize("value", ["9", "x"])
def test_a_score_that_does_not_exist_is_not_kept(value, as_user, organiser, studied, criteria):
    data = {"triptych": studied.pk, f"t{studied.pk}-c{criteria[0].pk}": value}

    assert as_user(organiser).post(reverse("admin:board"), data).status_code == 200
    assert Score.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_makes_the_same_number_of_queries_at_one_and_at_three(
    count, as_user, organiser, season, criteria, django_assert_num_queries
):
    for _ in range(count):
        triptych = TriptychFactory(season=season, submitted=True, people=6)
        board.save_review(triptych=triptych, reader=UserFactory(), note="x", scores={criteria[0]: 3})
    client = as_user(organiser)

    with django_assert_num_queries(14):
        client.get(reverse("admin:board"))


# A declared link


@pytest.fixture
def linked(as_user, studied, criteria, organiser):
    """The organiser had read and scored, then says that they are linked to the territory."""
    board.save_review(triptych=studied, reader=organiser, note="Solide", scores=dict.fromkeys(criteria, 4))
    board.save_review(triptych=studied, reader=UserFactory(), note="CANARI", scores=dict.fromkeys(criteria, 2))
    client = as_user(organiser)
    client.post(reverse("admin:board"), {"triptych": studied.pk, "conflict": "mon frère y est élu"})
    return client


def test_a_declared_link_closes_the_application_and_its_scores_count_nowhere(linked, studied, criteria, organiser):
    page = linked.get(reverse("admin:board"))

    assertContains(page, "mon frère y est élu")
    for closed in ("CANARI", "Enregistrer ma lecture", "Présélectionner", "Ce qui résiste"):
        assertNotContains(page, closed)
    other = UserFactory()
    board.save_review(triptych=studied, reader=other, note="", scores=dict.fromkeys(criteria, 3))
    (column,) = board.read_board(studied.season, other)
    assert (column.mean, column.spread, len(column.others)) == (Decimal("2.5"), (2, 3), 1)
    assert [one.conflict for one in column.recused] == ["mon frère y est élu"]


@pytest.mark.parametrize("act", [{"shortlist": "1"}, {"seats": "1"}, {}])
def test_who_declared_a_link_neither_scores_nor_chooses(act, linked, studied):
    page = linked.post(reverse("admin:board"), {"triptych": studied.pk, **act}, follow=True)

    assertContains(page, "vous ne décidez pas pour Val")
    studied.refresh_from_db()
    assert (studied.shortlisted, Score.objects.filter(value=4).count()) == (False, 0)


def test_who_declared_a_link_does_not_decide(linked, studied):
    address = f"{reverse('admin:territories_triptych_changelist')}?saison=toutes&fiche={studied.pk}"

    page = linked.post(address, {"action": "refuse", "_selected_action": [studied.pk]}, follow=True)

    assertContains(page, "vous ne décidez pas pour Val")
    assertContains(page, "Liens déclarés")
    studied.refresh_from_db()
    assert studied.status == "submitted"


def test_a_declaration_is_taken_back(linked, studied, organiser):
    linked.post(reverse("admin:board"), {"triptych": studied.pk, "withdraw_conflict": "1"})

    assertContains(linked.get(reverse("admin:board")), "Enregistrer ma lecture")
    (column,) = board.read_board(studied.season, organiser)
    assert (column.conflict, column.my_scores) == ("", {})


def test_a_column_offers_the_decisions_which_show_their_mails_first(as_user, organiser, studied):
    client = as_user(organiser)
    (act, *_) = client.get(reverse("admin:board")).context["columns"][0]["acts"]

    page = client.post(act.address, {"action": act.action, "_selected_action": studied.pk})

    assert act.title == "Retenir"
    assertContains(page, "Courriels")


DECISIONS = {
    "admit": selection.admit,
    "put_on_waiting_list": selection.put_on_waiting_list,
    "refuse": selection.refuse,
    "withdraw": selection.withdraw,
    "ask_for_correction": lambda **whom: selection.ask_for_correction(step="dynamique", why="Trop court", **whom),
    "take_back": reversal.take_back,
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
def test_no_decision_is_taken_by_who_declared_a_link(decide, linked, studied, organiser):
    """Whichever page, list or file asks for it."""
    before = Triptych.objects.filter(pk=studied.pk).values().get()

    with pytest.raises(ValidationError, match="vous ne décidez pas pour Val"):
        decide(triptych=studied, author=organiser)

    assert Triptych.objects.filter(pk=studied.pk).values().get() == before


@pytest.mark.parametrize("is_above", [True, False])
def test_who_declared_a_link_orders_no_waiting_list_around_it(is_above, linked, studied, organiser):
    other = TriptychFactory(season=studied.season, submitted=True, people=6)
    first, second = (studied, other) if is_above else (other, studied)
    for triptych in (first, second):
        selection.put_on_waiting_list(triptych=triptych, author=UserFactory())

    with pytest.raises(ValidationError, match="vous ne décidez pas pour Val"):
        selection.move_up(triptych=second, author=organiser)

    assert list(Triptych.objects.waiting()) == [first, second]


def test_who_declared_a_link_grants_no_seat(linked, studied, organiser):
    category = studied.season.categories.first()
    with pytest.raises(ValidationError, match="vous ne décidez pas pour Val"):
        seat_quotas.set_seats(triptych=studied, category=category, seats=3, reason="x", by=organiser)

    page = linked.get(reverse("admin:territories_triptych_change", args=[studied.pk]))
    assertNotContains(page, "overrides-0-seats")
    assertNotContains(page, "overrides-__prefix__-seats")
    other = UserFactory(is_organiser=True)
    linked.force_login(other)
    page = linked.get(reverse("admin:territories_triptych_change", args=[studied.pk]))
    assertContains(page, "overrides-__prefix__-seats")
