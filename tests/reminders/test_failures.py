"""One thing that cannot be done stops itself alone: the others are done, and the first page says it."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.checklist import checklist
from atelier.checklist.models import Task
from atelier.core import declarations
from atelier.core.declarations import declared, declared_by_key
from atelier.outbox.models import Message
from atelier.reminders import planner
from atelier.reminders import tasks as planning
from atelier.reminders.models import ReminderRule
from atelier.reminders.triggers import Trigger
from atelier.seasons.models import Failure
from contributions.models import Payer
from sessions.programme.models import Day
from tests.factories import (
    RuleFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    settled,
)

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
ON = {"is_active": True, "effective_from": datetime(2020, 1, 1, tzinfo=PARIS)}
ODD = date(9999, 12, 31)  # as a row that was written before the rule, or past it


def season_with_a_council(number, on):
    season = SeasonFactory(number=number)
    triptych = TriptychFactory(season=season, admitted=True, lead=UserFactory())
    settled(triptych=triptych, council_on=on)
    RuleFactory(season=season, trigger="council", text="Le conseil", days=1, direction="after", **ON)
    return season


def payer_of(season):
    return Payer.objects.get(agreement__triptych__season=season)


def of(season):
    rules = ReminderRule.objects.filter(season=season)
    sources = [rule.source for rule in rules]
    return list(Message.objects.filter(source__in=sources).order_by("pk").values_list("state", flat=True))


@pytest.mark.usefixtures("mode")
@pytest.mark.usefixtures("now")
def test_an_odd_date_stops_no_other_reminder_and_the_first_page_leads_to_it(as_user, organiser):
    odd, sane = season_with_a_council(90, date(2027, 3, 30)), season_with_a_council(91, date(2027, 3, 30))
    add_days(odd, date(2027, 3, 30))
    RuleFactory(season=odd, trigger="day_team", text="{lien}", **ON)
    Payer.objects.filter(pk=payer_of(odd).pk).update(council_on=ODD)

    planner.plan_messages()

    assert (of(odd), of(sane)) == (["queued"], ["queued"])
    page = as_user(organiser).get("/admin/")
    assertContains(page, "Une relance n’a pas pu être préparée")
    assertContains(page, f"Saison 90, Conseil, {payer_of(odd)}")
    assertContains(page, reverse("admin:payer", args=[payer_of(odd).pk]))
    assertContains(as_user(organiser).get(reverse("admin:line_of_time")), f"Conseil, {payer_of(odd)}")

    Payer.objects.filter(pk=payer_of(sane).pk).update(decision_on=date(2027, 3, 1))
    planner.plan_messages()
    assert of(sane) == ["withdrawn"]

    Payer.objects.filter(pk=payer_of(odd).pk).update(council_on=date(2027, 3, 31))
    planner.plan_messages()
    assert of(odd) == ["queued", "queued"]
    assertNotContains(as_user(organiser).get("/admin/"), "n’a pas pu être préparée")


@pytest.mark.usefixtures("now")
def test_what_cannot_be_read_any_more_takes_nothing_back(monkeypatch):
    season = season_with_a_council(90, date(2027, 3, 30))
    other = settled(
        triptych=TriptychFactory(season=season, admitted=True, rank=2, lead=UserFactory()),
        council_on=date(2027, 3, 30),
    )
    planner.plan_messages()
    assert of(season) == ["queued"] * 2

    Payer.objects.exclude(pk=other.pk).update(council_on=ODD)
    Payer.objects.filter(pk=other.pk).update(decision_on=date(2027, 3, 1))
    assert planner.plan_messages() == {"written": 0, "changed": 0, "withdrawn": 1}
    assert of(season) == ["queued", "withdrawn"]


def refuses(season):
    """A finder that fails for this season alone, as one row of it that no code expects would make it."""

    def find(seasons):
        for one in seasons:
            if one == season:
                raise OverflowError
        return declared_by_key(Trigger)["council"].find(seasons)

    return find


@pytest.mark.usefixtures("now")
def test_a_season_that_cannot_be_read_keeps_its_messages_and_stops_no_other(monkeypatch):
    odd, sane = season_with_a_council(90, date(2027, 3, 30)), season_with_a_council(91, date(2027, 3, 30))
    planner.plan_messages()
    Payer.objects.update(decision_on=date(2027, 3, 1))
    council = declared_by_key(Trigger)["council"]
    broken = replace(council, find=refuses(odd), key="broken")
    monkeypatch.setitem(declarations._declared, Trigger, [*declared(Trigger), broken])
    ReminderRule.objects.update(trigger="broken")

    assert planner.plan_messages() == {"written": 0, "changed": 0, "withdrawn": 1}

    assert (of(odd), of(sane)) == (["queued"], ["withdrawn"])
    assert [one.label for one in Failure.objects.all()] == ["Saison 90, Conseil prévu"]


@pytest.mark.usefixtures("now")
def test_a_message_that_the_database_refuses_stops_no_other(monkeypatch):
    for number in (90, 91, 92):
        season_with_a_council(number, date(2027, 3, 30))
    row_of = planner.row_of

    def refused(one, now, **how):
        if one.rule.season.number == 91:
            raise ValueError("A string literal cannot contain NUL (0x00) characters.")
        return row_of(one, now, **how)

    monkeypatch.setattr(planner, "row_of", refused)

    assert planner.plan_messages()["written"] == 2
    assert [one.label.partition(",")[0] for one in Failure.objects.all()] == ["Saison 91"]


@pytest.mark.parametrize("odd", [ODD, date(1, 1, 1)])
def test_an_odd_day_leaves_the_first_page_and_the_tasks_readable(as_user, organiser, odd):
    season = SeasonFactory(number=90)
    add_days(season, date(2027, 3, 30))
    for milestone in ("each_day", "each_deadline", "last_day", "call_closes"):
        for direction in ("before", "after"):
            Task.objects.create(
                season=season, title=f"{milestone} {direction}", milestone=milestone, direction=direction
            )
    Day.objects.update(date=odd)
    client = as_user(organiser)

    for page in ("/admin/", reverse("admin:retroplanning"), reverse("admin:line_of_time"), reverse("next_season")):
        assert client.get(page, follow=True).status_code == 200
    assert {step.task.title for step in checklist.checklist_steps(season) if step.state == checklist.UNDATED} >= {
        "call_closes after",
        "each_day after" if odd == ODD else "each_day before",
    }


def test_planning_that_stops_as_a_whole_is_said_until_it_goes_again(monkeypatch):
    monkeypatch.setattr(planner, "active_rules", lambda: 1 / 0)
    planning.plan()
    assert [one.label for one in Failure.objects.all()] == ["aucune, pour aucune saison"]

    monkeypatch.undo()
    planning.plan()
    assert not Failure.objects.exists()


def test_a_rule_of_an_unknown_trigger_keeps_its_messages_and_says_so(now):
    season = season_with_a_council(7, date(2027, 3, 10))
    planner.plan_messages()
    before = list(Message.objects.filter(source__startswith="rule:").order_by("pk").values_list("key", "state"))
    assert {state for _, state in before} == {"queued"}
    ReminderRule.objects.filter(season=season).update(trigger="former")

    assert planner.plan_messages()["withdrawn"] == 0

    assert list(Message.objects.filter(source__startswith="rule:").order_by("pk").values_list("key", "state")) == before
    failure = Failure.objects.get(kind=Failure.Kind.REMINDER)
    assert ("déclencheur inconnu" in failure.label, "former" in failure.ref) == (True, True)
