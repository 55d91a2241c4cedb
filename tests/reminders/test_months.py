"""Reminders drawn by month: their day, their number, the months between, the switch on the line."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from atelier.reminders import months
from tests.factories import RuleFactory
from tests.reminders.conftest import LONG_AGO, PARIS


def step(day, month=3, year=2027, **more):
    found = {"is_over": False, "rule": SimpleNamespace(is_active=True, subject="Journée {n}"), "lines": [], **more}
    return SimpleNamespace(moment=datetime(year, month, day, 9, tzinfo=PARIS), **found)


def test_reminders_stand_on_their_day_by_month_numbered_in_the_order_of_time():
    drawn = months.by_month([step(30), step(1), step(2, month=6)], first_number=5)

    assert [month.name for month in drawn] == ["mars 2027", "avril 2027", "mai 2027", "juin 2027"]
    assert [[mark.number for mark in month.marks] for month in drawn] == [[5, 6], [], [], [7]]
    assert [mark.x for mark in drawn[0].marks] == ["1.61%", "95.16%"]


def test_reminders_of_one_day_or_close_by_stand_in_rows():
    (drawn,) = months.by_month([step(4), step(4), step(5), step(8)])

    assert [mark.y for mark in drawn.marks] == [14, 38, 62, 14]
    assert drawn.base == 76


def test_a_reminder_after_midnight_in_paris_is_of_that_day():
    late = step(31)
    late.moment = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)

    assert [month.name for month in months.by_month([late])] == ["avril 2027"]


def test_years_apart_leave_a_gap_and_not_a_hundred_empty_months():
    assert len(months.by_month([step(1), step(1, year=2127)])) == 2


def test_what_is_over_active_and_off_is_told_apart():
    off = SimpleNamespace(is_active=False, subject="Journée")

    (drawn,) = months.by_month([step(1, is_over=True), step(2), step(3, rule=off)])

    assert [mark.kind for mark in drawn.marks] == ["over", "active", "off"]


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_a_rule_is_switched_on_the_line_and_leads_back_to_it(season, desk):
    one = RuleFactory(season=season, is_active=False, effective_from=LONG_AGO)
    line = reverse("admin:line_of_time")
    page = desk.get(line)
    assertContains(page, "Mars 2027")
    assertContains(page, 'value="switch_on"')

    rules = reverse("admin:reminders_reminderrule_changelist")
    asked = desk.post(rules, {"action": "switch_on", "_selected_action": one.pk, "retour": "frise"})
    assertContains(asked, 'name="retour" value="frise"')
    sent = {"action": "switch_on", "_selected_action": one.pk, "retour": "frise", "confirm": "1"}
    assertRedirects(desk.post(rules, sent | {"shown": asked.context["shown"]}), line)
    assertContains(desk.get(line), 'value="switch_off"')

    asked = desk.post(rules, {"action": "switch_off", "_selected_action": one.pk, "retour": "frise"})
    done = desk.post(rules, sent | {"action": "switch_off", "shown": asked.context["shown"]})
    assertRedirects(done, line)
    one.refresh_from_db()
    assert not one.is_active
