import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from atelier.core import background
from atelier.outbox import delivery, queueing, tasks
from atelier.outbox.models import LEASE, MAX_ATTEMPTS, Attachment, Bounce, Message
from atelier.seasons.models import Season, Workshop
from territories.models import Territory, Triptych
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


def queue(key="cle:1", **more):
    season = Season(number=3)
    triptych = Triptych(season=season, territory=Territory(name="Val"))
    context = {"triptych": triptych, "season": season, "workshop": Workshop(), "greeting": "Bonjour"}
    return queueing.queue_message(
        key=key, to_email="zoe@example.org", template="territories/emails/application_refused", context=context, **more
    )


@pytest.fixture(autouse=True)
def silent_broker(monkeypatch):
    """What rings is noted; nothing is sent to a broker."""
    rung = []
    monkeypatch.setattr(background.app, "send_task", lambda name, args, **options: rung.append(args[0]))
    return rung


def test_a_key_is_queued_once():
    first, second = queue(), queue()

    assert (first.subject, second) == ("Saison 3\u00a0: réponse à la candidature «\u00a0Val\u00a0»", None)
    assert Message.objects.count() == 1


def test_the_worker_is_woken_after_commit_only(silent_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = queue()
        assert silent_broker == []

    assert silent_broker == [message.pk]


def test_a_silent_broker_does_not_break_the_verb(monkeypatch, django_capture_on_commit_callbacks, caplog):
    def refuse(name, args, **options):
        raise OperationalError

    monkeypatch.setattr(background.app, "send_task", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        queue()

    assert "waits for the next sweep" in caplog.text
    assert Message.objects.get().state == "queued"


def test_a_rolled_back_verb_leaves_no_message():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert Message.objects.count() == 0


def test_delivery_sends_and_records():
    message = MessageFactory()

    delivery.deliver(message.pk)

    message.refresh_from_db()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["zoe@example.org"], "Objet", "Texte\n")
    assert (message.state, message.attempts, message.sent_at is not None) == ("sent", 1, True)


def test_delivery_twice_sends_once():
    message = MessageFactory()

    assert [bool(delivery.deliver(message.pk)) for _ in range(2)] == [True, False]
    assert len(mail.outbox) == 1


def test_the_message_id_follows_from_the_key():
    one, other = MessageFactory(key="a"), MessageFactory(key="b")

    assert delivery.message_id(one) == delivery.message_id(Message(key="a"))
    assert delivery.message_id(one) != delivery.message_id(other)


def test_a_message_before_its_moment_is_not_sent():
    message = MessageFactory(not_before=timezone.now() + timedelta(hours=1))

    assert delivery.deliver(message.pk) is None


def test_a_claim_is_respected_until_its_lease_ends():
    now = timezone.now()
    message = MessageFactory(state="sending", claimed_at=now)

    assert delivery.deliver(message.pk, now=now + LEASE - timedelta(seconds=1)) is None
    assert delivery.deliver(message.pk, now=now + LEASE).state == "sent"


def test_attachments_leave_with_their_names(settings):
    default_storage.save("c/x.pdf", ContentFile(b"%PDF"))
    message = MessageFactory()
    Attachment.objects.create(message=message, name="Convocation.pdf", content_type="application/pdf", path="c/x.pdf")

    delivery.deliver(message.pk)

    assert mail.outbox[0].attachments == [("Convocation.pdf", b"%PDF", "application/pdf")]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPServerDisconnected("coupé"), "queued"),
        (ConnectionRefusedError("absent"), "queued"),
        (smtplib.SMTPDataError(451, b"plus tard"), "queued"),
        (smtplib.SMTPDataError(554, b"refus"), "failed"),
        (smtplib.SMTPRecipientsRefused({"z": (550, b"inconnu")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"z": (450, b"occupe")}), "queued"),
    ],
)
def test_a_refusal_stops_or_waits_by_its_class(error, state, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    message = MessageFactory()

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert message.state == state
    assert message.error != ""
    assert state == "failed" or message.next_try > timezone.now() > message.not_before


def test_a_file_that_went_stops_the_message_and_is_named():
    message = MessageFactory()
    Attachment.objects.create(message=message, name="Convocation.pdf", content_type="application/pdf", path="gone.pdf")

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.state, "gone.pdf" in message.error) == ("failed", True)


def test_a_message_that_cannot_be_made_stops_with_its_reason(caplog):
    message = MessageFactory()
    with connection.cursor() as cursor:  # by hand: no column of the product takes a line break
        cursor.execute("UPDATE outbox_message SET subject = %s WHERE id = %s", ["deux\nlignes", message.pk])

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.state, "BadHeaderError" in message.error) == ("failed", True)


def test_a_message_whose_worker_dies_each_time_is_given_up():
    message = MessageFactory(state="sending", claimed_at=timezone.now() - LEASE, attempts=MAX_ATTEMPTS)

    tasks.expire()

    message.refresh_from_db()
    assert (message.state, message.error) == ("failed", "L’envoi s’est interrompu à chaque essai.")


def test_the_sweep_rings_for_what_is_due(silent_broker):
    due = MessageFactory()
    MessageFactory(state="sent", sent_at=timezone.now())
    MessageFactory(not_before=timezone.now() + timedelta(hours=1))

    background.enqueue_waiting()

    assert silent_broker == [due.pk]


def test_a_failed_message_is_sent_again_and_a_sent_one_is_not():
    failed, sent = MessageFactory(state="failed", attempts=6), MessageFactory(state="sent", sent_at=timezone.now())

    assert (queueing.send_again(failed), queueing.send_again(sent)) == (True, False)

    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("queued", 0)


def test_a_held_message_waits_for_somebody(silent_broker):
    message = queue(hold=True)

    background.enqueue_waiting()

    assert silent_broker == []
    assert (queueing.release(message), queueing.release(message)) == (True, False)


@pytest.mark.parametrize(
    ("state", "stopped"), [("held", True), ("queued", True), ("sending", False), ("failed", False)]
)
def test_only_what_has_not_left_is_cancelled(state, stopped):
    message = MessageFactory(state=state)

    assert queueing.cancel_message(message) is stopped


def test_no_mail_template_names_a_person_of_the_flyer():
    texts = "".join(path.read_text() for path in Path("templates").rglob("*.txt"))

    assert "vuidel" not in texts.lower()


def test_an_address_refused_by_the_server_is_noted(monkeypatch):
    refused = smtplib.SMTPRecipientsRefused({"zoe@example.org": (550, b"no such user")})

    def refuse(mail):
        raise refused

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    delivery.deliver(MessageFactory(to_email="Zoe@example.org").pk)

    bounce = Bounce.objects.get()
    assert (bounce.email, "no such user" in bounce.reason) == ("zoe@example.org", True)


@pytest.mark.parametrize(("kind", "noted"), [("bounced", 1), ("complained", 1), ("delivered", 0), ("opened", 0)])
def test_what_a_provider_tells_is_noted(kind, noted):
    event = AnymailTrackingEvent(event_type=kind, recipient="zoe@example.org", description="boîte pleine")

    tracking.send(sender=None, event=event, esp_name="Brevo")

    assert Bounce.objects.count() == noted


def test_a_message_that_must_not_leave_twice_asks_in_doubt(monkeypatch):
    asking, repeating = MessageFactory(confirm_before_resend=True), MessageFactory()

    def cut(mail):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", cut)
    states = [delivery.deliver(message.pk).state for message in (asking, repeating)]

    assert states == ["uncertain", "queued"]


@pytest.mark.parametrize("code", [550, 450])
def test_a_refusal_of_somebody_erased_meanwhile_leaves_nothing_of_their_address(code, monkeypatch):
    message = MessageFactory(to_email="zoe@example.org")

    def refuse(mail):
        Message.objects.filter(pk=message.pk).delete()
        raise smtplib.SMTPRecipientsRefused({"zoe@example.org": (code, b"no such user")})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)

    assert delivery.deliver(message.pk) is None
    assert not Bounce.objects.exists()
    assert not Message.objects.exists()
