"""The retro-planning: dates that follow the season, what is late or urgent, what is ticked."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.checklist import checklist, default_tasks
from atelier.checklist.models import Task, Tick
from sessions.programme.models import Day
from tests.factories import SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


PAGE = "/admin/checklist/task/retroplanning/"


@pytest.fixture
def autumn_season():
    season = SeasonFactory(number=5, call_opens_on=date(2026, 9, 7), call_closes_on=date(2026, 10, 30))
    add_days(season, date(2026, 12, 3), date(2027, 1, 14))
    return season


def task(season, **fields):
    values = {"title": "Émettre les convocations", "milestone": "each_day", "days": 15, **fields}
    return Task.objects.create(season=season, **values)


def told(season, today=None):
    """Each step as the page would say it."""
    return [(str(one.task), one.mark.label, one.due_on, one.state) for one in checklist.checklist_steps(season, today)]


def test_a_task_comes_back_for_each_day_at_its_own_date(autumn_season):
    task(autumn_season)

    assert told(autumn_season, date(2026, 11, 15)) == [
        ("Émettre les convocations", "Journée 1", date(2026, 11, 18), "urgent"),
        ("Émettre les convocations", "Journée 2", date(2026, 12, 30), "later"),
    ]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 19), "late"),
        (date(2026, 11, 18), "urgent"),
        (date(2026, 11, 15), "urgent"),
        (date(2026, 11, 14), "soon"),
        (date(2026, 11, 10), "soon"),
        (date(2026, 11, 9), "later"),
    ],
)
def test_the_nearer_the_more_urgent(autumn_season, today, state):
    task(autumn_season, milestone="first_day")

    assert told(autumn_season, today) == [("Émettre les convocations", "", date(2026, 11, 18), state)]


@pytest.mark.parametrize(
    ("days", "direction", "due"),
    [
        (5, "before", date(2026, 11, 27)),  # a Saturday goes back to Friday
        (2, "after", date(2026, 12, 7)),  # a Saturday goes on to Monday
        (22, "after", date(2026, 12, 28)),  # Christmas, then a weekend
    ],
)
def test_a_task_falls_due_on_a_working_day_away_from_what_it_serves(autumn_season, days, direction, due):
    task(autumn_season, milestone="first_day", days=days, direction=direction)

    assert [one.due_on for one in checklist.checklist_steps(autumn_season)] == [due]


def test_a_date_that_moves_takes_its_tasks_along_and_leaves_what_is_done(autumn_season, organiser):
    made = task(autumn_season)
    first, second = Day.objects.order_by("number")
    checklist.mark_done(task=made, ref=f"day:{first.pk}", author=organiser)

    Day.objects.filter(pk=first.pk).update(date=date(2026, 12, 10))
    Day.objects.filter(pk=second.pk).update(date=date(2027, 1, 21))

    assert [(one.due_on, one.state) for one in checklist.checklist_steps(autumn_season, date(2026, 11, 15))] == [
        (date(2026, 11, 18), "done"),
        (date(2027, 1, 6), "later"),
    ]
    assert checklist.mark_undone(task=made, ref=f"day:{first.pk}")
    assert checklist.checklist_steps(autumn_season, date(2026, 11, 15))[0].due_on == date(2026, 11, 25)


def test_a_cancelled_day_asks_for_nothing(autumn_season):
    task(autumn_season)
    Day.objects.filter(number=1).update(status=Day.Status.CANCELLED)

    assert [one.mark.label for one in checklist.checklist_steps(autumn_season)] == ["Journée 2"]


def test_what_has_no_date_yet_is_said_apart():
    season = SeasonFactory(call_opens_on=None)
    task(season, milestone="call_opens")
    task(season, milestone="first_day")

    assert [one.state for one in checklist.checklist_steps(season)] == ["undated", "undated"]


def test_ticked_twice_the_first_stays(autumn_season, organiser, facilitator):
    made, ref = task(autumn_season), f"day:{Day.objects.first().pk}"
    checklist.mark_done(task=made, ref=ref, author=organiser)

    assert checklist.mark_done(task=made, ref=ref, author=facilitator).author == organiser
    assert Tick.objects.count() == 1
    with pytest.raises(LookupError):
        checklist.mark_done(task=made, ref="day:0", author=organiser)


def test_what_is_seen_done_is_ticked_by_nobody(as_user, organiser, autumn_season):
    task(autumn_season, milestone="call_opens", days=0, completion_check="season_online", title="Mettre en ligne")

    (step,) = checklist.checklist_steps(autumn_season, reader=organiser)
    assert (step.state, step.is_seen_done) == ("done", True)
    assert step.address == reverse("admin:seasons_season_change", args=[autumn_season.pk])
    response = as_user(organiser).get(PAGE)
    assertContains(response, "constaté par l’Atelier")
    assertNotContains(response, "C’est fait")


def test_a_completion_check_goes_with_a_milestone_of_the_same_kind(autumn_season):
    with pytest.raises(ValidationError, match="ne se constate pas"):
        Task(season=autumn_season, title="x", milestone="first_day", completion_check="presence_closed").full_clean()
    with pytest.raises(ValidationError, match="repère"):
        Task(season=autumn_season, title="x", milestone="rien").full_clean()
    Task(season=autumn_season, title="x", milestone="each_day", completion_check="presence_closed").full_clean()


def test_every_usual_task_can_be_saved_again(autumn_season):
    assert default_tasks.create_default_tasks(autumn_season) == 25
    assert default_tasks.create_default_tasks(autumn_season) == 0
    for one in autumn_season.tasks.all():
        one.full_clean()


@time_machine.travel("2026-11-16 10:00+01:00", tick=False)
def test_the_page_sorts_by_urgency_and_ticks_in_place(as_user, facilitator, autumn_season):
    made = task(autumn_season, owner=facilitator)
    task(autumn_season, milestone="call_closes", days=3, direction="after", title="Répondre")
    client = as_user(facilitator)
    response = client.get(PAGE)
    assertContains(response, "En retard (1)")
    assertContains(response, "Urgent\u00a0: d’ici trois jours (1)")
    assertContains(response, "mercredi 18 novembre 2026")
    assertNotContains(response, "Modifier les tâches")

    ref = f"day:{Day.objects.first().pk}"
    response = client.post(reverse("admin:tick", args=[made.pk]), {"ref": ref, "mine": "1"}, follow=True)
    assertContains(response, "C’est fait\u00a0: Émettre les convocations.")
    assertContains(response, "Ce qui est fait (1)")
    assertNotContains(response, "Répondre")  # only mine, as before
    assert Tick.objects.get().due_on == date(2026, 11, 18)

    client.post(reverse("admin:tick", args=[made.pk]), {"ref": ref, "undo": "1"})
    assert not Tick.objects.exists()


def test_an_unknown_milestone_or_task_is_not_found(as_user, organiser, autumn_season):
    client = as_user(organiser)
    assert client.post(reverse("admin:tick", args=[task(autumn_season).pk]), {"ref": "day:0"}).status_code == 404
    assert client.post(reverse("admin:tick", args=[0]), {"ref": "season"}).status_code == 404


def test_a_season_without_tasks_is_given_the_usual_ones_by_an_organiser(as_user, organiser, facilitator, autumn_season):
    assert as_user(facilitator).post(PAGE).status_code == 403
    assertContains(as_user(facilitator).get(PAGE), "vingt-cinq")
    response = as_user(organiser).post(PAGE, follow=True)
    assertContains(response, "Tâches ajoutées\u00a0: 25.")
    assertNotContains(response, "pas encore de tâche")


def test_a_task_is_confided_to_the_team_alone(as_user, organiser, facilitator, contact, autumn_season):
    form = as_user(organiser).get(reverse("admin:checklist_task_add")).context["adminform"].form

    assert set(form.fields["owner"].queryset) == {organiser, facilitator}
    assert form.initial["season"] == autumn_season.pk


def test_the_page_asks_the_database_as_often_for_many_days(as_user, organiser, django_assert_max_num_queries):
    season = SeasonFactory()
    default_tasks.create_default_tasks(season)
    client = as_user(organiser)
    counts = []
    for number in (1, 4):
        season.days.all().delete()
        add_days(season, *(date(2026, 12, 3) + timedelta(weeks=week) for week in range(number)))
        TriptychFactory(season=season, admitted=True, rank=number, people=6)
        with django_assert_max_num_queries(60) as counted:
            client.get(PAGE)
        counts.append(len(counted))

    assert counts[0] == counts[1]
