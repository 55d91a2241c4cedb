"""A date at the end of the calendar, written past the forms: the first page and the public calendar still answer."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.urls import reverse

from atelier.reminders import planner
from atelier.seasons.models import Season
from sessions.programme.models import Day
from tests.factories import MessageFactory, RuleFactory, SeasonFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def odd_season():
    season = SeasonFactory(number=3)
    add_days(season, date(2027, 1, 2))
    Day.objects.update(date=date(9999, 12, 31))
    return season


def test_the_first_page_answers(as_user, organiser, odd_season):
    MessageFactory(not_before=datetime(9999, 12, 31, 23, tzinfo=UTC))

    assert as_user(organiser).get("/admin/").status_code == 200


@pytest.mark.parametrize("page", ["calendar", "season_feed"])
def test_the_public_calendar_answers(client, odd_season, page):
    assert client.get(reverse(f"sessions:{page}", args=[odd_season.number])).status_code == 200


# Written by hand in the database: what no form lets through.
ODD = {
    "postgresql": ["infinity", "-infinity", "12000-01-01", "0044-03-15 BC"],
    "sqlite": ["infinity", "2027-02-31", ""],
}


@pytest.mark.parametrize("odd", sorted({one for ones in ODD.values() for one in ones}))
def test_a_date_that_is_none_closes_no_page(odd, client, as_user, organiser, contact, draft):
    if odd not in ODD[connection.vendor]:
        pytest.skip(f"{connection.vendor} does not hold it")
    RuleFactory(season=draft.season, trigger="call_closing", days=3, is_active=True)
    add_days(draft.season, date(2027, 1, 2))
    MessageFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE seasons_season SET call_opens_on = %s, call_closes_on = %s", [odd, odd])
        if connection.vendor == "postgresql":  # SQLite reads a moment in its own functions, before us
            cursor.execute("UPDATE outbox_message SET not_before = %s", [odd])
    assert Season.objects.count() == 1

    addresses = ["/", reverse("seasons"), reverse("season", args=[draft.season.number]), reverse("space")]
    addresses += ["/admin/", "/admin/outbox/message/", f"/admin/seasons/season/{draft.season.pk}/change/"]
    addresses += [reverse("admin:line_of_time"), reverse("admin:retroplanning")]
    assert {address: client.get(address).status_code for address in addresses[:3]} == dict.fromkeys(addresses[:3], 200)
    as_user(contact)
    assert [client.get(one).status_code for one in (reverse("space"), draft.get_absolute_url())] == [200, 200]
    as_user(organiser)
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    planner.plan_messages()
