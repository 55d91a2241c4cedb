"""What every style sheet of ours keeps to: short lines, the breakpoints that tokens.css lists, and little weight."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tools import styles

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


def test_the_sheet_of_public_pages_is_what_make_styles_builds():
    assert styles.BUILT.read_text() == styles.build()


@pytest.mark.django_db
def test_a_public_page_is_read_first_in_four_requests_and_sixty_kilobytes(client):
    """The page, one style sheet and two fonts: that of the wordmark and that of the text."""
    page = client.get("/", headers={"accept-encoding": "gzip"})

    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', gzip.decompress(page.content).decode())
    fonts = re.findall(r"fonts/(atelier-(?:sans|serif)\.woff2)", styles.BUILT.read_text())
    weight = len(page.content) + sum(len(gzip.compress(Path(finders.find(sheet)).read_bytes())) for sheet in sheets)
    weight += sum(Path(finders.find(f"fonts/{font}")).stat().st_size for font in fonts)
    assert (sheets, len(fonts)) == (["built/public.css"], 2)
    assert weight <= 60_000
