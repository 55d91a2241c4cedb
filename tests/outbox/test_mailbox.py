"""The worker reads the mailbox of answers: each mail once, none lost, none that stops the others."""

import imaplib

import pytest
from environs import EnvError

from atelier import config
from atelier.outbox import mailbox, replies, tasks
from atelier.outbox.models import Reply
from tests.outbox.imap_server import Mailbox

pytestmark = pytest.mark.django_db
MAILS = [f"From: p{n}@example.org\nSubject: Réponse {n}\nMessage-ID: <{n}@x>\n\nBonjour {n}".encode() for n in range(3)]


@pytest.fixture
def box(settings):
    with Mailbox(MAILS) as server:
        settings.REPLY_MAILBOX = server.settings
        yield server
        server.shutdown()


def test_what_is_unseen_is_kept_once(box):
    assert [mailbox.collect(), mailbox.collect()] == [3, 0]
    assert sorted(Reply.objects.values_list("text", flat=True)) == ["Bonjour 0", "Bonjour 1", "Bonjour 2"]

    box.flags.clear()  # somebody marked them as unread
    assert mailbox.collect() == 0
    assert Reply.objects.count() == 3


def test_one_that_cannot_be_kept_is_flagged_and_stops_no_other(box, monkeypatch, caplog):
    kept = replies.receive_bytes

    def refuse(content, **more):
        if b"Bonjour 1" in content:
            raise ValueError
        return kept(content, **more)

    monkeypatch.setattr(replies, "receive_bytes", refuse)

    assert mailbox.collect() == 2
    assert box.flags == {1: r"\Seen", 2: r"\Seen \Flagged", 3: r"\Seen"}
    assert "cannot be kept" in caplog.text


class Killed(BaseException):
    """The process that reads is no more."""


def test_one_that_kills_its_reader_is_flagged_and_stops_no_other_for_long(box, monkeypatch, caplog):
    """Read again each minute, it would hold a worker for ever, and every mail behind it."""
    kept, read = replies.receive_bytes, []

    def die(content, **more):
        if b"Bonjour 1" in content:
            read.append(more)
            raise Killed
        return kept(content, **more)

    monkeypatch.setattr(replies, "receive_bytes", die)
    for _ in range(mailbox.READINGS.most):
        with pytest.raises(Killed):
            mailbox.collect()

    assert mailbox.collect() == 1
    assert (len(read), box.flags) == (2, {1: r"\Seen", 2: r"\Seen \Flagged", 3: r"\Seen"})
    assert "interrupted" in caplog.text
    box.flags.clear()
    assert (mailbox.collect(), len(read)) == (0, 2)


def test_a_server_that_goes_away_is_not_the_fault_of_a_mail(box, monkeypatch):
    def away(server, uid, what):
        raise TimeoutError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(mailbox, "_fetched", away)
        for _ in range(mailbox.READINGS.most + 1):
            with pytest.raises(TimeoutError):
                mailbox.collect()

    assert mailbox.collect() == 3


def test_a_heavy_one_is_said_and_not_read(box, monkeypatch):
    monkeypatch.setattr(mailbox, "MAX_BYTES", 10)

    tasks.collect_replies()

    assert set(Reply.objects.values_list("text", flat=True)) == {replies.TOO_HEAVY}


def test_a_wrong_password_is_an_error_and_marks_nothing(box, settings):
    settings.REPLY_MAILBOX = {**box.settings, "password": "faux"}

    with pytest.raises(imaplib.IMAP4.error):
        mailbox.collect()
    assert box.flags == {}


def test_without_a_mailbox_nothing_is_read(settings):
    settings.REPLY_MAILBOX = None

    assert mailbox.collect() == 0


@pytest.mark.parametrize("address", ["imap://a:b@mail.example.org", "imaps://mail.example.org", "pop://a:b@c"])
def test_a_mailbox_that_tells_its_password_or_is_not_one_is_refused(address, monkeypatch):
    monkeypatch.setenv("REPLY_MAILBOX", address)

    with pytest.raises(EnvError):
        config.env.imap_url("REPLY_MAILBOX", None)


def test_a_mailbox_is_read_from_its_address(monkeypatch):
    monkeypatch.setenv("REPLY_MAILBOX", "imaps://bo%40ite:s%2Fcret@imap.example.org/Retours")
    expected = {"host": "imap.example.org", "port": 993, "user": "bo@ite", "password": "s/cret", "folder": "Retours"}

    assert config.env.imap_url("REPLY_MAILBOX", None) == {**expected, "ssl": True}


@pytest.mark.parametrize("address", ["personne", "a+b@example.org", f"{'a' * 25}@example.org"])
def test_an_address_that_cannot_carry_tags_is_refused(address, monkeypatch):
    monkeypatch.setenv("REPLY_ADDRESS", address)

    with pytest.raises(EnvError):
        config.env.reply_address("REPLY_ADDRESS", "")


@pytest.mark.parametrize(
    "told_apart",
    [
        [b"Date: Sat, 28 Nov 2026 09:12:00 +0100\n", b"Date: Sat, 28 Nov 2026 10:30:00 +0100\n"],
        [b"Received: by mx.example.org with ESMTP id A1\n", b"Received: by mx.example.org with ESMTP id A2\n"],
        [b"", b""],
    ],
    ids=["date", "carrier", "place in the box"],
)
def test_two_mails_of_one_text_without_an_identifier_are_two_and_each_is_kept_once(settings, told_apart):
    mails = [b"From: p@example.org\nSubject: Re: Jour\n" + header + b"\nOui." for header in told_apart]
    with Mailbox(mails) as server:
        settings.REPLY_MAILBOX = server.settings
        assert mailbox.collect() == 2
        server.flags.clear()
        assert mailbox.collect() == 0
        server.shutdown()


def test_a_provider_that_gives_a_mail_again_gives_it_once():
    content = b"From: p@example.org\nSubject: Re: Jour\n\nOui."

    given = [
        replies.receive_bytes(one, origin=origin) for one, origin in [(content, "a"), (content, "a"), (content, "b")]
    ]

    assert [one is not None for one in given] == [True, False, True]
