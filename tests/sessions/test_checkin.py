"""The door: a code or a name, once, with the hour it was seen."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from sessions.attendance import checkin, roll_call
from sessions.programme.models import PARIS
from tests.factories import AttendanceFactory, ParticipantFactory, TriptychFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    """The morning of the day, begun at 9 h 30."""
    with time_machine.travel(datetime(2027, 3, 16, 9, 40, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


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


def post(client, day, **entry):
    return client.post(reverse("admin:checkin_note", args=[day.half_days.first().pk]), entry).json()


@pytest.mark.parametrize(
    "when", ["", "hier", "2001-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00", "2027-03-16T09:00"]
)
def test_a_clock_that_cannot_be_believed_is_not(when, as_user, facilitator, participant, day):
    post(as_user(facilitator), day, participant=participant.pk, at=when)

    assert participant.attendances.get().noted_at == timezone.now()


@pytest.mark.parametrize("later", [{"hours": 5}, {"days": 1, "hours": 2}, {"days": 25}])
def test_what_a_phone_kept_is_noted_at_the_hour_it_was_seen(later, as_user, clock, facilitator, participant, day):
    seen = timezone.now()
    clock.shift(timedelta(**later))

    answer = post(as_user(facilitator), day, participant=participant.pk, at=seen.isoformat())

    row = participant.attendances.get()
    assert (answer["state"], row.status, row.minutes, row.noted_at) == ("noted", "present", None, seen)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ({"days": -1}, "a lieu le mardi 16 mars 2027"),
        ({"hours": 3}, "Le matin est fini depuis 12\u00a0h\u00a030"),
        ({"minutes": 1906}, "a eu lieu le mardi 16 mars 2027"),
        ({"days": 25}, "a eu lieu le mardi 16 mars 2027"),
    ],
)
def test_nobody_arrives_outside_the_half_day(moment, words, as_user, clock, facilitator, participant, day):
    clock.shift(timedelta(**moment))

    answer = post(as_user(facilitator), day, participant=participant.pk)

    assert answer["state"] == "refused"
    assert words in answer["sentence"]
    assert not participant.attendances.exists()


def test_lateness_is_less_than_the_half_day(facilitator, participant, day):
    morning = day.half_days.first()
    roll_call.check_in(participant=participant, half_day=morning, author=facilitator, at=at(day, 12, 29))
    assert participant.attendances.get().minutes == morning.length - 1

    with pytest.raises(ValidationError, match="Le matin est fini"):
        roll_call.check_in(participant=participant, half_day=morning, author=facilitator, at=at(day, 12, 31))


@pytest.mark.parametrize(("fast", "said"), [(-95, "retarde de 95 minutes"), (1, ""), (12, "avance de 12 minutes")])
def test_the_clock_of_a_phone_is_compared_with_the_server_s(fast, said, as_user, clock, facilitator, participant, day):
    """It saw the person half an hour ago; its own clock says something else of then and of now."""
    clock.shift(timedelta(minutes=30))
    seen, wrong = timezone.now() - timedelta(minutes=30), timedelta(minutes=fast)

    answer = post(
        as_user(facilitator),
        day,
        participant=participant.pk,
        at=(seen + wrong).isoformat(),
        clock=(timezone.now() + wrong).isoformat(),
    )

    assert participant.attendances.get().noted_at == seen
    assert said in answer["clock"]
    assert bool(answer["clock"]) == bool(said)


def test_a_mistaken_arrival_is_taken_back(as_user, facilitator, participant, day):
    client, page = as_user(facilitator), reverse("admin:checkin", args=[day.half_days.first().pk])
    client.post(page, {"participant": participant.pk})
    assert statuses(participant) == ["present"]

    answer = client.post(page, {"undo": participant.pk}).context["answer"]

    assert (answer.sentence, statuses(participant)) == (f"{participant.full_name} : pointage annulé.", [])


def test_all_the_others_are_those_who_confirmed_and_are_not_noted(as_user, facilitator, participant, day):
    morning = day.half_days.first()
    absent = ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed")
    silent = ParticipantFactory(triptych=participant.triptych, category=participant.category, seat=3)
    AttendanceFactory(participant=absent, half_day=morning, status="absent")

    page = as_user(facilitator).post(reverse("admin:checkin", args=[morning.pk]), {"others": "1"})

    assert page.context["answer"].sentence == "Notés présents : 1."
    assert [statuses(one) for one in (participant, absent, silent)] == [["present"], ["absent"], []]


def test_nobody_is_noted_present_before_the_half_day_begins(as_user, clock, facilitator, participant, day):
    clock.move_to(at(day, 9, 15))

    page = as_user(facilitator).post(reverse("admin:checkin", args=[day.half_days.first().pk]), {"others": "1"})

    assert page.context["answer"].state == "refused"
    assert statuses(participant) == []
