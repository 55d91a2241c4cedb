import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from atelier import config
from tools.deployment import PRODUCTION, check


def start(**variables):
    """Load the settings in a process of their own, with these variables and no other of ours."""
    clean = {name: value for name, value in os.environ.items() if name not in {*PRODUCTION, "DATABASE_URL"}}
    return run("from atelier import settings; print(settings.DATABASES['default']['ENGINE'])", {**clean, **variables})


def run(code, variables):
    return subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"])
def test_production_refuses_to_start_without_each_of_its_variables(missing):
    done = start(**{**PRODUCTION, missing: ""})

    assert done.returncode == 1
    assert f"Production needs {missing}." in done.stderr


def test_production_refuses_an_address_without_https():
    done = start(**{**PRODUCTION, "SITE_URL": "http://atelier.example.org"})

    assert done.returncode == 1
    assert "SITE_URL must start with https://" in done.stderr


def test_production_starts_with_all_of_them_on_postgresql():
    done = start(**PRODUCTION, DATABASE_URL="postgresql://a:b@127.0.0.1/c")

    assert done.stdout.strip() == "django.db.backends.postgresql"


def test_what_a_former_key_signed_still_holds_once_the_key_has_changed():
    sign = "from django.core import signing; print(signing.dumps('agenda'))"
    read = "import sys; from django.core import signing; print(signing.loads('{}'))"
    here = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "atelier.settings", "SECRET_KEY": "the-former-key"}
    signed = run(sign, here).stdout.strip()
    changed = {**here, "SECRET_KEY": "the-new-key"}

    assert run(read.format(signed), {**changed, "OLD_SECRET_KEYS": "older the-former-key"}).stdout == "agenda\n"
    assert "BadSignature" in run(read.format(signed), changed).stderr


def test_the_deployment_checks_find_nothing():
    assert check() == 0


@pytest.mark.parametrize(
    ("variable", "elsewhere", "sealed"),
    [
        ("EMAIL_URL", "smtp://smtp.example.org:25", "smtp+ssl://smtp.example.org:465"),
        ("DATABASE_URL", "postgresql://a:b@db.example.org/c", "postgresql://a:b@db.example.org/c?sslmode=verify-full"),
        ("REDIS_URL", "redis://redis.example.org", "rediss://redis.example.org"),
    ],
)
def test_what_would_travel_in_clear_is_pointed_at(variable, elsewhere, sealed):
    look = (
        "import django; django.setup(); "
        "from atelier.operations.checks import check_encrypted_connections as look; print(look(None))"
    )
    here = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "atelier.settings"}

    assert f"{variable} leads to" in run(look, {**here, variable: elsewhere}).stdout
    assert run(look, {**here, variable: sealed}).stdout == "[]\n"


def test_a_flag_that_is_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "peut-être")

    with pytest.raises(ImproperlyConfigured, match="write 1 or 0"):
        config.flag("DEBUG", default=False)


def test_an_unknown_database_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "oracle://x")

    with pytest.raises(ImproperlyConfigured, match="unknown scheme 'oracle'"):
        config.database(tmp_path / "db")


def test_a_wrong_line_of_the_env_file_is_named(tmp_path):
    path = tmp_path / ".env"
    path.write_text("# ok\nDEBUG\n")

    with pytest.raises(ImproperlyConfigured, match=r"\.env, line 2"):
        config.load_file(path)


def test_the_env_file_does_not_override_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://vraie.example.org")
    path = tmp_path / ".env"
    path.write_text('SITE_URL=https://autre.example.org\nATELIER_ESSAI="oui"\n')

    config.load_file(path)

    assert (os.environ.pop("ATELIER_ESSAI"), os.environ["SITE_URL"]) == ("oui", "https://vraie.example.org")
