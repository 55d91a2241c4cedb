"""Addresses that are keys stay out of every log, ours and the proxy's, and out of what a browser tells of its page."""

import json
import logging
import re
import shutil
import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from atelier.core import logs
from tests import services

TOKEN = "WzEsImUwZTcwNTQw:1vMx:WA_9-secret"
OPEN = {"StringConverter", "UUIDConverter", "PathConverter"}  # what may hold a key: not a number, nor a word
KEYS = [f"/{name}/{TOKEN}/" for name in logs.SECRET_PATHS]


def addresses(patterns, before=""):
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield path, {type(converter).__name__ for converter in one.pattern.converters.values()}
        else:
            yield from addresses(one.url_patterns, path)


def test_every_address_that_holds_a_key_is_known():
    """The administration asks who one is: what stands in its addresses opens nothing."""
    found = {
        path.partition("/")[0]
        for path, kinds in addresses(get_resolver().url_patterns)
        if kinds & OPEN and not path.startswith("admin/")
    }

    assert found == set(logs.SECRET_PATHS)


@pytest.mark.parametrize("path", KEYS)
@pytest.mark.parametrize(
    "line",
    [
        "Not Found: {}",
        "Forbidden (CSRF token missing.): {}",
        "https://atelier.example.org{}",
        "Internal Server Error: /compte/connexion/?next={}",
    ],
)
def test_no_line_of_ours_holds_the_key(path, line):
    written = path.replace("/", "%2F") if "next" in line else path
    for said in (line.format(written), line.format(written.upper())):
        record = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, said, None, None)

        for formatter in (logs.JsonFormatter(), logs.TextFormatter("{message}", style="{")):
            assert "secret" not in formatter.format(record).lower().replace("<secret>", "")


@pytest.mark.parametrize("path", KEYS)
def test_no_error_that_leaves_for_a_tracker_holds_the_key_nor_anybody(path):
    told = f"https://atelier.example.org{path} +33\u00a06\u00a039\u00a098\u00a000\u00a001 é zoe%40example.org"
    event = {"transaction": path, "exception": {"values": [{"value": told}]}, "tags": {"url": told}, "request": {}}

    sent = json.dumps(logs.scrub_sentry_event(event, {}), ensure_ascii=False)

    assert (TOKEN in sent, "39" in sent, "zoe" in sent) == (False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize("path", KEYS)
def test_a_browser_passes_the_key_on_to_nobody(mode, client, path):
    """Not even to us: a page loads its styles, and the proxy logs the address that they were asked from."""
    assert client.get(path).headers["Referrer-Policy"] == "strict-origin"


@pytest.mark.skipif(not shutil.which("nginx") and not services.required(), reason="nginx is not installed")
def test_the_documented_proxy_logs_no_key(tmp_path):
    """Nothing answers behind it, so that it has an error to log too."""
    with services.nginx(tmp_path, services.free_port()) as ports:
        for origin in (f"https://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"):
            odd = [*(f"/{path}" for path in KEYS), *(path.upper() for path in KEYS)]
            for path in [*KEYS, *odd, "/espace/?q=lovelace"]:
                with pytest.raises(urllib.error.HTTPError):
                    fetch(f"{origin}{path}", tmp_path / "certificate.pem")

    visits, errors = ((tmp_path / f"{name}.log").read_text() for name in ("access", "error"))
    assert [re.findall(r'"GET (\S+)" (\d+)', line) for line in visits.splitlines()] == [
        [("/espace/", "502")],
        [("/espace/", "301")],
    ]
    assert "/espace/" in errors
    assert "secret" not in (visits + errors).lower()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def fetch(address, certificate):
    https = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=certificate))
    return urllib.request.build_opener(NoRedirect, https).open(address, timeout=5)


def test_our_own_server_writes_no_line_a_request():
    assert "access-log" not in Path(settings.BASE_DIR, "Procfile").read_text()
