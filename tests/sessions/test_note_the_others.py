"""What closing would do is named first, and the rest of a grid is noted present at once."""

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains

from sessions.attendance import roll_call
from sessions.programme.models import PARIS
from tests.factories import AttendanceFactory, ParticipantFactory

pytestmark = pytest.mark.django_db


def statuses(person):
    return list(person.attendances.order_by("half_day__starts_at").values_list("status", flat=True))


def grid(person, part, status):
    return {f"p{person.pk}-{part.pk}-status": status, f"p{person.pk}-{part.pk}-minutes": ""}


def at(day, hour):
    return datetime.combine(day.date, datetime.min.time(), tzinfo=PARIS).replace(hour=hour)


def test_closing_names_first_whom_it_notes_absent_and_again_if_that_changed(as_user, facilitator, participant, day):
    client, page = as_user(facilitator), reverse("admin:day_presence", args=[day.pk])
    assertContains(client.get(page), "1 personne non notée sera notée absente")
    for part in day.half_days.all():
        AttendanceFactory(participant=participant, half_day=part, status="present")
    close = reverse("admin:day_close", args=[day.pk])

    assertContains(client.post(close, {"unnoted": "1"}, follow=True), "notées entre-temps")
    assert not roll_call.is_closed(day)
    client.post(close, {"unnoted": "0"})
    assert roll_call.is_closed(day)


def test_the_grid_notes_the_rest_present_at_once(as_user, facilitator, participant, day):
    other = ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed")
    morning, afternoon = day.half_days.all()
    data = grid(other, morning, "absent") | grid(other, afternoon, "") | {"others": "1"}
    address = reverse("admin:day_presence", args=[day.pk])
    with time_machine.travel(at(day, 17), tick=False):
        as_user(facilitator).post(address, data | grid(participant, morning, "") | grid(participant, afternoon, ""))

    assert (statuses(participant), statuses(other)) == (["present", "present"], ["absent", "present"])


def test_an_afternoon_to_come_is_not_noted(as_user, facilitator, participant, day):
    morning, afternoon = day.half_days.all()
    data = grid(participant, morning, "") | grid(participant, afternoon, "") | {"others": "1"}
    with time_machine.travel(at(day, 10), tick=False):
        as_user(facilitator).post(reverse("admin:day_presence", args=[day.pk]), data)

    assert statuses(participant) == ["present"]
