from functools import partial

import pytest
from pytest_django.asserts import assertContains

from atelier.outbox.models import Message
from territories import selection
from territories.models import CorrectionRequest, Triptych
from tests.admin_actions import act

pytestmark = pytest.mark.django_db


@pytest.fixture
def reopened(candidate, organiser):
    selection.ask_for_correction(
        triptych=candidate, author=organiser, step="dynamique", why="Dites depuis quand,\net <avec> qui."
    )
    return candidate


def test_asking_gives_the_application_back_and_says_what_and_why(reopened):
    (message,) = Message.objects.all()

    assert Triptych.objects.get().status == "reopened"
    assert message.to_email == "contact@example.org"
    assert "Dites depuis quand,\net <avec> qui." in message.text
    assert f"/candidatures/{reopened.pk}/dynamique/" in message.text


def test_the_contact_reads_the_request_and_can_change_the_application(as_user, contact, reopened):
    client = as_user(contact)

    page = client.get(f"/candidatures/{reopened.pk}/dynamique/")
    assertContains(page, "demande une correction")
    assertContains(page, "et &lt;avec&gt; qui.")
    assert client.post(f"/candidatures/{reopened.pk}/dynamique/", {"dynamics": "Depuis 2019."}).status_code == 302


def test_submitting_again_closes_the_request_even_after_the_call(as_user, contact, reopened):
    reopened.season.call_closes_on = reopened.season.call_opens_on
    reopened.season.save()

    as_user(contact).post(f"/candidatures/{reopened.pk}/recapitulatif/")

    assert Triptych.objects.get().status == "submitted"
    assert CorrectionRequest.objects.get().resolved_at is not None
    assert list(Triptych.objects.unacknowledged()) == [reopened]


def test_nothing_is_decided_while_a_correction_is_awaited(reopened, organiser):
    with pytest.raises(selection.NotDecidable):
        selection.admit(triptych=reopened, author=organiser)


def test_organisers_ask_from_the_list(as_user, organiser, candidate):
    client = as_user(organiser)
    ask = partial(act, client, "territories_triptych", "ask_for_correction", candidate)

    assertContains(ask(), "rendue à ses contacts")
    assertContains(ask(confirm="1", step="triptyque", why=""), "obligatoire")
    assert CorrectionRequest.objects.count() == 0
    done = ask(confirm="1", step="triptyque", why="Un élu manque.")
    assertContains(done, "Territoires rendus pour correction")
    assert CorrectionRequest.objects.get().why == "Un élu manque."
