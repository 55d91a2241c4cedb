"""How a signal leaves: signed, once, tried again where that may help, said where it did not."""

import base64
import hashlib
import hmac
import json
import socket
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from atelier.seasons.models import Season
from atelier.webhooks import addresses, announcing, delivery, managing, signing
from atelier.webhooks.events import Event
from atelier.webhooks.models import Delivery, Webhook
from tests.webhooks.conftest import HOST

pytestmark = pytest.mark.django_db


def told(webhook, ref="1"):
    announcing.announce(Event.DAY_CHANGED, season=webhook.season_id, ref=ref, day=8)
    return Delivery.objects.get(key=f"day.changed:{ref}")


def deliver(one, **options):
    delivery.deliver(one.pk, **options)
    one.refresh_from_db()
    return one


def signature(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_a_signal_arrives_signed_and_once(webhook, receiver):
    sent = deliver(told(webhook))
    deliver(sent)

    ((path, headers, body),) = receiver.received
    assert (sent.state, sent.status, sent.attempts) == ("sent", 204, 1)
    assert path == "/signaux?cle=1"
    assert json.loads(body)["type"] == "day.changed"
    assert json.loads(body)["data"] == {"season": webhook.season.number, "day": 8}
    assert headers["webhook-id"] == sent.message
    assert headers["webhook-signature"] == signature(webhook.secret, headers, body)
    assert headers["Host"].startswith(HOST)


def test_an_event_is_queued_once(webhook):
    told(webhook)
    told(webhook)

    assert Delivery.objects.count() == 1


def test_the_example_of_the_specification_is_signed_as_it_says():
    """The vector of Standard Webhooks 1.0."""
    found = signing.headers(
        message="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
        keys=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_rotation_both_secrets_sign_for_a_day(webhook, receiver):
    former = webhook.secret
    managing.rotate(webhook)
    deliver(told(webhook))
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        deliver(told(webhook, "2"))

    (_, first, body), (_, second, later) = receiver.received
    assert first["webhook-signature"] == f"{signature(webhook.secret, first, body)} {signature(former, first, body)}"
    assert second["webhook-signature"] == signature(webhook.secret, second, later)


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "sent"), (299, "sent"), (301, "failed"), (307, "failed"), (400, "failed"), (404, "failed"),
     (408, "queued"), (429, "queued"), (500, "queued"), (503, "queued")],
)  # fmt: skip
def test_what_may_pass_is_tried_again_and_what_will_not_stops(webhook, receiver, status, state):
    receiver.answers = [(status, {"Location": "https://ailleurs.example.org/"})]
    one = deliver(told(webhook))

    assert (one.state, one.status, len(receiver.received)) == (state, status, 1)
    assert bool(one.error) == (state != "sent")


def test_it_is_tried_less_and_less_often_for_three_days(webhook, receiver):
    start = timezone.now()
    receiver.answers = [(503, {})] * 1000
    one, now, waits = told(webhook), start, []
    while one.state == "queued":
        deliver(one, now=now)
        if one.next_try:
            waits.append(one.next_try - now)
            now = one.next_try
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=1), timedelta(minutes=2)]
    assert max(waits) == timedelta(minutes=30)
    assert timedelta(days=3) <= now - start < timedelta(days=3, hours=1)
    assert one.state == "failed"


def test_a_server_says_how_long_to_wait(webhook, receiver):
    receiver.answers = [(429, {"Retry-After": "600"})]
    now = timezone.now()

    assert deliver(told(webhook), now=now).next_try == now + timedelta(minutes=10)


def test_gone_stops_the_address(webhook, receiver):
    receiver.answers = [(410, {})]
    one = deliver(told(webhook))

    assert (one.state, Webhook.objects.get().disabled_at is not None) == ("failed", True)
    announcing.announce(Event.DAY_CHANGED, season=webhook.season_id, ref="2", day=8)
    assert Delivery.objects.count() == 1


def test_what_stopped_starts_again(webhook, receiver):
    receiver.answers = [(404, {})]
    one = deliver(told(webhook))

    assert delivery.start_again(one)
    assert deliver(one).state == "sent"
    assert not delivery.start_again(one)
    assert [headers["webhook-id"] for _, headers, _ in receiver.received] == [one.message] * 2


def test_what_was_tried_for_days_starts_again(webhook, receiver):
    """Its former tries are not those of workers that died."""
    receiver.answers = [(503, {})] * 1000
    one, now = told(webhook), timezone.now()
    while one.state == "queued":
        deliver(one, now=now)
        now = one.next_try
    tried, receiver.answers = len(receiver.received), [(404, {})]

    assert tried > delivery.MAX_ATTEMPTS
    for state in ("failed", "sent"):
        assert delivery.start_again(one)
        assert deliver(one).state == state
    assert len(receiver.received) == tried + 2


def test_a_certificate_of_another_name_is_refused(webhook, receiver, open_to_here):
    Webhook.objects.update(url=f"https://autre.example.org:{open_to_here}/")
    one = deliver(told(webhook))

    assert (one.state, receiver.received) == ("queued", [])
    assert "certificat" in one.error


def test_a_name_that_nobody_knows_is_said_in_words(webhook, receiver, monkeypatch):
    def unknown(*about, **more):
        raise socket.gaierror

    monkeypatch.setattr(addresses.socket, "getaddrinfo", unknown)
    one = deliver(told(webhook))

    assert (one.state, one.error) == ("queued", "le nom du serveur n’est pas connu")


def test_an_authority_that_nobody_knows_is_refused(webhook, receiver, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    one = deliver(told(webhook))

    assert (one.state, receiver.received) == ("queued", [])
    assert "certificat" in one.error


def test_without_the_tests_the_same_address_is_refused(webhook, receiver, monkeypatch):
    monkeypatch.undo()
    one = deliver(told(webhook))

    assert (one.state, receiver.received) == ("failed", [])
    assert "réseau privé" in one.error


def test_another_worker_takes_it_once_the_first_has_died(webhook, receiver):
    one = told(webhook)
    now = timezone.now()

    assert Delivery.objects.claim(one.pk, now)
    assert not Delivery.objects.claim(one.pk, now + timedelta(minutes=5))
    assert deliver(one, now=now + timedelta(minutes=11)).state == "sent"


def test_one_that_kills_each_worker_stops(webhook, receiver):
    one = told(webhook)
    Delivery.objects.update(attempts=delivery.MAX_ATTEMPTS)

    assert (deliver(one).state, receiver.received) == ("failed", [])


@pytest.mark.parametrize("stop", [managing.disable, lambda one: Season.objects.update(opens_to_programs=False)])
def test_a_stopped_address_is_told_nothing_and_what_waits_is_kept(webhook, receiver, stop):
    one = told(webhook)
    stop(webhook)

    assert (deliver(one).state, receiver.received) == ("queued", [])
    announcing.announce(Event.DAY_CHANGED, season=webhook.season_id, ref="2", day=8)
    assert Delivery.objects.count() == 1


def test_old_deliveries_go_after_a_month(webhook, receiver):
    sent, waiting = deliver(told(webhook)), told(webhook, "2")

    assert delivery.delete_old(timezone.now() + timedelta(days=29)) == 0
    assert delivery.delete_old(timezone.now() + timedelta(days=31)) == 2
    assert {sent.state, waiting.state} == {"sent", "queued"}
