import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from atelier import config
from tests import forked
from tools.deployment import PRODUCTION, check


def start(**variables):
    """Load the settings in a process of their own, with these variables and no other of ours."""
    clean = {name: value for name, value in os.environ.items() if name not in {*PRODUCTION, "DATABASE_URL"}}
    return run("from atelier import settings; print(settings.DATABASES['default']['ENGINE'])", {**clean, **variables})


def run(code, variables):
    return forked.python("-c", code, environment=variables)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"])
def test_production_refuses_to_start_without_each_of_its_variables(missing):
    done = start(**{**PRODUCTION, missing: ""})

    assert done.returncode == 1
    assert f"Production needs {missing}." in done.stderr


def test_production_refuses_an_address_without_https():
    done = start(**{**PRODUCTION, "SITE_URL": "http://atelier.example.org"})

    assert done.returncode == 1
    assert "SITE_URL" in done.stderr.splitlines()[-1]
    assert "use https://" in done.stderr.splitlines()[-1]


def test_production_starts_with_all_of_them_on_postgresql():
    done = start(**PRODUCTION, DATABASE_URL="postgresql://a:b@127.0.0.1/c")

    assert done.stdout.strip() == "atelier.core.postgresql"


def test_what_a_former_key_signed_still_holds_once_the_key_has_changed():
    sign = "from django.core import signing; print(signing.dumps('agenda'))"
    read = "import sys; from django.core import signing; print(signing.loads('{}'))"
    older, former, new = (f"{name}-{PRODUCTION['SECRET_KEY']}" for name in ("older", "former", "new"))
    here = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "atelier.settings", "SECRET_KEY": former}
    signed = run(sign, here).stdout.strip()
    changed = {**here, "SECRET_KEY": new}

    assert run(read.format(signed), {**changed, "OLD_SECRET_KEYS": f"{older} {former}"}).stdout == "agenda\n"
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


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ATELIER_MODE", "essai"),
        ("DEBUG", "peut-être"),
        ("STAFF_SECOND_FACTOR", "2"),
        ("TRUSTED_PROXIES", "deux"),
        ("TRUSTED_PROXIES", "-1"),
        ("DATABASE_URL", "oracle://a:b@db.example.org/c"),
        ("DATABASE_URL", "postgresql://a:b#7@db.example.org/c"),
        ("DATABASE_URL", "postgresql://a:12#7@db.example.org/c"),
        ("DATABASE_URL", "postgresql://a:b/7@db.example.org/c"),
        ("DATABASE_URL", "postgresql://[a"),
        ("EMAIL_URL", "https://mail.example.org"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://a:b@mail.example.org:vingt-cinq"),
        ("EMAIL_URL", "smtp://a:b#7@mail.example.org"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://atelier.example.org/saison"),
        ("SITE_URL", "https://moi:secret@atelier.example.org"),
        ("SITE_URL", "https://*"),
        ("EXTRA_HOSTS", "*"),
        ("EXTRA_HOSTS", ".example.org"),
        ("EXTRA_HOSTS", "https://www.example.org"),
        ("EXTRA_HOSTS", "www.example.org,autre.example.org"),
        ("TRUSTED_PROXIES", "0"),
        ("DEBUG", "1"),
        ("SECRET_KEY", "secret"),
        ("SECRET_KEY", "change-me"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyzABCDEF"),
        ("OLD_SECRET_KEYS", "secret"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("REDIS_URL", "amqp://127.0.0.1"),
        ("REDIS_URL", "redis://"),
        ("HSTS", "1"),
        ("DEFAULT_FROM_EMAIL", "Atelier, Val de Morlaine <atelier@example.org>"),
        ("DEFAULT_FROM_EMAIL", "atelier@example.org, autre@example.org"),
        ("DEFAULT_FROM_EMAIL", "Atelier"),
        ("DEFAULT_FROM_EMAIL", "Atelier <atelier>"),
        ("DEFAULT_FROM_EMAIL", "Atelier\nBcc: x@example.org <atelier@example.org>"),
        ("MAIL_PROVIDER", "brevoo"),
    ],
)
def test_a_wrong_value_stops_the_start_with_the_name_of_its_variable(variable, value):
    done = start(**{**PRODUCTION, variable: value})

    assert done.returncode == 1
    assert variable in done.stderr.splitlines()[-1]


def test_the_refusal_of_an_address_does_not_repeat_its_password():
    done = start(**{**PRODUCTION, "DATABASE_URL": "postgresql://a:prize/7@db.example.org/c"})

    assert "%2F" in done.stderr.splitlines()[-1]
    assert "prize" not in done.stderr


def test_an_empty_variable_is_an_unset_one():
    done = start(**PRODUCTION, TRUSTED_PROXIES="", STAFF_SECOND_FACTOR=" ", DEBUG="", DATABASE_URL="")

    assert done.stdout.strip() == "atelier.core.sqlite"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=plain", "plain"),
        ("A =  spaced ", "spaced"),
        ('A="double"', "double"),
        ("A='single'", "single"),
        ('A="quoted" # note', "quoted"),
        ("A='quoted' # note", "quoted"),
        ("A=bare # note", "bare"),
        ('A="a # b"', "a # b"),
        ("A=pass#word", "pass#word"),
        ("A=#word", "#word"),
        ("A= # only a note", ""),
        ("A=", ""),
        ('A=""', ""),
        ("A=it's", "it's"),
        ('A="l\'eau"', "l'eau"),
        (r'A="a \"word\""', 'a "word"'),
        (r"A='back\slash'", r"back\slash"),
        ("A=a=b=c", "a=b=c"),
        ("A=${HOME}$1", "${HOME}$1"),
        ("export A=exported", "exported"),
        ('A="two\nlines"', "two\nlines"),
        ('A="Atelier d’été <a@example.org>"', "Atelier d’été <a@example.org>"),
        ("A=postgresql://u:p%23%40@h/n?sslmode=require", "postgresql://u:p%23%40@h/n?sslmode=require"),
    ],
)
@pytest.mark.parametrize(("before", "after"), [("# first\n\n", "\n"), ("\ufeff", ""), ("B=1\r\n", "\r\nC=2\r\n")])
def test_the_env_file_is_read_as_people_write_it(tmp_path, monkeypatch, line, value, before, after):
    monkeypatch.setattr(os, "environ", {})
    path = tmp_path / ".env"
    path.write_bytes(f"{before}{line}{after}".encode())

    config.load_file(path)

    assert os.environ["A"] == value


@pytest.mark.parametrize("wrong", ["DEBUG", 'A="never closed', "=value", 'A="x" y'])
def test_a_wrong_line_of_the_env_file_is_named(tmp_path, wrong):
    path = tmp_path / ".env"
    path.write_text(f"# ok\n\n{wrong}\n")

    with pytest.raises(ImproperlyConfigured, match=r"\.env, line 3"):
        config.load_file(path)


def test_the_env_file_does_not_override_the_environment(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {"SITE_URL": "https://vraie.example.org"})
    path = tmp_path / ".env"
    path.write_text('SITE_URL=https://autre.example.org\nATELIER_ESSAI="oui"\n')

    config.load_file(path)

    assert os.environ == {"ATELIER_ESSAI": "oui", "SITE_URL": "https://vraie.example.org"}


def test_an_absent_env_file_changes_nothing(tmp_path):
    config.load_file(tmp_path / ".env")


@pytest.mark.parametrize(
    ("address", "host", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", "mail.example.org", 25, False, False),
        ("smtp://127.0.0.1:8025", "127.0.0.1", 8025, False, False),
        ("smtp://[::1]:8025", "::1", 8025, False, False),
        ("smtp+tls://mail.example.org", "mail.example.org", 587, True, False),
        ("smtp+tls://mail.example.org:25", "mail.example.org", 25, True, False),
        ("smtp+ssl://mail.example.org", "mail.example.org", 465, False, True),
        ("smtp+ssl://mail.example.org:4650", "mail.example.org", 4650, False, True),
        ("smtps://mail.example.org/", "mail.example.org", 465, False, True),
    ],
)
def test_the_address_of_the_mail_server_says_port_and_encryption(monkeypatch, address, host, port, tls, ssl):
    monkeypatch.setenv("EMAIL_URL", address)

    assert config.email("") == {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
    }


@pytest.mark.parametrize("user", ["zoe%40example.org", "zoe@example.org"])
def test_the_names_and_passwords_of_a_mail_server_are_decoded(monkeypatch, user):
    monkeypatch.setenv("EMAIL_URL", f"smtp+tls://{user}:p%23%2F%3A%25w@mail.example.org")
    found = config.email("")

    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("zoe@example.org", "p#/:%w")
    assert found["EMAIL_HOST"] == "mail.example.org"


LIMITS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 20_000,
    "options": "-c statement_timeout=900000 -c lock_timeout=20000",
}
POSTGRESQL = {
    "ENGINE": "atelier.core.postgresql",
    "USER": "u",
    "PASSWORD": "",
    "HOST": "",
    "PORT": "",
    "NAME": "n",
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": False,
    "OPTIONS": LIMITS,
}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("postgresql://u:p@db.example.org:5433/n", {"PASSWORD": "p", "HOST": "db.example.org", "PORT": 5433}),
        ("postgres://u:p%23%40%2F@db.example.org/n", {"PASSWORD": "p#@/", "HOST": "db.example.org"}),
        ("postgresql://u%40x@db.example.org/n%20m", {"USER": "u@x", "HOST": "db.example.org", "NAME": "n m"}),
        ("postgresql://u@/n?host=/run/postgresql", {"HOST": "/run/postgresql"}),
        ("postgresql://u@%2Frun%2Fpostgresql/n", {"HOST": "/run/postgresql"}),
        ("postgresql://u@[::1]/n", {"HOST": "::1"}),
        (
            "postgresql://u@db.example.org/n?sslmode=verify-full&connect_timeout=9",
            {
                "HOST": "db.example.org",
                "OPTIONS": {**LIMITS, "sslmode": "verify-full", "connect_timeout": 9},
            },
        ),
    ],
)
def test_the_address_of_postgresql_is_read_whole(monkeypatch, tmp_path, address, found):
    monkeypatch.setenv("DATABASE_URL", address)

    assert config.database(tmp_path / "db") == {**POSTGRESQL, **found}


@pytest.mark.parametrize("slashes", ["//", "///"])
def test_an_sqlite_file_is_found_from_the_root_with_three_slashes_or_four(monkeypatch, tmp_path, slashes):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:{slashes}{tmp_path}/un%20dossier/x.sqlite3")
    found = config.database(tmp_path / "db")

    assert found == config.sqlite(tmp_path / "un dossier" / "x.sqlite3")
    assert found["NAME"].parent.is_dir()


def test_the_key_of_a_demo_is_made_once_for_one_user(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "var" / "secret_key"

    assert config.secret_key(path) == config.secret_key(path) == path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
