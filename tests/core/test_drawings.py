"""Bars and scales of drawings: nought, one and very large values, in any language."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from atelier.core import french
from atelier.core.drawings import Bar, Given, Scale, bar_chart, percent, rounded_end


def test_places_are_percentages_written_with_a_point():
    with translation.override("fr"):
        assert [percent(value) for value in (0, 12.5, 33.33333, 100)] == ["0%", "12.5%", "33.33%", "100%"]


def test_what_lies_outside_a_scale_stands_at_its_edge():
    scale = Scale(540, 1080)

    assert scale.bar(500, 810) == Bar("0%", "50%")
    assert scale.bar(1000, 2000).width == "14.81%"
    assert Scale(3, 3).bar(3, 3) == Bar("0%", "0%")
    assert scale.bar(540, 810).middle == "25%"


@pytest.mark.parametrize(
    ("largest", "end"), [(0, 0), (1, 2), (2, 2), (7, 8), (11, 20), (9_500, 10_000), (12_345_678, 20_000_000)]
)
def test_a_scale_ends_on_a_round_number_whose_half_is_whole(largest, end):
    assert rounded_end(largest) == end


def test_words_of_a_scale_stay_inside_the_drawing():
    scale = Scale(0, 10)

    assert [scale.tick(at, str(at)).anchor for at in (0, 5, 10)] == ["start", "middle", "end"]


def drawn(*values, **options):
    given = [Given(f"Ligne {rank}", [("paid", value, french.euros(value))]) for rank, value in enumerate(values)]
    return bar_chart("Versé", given, in_words=french.euros, **options)


def test_bars_share_one_scale():
    chart = drawn(0, 2500, 9000)

    assert [row.values[0].bar.width for row in chart.rows] == ["0%", "25%", "90%"]
    assert [tick.words for tick in chart.ticks] == [french.euros(value) for value in (0, 5000, 10_000)]


def test_nothing_but_noughts_has_words_and_no_scale():
    chart = drawn(0, 0)

    assert ([row.values[0].words for row in chart.rows], chart.ticks) == ([french.euros(0)] * 2, ())


@pytest.mark.parametrize("values", [(), (0,), (5,), (1, 2, 3, 4), (1, 2, 3, 4, 5, 10_000_000)])
def test_a_chart_says_each_value_beside_its_bar_and_hides_the_bar_from_screen_readers(values):
    page = render_to_string("components/bar_chart.html", {"chart": drawn(*values), "empty": ""})

    assert page.count("<rect") == len(values)
    assert page.count('aria-hidden="true"') >= len(values)
    assert all(french.euros(value) in page for value in values)
    assert "style=" not in page
