"""The log: one line an event, nothing that names anybody nor opens anything."""

import json
import logging
import sys

import pytest

from atelier.core import logs


def record(message, *, trace=False):
    exception = None
    if trace:
        try:
            int("zoe@example.org")
        except ValueError:
            exception = sys.exc_info()
    return logging.LogRecord("django.request", logging.ERROR, "x.py", 1, message, None, exception)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Internal Server Error: /espace/", "Internal Server Error: /espace/"),
        ("Mail to zoe.vial+a@sous.example.org failed", "Mail to <adresse> failed"),
        ("Not Found: /invitation/WzEsImUw:1x:WA_/", "Not Found: /invitation/<secret>/"),
        ("Not Found: /agenda/8fa31.ics", "Not Found: /agenda/<secret>"),
        ("Key (phone)=(+33 6 39 98 00 01) exists", "Key (phone)=(<numéro>) exists"),
        ("two\nlines\r\nforged", "two\nlines\r\nforged"),
    ],
)
def test_a_line_says_what_happened_and_names_nobody(said, kept):
    line = logs.JsonFormatter().format(record(said))

    assert "\n" not in line
    assert json.loads(line)["message"] == kept


def test_a_trace_stays_in_its_line_and_is_masked_too():
    line = logs.JsonFormatter().format(record("x", trace=True))

    assert "\n" not in line
    assert "<adresse>" in json.loads(line)["trace"]
    assert "zoe@example.org" not in line
    assert "zoe@example.org" not in logs.TextFormatter("{message}", style="{").format(record("zoe@example.org"))


def test_what_leaves_for_an_error_tracker_names_nobody():
    event = {
        "user": {"email": "zoe@example.org"},
        "request": {"cookies": "secret"},
        "exception": {"values": [{"value": "zoe@example.org"}]},
    }

    assert logs.scrub_sentry_event(event, {}) == {"exception": {"values": [{"value": "<adresse>"}]}}
