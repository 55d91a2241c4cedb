"""The administration with fifty seasons asks the database as often as with one."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from atelier.checklist import default_tasks
from contributions import negotiation
from contributions.models import AmountStep
from sessions.programme.models import Day
from tests.factories import (
    AssessmentRoundFactory,
    AttendanceFactory,
    MessageFactory,
    ParticipantFactory,
    RuleFactory,
    SeasonFactory,
    TriptychFactory,
    add_days,
)
from tests.test_admin_lists import LISTS

pytestmark = pytest.mark.django_db
PILOTS = [
    "/admin/",
    "/admin/checklist/task/retroplanning/",
    "/admin/qualite/",
    "/admin/recherche/?q=val",
    "/admin/classeur/",
    "/admin/chiffres/",
    "/admin/comparer-les-saisons/",
    "/admin/saison-suivante/",
    "/admin/territories/criterion/etude/",
    "/admin/reminders/reminderrule/frise/",
    "/admin/reminders/reminderrule/lettre/",
    "/admin/atelier_sessions/day/documents/",
    "/admin/atelier_sessions/day/presences/",
    "/admin/contributions/agreement/budget/",
    "/admin/referential/assessmentround/regards/",
]


def past_season(number, organiser):
    """A whole past season in small: a territory with two people, a day noted, an amount agreed, rules and tasks."""
    season = SeasonFactory(number=number, status="archived")
    triptych = TriptychFactory(season=season, admitted=True, territory__name=f"Val {number}", people=2)
    (day,) = add_days(season, date(2000, 1, 3) + timedelta(weeks=number))
    person = ParticipantFactory(triptych=triptych, category=season.categories.last(), last_name=f"Valois {number}")
    AttendanceFactory(participant=person, half_day=day.half_days.first())
    negotiation.record_amount(triptych=triptych, kind=AmountStep.Kind.AGREED, amount=4000, by=organiser)
    default_tasks.create_default_tasks(season)
    AssessmentRoundFactory(season=season)
    RuleFactory(season=season)
    MessageFactory(subject=f"Val {number}")


def counted(client, count_queries):
    addresses = [*PILOTS, *(reverse(f"admin:{table}_changelist") for table in LISTS)]
    measured = {}
    for address in addresses:
        with count_queries(200) as queries:
            assert client.get(address).status_code == 200, address
        measured[address] = len(queries)
    return measured


def test_fifty_seasons_cost_no_query_more_than_one(as_user, organiser, django_assert_max_num_queries):
    client = as_user(organiser)
    ContentType.objects.get_for_models(*apps.get_models())  # a process asks for these once, whoever was there before
    for number in range(1, 10):  # more rows of each kind than the search shows
        past_season(number, organiser)
    current = SeasonFactory(number=60)
    TriptychFactory(season=current, admitted=True, people=6)
    add_days(current, date(2026, 12, 3))
    Day.objects.filter(season=current).first().half_days.first().items.create(
        starts_at="10:00", format="peers", title="Val"
    )
    few = counted(client, django_assert_max_num_queries)
    for number in range(10, 51):
        past_season(number, organiser)

    assert counted(client, django_assert_max_num_queries) == few
