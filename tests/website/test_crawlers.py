"""What search engines and social networks are told: all that is public, and nothing else."""

import io
import re
from datetime import date

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw
from pytest_django.asserts import assertContains, assertNotContains

from atelier.website import crawlers, social_picture
from tests.factories import SeasonFactory, add_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


@pytest.fixture
def online():
    season = SeasonFactory(number=7, theme="Tenir <b>dans</b> la durée")
    add_days(season, date(2090, 12, 1), date(2091, 1, 8))
    return season


def test_the_site_map_lists_each_public_page_once_and_each_opens(client, online, settings):
    add_days(SeasonFactory(number=8, status="preparation"), date(2091, 12, 1))

    found = re.findall(r"<loc>(.+?)</loc>", client.get("/sitemap.xml").content.decode())

    assert len(found) == len(set(found))
    paths = [address.removeprefix(settings.SITE_URL) for address in found]
    assert {"/", "/saisons/7/", "/saisons/7/journees/2/"} <= set(paths)
    assert not [path for path in paths if "/8/" in path]
    assert {client.get(path).status_code for path in paths} == {200}


def test_robots_are_kept_from_every_folder_that_asks_who_reads(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    for path in ("/admin/", "/espace/", "/invitation/", "/avis/", "/factures/"):
        assertContains(response, f"Disallow: {path}\n")
    assertContains(response, "/sitemap.xml")
    assert not [path for path in crawlers.PAGES if reverse(path).split("/")[1] in crawlers.PRIVATE]


def test_a_season_is_shown_with_its_theme_and_its_picture(client, online, settings):
    page = client.get("/saisons/7/")

    assertContains(page, f'<link rel="canonical" href="{settings.SITE_URL}/saisons/7/">')
    assertContains(page, f'<meta property="og:image" content="{settings.SITE_URL}/saisons/7/apercu.png">')
    assertContains(page, '<meta property="og:title" content="Tenir &lt;b&gt;dans&lt;/b&gt; la durée">')
    picture = client.get("/saisons/7/apercu.png")
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 630)


def test_a_picture_of_any_theme_is_drawn(client):
    SeasonFactory(number=9, theme="Anticonstitutionnellement" * 6, label="Été " * 15)

    assert client.get("/saisons/9/apercu.png").status_code == 200


def test_nothing_of_a_picture_is_written_over_its_sign(monkeypatch):
    """Three lines of theme and two of dates at most, the last cut: the three posts begin at 540 pixels."""
    written = []
    monkeypatch.setattr(ImageDraw.ImageDraw, "text", lambda self, at, text, **how: written.append((at[1], text)))

    season = SeasonFactory()
    season.theme = "Coopérer dans la durée " * 20  # longer than a column takes
    social_picture.draw_season(season, "du 3 au 5 mars 2027, " * 20)

    *texts, (_, name) = written
    head, *lines = [text for _, text in texts]
    assert (head.startswith("Saison"), name != "") == (True, True)
    assert [line.endswith("…") for line in lines] == [False, False, True, False, True]
    assert max(top for top, _ in texts) + 34 < 540


def test_a_season_in_preparation_has_no_picture(client):
    SeasonFactory(number=8, status="preparation")

    assert client.get("/saisons/8/apercu.png").status_code == 404


@pytest.mark.parametrize("path", ["/compte/connexion/", "/nulle-part/"])
def test_a_page_that_is_no_page_of_everybody_has_no_canonical_address(path, client):
    assertNotContains(client.get(path), "canonical", status_code=client.get(path).status_code)
