"""The path of a territory as lines: a stake each, from round to round."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from referential import path_chart

STAKES = ["Engagement", "Coopération", "Intégration systémique", "Valeur"]


def view(kind, *levels):
    stakes = [(SimpleNamespace(name=name, position=at), []) for at, name in enumerate(STAKES, start=1)]
    return SimpleNamespace(
        common=any(level is not None for level in levels),
        common_stakes=lambda: [None if level is None else Decimal(level) for level in levels],
        by_stake=lambda: stakes,
        assessment_round=SimpleNamespace(get_kind_display=lambda: kind),
    )


INITIAL, FINAL = view("positionnement initial", "2", "3", "1", "5"), view("positionnement final", "3", "2.5", "4", "5")


def test_a_line_a_stake_goes_from_round_to_round():
    chart = path_chart.path_chart([INITIAL, FINAL])

    assert [tick.words for tick in chart.rounds] == ["Initial", "Final"]
    assert [(line.name, line.values) for line in chart.lines] == [
        ("Engagement", ["2", "3"]),
        ("Coopération", ["3", "2,5"]),
        ("Intégration systémique", ["1", "4"]),
        ("Valeur", ["5", "5"]),
    ]
    (segment,) = chart.lines[0].segments
    assert [(point.x, point.y) for point in segment] == [("10%", "136"), ("90%", "96")]
    assert len({line.path for line in chart.lines}) == 4  # told apart without colour
    assert "Coopération : 3, 2,5" in chart.description


def test_a_stake_without_a_level_at_a_round_leaves_its_line_open():
    chart = path_chart.path_chart([INITIAL, view("suivi", None, "3", "3", "3"), FINAL])

    assert [len(line.segments) for line in chart.lines] == [0, 2, 2, 2]
    assert chart.lines[0].values == ["2", "–", "3"]


def test_one_round_makes_no_path():
    assert [path_chart.path_chart(views) for views in ([], [INITIAL], [INITIAL, view("final", None)])] == [None] * 3


@pytest.mark.parametrize("count", [2, 5])
def test_the_drawing_has_a_name_and_says_its_figures(count):
    chart = path_chart.path_chart([INITIAL] * (count - 1) + [FINAL])

    page = render_to_string("components/path_chart.html", {"chart": chart})

    assert 'role="img"' in page
    assert page.count("<line x1=") == 4 * (count - 1) + 4  # those of the legend too
    assert "style=" not in page
