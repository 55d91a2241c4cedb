"""A date at the end of the calendar, written past the forms: the first page and the public calendar still answer."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from sessions.programme.models import Day
from tests.factories import MessageFactory, SeasonFactory, add_days

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
