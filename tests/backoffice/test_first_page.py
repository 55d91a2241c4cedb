"""The organisers’ first page: for each role its own work first, and no link that is closed to them."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.checklist.default_tasks import create_default_tasks
from atelier.seasons.models import Season
from contributions import invoicing
from sessions.programme.models import AgendaItem
from tests.factories import SeasonFactory, TriptychFactory, add_days, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def working_season():
    """A day past that is not closed, one today, one to come; every usual task; money late and money to ask for."""
    today = timezone.localdate()
    season = SeasonFactory(number=4, status=Season.Status.PUBLISHED)
    SeasonFactory(number=3, status=Season.Status.ARCHIVED)
    _, today_s, _ = add_days(season, today - timedelta(days=30), today, today + timedelta(days=30))
    today_s.half_days.first().items.create(starts_at="10:00", format=AgendaItem.Format.INTER, title="Entre pairs")
    create_default_tasks(season)
    late, to_ask = (settled(triptych=TriptychFactory(season=season, admitted=True, people=2, rank=n)) for n in (1, 2))
    issued = invoicing.issue_document(instalment=late.instalments.get(), on=today - timedelta(days=90))
    TriptychFactory(season=season, submitted=True, people=2)
    return {"season": season, "invoice": issued, "instalment": to_ask.instalments.get(), "day": today_s}


def links_of(page) -> set[str]:
    return {html.unescape(one) for one in re.findall(r'href="(/(?!static)[^"#]*)', page.text)}


@pytest.mark.parametrize("role", ["organiser", "treasurer", "facilitator"])
def test_no_link_of_the_first_page_or_of_the_bar_is_closed_to_its_reader(role, request, as_user, working_season):
    client = as_user(request.getfixturevalue(role))
    links = links_of(client.get("/admin/"))

    assert len(links) > 25
    assert {link: code for link in sorted(links) if (code := client.get(link, follow=True).status_code) != 200} == {}
    tasks = links_of(client.get(reverse("admin:retroplanning")))
    assert {link for link in tasks if client.get(link).status_code == 403} == set()


def headings(client):
    return re.findall(r'<h2 id="([a-z-]+)"', client.get("/admin/").text)


def test_each_role_meets_its_own_work_first(as_user, organiser, treasurer, facilitator, working_season):
    seen = {who: headings(as_user(who))[:3] for who in (organiser, treasurer, facilitator)}

    assert seen == {
        organiser: ["chemin", "a-faire", "manque"],
        treasurer: ["argent", "retards", "a-emettre"],
        facilitator: ["prochaine", "chemin", "a-faire"],
    }


def test_the_treasurer_s_first_page_names_who_is_late_and_what_is_to_be_asked(as_user, treasurer, working_season):
    page = as_user(treasurer).get("/admin/")

    assertContains(page, reverse("admin:contributions_invoice_read", args=[working_season["invoice"].pk]))
    assertContains(page, reverse("admin:issue_invoice", args=[working_season["instalment"].pk]))
    assertNotContains(page, reverse("admin:issue_invoice", args=[working_season["invoice"].instalment_id]))
    assertNotContains(page, "Modifier la saison")


def test_the_facilitator_s_first_page_opens_the_door_of_today_and_the_tables(as_user, facilitator, working_season):
    page = as_user(facilitator).get("/admin/")

    day = working_season["day"]
    assertContains(page, reverse("admin:checkin", args=[day.half_days.first().pk]))
    assertContains(page, reverse("admin:groups", args=[AgendaItem.objects.get().pk]))
    assertContains(page, "Entre pairs")


@pytest.mark.parametrize(("role", "queries"), [("treasurer", 32), ("facilitator", 30)])
def test_a_role_s_first_page_makes_as_many_queries_with_more_rows(
    role, queries, request, as_user, working_season, django_assert_num_queries
):
    client = as_user(request.getfixturevalue(role))
    client.get("/admin/")
    for rank in (3, 4):
        settled(triptych=TriptychFactory(season=working_season["season"], admitted=True, people=2, rank=rank))
        working_season["day"].half_days.last().items.create(starts_at=f"1{rank}:00", format="peers", title="x")

        with django_assert_num_queries(queries):
            client.get("/admin/")
