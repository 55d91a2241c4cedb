"""Where organisers say which addresses are told of what, and read how it went."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.webhooks import announcing, delivery, managing
from atelier.webhooks.events import Event
from atelier.webhooks.models import Delivery, Webhook
from tests.factories import SeasonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(desk, season):
    """The address of the page; `post` sends it something and follows."""
    desk.page = f"{reverse('webhooks')}?saison={season.pk}"
    desk.send = lambda **typed: desk.post(desk.page, typed, follow=True)
    return desk


def test_an_address_is_added_and_its_secret_shown_once(page, season):
    answer = page.send(url="exemple.fr/signaux", events=["day.changed"], add="1")
    webhook = Webhook.objects.get()

    assert (webhook.url, webhook.season) == ("https://exemple.fr/signaux", season)
    assertContains(answer, webhook.secret)
    assertNotContains(page.get(page.page), webhook.secret)
    assertContains(page.get(page.page), "une journée change de date")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": ""}, "Donnez l’adresse"),
        ({"url": "https://127.0.0.1/x"}, "Donnez une adresse https://"),
        ({"url": "http://exemple.fr/"}, "Donnez une adresse https://"),
        ({"events": []}, "Choisissez au moins un événement."),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_typed_is_lost(page, typed, sentence):
    answer = page.send(**{"url": "https://exemple.fr/x", "events": ["day.changed"], "add": "1", **typed})

    assertContains(answer, sentence)
    assert answer.context["form"]["url"].value() == typed.get("url", "https://exemple.fr/x")
    assert not Webhook.objects.exists()


def test_the_same_address_is_not_told_twice(page, season):
    managing.add(season=season, url="https://exemple.fr/x", events=["day.changed"])

    assertContains(page.send(url="https://exemple.fr/x", events=["day.changed"], add="1"), "reçoit déjà")


def test_an_address_is_tried_stopped_and_taken_up_again(page, webhook, receiver):
    page.send(**{"try": webhook.pk})
    delivery.deliver(Delivery.objects.get().pk)
    assert b'"ping"' in receiver.received[0][2]
    assertContains(page.get(page.page), "reçu")

    assertContains(page.send(disable=webhook.pk), "Arrêtée")
    assertContains(page.send(**{"try": webhook.pk}), "reprenez-la d’abord")
    assertNotContains(page.send(enable=webhook.pk), "Arrêtée")
    assert Delivery.objects.count() == 1


def test_another_secret_is_shown_once(page, webhook):
    former = webhook.secret
    answer = page.send(rotate=webhook.pk)
    webhook.refresh_from_db()

    assert webhook.secret != former
    assertContains(answer, webhook.secret)
    assertNotContains(page.get(page.page), webhook.secret)


def test_what_failed_says_why_and_starts_again(page, webhook, receiver):
    receiver.answers = [(404, {})]
    announcing.announce(Event.DAY_CHANGED, season=webhook.season_id, ref="1", day=8)
    one = Delivery.objects.get()
    delivery.deliver(one.pk)

    assertContains(page.get(page.page), "le serveur refuse (404)")
    assertContains(page.send(again=one.pk), "L’envoi recommence.")
    assert Delivery.objects.get().state == "queued"


@pytest.mark.parametrize("act", ["try", "rotate", "disable", "enable"])
def test_nothing_is_done_to_an_address_of_another_season(desk, webhook, act):
    other = SeasonFactory()

    assert desk.post(f"{reverse('webhooks')}?saison={other.pk}", {act: webhook.pk}).status_code == 404


def test_the_journal_says_what_changed_without_a_secret(page, webhook, organiser):
    page.send(rotate=webhook.pk)
    webhook.refresh_from_db()
    entry = LogEntry.objects.get_for_object(webhook).order_by("pk").last()

    assert (entry.actor, set(entry.changes)) == (organiser, {"rotated_at"})


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_as_many_queries_at_one_row_and_at_three(page, webhook, count, django_assert_max_num_queries):
    for number in range(count):
        announcing.announce(Event.DAY_CHANGED, season=webhook.season_id, ref=str(number), day=8)

    with django_assert_max_num_queries(8):
        page.get(page.page)
