"""The way back: each page of the administration that has one above it leads to it, from its first line."""

import re

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from pytest_django.asserts import assertContains

from tests.factories import TriptychFactory, settled

pytestmark = pytest.mark.django_db

TRIPTYCHS = reverse("admin:territories_triptych_changelist")

# Pages of a season, that the bar, the first page or the palette lead to.
FIRST = {
    "open_data", "access_tokens", "webhooks", "next_season", "rehearse_season", "search", "mail_samples", "quality",
    "season_report", "workbook", "see_as", "admin:index", "admin:components", "admin:budget", "admin:statement",
    "admin:retroplanning", "admin:presence", "admin:acquaintances", "admin:season_documents", "admin:people_to_tell",
    "admin:line_of_time", "admin:letter", "admin:facilitators", "admin:evaluation", "admin:shared_files",
    "admin:season_undertakings", "admin:regards", "admin:app_list", "admin:password_change",
    "admin:password_change_done", "admin:batch",
}  # fmt: skip


def trail(content):
    """What stands before the title, as pairs of a text and an address."""
    (found,) = re.findall(r'<div class="breadcrumbs">(.*?)</div>', content.decode(), re.DOTALL)
    links = re.findall(r'<a href="([^"]+)">(.*?)</a>', found, re.DOTALL)
    return [(" ".join(text.replace("\u00a0", " ").split()), address.replace("&amp;", "&")) for address, text in links]


def test_every_page_that_stands_below_another_leads_back_to_it(answers):
    found = {}
    for role in ("organiser", "treasurer", "facilitator"):
        for name, answer in answers[role].items():
            if answer.is_page and answer.status_code == 200 and b'class="breadcrumbs"' in answer.content:
                found.setdefault(len(trail(answer.content)) > 1, set()).add(name)

    lists = {name for name in found[False] if name.endswith(("_changelist", "_add"))}
    assert found[False] - lists == FIRST & found[False]
    assert len(found[True]) > 40


@pytest.mark.parametrize("asked_on", ["list", "page"])
def test_a_decision_leads_back_to_where_it_was_asked(desk, asked_on):
    row = TriptychFactory(submitted=True)
    query = {"list": "?status__exact=submitted", "page": f"?saison=toutes&fiche={row.pk}"}[asked_on]

    page = desk.post(f"{TRIPTYCHS}{query}", {"action": "admit", ACTION_CHECKBOX_NAME: [row.pk]})

    read = reverse("admin:territories_triptych_read", args=[row.pk])
    back = {"list": [("Territoires", f"{TRIPTYCHS}{query}")], "page": [("Territoires", TRIPTYCHS), (str(row), read)]}
    assert trail(page.content)[1:] == back[asked_on]


def test_deleting_leads_back_to_what_would_be_deleted(desk):
    row = TriptychFactory()
    read = reverse("admin:territories_triptych_read", args=[row.pk])

    one = desk.get(reverse("admin:territories_triptych_delete", args=[row.pk]))
    several = desk.post(TRIPTYCHS, {"action": "delete_selected", ACTION_CHECKBOX_NAME: [row.pk]})

    assert trail(one.content)[1:] == [("Territoires", TRIPTYCHS), (str(row), read)]
    assert trail(several.content)[1:] == [("Territoires", TRIPTYCHS)]


def test_a_link_of_a_list_says_what_of_what(desk):
    agreed = settled(triptych=TriptychFactory(admitted=True)).agreement
    season = f"?saison={agreed.triptych.season_id}"

    page = desk.get(reverse("admin:contributions_agreement_changelist") + season)

    about = f'<span class="visually-hidden"> la contribution\u00a0: {agreed.triptych.territory}</span>'
    assertContains(page, f"Suivre{about}")
    assertContains(desk.get(reverse("admin:referential_grid_changelist")), "\u00a0: version 1</span>", count=2)
