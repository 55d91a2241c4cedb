"""Sending from the list of mails: what leaves is what was shown, whole selections among them."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.outbox.models import Message
from tests.admin_actions import act, shown_by
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db
LIST = "admin:outbox_message_changelist"


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize(
    ("state", "action"), [("held", "let_go_selected"), ("failed", "send_selected_again")], ids=["send", "again"]
)
def test_the_mails_are_shown_before_they_leave(desk, state, action):
    one = MessageFactory(state=state, subject="Des nouvelles", text="Le vrai texte.", to_email="zoe@example.org")
    two = MessageFactory(state="withdrawn", subject="Sans objet")
    page = act(desk, "outbox_message", action, one, two)

    assertContains(page, "Des nouvelles")
    assertContains(page, "Le vrai texte.")
    assertContains(page, "zoe@example.org")
    assertContains(page, "1 courriel part, sur 2 choisis")
    one.refresh_from_db()
    assert one.state == state

    act(desk, "outbox_message", action, one, two, confirm=1)
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["queued", "withdrawn"]


@pytest.mark.parametrize("change", [{"text": "Autre."}, {"to_email": "autre@example.org"}, {"state": "cancelled"}])
def test_what_changed_since_it_was_read_is_shown_again(desk, change):
    one, two = MessageFactory.create_batch(2, state="held")
    shown = shown_by(act(desk, "outbox_message", "let_go_selected", one, two))
    Message.objects.filter(pk=one.pk).update(**change)

    data = {"action": "let_go_selected", "_selected_action": [one.pk, two.pk], "confirm": 1, **shown}
    assertContains(desk.post(reverse(LIST), data), "ce qui est affiché a changé")
    assert not Message.objects.filter(state="queued").exists()


def test_everything_selected_is_everything_that_was_shown(desk):
    MessageFactory.create_batch(3, state="held")
    MessageFactory(state="withdrawn")
    address = f"{reverse(LIST)}?state__exact=held"
    data = {"action": "let_go_selected", "select_across": 1, "_selected_action": [Message.objects.first().pk]}
    page = desk.post(address, data)
    assertContains(page, "3 courriels partent, sur 3 choisis")
    assertContains(page, '<input type="hidden" name="select_across" value="1">', html=True)

    late = MessageFactory(state="held")
    confirmed = {**data, "confirm": 1, **shown_by(page)}
    assertContains(desk.post(address, confirmed), "ce qui est affiché a changé")
    late.delete()
    desk.post(address, confirmed)
    assert Message.objects.filter(state="queued").count() == 3


def test_nothing_to_send_offers_no_button(desk):
    page = act(desk, "outbox_message", "let_go_selected", MessageFactory(state="withdrawn"))

    assertContains(page, "Aucun des courriels choisis ne peut partir")
    assert 'name="confirm"' not in page.content.decode()
