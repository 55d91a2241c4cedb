"""Mails made to hold whoever reads them: each is kept in no time, with what can be read of it, and stops no other."""

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.db import DataError

from atelier.outbox import incoming, mail_parser, mailbox, replies
from atelier.outbox.models import Reply
from atelier.outbox.reply_text import text_of_html
from tests.outbox.imap_server import Mailbox

pytestmark = pytest.mark.django_db
TOP = b"From: a@example.org\nMessage-ID: <x@essai>\n"
HTML = b"Content-Type: text/html\n\nBonjour<br>"
MIXED = b'Content-Type: multipart/mixed; boundary="B"\n\n'
SIZE = 1_000_000  # bytes: the parsers of Python take a minute, or an hour, for them


def many(words, size=SIZE):
    return words * (size // len(words))


# Headers and body, then the words that are kept of it.
HOSTILE = {
    "open tags": (HTML + many(b"<a "), "Bonjour"),
    "open comments": (HTML + many(b"<!--"), "Bonjour"),
    "marked sections": (HTML + many(b"<![CDATA["), "Bonjour"),
    "marks": (b"Content-Type: text/plain; charset=utf-8\n\nBonjour \n" + many("\u0301\u0323".encode()), "Bonjour"),
    "addresses": (b"To: " + many(b"a@b, ") + b"\n\nBonjour", "Bonjour"),
    "groups": (b"To: " + many(b"a:") + b"\n\nBonjour", "Bonjour"),
    "comments in addresses": (b"To: " + many(b"(") + b"\n\nBonjour", "Bonjour"),
    "quotes": (b"To: " + many(b'"') + b"\n\nBonjour", "Bonjour"),
    "headers": (many(b"To: a@b\n") + b"\nBonjour", "Bonjour"),
    "encoded words": (b"Subject: " + many(b"=?utf-8?q?a?= ") + b"\n\nBonjour", "Bonjour"),
    "identifiers": (b"References: " + many(b"<abcdef@y> ") + b"\n\nBonjour", "Bonjour"),
    "parameters": (b"Content-Type: text/plain; " + many(b"a=b; ") + b"\n\nBonjour", "Bonjour"),
    "parts": (MIXED + many(b"--B\n\nx\n"), replies.TOO_HEAVY),
    "parts within parts": (b"Content-Type: message/rfc822\n\n" * 5_000, replies.TOO_HEAVY),
    "reports": (b"Content-Type: message/delivery-status\n\n" + many(b"A: b\n\n"), replies.TOO_HEAVY),
    "lines": (b"\n" * 500_000, replies.TOO_HEAVY),
    "charset undefined": (b"Content-Type: text/plain; charset=undefined\n\nBonjour", "Bonjour"),
    "charset with a null": (b'Content-Type: text/plain; charset="a\0b"\n\nBonjour', "Bonjour"),
    "charset of archives": (b"Content-Type: text/plain; charset=bz2\n\nBonjour", "Bonjour"),
    "nulls": (b"Subject: \0\xff\nTo: \0\xff@b\n\nBon\0jour", "Bonjour"),
    "no body": (b"", ""),
}


@pytest.mark.parametrize("raw", HOSTILE)
def test_it_is_kept_with_what_can_be_read(raw):
    content, words = HOSTILE[raw]

    reply = replies.receive_bytes(TOP + content)

    assert reply.from_email == "a@example.org"
    assert reply.text.partition("\n")[0].strip() == words


@pytest.mark.parametrize("raw", ["parts", "reports", "charset with a null"])
def test_a_provider_gives_it_by_its_webhook(raw):
    content, words = HOSTILE[raw]
    mail = AnymailInboundMessage.parse_raw_mime_bytes(TOP + content[:50_000])

    inbound.send(sender=object(), event=AnymailInboundEvent(message=mail, event_type="inbound"), esp_name="Essai")

    assert Reply.objects.get().text == words


def test_names_in_headers_hide_no_address():
    """A comma, an address or a line break within an encoded name are of the name."""
    names = [
        b"=?utf-8?q?Dupont=2C_Zo=C3=A9?=",
        b"=?utf-8?q?=3Cvictime=40x=2Efr=3E?=",
        b"=?utf-8?q?a=0D=0ABcc=3A_b=40c=2Efr?=",
    ]

    found = [incoming.read(mail_parser.parse(b"From: " + name + b" <z@example.org>\n\nx")).from_email for name in names]

    assert found == ["z@example.org"] * 3


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>a < b &amp; <b>c</b>d</p>", "a < b & cd"),
        ("<style>p > a {}</style><script>if (a < b) {}</script>Oui", "Oui"),
        ("Oui<!-- <p>non</p> --><blockquote>un<p>deux</p></blockquote>", "Oui\n> un\n> deux"),
        ("</p></blockquote>Oui", "Oui"),
    ],
)
def test_a_page_is_read_as_words(source, words):
    assert text_of_html(source) == words


def test_one_that_the_database_refuses_stops_no_other(settings, monkeypatch):
    kept = replies.receive_bytes

    def refuse(content, **more):
        if b"<1@x>" in content:
            raise DataError
        return kept(content, **more)

    monkeypatch.setattr(replies, "receive_bytes", refuse)
    with Mailbox([b"From: a@b.fr\nMessage-ID: <%d@x>\n\nOui" % number for number in range(3)]) as server:
        settings.REPLY_MAILBOX = server.settings
        assert mailbox.collect() == 2
        server.shutdown()
    assert server.flags[2] == r"\Seen \Flagged"
