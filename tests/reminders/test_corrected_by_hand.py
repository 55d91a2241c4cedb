"""What somebody held or corrected by hand leaves as they left it, unless what it speaks of changed: then it says so."""

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import queueing
from atelier.outbox.models import Message
from atelier.reminders import planner
from tests.admin_actions import act
from tests.factories import VenueFactory
from tests.reminders.conftest import at, leave, rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def corrected():
    message = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=message.pk).update(text="Le mardi 30 mars.\n", edited=True)
    return message


def test_a_text_corrected_by_hand_leaves_when_nothing_changed(season, now):
    rule(season)
    planner.plan_messages()
    corrected()
    at(now, 3, 23, 9)

    assert "Le mardi 30 mars.\n" in [one.body for one in leave()]


@pytest.mark.usefixtures("mode")
def test_a_corrected_text_is_held_when_facts_changed_and_the_first_page_says_it(season, day, now, as_user, organiser):
    rule(season)
    planner.plan_messages()
    message = corrected()
    day.venue = VenueFactory(name="Moulin neuf")
    day.save()
    planner.plan_messages()
    at(now, 3, 23, 9)

    assert len(leave()) == 1
    message.refresh_from_db()
    assert (message.state, "a changé" in message.error) == ("held", True)
    client = as_user(organiser)
    page = client.get("/admin/")
    assertContains(page, message.to_email)
    assertContains(page, reverse("admin:outbox_message_change", args=[message.pk]))

    act(client, "outbox_message", "let_go_selected", message, confirm=1)
    leave()
    message.refresh_from_db()
    assert (message.state, mail.outbox[-1].body) == ("sent", "Le mardi 30 mars.\n")
    assertNotContains(client.get("/admin/"), message.to_email)


def test_a_held_reminder_whose_day_is_past_says_so_before_it_leaves(season, now, desk):
    rule(season)
    planner.plan_messages()
    for message in Message.objects.order_by("pk"):
        queueing.hold_message(message)
    message = Message.objects.order_by("pk").first()
    at(now, 3, 31, 10)
    planner.plan_messages()

    assertContains(act(desk, "outbox_message", "let_go_selected", message, confirm=1), "est passé")
    assert leave() == []
    planner.plan_messages()
    act(desk, "outbox_message", "let_go_selected", message, confirm=1)

    assert [one.to for one in leave()] == [[message.to_email]]


def test_a_corrected_message_comes_back_with_its_reason(season, now):
    rule(season)
    planner.plan_messages()
    message = corrected()
    season.days.update(status="cancelled")
    planner.plan_messages()
    season.days.update(status="planned")
    planner.plan_messages()

    message.refresh_from_db()
    assert (message.state, message.text) == ("queued", "Le mardi 30 mars.\n")
