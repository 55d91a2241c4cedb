"""Numbers that no column holds, typed in the address of a list: an empty list, and no incident."""

from datetime import date

import pytest
from django.urls import reverse

from sessions.programme.models import Day
from tests.factories import SeasonFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    return add_days(SeasonFactory(), date(2026, 12, 4))[0]


@pytest.mark.parametrize("year", [-1, 0, 10_000, 99_999_999_999])
@pytest.mark.parametrize("lookup", ["exact", "gt", "gte", "lt", "lte"])
def test_a_year_that_no_calendar_has_is_of_no_row(year, lookup):
    assert not Day.objects.filter(**{f"date__year__{lookup}": year}).exists()
    assert Day.objects.exclude(date__year=year).exists()


@pytest.mark.parametrize("lookup", ["year=0", "year=99999", "month=99999999999999999999"])
def test_a_list_of_the_administration_is_shown(as_user, organiser, lookup):
    assert (
        as_user(organiser).get(f"{reverse('admin:outbox_reply_changelist')}?received_at__{lookup}").status_code == 200
    )


def test_a_year_of_the_calendar_finds_its_days(day):
    assert Day.objects.get(date__year=2026) == day
