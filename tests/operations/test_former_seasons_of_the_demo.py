"""The former seasons of the demo hold together: the tasks of the first minute and of the first night change nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from atelier.core import retention_periods
from atelier.outbox.models import Message
from atelier.privacy import retention
from atelier.reminders import planner
from atelier.seasons.models import Season
from referential import opening
from referential.models import AnswerSheet, AssessmentRound, Figure, Perspective, Position
from territories.models import Participant, Triptych

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def former():
    return Season.objects.filter(status="archived")


def test_every_territory_s_perspectives_opened_when_their_round_closed_and_have_levels():
    rounds = AssessmentRound.objects.filter(season__in=former()).order_by("pk")
    admitted = Triptych.objects.admitted().filter(season__in=former())
    opened = Perspective.objects.filter(assessment_round__in=rounds)
    assert set(opened.order_by().values_list("assessment_round", "triptych")) == {
        (one.pk, triptych.pk) for one in rounds for triptych in admitted if triptych.season_id == one.season_id
    }
    for one in opened.select_related("assessment_round"):
        assert (timezone.localdate(one.opened_at) - one.assessment_round.closes_on).days == 1
    levels = Figure.objects.filter(perspective__in=opened).order_by().values_list("perspective", flat=True).distinct()
    seen = opened.filter(answers__gt=1)  # one answer alone is shown nowhere
    assert set(levels) == set(seen.order_by().values_list("pk", flat=True))


def test_the_first_minute_and_the_first_night_change_nothing_of_them_and_write_to_nobody_of_them():
    before = (Perspective.objects.count(), Figure.objects.count(), Position.objects.count())
    opening.open_due()
    assert all(value == 0 for value in retention.apply().values())
    planner.plan_messages()
    assert before == (Perspective.objects.count(), Figure.objects.count(), Position.objects.count())
    assert not Message.objects.filter(to_email__startswith="saison").exists()


def test_answers_are_there_until_a_year_after_their_season():
    today = timezone.localdate()
    for season in former():
        last = max(day.date for day in season.days.all())
        held = Position.objects.filter(sheet__assessment_round__season=season).exists()
        assert held is (last >= today - retention_periods.ANSWERS_AFTER_SEASON)
        assert AnswerSheet.objects.filter(assessment_round__season=season).exists()


def test_whoever_confirmed_was_invited_before():
    people = Participant.objects.filter(season__in=former(), state="confirmed")
    assert {one.answered_at - one.invited_at >= timedelta(0) for one in people} == {True}
