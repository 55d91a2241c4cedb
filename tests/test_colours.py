"""Every pair of colours that meets on a page, computed against WCAG AA, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", TOKENS, re.DOTALL)[:2]
)
TEXT = ["ink", "quiet", "accent", "stake-1", "stake-2", "stake-3", "stake-4", "state-next", "state-refused"]
GROUNDS = ["paper", "surface", "sunken"]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
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
