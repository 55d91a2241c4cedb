"""Who met whom, as a matrix: territories, categories, in any number."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from sessions.groups import mixing


def person(pk, territory, category):
    return SimpleNamespace(
        pk=pk,
        triptych_id=territory,
        triptych=SimpleNamespace(territory=f"Val {territory}"),
        category_id=category,
        category=SimpleNamespace(label=f"Catégorie {category}", position=category),
    )


def people(territories, categories):
    """One person of each category in each territory."""
    pairs = [(territory, category) for territory in range(territories) for category in range(categories)]
    return [SimpleNamespace(person=person(pk, *pair)) for pk, pair in enumerate(pairs)]


def figures(matrix):
    return [[(cell.met, cell.possible) for cell in cells] for cells in (row.cells for row in matrix.rows)]


def test_those_of_one_territory_are_not_counted_among_themselves():
    rows = people(2, 2)  # 0 and 1 of the first territory, 2 and 3 of the second
    met = {frozenset((0, 2)): 1, frozenset((1, 3)): 3}

    assert figures(mixing.by_territory(rows, met)) == [[(0, 0), (2, 4)], [(2, 4), (0, 0)]]
    assert figures(mixing.by_category(rows, met)) == [[(1, 1), (0, 2)], [(0, 2), (1, 1)]]


@pytest.mark.parametrize(("territories", "categories"), [(1, 1), (4, 4), (6, 3), (12, 6), (30, 3)])
def test_any_number_of_territories_and_categories_is_drawn(territories, categories):
    rows = people(territories, categories)
    for matrix in (mixing.by_territory(rows, {}), mixing.by_category(rows, {})):
        page = render_to_string("components/matrix.html", {"matrix": matrix})

        assert page.count('<th scope="row">') == len({row.letter for row in matrix.rows})
        assert "style=" not in page


def test_two_territories_of_one_name_stay_apart():
    rows = people(2, 1)
    rows[1].person.triptych.territory = "Val 0"

    assert [row.name for row in mixing.by_territory(rows, {}).rows] == ["Val 0", "Val 0"]


@pytest.mark.parametrize(
    ("met", "possible", "side"), [(0, 0, "0.0"), (0, 10, "0.0"), (1, 10_000, "4.0"), (1, 4, "18.0"), (4, 4, "36.0")]
)
def test_the_surface_of_a_square_is_the_share_of_those_who_met(met, possible, side):
    assert mixing.Meetings(met, possible).side == side
