"""The guide: one for each role, reached from the page that it explains, with pictures that exist."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertContains, assertTemplateUsed

from atelier.core.declarations import HelpSection, declared
from atelier.website.help import TITLES, help_for_page
from tests.access_matrix import MATRIX

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", TITLES)
def test_each_guide_has_its_sections_and_its_pictures(client, role):
    html = client.get(reverse("guide", args=[role])).content.decode()

    assert TITLES[role] in html
    anchors = set(re.findall(r'<h2 id="([a-z-]+)"', html))
    explained = {section.anchor for section in declared(HelpSection)}
    assert anchors == {anchor.partition("#")[2] for anchor in explained if anchor.startswith(f"{role}#")}
    for picture in re.findall(r'src="/static/(img/guide/[a-z]+\.webp)"', html):
        assert (settings.BASE_DIR / "static" / picture).stat().st_size < 80_000


def test_every_picture_is_shown_somewhere(client):
    html = "".join(client.get(reverse("guide", args=[role])).content.decode() for role in TITLES)
    kept = {path.name for path in (settings.BASE_DIR / "static/img/guide").iterdir()}

    assert set(re.findall(r"img/guide/([a-z]+\.webp)", html)) == kept


def test_every_page_explained_exists():
    tables = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}

    pages = {page for section in declared(HelpSection) for page in section.pages}
    assert pages <= set(MATRIX) | tables


@pytest.mark.parametrize(
    ("page", "user", "address"),
    [
        ("admin:retroplanning", "organiser", "/aide/organisation/#retroplanning"),
        ("admin:territories_participant_changelist", "organiser", "/aide/organisation/#personnes"),
        ("admin:contributions_invoice_change", "treasurer", "/aide/tresorerie/#documents"),
        ("sessions:directory", "contact", "/aide/participation/#groupe"),
        ("search", "facilitator", "/aide/organisation/#journal"),
        ("home", "facilitator", "/aide/animation/"),
        ("home", "stranger", "/aide/participation/"),
    ],
)
def test_a_page_leads_to_the_section_that_explains_it(request, page, user, address):
    assert help_for_page(page, request.getfixturevalue(user)).address == address


@pytest.mark.parametrize(
    ("page", "section"), [("/admin/qualite/", "organisation/#qualite"), ("/espace/", "participation/#espace")]
)
def test_the_page_itself_carries_the_link(as_user, organiser, participant, page, section):
    user = organiser if page.startswith("/admin/") else participant.user
    assertContains(as_user(user).get(page), f'<a href="/aide/{section}">Aide sur cette page')


def test_each_reader_finds_their_own_guide_first(client, as_user, treasurer):
    assertContains(client.get("/aide/"), TITLES["participation"])
    response = as_user(treasurer).get("/aide/")
    assertTemplateUsed(response, "guide/tresorerie.html")
    assert client.get("/aide/chef/").status_code == 404
