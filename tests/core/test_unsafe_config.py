"""What opens a door or stops mail stops the start first, in words."""

import os

import pytest
from django.urls import reverse

from atelier import config, middleware
from tests.core.test_config import run, start
from tools.deployment import PRODUCTION


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SITE_URL", "https://atelier.example.org"),
        ("SITE_URL", "http://192.0.2.7:8000"),
        ("SITE_URL", "http://0.0.0.0:8000"),
        ("EXTRA_HOSTS", "atelier.example.org"),
    ],
)
def test_a_forgotten_mode_on_a_public_host_stops_the_start(variable, value, tmp_path):
    done = start(**{variable: value}, ATELIER_MODE="", ATELIER_VAR=str(tmp_path))

    assert done.returncode == 1
    assert variable in done.stderr.splitlines()[-1]
    assert "ATELIER_MODE=production" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "http://localhost:8000", "http://[::1]:8000"])
def test_a_demo_starts_on_this_machine(address, tmp_path):
    assert start(SITE_URL=address, ATELIER_MODE="demo", ATELIER_VAR=str(tmp_path)).returncode == 0


PROVIDER = {"MAIL_PROVIDER": "mailjet", "MAIL_PROVIDER_KEY": "k s", "MAIL_WEBHOOK_SECRET": f"hook:{'x' * 16}"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MAIL_WEBHOOK_SECRET", ""),
        ("MAIL_WEBHOOK_SECRET", "x" * 40),
        ("MAIL_WEBHOOK_SECRET", "hook:short"),
        ("MAIL_PROVIDER_KEY", ""),
        ("MAIL_PROVIDER_KEY", "one"),
    ],
)
@pytest.mark.parametrize("mode", ["demo", "production"])
def test_a_provider_without_its_key_or_the_secret_of_its_webhook_stops_the_start(mode, variable, value, tmp_path):
    here = {**PRODUCTION, "SITE_URL": "http://127.0.0.1"} if mode == "demo" else PRODUCTION
    done = start(**{**here, **PROVIDER, "ATELIER_MODE": mode, "ATELIER_VAR": str(tmp_path), variable: value})

    assert done.returncode == 1
    assert variable in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", config.PROVIDER_KEYS)
def test_each_provider_gets_its_keys_and_has_a_door_that_asks_for_the_secret(name, tmp_path):
    look = """
import django
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.core.mail import get_connection
from django.db import connection
from atelier.core.models import NumberSeries
from django.test import Client
from django.urls import get_resolver
get_connection()
with connection.schema_editor() as editor:
    editor.create_model(NumberSeries)  # what a POST asks: how many people were erased
hooks = next(one for one in get_resolver().url_patterns if str(one.pattern) == "courriels/suivi/")
print(*(one.name for one in hooks.url_patterns))
for hook in hooks.url_patterns:
    print(Client().post(f"/courriels/suivi/{hook.pattern}", "{}", "application/json", secure=True,
                        headers={"host": "atelier.example.org"}).status_code)
"""
    keys = " ".join(f"key{number}" for number in range(len(config.PROVIDER_KEYS[name])))
    here = {**os.environ, **PRODUCTION, **PROVIDER, "DJANGO_SETTINGS_MODULE": "atelier.settings"}
    database = f"sqlite:///{tmp_path}/empty.sqlite3"
    done = run(look, {**here, "MAIL_PROVIDER": name, "MAIL_PROVIDER_KEY": keys, "DATABASE_URL": database})

    doors = [f"{name}_inbound_webhook", f"{name}_tracking_webhook"]
    assert done.stdout.split() == [*doors, *("400" for _ in doors)], done.stderr


@pytest.mark.parametrize(
    "sender",
    [
        "atelier@example.org",
        "Atelier d’été <atelier@example.org>",
        '"Atelier, Val de Morlaine" <atelier@example.org>',
        "Atelier <atelier@préfecture.example>",
    ],
)
def test_a_sender_that_mail_can_leave_from_starts(sender):
    assert start(**{**PRODUCTION, "DEFAULT_FROM_EMAIL": sender}).returncode == 0


@pytest.mark.parametrize(
    ("chosen", "header"),
    [
        ("", "31536000 False False"),
        ("host", "31536000 False False"),
        ("subdomains", "31536000 True False"),
        ("preload", "31536000 True True"),
    ],
)
def test_what_browsers_are_told_of_the_whole_domain_is_a_choice(chosen, header):
    names = ["SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"]
    show = f"from atelier import settings; print(*(getattr(settings, name) for name in {names}))"

    assert run(show, {**os.environ, **PRODUCTION, "HSTS": chosen}).stdout.strip() == header


def test_the_deployment_checks_refuse_a_demo(tmp_path):
    look = "import django; django.setup(); from atelier.operations.checks import check_mode as look; print(look(None))"
    here = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "atelier.settings", "ATELIER_VAR": str(tmp_path)}

    assert "atelier.E001" in run(look, {**here, "ATELIER_MODE": "demo", "SITE_URL": "http://127.0.0.1"}).stdout
    assert run(look, here).stdout == "[]\n"


LOCAL = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def demo_here(settings):
    settings.LOCAL_ONLY, settings.ALLOWED_HOSTS = True, ["127.0.0.1", "localhost"]


@pytest.mark.parametrize(
    "asked",
    [
        {"HTTP_HOST": "atelier.example.org"},
        {"HTTP_HOST": "192.0.2.7:8000"},
        {"HTTP_HOST": "127.0.0.1.example.org"},
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        *({name: "127.0.0.1"} for name in middleware.BY_A_PROXY),
    ],
)
@pytest.mark.parametrize("path", ["/", "/demo/courriels/", "/sante/"])
def test_a_demo_answers_nobody_from_elsewhere(demo_here, client, asked, path):
    response = client.get(path, **{**LOCAL, **asked})

    assert response.status_code == 403
    assert "ATELIER_MODE=production" in response.text


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost"])
def test_a_demo_answers_this_machine(demo_here, client, peer, host):
    assert client.get(reverse("alive"), REMOTE_ADDR=peer, HTTP_HOST=host).status_code == 200
