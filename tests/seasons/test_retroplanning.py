"""The retro-planning: dates that follow the season, what is late or urgent, what is ticked and what is seen done."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.seasons import default_plan, retroplanning
from atelier.seasons.landmarks import FACTS, LANDMARKS
from atelier.seasons.models import Season, Task, Tick
from contributions import invoicing
from contributions.models import Agreement, Payment
from referential.models import Moment
from sessions import attendance, attestations, booklets, convocations, groups, sheets
from sessions.models import Attestation, Day, Note
from tests.factories import (
    MomentFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    add_days,
    agree_on,
    settled,
    triptych_of_six,
)

pytestmark = pytest.mark.django_db
PAGE = "/admin/seasons/task/retroplanning/"


@pytest.fixture
def season():
    season = SeasonFactory(number=5, call_opens_on=date(2026, 9, 7), call_closes_on=date(2026, 10, 30))
    add_days(season, date(2026, 12, 3), date(2027, 1, 14))
    return season


def task(season, **fields):
    values = {"title": "Émettre les convocations", "landmark": "each_day", "days": 15, **fields}
    return Task.objects.create(season=season, **values)


def told(season, today=None):
    """Each step as the page would say it."""
    return [(str(one.task), one.mark.label, one.due_on, one.state) for one in retroplanning.steps(season, today)]


def test_a_task_comes_back_for_each_day_at_its_own_date(season):
    task(season)

    assert told(season, date(2026, 11, 15)) == [
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
def test_the_nearer_the_more_urgent(season, today, state):
    task(season, landmark="first_day")

    assert told(season, today) == [("Émettre les convocations", "", date(2026, 11, 18), state)]


@pytest.mark.parametrize(
    ("days", "direction", "due"),
    [
        (5, "before", date(2026, 11, 27)),  # a Saturday goes back to Friday
        (2, "after", date(2026, 12, 7)),  # a Saturday goes on to Monday
        (22, "after", date(2026, 12, 28)),  # Christmas, then a weekend
    ],
)
def test_a_task_falls_due_on_a_working_day_away_from_what_it_serves(season, days, direction, due):
    task(season, landmark="first_day", days=days, direction=direction)

    assert [one.due_on for one in retroplanning.steps(season)] == [due]


def test_a_date_that_moves_takes_its_tasks_along_and_leaves_what_is_done(season, organiser):
    made = task(season)
    first, second = Day.objects.order_by("number")
    retroplanning.tick(task=made, ref=f"day:{first.pk}", author=organiser)

    Day.objects.filter(pk=first.pk).update(date=date(2026, 12, 10))
    Day.objects.filter(pk=second.pk).update(date=date(2027, 1, 21))

    assert [(one.due_on, one.state) for one in retroplanning.steps(season, date(2026, 11, 15))] == [
        (date(2026, 11, 18), "done"),
        (date(2027, 1, 6), "later"),
    ]
    assert retroplanning.untick(task=made, ref=f"day:{first.pk}")
    assert retroplanning.steps(season, date(2026, 11, 15))[0].due_on == date(2026, 11, 25)


def test_a_cancelled_day_asks_for_nothing(season):
    task(season)
    Day.objects.filter(number=1).update(status=Day.Status.CANCELLED)

    assert [one.mark.label for one in retroplanning.steps(season)] == ["Journée 2"]


def test_what_has_no_date_yet_is_said_apart():
    season = SeasonFactory(call_opens_on=None)
    task(season, landmark="call_opens")
    task(season, landmark="first_day")

    assert [one.state for one in retroplanning.steps(season)] == ["undated", "undated"]


def test_ticked_twice_the_first_stays(season, organiser, facilitator):
    made, ref = task(season), f"day:{Day.objects.first().pk}"
    retroplanning.tick(task=made, ref=ref, author=organiser)

    assert retroplanning.tick(task=made, ref=ref, author=facilitator).author == organiser
    assert Tick.objects.count() == 1
    with pytest.raises(LookupError):
        retroplanning.tick(task=made, ref="day:0", author=organiser)


def seen(fact, season):
    return FACTS[fact].find(season)


def test_what_happens_to_triptychs_is_seen():
    season = SeasonFactory(places=2)
    one = TriptychFactory(season=season, submitted=True)
    assert {seen(fact, season) == set() for fact in ("all_decided", "places_taken", "all_confirmed")} == {True}

    one.status, one.place = "admitted", 1
    one.save()
    assert seen("all_decided", season) == {"season"}
    assert seen("places_taken", season) == set()

    other = triptych_of_six(season=season, place=2)
    assert seen("places_taken", season) == {"season"}
    assert seen("all_confirmed", season) == set()

    for category in season.categories.all():
        for seat in (1, 2):
            ParticipantFactory(triptych=one, category=category, seat=seat, state="confirmed")
    assert seen("all_confirmed", season) == {"season"}
    other.participants.filter(seat=1).update(state="left")
    assert seen("all_confirmed", season) == set()


def test_what_happens_around_a_day_is_seen(organiser, participant):
    season = participant.season
    today, _ = add_days(season, timezone.localdate(), timezone.localdate() + timedelta(days=9))
    ref = {f"day:{today.pk}"}
    facts = [key for key, fact in FACTS.items() if fact.scope == "day"]
    assert {key: seen(key, season) for key in facts} == {key: set() for key in facts}

    item = today.half_days.first().items.create(starts_at="10:00", format="inter", title="Tables")
    groups.compose(item=item, author=organiser)
    convocations.issue(day=today)
    attendance.close(day=today, author=organiser)
    scan = SimpleUploadedFile("feuille.pdf", b"%PDF-1.7 signed")
    sheets.add_scan(day=today, file=scan, author=organiser)
    Note.objects.create(day=today, author=organiser, title="Retenu", text="Un récit.")

    assert {key: seen(key, season) for key in facts} == dict.fromkeys(facts, ref)
    attendance.reopen(day=today, author=organiser, reason="Erreur")
    assert seen("presence_closed", season) == set()


def test_documents_of_the_end_are_seen(organiser, participant):
    season = participant.season
    (day,) = add_days(season, timezone.localdate())
    attendance.check_in(participant=participant, half_day=day.half_days.first(), author=organiser)
    attendance.close(day=day, author=organiser)
    assert seen("attestations_issued", season) == seen("booklets_issued", season) == set()

    attestations.issue(season=season)
    booklets.issue(participant.triptych)

    assert seen("attestations_issued", season) == seen("booklets_issued", season) == {"season"}
    Attestation.objects.update(revoked_at=timezone.now())
    assert seen("attestations_issued", season) == set()


def test_positions_are_seen_settled():
    triptych = triptych_of_six()
    season = triptych.season
    assert seen("moments_fixed", season) == set()
    moment = MomentFactory(season=season, over=True)
    assert (seen("moments_fixed", season), seen("positions_settled", season)) == ({"season"}, set())

    agree_on(triptych, moment)

    assert seen("positions_settled", season) == {f"moment:{moment.pk}"}
    assert [one.ref for one in LANDMARKS["moment_closes"].find(season)] == [f"moment:{moment.pk}"]
    assert LANDMARKS["moment_opens"].find(season)[0].on == Moment.objects.get().opens_on


def test_money_is_seen_agreed_asked_and_paid(treasurer):
    payer = settled(triptych=TriptychFactory(admitted=True))
    season = payer.agreement.triptych.season
    facts = ("all_agreed", "all_asked", "all_paid")
    assert [seen(fact, season) for fact in facts] == [{"season"}, set(), set()]

    invoice = invoicing.issue(instalment=payer.instalments.get(), on=timezone.localdate())
    assert [seen(fact, season) for fact in facts] == [{"season"}, {"season"}, set()]

    Payment.objects.create(invoice=invoice, amount=invoice.total, received_on=timezone.localdate(), author=treasurer)
    assert [seen(fact, season) for fact in facts] == [{"season"}] * 3
    Agreement.objects.update(agreed_amount=None, settled_at=None)
    assert seen("all_agreed", season) == set()


def test_a_season_online_is_seen(season):
    assert seen("season_online", season) == {"season"}
    Season.objects.update(status="preparation")
    assert seen("season_online", Season.objects.get()) == set()


def test_what_is_seen_done_is_ticked_by_nobody(as_user, organiser, season):
    task(season, landmark="call_opens", days=0, fact="season_online", title="Mettre en ligne")

    (step,) = retroplanning.steps(season)
    assert (step.state, step.is_seen_done) == ("done", True)
    assert step.address == reverse("admin:seasons_season_change", args=[season.pk])
    response = as_user(organiser).get(PAGE)
    assertContains(response, "constaté par l’Atelier")
    assertNotContains(response, "C’est fait")


def test_a_fact_goes_with_a_landmark_of_the_same_kind(season):
    with pytest.raises(ValidationError, match="ne se constate pas"):
        Task(season=season, title="x", landmark="first_day", fact="presence_closed").full_clean()
    with pytest.raises(ValidationError, match="repère"):
        Task(season=season, title="x", landmark="rien").full_clean()
    Task(season=season, title="x", landmark="each_day", fact="presence_closed").full_clean()


def test_every_usual_task_can_be_saved_again(season):
    assert default_plan.give_tasks(season) == 25
    assert default_plan.give_tasks(season) == 0
    for one in season.tasks.all():
        one.full_clean()


@time_machine.travel("2026-11-16 10:00+01:00", tick=False)
def test_the_page_sorts_by_urgency_and_ticks_in_place(as_user, facilitator, season):
    made = task(season, owner=facilitator)
    task(season, landmark="call_closes", days=3, direction="after", title="Répondre")
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


def test_an_unknown_landmark_or_task_is_not_found(as_user, organiser, season):
    client = as_user(organiser)
    assert client.post(reverse("admin:tick", args=[task(season).pk]), {"ref": "day:0"}).status_code == 404
    assert client.post(reverse("admin:tick", args=[0]), {"ref": "season"}).status_code == 404


def test_a_season_without_tasks_is_given_the_usual_ones_by_an_organiser(as_user, organiser, facilitator, season):
    assert as_user(facilitator).post(PAGE).status_code == 403
    assertContains(as_user(facilitator).get(PAGE), "vingt-cinq")
    response = as_user(organiser).post(PAGE, follow=True)
    assertContains(response, "Tâches ajoutées\u00a0: 25.")
    assertNotContains(response, "pas encore de tâche")


def test_a_task_is_confided_to_the_team_alone(as_user, organiser, facilitator, contact, season):
    form = as_user(organiser).get(reverse("admin:seasons_task_add")).context["adminform"].form

    assert set(form.fields["owner"].queryset) == {organiser, facilitator}
    assert form.initial["season"] == season.pk


def test_the_page_asks_the_database_as_often_for_many_days(as_user, organiser, django_assert_max_num_queries):
    season = SeasonFactory()
    default_plan.give_tasks(season)
    client = as_user(organiser)
    counts = []
    for number in (1, 4):
        season.days.all().delete()
        add_days(season, *(date(2026, 12, 3) + timedelta(weeks=week) for week in range(number)))
        TriptychFactory(season=season, admitted=True, place=number, people=6)
        with django_assert_max_num_queries(60) as counted:
            client.get(PAGE)
        counts.append(len(counted))

    assert counts[0] == counts[1]
