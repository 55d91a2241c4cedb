"""What an account has, in one statement that is built once a process: the same as if it was built for each."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from atelier.website import own_rows
from sessions.evaluation import audiences
from sessions.evaluation.models import Questionnaire
from tests.factories import AttendanceFactory, ParticipantFactory, TriptychFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Two people of one name, in two territories of a season, one of whom has another seat to answer for."""
    users = [UserFactory(email=f"zoe{number}@example.org", first_name="Zoé", last_name="Roux") for number in (1, 2)]
    for rank, user in enumerate(users, start=1):
        triptych = TriptychFactory(admitted=True, rank=rank, lead=user)
        (day,) = add_days(triptych.season, date(2027, 1, 10 + rank))
        seat = ParticipantFactory(triptych=triptych, user=user, email=user.email, state="confirmed")
        AttendanceFactory(participant=seat, half_day=day.half_days.first(), status="late", minutes=rank)
        Questionnaire.objects.create(season=triptych.season, title="Un mot")
    ParticipantFactory(email=users[1].email)
    return users


def test_each_account_has_its_own_rows_and_no_others(people):
    for rank, user in enumerate(people, start=1):
        found = own_rows.own_rows(user)
        built = own_rows._statement(user.pk, user.email)

        assert sorted(row for rows in found.values() for row in rows) == sorted(built)
        assert [row.number for row in found["presence"]] == [rank]
        assert {row.seat for row in found["convened"]} == {user.participants.get(state="confirmed").pk}
        assert ("invitations" in found) == (rank == 2)


def test_what_is_built_once_depends_on_no_clock(people):
    asked = [(one.pk, one.audience, one.season_id, None, None) for one in Questionnaire.objects.order_by("pk")]
    built = []
    for moment in ("2020-01-02T03:04:05Z", "2031-06-07T08:09:10Z"):
        with time_machine.travel(moment, tick=False):
            audiences._waiting.cache_clear()
            prepared = (own_rows._statement(7, "x@example.org"), audiences._waiting(*asked).build(7))
            built.append([one.query.sql_with_params() for one in prepared])
            assert timezone.now().year == int(moment[:4])

    assert built[0] == built[1]
