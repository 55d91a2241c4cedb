"""Whose a refusal is: ours to mend is held, said and tried for three days; theirs marks the address, and no other."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from atelier.outbox import delivery, queueing, refusals
from atelier.outbox.models import PATIENCE, Bounce, Message
from tests.factories import MessageFactory, SeasonFactory

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 3, 18, tzinfo=UTC)
TO = "zoe@example.org"


def at_recipient(code, words):
    return smtplib.SMTPRecipientsRefused({TO: (code, words)})


OURS = [
    (smtplib.SMTPAuthenticationError(535, b"5.7.8 bad credentials"), refusals.PASSWORD),
    (smtplib.SMTPSenderRefused(530, b"5.7.0 Authentication required", "a@example.org"), refusals.PASSWORD),
    (smtplib.SMTPSenderRefused(550, b"5.4.5 Daily user sending quota exceeded", "a@example.org"), refusals.QUOTA),
    (smtplib.SMTPDataError(554, b"5.7.1 Sender quota exceeded"), refusals.QUOTA),
    (smtplib.SMTPDataError(554, b"quota exceeded"), refusals.QUOTA),
    (smtplib.SMTPDataError(451, b"4.7.1 Ratelimit, try later"), refusals.QUOTA),
    (at_recipient(554, b"5.7.1 You have exceeded your hourly sending limit"), refusals.QUOTA),
    (at_recipient(550, b"5.1.90 reached your daily limit for message recipients"), refusals.QUOTA),
    (at_recipient(421, b"4.7.0 Too many messages"), refusals.QUOTA),
    (at_recipient(554, b"5.7.1 Relay access denied"), refusals.SENDER),
    (at_recipient(550, b"5.7.1 blocked using zen.spamhaus.org"), refusals.SENDER),
    (smtplib.SMTPConnectError(554, b"go away"), refusals.SENDER),
    (ConnectionRefusedError("absent"), refusals.AWAY),
]
OTHERS = [
    (at_recipient(550, b"5.1.1 no such user"), refusals.THEIRS),
    (at_recipient(552, b"5.2.2 The account that you tried to reach is over quota"), refusals.THEIRS),
    (at_recipient(552, b"mailbox quota exceeded"), refusals.THEIRS),
    (smtplib.SMTPDataError(550, b"5.1.1 unknown user"), refusals.THEIRS),
    (at_recipient(450, b"4.2.0 greylisted"), refusals.LATER),
    (at_recipient(452, b"4.2.2 mailbox full"), refusals.LATER),
    (at_recipient(550, b"5.7.1 not wanted here"), refusals.MESSAGE),
    (smtplib.SMTPDataError(554, b"5.6.0 refused content"), refusals.MESSAGE),
    (smtplib.SMTPDataError(552, b"5.3.4 message size exceeds limit"), refusals.MESSAGE),
]


@pytest.fixture
def server(monkeypatch):
    """A mail server that refuses with `error`, and takes everything once it is None."""

    class Server:
        error = None

    send = mail.EmailMultiAlternatives.send

    def answer(message):
        if Server.error:
            raise Server.error
        return send(message)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", answer)
    return Server


@pytest.mark.parametrize(("error", "refusal"), OURS + OTHERS, ids=str)
def test_each_refusal_is_somebody_s(error, refusal):
    assert refusals.classify(error) == refusal


@pytest.mark.parametrize(("error", "refusal"), [OURS[0], OURS[3], OURS[-1]], ids=str)
def test_what_is_ours_to_mend_waits_and_marks_nobody(error, refusal, server, caplog, as_user, organiser):
    SeasonFactory()
    server.error = error
    messages = [MessageFactory() for _ in range(2)]

    for message in messages:
        delivery.deliver(message.pk)

    assert set(Message.objects.values_list("state", "is_ours_to_mend")) == {("queued", True)}
    assert not Bounce.objects.exists()
    assert "held up" in caplog.text
    page = as_user(organiser).get(reverse("admin:index")).content.decode()
    assert f"{refusal.sentence} 2 courriels attendent et repartiront seuls" in page
    assert f'{reverse("admin:outbox_message_changelist")}?is_ours_to_mend__exact=1"' in page


def test_a_night_of_outage_loses_nothing_and_all_leaves_once_it_is_mended(server):
    server.error = OURS[0][0]
    with time_machine.travel(NIGHT, tick=False) as clock:
        first, other = MessageFactory(), MessageFactory()
        while timezone.now() < NIGHT + timedelta(hours=17):
            for message in Message.objects.due(timezone.now()):
                delivery.deliver(message.pk)
            clock.shift(timedelta(minutes=1))
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}

        server.error = None
        clock.shift(delivery.LATEST)
        delivery.deliver(first.pk)
        assert list(Message.objects.due(timezone.now())) == [other]
        delivery.deliver(other.pk)

    assert set(Message.objects.values_list("state", "is_ours_to_mend", "delayed_since")) == {("sent", False, None)}


def test_after_three_days_it_fails_until_somebody_sends_it_again(server):
    server.error = OURS[0][0]
    with time_machine.travel(NIGHT, tick=False) as clock:
        message = MessageFactory()
        delivery.deliver(message.pk)
        clock.shift(PATIENCE)
        assert (delivery.deliver(message.pk).state, Bounce.objects.count()) == ("failed", 0)
        assert not Message.objects.held_up().exists()

        assert queueing.send_again(message)
        assert delivery.deliver(message.pk).state == "queued"


@pytest.mark.parametrize("error", [TimeoutError("no route"), smtplib.SMTPServerDisconnected("closed")], ids=str)
def test_a_server_that_never_answered_leaves_nothing_in_doubt(error, monkeypatch):
    def silent(self):
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", silent)
    message = MessageFactory(confirm_before_resend=True)

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.state, message.perhaps_left_at, message.is_ours_to_mend) == ("queued", None, True)
