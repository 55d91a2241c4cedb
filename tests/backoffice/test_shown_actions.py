"""Actions of the administration: rules that are switched and rows that are deleted are those that were shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from atelier.outbox.models import Message
from atelier.reminders import planner
from atelier.reminders.models import ReminderRule
from tests.admin_actions import shown_by
from tests.factories import RuleFactory, SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db
AGAIN = "ce qui est affiché a changé"


@pytest.fixture
def desk(as_user, organiser):
    return as_user(organiser)


@pytest.fixture
def season():
    season = SeasonFactory(number=90)
    TriptychFactory(season=season, admitted=True, people=2, people__state="confirmed")
    add_days(season, timezone.localdate() + timedelta(days=40))
    return season


@pytest.mark.parametrize("change", [{"text": "{prenom}, autre chose."}, {"subject": "Autre"}, {"days": 20}])
def test_rules_that_changed_since_they_were_shown_are_shown_again(desk, season, change):
    rule = RuleFactory(season=season)
    address = reverse("admin:reminders_reminderrule_changelist")
    data = {"action": "switch_on", "_selected_action": [rule.pk]}
    page = desk.post(address, data)
    assertContains(page, "2 courriels")
    rule.refresh_from_db()
    assert (rule.is_active, Message.objects.count()) == (False, 0)
    type(rule).objects.filter(pk=rule.pk).update(**change)

    answer = desk.post(address, {**data, "confirm": "1", **shown_by(page)})

    assertContains(answer, AGAIN)
    assert Message.objects.count() == 0
    desk.post(address, {**data, "confirm": "1", **shown_by(answer)})
    assert Message.objects.count() == 2


def test_a_rule_that_would_write_to_somebody_else_is_shown_again(desk, season):
    rule = RuleFactory(season=season)
    address = reverse("admin:reminders_reminderrule_changelist")
    data = {"action": "switch_on", "_selected_action": [rule.pk], "confirm": "1"}
    shown = shown_by(desk.post(address, data))
    season.participants.filter(pk=season.participants.first().pk).update(email="autre@example.org")

    assertContains(desk.post(address, {**data, **shown}), AGAIN)
    assert Message.objects.count() == 0


def test_mails_planned_since_the_page_was_read_are_not_taken_back_unseen(desk, season):
    rule = RuleFactory(season=season, is_active=True)
    address = reverse("admin:reminders_reminderrule_changelist")
    data = {"action": "switch_off", "_selected_action": [rule.pk], "confirm": "1"}
    shown = shown_by(desk.post(address, data))
    planner.plan_messages()

    assertContains(desk.post(address, {**data, **shown}), AGAIN)
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize("several", [False, True])
def test_what_is_deleted_is_what_was_shown(desk, season, several):
    """A row that came since goes with the others only once it was read."""
    category = season.categories.first()
    rule, other = RuleFactory(season=season), RuleFactory(season=season, days=20)
    rule.categories.add(category)
    address, data = reverse("admin:reminders_reminderrule_delete", args=[rule.pk]), {"post": "yes"}
    if several:
        address = reverse("admin:reminders_reminderrule_changelist")
        data |= {"action": "delete_selected", "_selected_action": [rule.pk]}
    ask = {name: value for name, value in data.items() if name != "post"}
    shown = shown_by(desk.post(address, ask) if several else desk.get(address))
    rule.categories.add(season.categories.last())
    before = set(ReminderRule.objects.values_list("pk", flat=True))

    for signature in ({}, shown):
        answer = desk.post(address, {**data, **signature}, follow=True)
        assertContains(answer, AGAIN)
        assert set(ReminderRule.objects.values_list("pk", flat=True)) == before
    if several:  # a signature is of what was chosen
        assertContains(desk.post(address, {**data, "_selected_action": [other.pk], **shown_by(answer)}), AGAIN)
    desk.post(address, {**data, **shown_by(answer)})
    assert set(ReminderRule.objects.values_list("pk", flat=True)) == {other.pk}
