"""The door: a code or a name, once, with the hour it was seen."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.attendance import checkin
from sessions.programme.models import PARIS
from tests.factories import AttendanceFactory, ParticipantFactory, TriptychFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def statuses(person):
    return list(person.attendances.order_by("half_day__starts_at").values_list("status", flat=True))


def at(day, hour, minute=0):
    return datetime.combine(day.date, datetime.min.time(), tzinfo=PARIS) + timedelta(hours=hour, minutes=minute)


def test_a_code_is_valid_once_and_says_when(facilitator, participant, day):
    morning = day.half_days.first()
    code = participant.checkin_code

    first = checkin.check_in(
        half_day=morning, author=facilitator, code=f" {code[:3]}-{code[3:].lower()}", at=at(day, 9, 12)
    )
    second = checkin.check_in(half_day=morning, author=facilitator, code=code, at=at(day, 9, 40))

    assert (first.state, second.state) == ("noted", "already")
    assert second.sentence.endswith("déjà pointé à 9\u00a0h\u00a012.")
    assert statuses(participant) == ["present"]


@pytest.mark.parametrize(("minute", "status", "minutes"), [(39, "present", None), (41, "late", 11), (55, "late", 25)])
def test_lateness_is_counted_from_the_beginning_past_a_tolerance(
    minute, status, minutes, facilitator, participant, day
):
    checkin.check_in(half_day=day.half_days.first(), author=facilitator, key=participant.pk, at=at(day, 9, minute))

    row = participant.attendances.get()
    assert (row.status, row.minutes) == (status, minutes)


def test_who_announced_an_absence_and_comes_is_present(facilitator, participant, day):
    morning = day.half_days.first()
    AttendanceFactory(participant=participant, half_day=morning, status="excused", source="declared", reason="Conseil")

    answer = checkin.check_in(half_day=morning, author=facilitator, key=participant.pk, at=at(day, 9, 20))

    assert (answer.state, statuses(participant)) == ("noted", ["present"])


@pytest.mark.parametrize("code", ["", "AAAAAA", "2", "<script>", "é" * 40])
def test_an_unknown_code_is_refused_in_words(code, facilitator, participant, day):
    answer = checkin.check_in(half_day=day.half_days.first(), author=facilitator, code=code)

    assert (answer.state, answer.sentence) == ("refused", checkin.UNKNOWN)


def test_nobody_comes_in_the_place_of_another(facilitator, participant, day):
    elsewhere = ParticipantFactory(
        triptych=TriptychFactory(submitted=True, season=participant.season), state="confirmed"
    )
    gone = ParticipantFactory(triptych=participant.triptych, seat=2, state="declined")

    answers = [
        checkin.check_in(half_day=day.half_days.first(), author=facilitator, key=person.pk).state
        for person in (elsewhere, gone)
    ]

    assert answers == ["refused", "refused"]


def test_who_had_not_confirmed_is_noted_with_a_reserve(facilitator, participant, day):
    silent = ParticipantFactory(triptych=participant.triptych, seat=2)

    answer = checkin.check_in(half_day=day.half_days.first(), author=facilitator, key=silent.pk)

    assert answer.state == "noted"
    assert "n’était pas confirmée" in answer.sentence


def test_the_script_of_the_door_gets_the_same_answers(as_user, facilitator, participant, day):
    address = reverse("admin:checkin_note", args=[day.half_days.first().pk])
    seen = (timezone.now() - timedelta(minutes=3)).isoformat()

    answers = [as_user(facilitator).post(address, {"participant": participant.pk, "at": seen}).json() for _ in range(2)]

    assert [answer["state"] for answer in answers] == ["noted", "already"]
    assert answers[1]["there"] == 1
    assert participant.attendances.get().noted_at.isoformat() == datetime.fromisoformat(seen).isoformat()


@pytest.mark.parametrize(
    "when", ["", "hier", "2001-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00", "2026-01-01T09:00"]
)
def test_a_clock_that_cannot_be_believed_is_not(when, as_user, facilitator, participant, day):
    as_user(facilitator).post(
        reverse("admin:checkin_note", args=[day.half_days.first().pk]), {"participant": participant.pk, "at": when}
    )

    assert timezone.now() - participant.attendances.get().noted_at < timedelta(minutes=1)
