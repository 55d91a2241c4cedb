from datetime import date

import pytest
from django.template.loader import render_to_string
from pytest_django.asserts import assertContains, assertNotContains

from atelier.operations.demo.build import SEASON_FILE
from atelier.operations.season_import.season_file import import_file
from atelier.seasons.models import Page, Season, TeamMember
from tests.factories import SeasonFactory, TriptychFactory, add_days
from tests.strict import ReadingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


@pytest.fixture
def season_3():
    import_file(SEASON_FILE, write=True)
    return Season.objects.get(number=3)


def test_home_without_a_season_says_what_to_do(client):
    assertContains(client.get("/"), "La prochaine saison se prépare")


def test_home_shows_the_current_season_and_its_open_call(client):
    add_days(SeasonFactory(open=True, theme="Tenir dans la durée"), date(2090, 12, 1))

    response = client.get("/")

    assertContains(response, "Tenir dans la durée")
    assertContains(response, "L’appel est ouvert")
    assertContains(response, "1<sup>er</sup> décembre 2090")


def test_home_invites_nobody_for_nothing_once_every_place_is_taken(client):
    season = SeasonFactory(open=True, places=2)
    TriptychFactory(season=season, admitted=True)
    assertContains(client.get("/"), "L’appel est ouvert")

    TriptychFactory(season=season, admitted=True, rank=2)
    response = client.get("/")

    assertContains(response, "Les deux places sont attribuées")
    assertContains(response, "rejoint la liste d’attente")
    assertNotContains(response, "territoires sont attendus")


def test_the_season_page_holds_every_fact_of_the_flyer(client, season_3):
    response = client.get("/saisons/3/")

    for fact in (
        "Les dimensions du modèle économique durable émergent",
        "Automne-hiver 2020/21",
        "vendredi 4 décembre 2020",
        "jeudi 28 janvier 2021",
        "mardi 16 mars 2021",
        "mardi 6 avril 2021",
        "mercredi 7 avril 2021",
        "de 3\u202f000\u00a0€ à 10\u202f000\u00a0€",
        "Directions et chargés de mission",
        "Sandro de Gasparo",
        "https://youtu.be/qZfG72a09Rk",
        "transition énergétique",
    ):
        assertContains(response, fact)


def test_a_season_in_preparation_is_seen_by_the_team_alone(client, as_user, organiser):
    SeasonFactory(number=7, status="preparation")

    assert client.get("/saisons/7/").status_code == 404
    assertContains(as_user(organiser).get("/saisons/7/"), "en préparation, visible de l’équipe seule")


def test_a_day_is_that_of_its_season(client):
    one, other = SeasonFactory(number=7), SeasonFactory(number=8)
    add_days(one, date(2090, 1, 1), date(2090, 2, 1))
    add_days(other, date(2091, 3, 4))

    assertContains(client.get("/saisons/8/journees/1/"), "mars 2091")
    assert client.get("/saisons/8/journees/2/").status_code == 404
    assertNotContains(client.get("/saisons/8/calendrier/"), "2090")


def test_the_archive_lists_what_is_online_or_past(client):
    SeasonFactory(number=1, status="archived", theme="Première")
    SeasonFactory(number=2, theme="Deuxième")
    SeasonFactory(number=3, status="preparation", theme="Troisième")

    response = client.get("/saisons/")

    assertContains(response, "Première")
    assertContains(response, "Deuxième")
    assertNotContains(response, "Troisième")


def test_what_organisers_write_is_escaped(client):
    season = SeasonFactory(summary="<script>alert(1)</script>", theme="<img src=x>")
    add_days(season, date(2090, 1, 1))
    TeamMember.objects.create(season=season, name="<b>Nom</b>", role="<i>rôle</i>")

    response = client.get(f"/saisons/{season.number}/")

    for tag in ("<script>alert", "<img src=x>", "<b>Nom</b>", "<i>rôle</i>"):
        assertNotContains(response, tag)


def test_an_edited_page_is_shown(client):
    Page.objects.filter(slug="contact").update(body="## Passez nous voir\n\nLe *jeudi*.")

    assertContains(client.get("/contact/"), "<h2>Passez nous voir</h2>")


def test_the_team_of_the_flyer_stands_only_in_the_archived_season(client, season_3):
    assertNotContains(client.get("/"), "Gasparo")


@pytest.mark.parametrize("path", ["/nulle-part/", "/saisons/99/", "/candidatures/99/"])
def test_a_page_that_does_not_exist_says_so_in_french(path, client, stranger):
    client.force_login(stranger)

    assertContains(client.get(path), "Cette page n’existe pas, ou ne vous est pas ouverte", status_code=404)


def test_a_form_left_open_too_long_is_told_in_french(stranger):
    client = ReadingClient(enforce_csrf_checks=True)
    client.force_login(stranger)

    assertContains(client.post("/compte/deconnexion/"), "ouverte depuis trop longtemps", status_code=403)


def test_an_incident_page_needs_nothing(settings):
    assert "Un incident de notre côté" in render_to_string("500.html")


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/saisons/", "/compte/connexion/", "/admin/", "/nulle-part/"])
def test_every_answer_carries_the_headers(path, client, organiser):
    client.force_login(organiser)

    response = client.get(path, follow=True)

    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_what_a_signed_in_person_sees_is_not_kept_by_caches(as_user, stranger):
    assert as_user(stranger).get("/espace/").headers["Cache-Control"] == "private, no-store"
