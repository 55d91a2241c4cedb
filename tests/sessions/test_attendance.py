"""Presence: announced in time, noted in the grid, checked in at the door, closed, counted."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from sessions.attendance import checkin, roll_call, statistics
from sessions.attendance.models import Attendance, Closing
from sessions.programme.models import PARIS
from tests.factories import AttendanceFactory, ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db


def statuses(person):
    return list(person.attendances.order_by("half_day__starts_at").values_list("status", flat=True))


def at(day, hour, minute=0):
    return datetime.combine(day.date, datetime.min.time(), tzinfo=PARIS) + timedelta(hours=hour, minutes=minute)


# Announced


def test_a_participant_announces_an_absence_and_organisers_are_told(as_user, participant, coming, organiser):
    address = f"/espace/absence/{participant.pk}/{coming.pk}/"
    morning = coming.half_days.first()

    response = as_user(participant.user).post(address, {"half_days": [morning.pk], "reason": "Conseil"}, follow=True)

    assertContains(response, "Votre absence est annoncée")
    row = participant.attendances.get()
    assert (row.half_day, row.status, row.source, row.reason) == (morning, "excused", "declared", "Conseil")
    (message,) = Message.objects.all()
    assert (message.to_email, "Conseil" in message.text, "matin" in message.text) == (organiser.email, True, True)


def test_an_absence_is_taken_back(as_user, participant, coming, organiser):
    address = f"/espace/absence/{participant.pk}/{coming.pk}/"
    client = as_user(participant.user)
    client.post(address, {"half_days": [part.pk for part in coming.half_days.all()], "reason": "Conseil"})

    client.post(address, {"reason": ""})

    assert participant.attendances.count() == 0
    assert "sera finalement là" in Message.objects.order_by("pk").last().text


@pytest.mark.parametrize("forged", [str(10**20), "-1", "x", "٣"])
def test_a_half_day_that_cannot_be_is_refused_in_words(as_user, participant, coming, forged):
    address = f"/espace/absence/{participant.pk}/{coming.pk}/"

    response = as_user(participant.user).post(address, {"half_days": [forged], "reason": "Conseil"})

    assertContains(response, "Conseil")
    assert not participant.attendances.exists()


def test_an_absence_without_a_reason_is_refused_and_keeps_what_was_ticked(as_user, participant, coming):
    part = coming.half_days.first()

    response = as_user(participant.user).post(
        f"/espace/absence/{participant.pk}/{coming.pk}/", {"half_days": [part.pk]}
    )

    assertContains(response, "Dites en quelques mots pourquoi.")
    assertContains(response, "checked")
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize(("days_before", "allowed"), [(7, True), (6, False), (0, False)])
def test_the_deadline_is_a_whole_day_in_paris(days_before, allowed, participant, coming):
    late_evening = at(coming, 23, 30) - timedelta(days=days_before)

    with time_machine.travel(late_evening, tick=False):
        assert roll_call.may_announce(coming) is allowed


def test_past_the_deadline_the_page_says_whom_to_write_to(as_user, participant, day):
    address = f"/espace/absence/{participant.pk}/{day.pk}/"
    client = as_user(participant.user)

    assertContains(client.get(address), "Écrivez aux organisateurs")
    refused = client.post(address, {"half_days": [day.half_days.first().pk], "reason": "x"})
    assert (refused.status_code, Attendance.objects.count()) == (200, 0)


def test_nobody_announces_for_somebody_else(as_user, participant, coming):
    other = ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed", user=UserFactory())

    response = as_user(participant.user).post(f"/espace/absence/{other.pk}/{coming.pk}/", {"reason": "x"})

    assert response.status_code == 404


def test_a_day_of_another_season_is_not_announced(as_user, participant):
    (elsewhere,) = add_days(SeasonFactory(), localdate() + timedelta(days=30))
    address = f"/espace/absence/{participant.pk}/{elsewhere.pk}/"

    assert as_user(participant.user).get(address).status_code == 404
    assert as_user(participant.user).post(address, {"reason": "x"}).status_code == 404


def test_whose_territory_left_announces_nothing(as_user, participant, coming):
    address = f"/espace/absence/{participant.pk}/{coming.pk}/"
    assert as_user(participant.user).get(address).status_code == 200
    type(participant.triptych).objects.update(status="withdrawn", rank=None)

    assert as_user(participant.user).get(address).status_code == 404


# The grid


def grid(person, part, status, minutes=""):
    return {f"p{person.pk}-{part.pk}-status": status, f"p{person.pk}-{part.pk}-minutes": minutes}


def test_the_grid_writes_what_was_typed_and_nothing_else(as_user, facilitator, participant, day):
    other = ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed")
    morning, afternoon = day.half_days.all()
    checkin.check_in(half_day=morning, author=facilitator, key=other.pk, at=at(day, 9, 25))
    data = (
        grid(participant, morning, "late", 25)
        | grid(participant, afternoon, "")
        | grid(other, morning, "present")
        | grid(other, afternoon, "")
    )

    as_user(facilitator).post(reverse("admin:day_presence", args=[day.pk]), data)

    row = participant.attendances.get()
    assert (row.status, row.minutes, row.source, row.noted_by) == ("late", 25, "grid", facilitator)
    assert other.attendances.get().source == "checkin"


def test_minutes_without_a_reason_for_them_are_refused_and_kept(as_user, facilitator, participant, day):
    morning, afternoon = day.half_days.all()
    data = grid(participant, morning, "present", 25) | grid(participant, afternoon, "")

    response = as_user(facilitator).post(reverse("admin:day_presence", args=[day.pk]), data)

    assertContains(response, "Les minutes vont avec")
    assertContains(response, 'value="25"')
    assert Attendance.objects.count() == 0


def test_nobody_misses_more_minutes_than_the_half_day_lasts(as_user, facilitator, participant, day):
    morning, afternoon = day.half_days.all()
    address = reverse("admin:day_presence", args=[day.pk])

    refused = as_user(facilitator).post(
        address, grid(participant, morning, "late", 181) | grid(participant, afternoon, "")
    )
    assertContains(refused, 'value="181"')
    assert Attendance.objects.count() == 0

    as_user(facilitator).post(address, grid(participant, morning, "late", 180) | grid(participant, afternoon, ""))
    assert participant.attendances.get().minutes == 180


@pytest.mark.parametrize("count", [1, 3])
def test_the_grid_makes_the_same_number_of_queries_for_one_as_for_three(
    count, as_user, organiser, participant, day, django_assert_num_queries
):
    for category in participant.season.categories.all()[:count]:
        ParticipantFactory(triptych=participant.triptych, category=category, seat=2, state="confirmed")
    client = as_user(organiser)

    with django_assert_num_queries(18):  # two of them for the team, three for whom closing would note absent
        client.get(reverse("admin:day_presence", args=[day.pk]))


# Closed


def test_closing_notes_the_others_absent_and_locks(facilitator, participant, day):
    morning, afternoon = day.half_days.all()
    checkin.check_in(half_day=morning, author=facilitator, key=participant.pk, at=at(day, 9, 20))

    roll_call.close_day(day=day, author=facilitator)

    assert statuses(participant) == ["present", "absent"]
    for verb in (
        lambda: roll_call.record_attendance(
            day=day, cells={(participant, afternoon): {"status": "present"}}, author=facilitator
        ),
        lambda: roll_call.check_in(participant=participant, half_day=afternoon, author=facilitator),
        lambda: roll_call.close_day(day=day, author=facilitator),
    ):
        with pytest.raises(ValidationError, match="closes"):
            verb()


def test_reopening_asks_a_reason_and_keeps_it(as_user, facilitator, participant, day):
    roll_call.close_day(day=day, author=facilitator)
    client, address = as_user(facilitator), reverse("admin:day_reopen", args=[day.pk])

    assertContains(client.post(address, {"reason": " "}, follow=True), "Dites pourquoi vous rouvrez")
    assertContains(client.post(address, {"reason": "Oubli"}, follow=True), "« Oubli »".replace(" ", "\u00a0"))

    closing = Closing.objects.get()
    assert (closing.reason, closing.reopened_by, roll_call.is_closed(day)) == ("Oubli", facilitator, False)


def test_a_day_that_has_not_come_is_not_closed(facilitator, participant, coming):
    with pytest.raises(ValidationError, match="pas encore eu lieu"):
        roll_call.close_day(day=coming, author=facilitator)


# Counted


def test_rates_count_closed_days_only(facilitator, participant, day):
    other = ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed")
    morning, _ = day.half_days.all()
    (open_day,) = add_days(TriptychFactory().season, localdate())
    open_day.season = participant.season
    open_day.number, open_day.date = 2, localdate() - timedelta(days=1)
    open_day.save()
    AttendanceFactory(participant=participant, half_day=open_day.half_days.first())
    checkin.check_in(half_day=morning, author=facilitator, key=participant.pk, at=at(day, 10))
    roll_call.close_day(day=day, author=facilitator)

    rows = statistics.closed_attendance(participant.season)

    assert statistics.attendance_rate(rows) == statistics.AttendanceRate(attended=1, total=4, minutes=30)
    assert statistics.by_person(rows) == {
        participant: statistics.AttendanceRate(1, 2, 30),
        other: statistics.AttendanceRate(0, 2),
    }
    assert list(statistics.by_day(rows)) == [day]
    assert [rate.percent for rate in statistics.by_territory(rows).values()] == [25]


@pytest.mark.parametrize(
    ("attended", "total", "percent", "under"), [(0, 0, None, False), (8, 10, 80, False), (799, 1000, 79, True)]
)
def test_a_threshold_is_never_reached_by_rounding(attended, total, percent, under):
    rate = statistics.AttendanceRate(attended, total)

    assert (rate.percent, rate.is_under(80)) == (percent, under)


def test_the_page_of_the_season_shows_who_is_under_the_threshold_and_the_missing_sheets(
    as_user, facilitator, participant
):
    (past,) = add_days(participant.season, localdate() - timedelta(days=2))
    roll_call.close_day(day=past, author=facilitator)

    response = as_user(facilitator).get(reverse("admin:presence"))

    assertContains(response, "sous le seuil")
    assertContains(response, "Feuilles signées manquantes")


def test_a_cancelled_day_is_neither_noted_nor_closed(as_user, facilitator, participant, day):
    day.status = "cancelled"
    day.save()
    (part, *_) = day.half_days.all()
    noted = {(participant, part): {"status": "present", "minutes": None, "reason": ""}}

    for verb, values in (
        (roll_call.close_day, {"day": day}),
        (roll_call.check_in, {"participant": participant, "half_day": part}),
        (roll_call.record_attendance, {"day": day, "cells": noted}),
    ):
        with pytest.raises(ValidationError, match="est annulée"):
            verb(**values, author=facilitator)
    assert (Attendance.objects.count(), Closing.objects.count()) == (0, 0)
    page = as_user(facilitator).get(reverse("admin:day_presence", args=[day.pk]))
    assertContains(page, "la journée est annulée")
    assertNotContains(page, "Clore les présences")
