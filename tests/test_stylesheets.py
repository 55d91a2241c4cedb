"""What every style sheet of ours keeps to: short lines, and the breakpoints that tokens.css lists."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = sorted(Path(settings.BASE_DIR, "static/css").glob("*.css"))
LONGEST_LINE = 120
BREAKPOINTS = {
    "(min-width: 48rem)",
    "(max-width: 47.99rem)",
    "(min-width: 62rem)",
    "(max-width: 61.99rem)",
    "(max-width: 64rem)",
    "(min-width: 72rem)",
}


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_lines_are_short(path):
    long = [number for number, line in enumerate(path.read_text().splitlines(), 1) if len(line) > LONGEST_LINE]

    assert long == []


def test_the_breakpoints_are_those_of_the_tokens():
    used = {found for path in SHEETS for found in re.findall(r"\([\w-]*(?:width|height)[^()]*\)", media(path))}

    assert used == BREAKPOINTS


def media(path):
    return "\n".join(re.findall(r"@media[^{]*", path.read_text()))
