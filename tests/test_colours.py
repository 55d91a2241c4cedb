"""Every pair of colours that meets on a page, computed against WCAG AA, in light and in dark."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings

from referential.templatetags.drawings import SERIES_COLOURS

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", TOKENS, re.DOTALL)[:2]
)
TEXT = ["ink", "quiet", "accent", "stake-1", "stake-2", "stake-3", "stake-4", "state-next", "state-refused"]
SERIES = [f"series-{rank}" for rank in range(1, 9)]
GROUNDS = ["paper", "surface", "sunken"]


def linear(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(scheme):
    pairs = {(text, ground): contrast(scheme[text], scheme[ground]) for text in TEXT for ground in GROUNDS}
    pairs["on-accent", "accent"] = contrast(scheme["on-accent"], scheme["accent"])

    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_fields_and_focus_are_seen(scheme):
    pairs = {
        (edge, ground): contrast(scheme[edge], scheme[ground])
        for edge in ("line-strong", "focus")
        for ground in GROUNDS
    }

    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < 3} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_series_are_readable_on_every_ground(scheme):
    """As text would be: their marks are small."""
    pairs = {(one, ground): contrast(scheme[one], scheme[ground]) for one in SERIES for ground in GROUNDS}

    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_series_have_neighbouring_colours(scheme):
    """CIE76 distance in Lab; under 10 two colours are taken for one at a glance."""
    pairs = {pair: math.dist(*(lab(scheme[one]) for one in pair)) for pair in combinations(SERIES, 2)}

    assert {pair: round(distance) for pair, distance in pairs.items() if distance < 15} == {}


def test_documents_have_the_colours_of_the_light_pages():
    assert [LIGHT[one] for one in SERIES] == list(SERIES_COLOURS)


def lab(colour):
    red, green, blue = linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
